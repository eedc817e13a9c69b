"""Statistics: lines of counts and amounts, and what is withheld of them where they are shown outside the department.

A count under five could be somebody. It is withheld, and so is what it could be worked out from: the other small
figures of its line, and one more line where it would be the only one missing of a sum.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

from clas_core.money import amount_text

LEAST_SHOWN = 5

COUNTS = ("porteurs", "dossiers", "actions", "groups", "children", "adults")
AMOUNTS = ("asked", "approved", "settled")
FIGURES = (*COUNTS, *AMOUNTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Figures of what has `key` in common; amounts in cents. `None` is a figure that is withheld."""

    key: str
    porteurs: int | None = 0
    dossiers: int | None = 0
    actions: int | None = 0
    groups: int | None = 0
    children: int | None = 0
    adults: int | None = 0
    asked: int | None = 0
    approved: int | None = 0
    settled: int | None = 0


class CountedGroup(NamedTuple):
    """A group that was deposited, as statistics count it; amounts in cents. `settled` is that of its whole dossier.

    A named tuple, since a department makes thousands of them.
    """

    dossier: Hashable
    porteur: Hashable
    outcome: str
    nature: str
    settled: int
    action: int
    levels: str
    city: str
    children: int
    adults: int
    asked: int
    retained: bool
    approved: int


TOTAL, RETAINED = "total", "retained"
"""All the groups; those that decisions retain."""


def count(groups: Sequence[CountedGroup]) -> dict[str, list[Line]]:
    """Return the lines of each breakdown of `groups`: all, retained, by outcome, nature, territory and level.

    The territory is the city. A group counts in each of its levels. What was settled is of whole dossiers: it is not
    divided by level, by city, or between what was retained and what was not.
    """
    return {
        TOTAL: _lines((each, ("",)) for each in groups),
        RETAINED: _lines(((each, ("",)) for each in groups if each.retained), divided=True),
        "outcome": _lines((each, (each.outcome,)) for each in groups),
        "nature": _lines((each, (each.nature,)) for each in groups),
        "territory": _lines(((each, (each.city,)) for each in groups), divided=True),
        "level": _lines(((each, each.levels.split()) for each in groups), divided=True),
    }


@dataclass(slots=True)
class _Tally:
    """What is counted under one key."""

    porteurs: set[Hashable] = field(default_factory=set)
    dossiers: set[Hashable] = field(default_factory=set)
    actions: set[Hashable] = field(default_factory=set)
    sums: list[int] = field(default_factory=lambda: [0, 0, 0, 0, 0, 0])

    def add(self, group: CountedGroup) -> None:
        sums = self.sums
        if group.dossier not in self.dossiers:
            self.dossiers.add(group.dossier)
            self.porteurs.add(group.porteur)
            sums[5] += group.settled
        self.actions.add((group.dossier, group.action))
        sums[0] += 1
        sums[1] += group.children
        sums[2] += group.adults
        sums[3] += group.asked
        sums[4] += group.approved

    def line(self, key: str, *, divided: bool) -> Line:
        groups, children, adults, asked, approved, settled = self.sums
        return Line(
            key=key,
            porteurs=len(self.porteurs),
            dossiers=len(self.dossiers),
            actions=len(self.actions),
            groups=groups,
            children=children,
            adults=adults,
            asked=asked,
            approved=approved,
            settled=None if divided else settled,
        )


def _lines(groups: Iterable[tuple[CountedGroup, Iterable[str]]], *, divided: bool = False) -> list[Line]:
    """Count groups, each under its keys; the lines are in the order of the keys."""
    tallies: dict[str, _Tally] = {}
    for group, keys in groups:
        for key in keys:
            tally = tallies.get(key)
            if tally is None:
                tally = tallies[key] = _Tally()
            tally.add(group)
    return [tallies[key].line(key, divided=divided) for key in sorted(tallies)]


def added(key: str, lines: Iterable[Line]) -> Line:
    """Add lines up, figure by figure; one that is not known of a line is not known of the sum."""
    every = tuple(lines)
    sums: dict[str, Any] = {}
    for name in FIGURES:
        figures = [getattr(line, name) for line in every]
        sums[name] = None if None in figures else sum(figures)
    return Line(key=key, **sums)


def withhold(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of one breakdown without what could be somebody.

    Where one value alone of a column is missing, its total would give it away: the smallest other one goes with it.
    """
    kept = [_without_small_counts(line) for line in lines]
    if len(kept) < 2:
        return tuple(kept)
    for name in FIGURES:
        shown = [(getattr(line, name), place) for place, line in enumerate(kept) if getattr(line, name) is not None]
        positive = [each for each in shown if each[0]]
        if len(shown) == len(kept) - 1 and positive:
            _, place = min(positive)
            alone: dict[str, Any] = {name: None}
            kept[place] = replace(kept[place], **alone)
    return tuple(kept)


def _without_small_counts(line: Line) -> Line:
    """Withhold each count under five; the amounts of so few are theirs, and go too. Nobody at all is nobody."""
    small = [name for name in COUNTS if 0 < (getattr(line, name) or 0) < LEAST_SHOWN]
    gone: Mapping[str, Any] = dict.fromkeys((*small, *AMOUNTS) if small else ())
    return replace(line, **gone)


def line_json(line: Line) -> dict[str, Any]:
    """Return a line as JSON values; what is withheld is null."""
    written = asdict(line)
    for name in AMOUNTS:
        written[name] = None if written[name] is None else amount_text(written[name])
    return written
