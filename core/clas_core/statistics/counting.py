"""Statistics: lines of counts and amounts of what was deposited, in all and by what the groups have in common.

What is withheld of them where they are shown outside the department is in `withholding`.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clas_core.communes import commune_of, find
from clas_core.money import amount_text
from clas_core.plain_text import place_key

COUNTS = ("porteurs", "dossiers", "actions", "groups", "children", "adults")
AMOUNTS = ("asked", "approved", "settled")
SHARED = ("approved_porteurs", "settled_porteurs")
FIGURES = (*COUNTS, *AMOUNTS, *SHARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Figures of what has `key` in common; amounts in cents. `None` is a figure that is withheld, or is not divided.

    Among how many porteurs what is approved and settled is shared is never written: it says whether it may be told.
    """

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
    approved_porteurs: int = 0
    settled_porteurs: int = 0


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

PENDING = "pending"
"""The outcome of what no committee has decided yet."""

SPAN, SEVERAL = "span", "several"
"""The breakdown of groups by their one level, or by having several of them: its groups add up."""


def count(groups: Iterable[CountedGroup]) -> dict[str, list[Line]]:
    """Return the lines of each breakdown of `groups`: all, retained, by outcome, nature, territory and level.

    The territory is the commune, however it is spelt: its line has its official name or, where the list has no one such
    commune, the most frequent spelling. A group counts in each of its levels; by `SPAN` it counts once. What was
    settled is of whole dossiers: it is not divided by level, by city, or between what was retained and what was not.
    """
    parts = _parts(groups)
    cities = _spellings(parts)
    return {
        TOTAL: _lines((part, ("",)) for part in parts),
        RETAINED: _lines(((part, ("",)) for part in parts if part.common.retained), divided=True),
        "outcome": _lines((part, (part.common.outcome,)) for part in parts),
        "nature": _lines((part, (part.common.nature,)) for part in parts),
        "territory": _lines(((part, (cities[territory_of(part.common.city)],)) for part in parts), divided=True),
        "level": _lines(((part, part.common.levels.split()) for part in parts), divided=True),
        SPAN: _lines(((part, (_span(part.common.levels),)) for part in parts), divided=True),
    }


class _Common(NamedTuple):
    """All that groups are told apart by."""

    outcome: str
    nature: str
    city: str
    levels: str
    retained: bool


@dataclass(slots=True)
class _Tally:
    """What is counted together. The sums are of groups, children, adults, asked and approved."""

    porteurs: set[Hashable] = field(default_factory=set)
    approved_porteurs: set[Hashable] = field(default_factory=set)
    settled_porteurs: set[Hashable] = field(default_factory=set)
    actions: set[Hashable] = field(default_factory=set)
    settled: dict[Hashable, int] = field(default_factory=dict)
    sums: list[int] = field(default_factory=lambda: [0, 0, 0, 0, 0])

    def add(self, group: CountedGroup) -> None:
        sums = self.sums
        self.porteurs.add(group.porteur)
        self.actions.add((group.dossier, group.action))
        self.settled[group.dossier] = group.settled
        if group.approved:
            self.approved_porteurs.add(group.porteur)
        if group.settled:
            self.settled_porteurs.add(group.porteur)
        sums[0] += 1
        sums[1] += group.children
        sums[2] += group.adults
        sums[3] += group.asked
        sums[4] += group.approved

    def join(self, other: "_Tally") -> None:
        self.porteurs |= other.porteurs
        self.approved_porteurs |= other.approved_porteurs
        self.settled_porteurs |= other.settled_porteurs
        self.actions |= other.actions
        self.settled |= other.settled
        self.sums = [one + another for one, another in zip(self.sums, other.sums, strict=True)]

    def line(self, key: str, *, divided: bool) -> Line:
        groups, children, adults, asked, approved = self.sums
        return Line(
            key=key,
            porteurs=len(self.porteurs),
            dossiers=len(self.settled),
            actions=len(self.actions),
            groups=groups,
            children=children,
            adults=adults,
            asked=asked,
            approved=approved,
            settled=None if divided else sum(self.settled.values()),
            approved_porteurs=len(self.approved_porteurs),
            settled_porteurs=len(self.settled_porteurs),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    common: _Common
    tally: _Tally


def _parts(groups: Iterable[CountedGroup]) -> Sequence[_Part]:
    """Count groups that nothing tells apart together, once: breakdowns are then made of few parts, not of thousands."""
    tallies: dict[_Common, _Tally] = {}
    for group in groups:
        common = _Common(group.outcome, group.nature, group.city, group.levels, group.retained)
        tally = tallies.get(common)
        if tally is None:
            tally = tallies[common] = _Tally()
        tally.add(group)
    return [_Part(common=common, tally=tally) for common, tally in tallies.items()]


def _span(levels: str) -> str:
    """Return the one level of a group, `SEVERAL` where it has more, nothing where it says none."""
    return SEVERAL if " " in levels.strip() else levels.strip()


def _spellings(parts: Iterable[_Part]) -> Mapping[str, str]:
    """Return how each city is written, by its key."""
    found: dict[str, Counter[str]] = {}
    for part in parts:
        city = part.common.city
        found.setdefault(territory_of(city), Counter())[city.strip()] += part.tally.sums[0]
    return {
        key: commune.name if (commune := find(key)) is not None else min(counts, key=lambda city: (-counts[city], city))
        for key, counts in found.items()
    }


def territory_of(city: str) -> str:
    """Return what all spellings of a commune have in common: its code where one commune alone bears the name."""
    commune = commune_of(city)
    return place_key(city) if commune is None else commune.code


def _lines(parts: Iterable[tuple[_Part, Iterable[str]]], *, divided: bool = False) -> list[Line]:
    """Count parts, each under its keys; the lines are in the order of the keys."""
    tallies: dict[str, _Tally] = {}
    for part, keys in parts:
        for key in keys:
            tally = tallies.get(key)
            if tally is None:
                tally = tallies[key] = _Tally()
            tally.join(part.tally)
    return [tallies[key].line(key, divided=divided) for key in sorted(tallies)]


def added(key: str, lines: Iterable[Line]) -> Line:
    """Add lines up, figure by figure; one that is not known of a line is not known of the sum."""
    every = tuple(lines)
    sums: dict[str, Any] = {}
    for name in FIGURES:
        figures = [getattr(line, name) for line in every]
        sums[name] = None if None in figures else sum(figures)
    return Line(key=key, **sums)


def line_json(line: Line) -> dict[str, Any]:
    """Return a line as JSON values; what is withheld is null."""
    written: dict[str, Any] = {name: getattr(line, name) for name in ("key", *COUNTS)}
    for name in AMOUNTS:
        cents = getattr(line, name)
        written[name] = None if cents is None else amount_text(cents)
    return written
