"""Statistics: lines of counts and amounts, and what is withheld of them where they are shown outside the department.

A count under five could be somebody. It is withheld, and so is what it could be worked out from: the other small
figures of its line, and one more line where it would be the only one missing of a sum.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

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
