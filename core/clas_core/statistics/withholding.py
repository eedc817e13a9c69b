"""What is told of a year's statistics outside a department: no count under five, and nothing it can be worked out from.

A reader outside may ask for the nation and for each department, so that what is told of all is decided at once. A count
is enough when it is nobody or at least five; a line is told whole, or is not there.

- What a department retained is told when its counts are enough: framing notes make it public. Its total is told when
  what is left beside what it retained is enough too.
- Its breakdowns by outcome, nature and level are told whole, or not at all when one line is too small; what was
  approved but not retained stands as a line of its own there, since it can be worked out.
- Its cities, and the departments of the nation, are told line by line: what is hidden is several lines, enough in all;
  the smallest others are hidden with them until it is.
- The nation tells a line of a breakdown when it lets nobody narrow down what departments hide of it. A table of which
  the sums of rows and columns are known, and nothing else, leaves to each cell as many values as the least of four
  figures allows: its row, its column, and what all the others of either hold. Each is five at least, or nobody.
- Where the nation's total is hidden, bounds of totals are told: `between` says which.
- Amounts approved and settled stand with totals, and with lines of the nation, where enough porteurs share them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any

from clas_core.statistics.between import LEAST_SHOWN, Between, Counts, Hiding, tell_between
from clas_core.statistics.counting import AMOUNTS, COUNTS, RETAINED, TOTAL, Line, added

__all__ = ["LEAST_SHOWN", "Lines", "Told", "complete", "decide_on", "is_enough", "is_told", "tell"]

Lines = Mapping[str, Sequence[Line]]

_NOTHING: Mapping[str, Any] = dict.fromkeys((*COUNTS, *AMOUNTS))
WITHHELD = Line(key="", **_NOTHING)
_COUNTED = ("outcome", "nature", "level")
_SHARED = {"approved": "approved_porteurs", "settled": "settled_porteurs"}
_counts: Callable[[Line], Counts] = attrgetter(*COUNTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told outside: of the nation, by the names of its breakdowns, and of each department.

    `between` are bounds of totals, where that of the nation is not told as it is.
    """

    nation: Lines
    departments: Mapping[str, Lines]
    between: Between


def tell(counted: Mapping[str, Lines]) -> Told:
    """Return what is told outside of what was counted in each department of the nation."""
    totals = {slug: _only(lines[TOTAL]) for slug, lines in counted.items()}
    retained = {slug: _only(lines[RETAINED]) for slug, lines in counted.items()}
    whole = {slug: _counts(line) for slug, line in totals.items()}
    left = {slug: _less(whole[slug], _counts(retained[slug])) for slug in counted}

    secret = {slug for slug in counted if not is_told(retained[slug])}
    retained_is_told = _several({slug: _counts(retained[slug]) for slug in counted}, secret)
    small = secret | {slug for slug in counted if not is_enough(left[slug])}
    unknown = {slug: whole[slug] if slug in secret else left[slug] for slug in counted}
    completed = complete(small, left, lambda hidden: _several(left, hidden) and _several(unknown, hidden))
    hidden = small if completed is None else completed

    tables = {
        name: decide_on(
            left if name == "outcome" else whole,
            {slug: _cells(name, lines, retained[slug]) for slug, lines in counted.items()},
            hidden,
        )
        for name in _COUNTED
    }
    departments = {
        slug: {
            TOTAL: [WITHHELD if slug in hidden else _shared(totals[slug])],
            RETAINED: [WITHHELD if slug in secret else retained[slug]],
            "territory": () if slug in hidden else _places(lines.get("territory", ())),
            **{name: () if slug in tables[name].hiding else _bare(lines[name]) for name in _COUNTED},
        }
        for slug, lines in counted.items()
    }

    settled = {slug: (line.settled_porteurs,) for slug, line in totals.items()}
    nation = added("", totals.values())
    if not retained_is_told:
        nation = replace(nation, approved=None)
    if not _several(settled, hidden | {slug for slug in counted if not is_enough(settled[slug])}):
        nation = replace(nation, settled=None)
    told = {name: tables[name].told if completed is not None else frozenset() for name in _COUNTED}
    if not retained_is_told:
        told["outcome"] = frozenset()
    rows = [slug for slug in sorted(counted) if slug not in hidden and counted[slug][TOTAL]]
    return Told(
        nation={
            TOTAL: [WITHHELD if completed is None else nation],
            RETAINED: [_all_retained(counted) if retained_is_told else WITHHELD],
            "territory": [replace(_shared(totals[slug]), key=slug) for slug in rows],
            **{name: _of_the_nation(name, counted, nation, told[name]) for name in _COUNTED},
        },
        departments=departments,
        between=Between(departments={})
        if completed is not None
        else tell_between(
            Hiding(
                retained={slug: _counts(retained[slug]) for slug in counted},
                left=left,
                hidden=hidden,
                secret=secret,
                retained_is_told=retained_is_told,
            )
        ),
    )


def is_told(line: Line) -> bool:
    """Tell whether each count of a line is nobody, or five at least."""
    return is_enough(_counts(line))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A breakdown of every department: the departments that hide it, and the keys that the nation tells."""

    hiding: AbstractSet[str]
    told: AbstractSet[str]


def decide_on(rows: Mapping[str, Counts], cells: Mapping[str, Mapping[str, Counts]], hidden: AbstractSet[str]) -> Table:
    """Decide on a breakdown of departments with `rows` in all and `cells` by key; those `hidden` tell none of it."""
    small = {slug for slug in rows if slug in hidden or not all(map(is_enough, cells[slug].values()))}
    hiding = complete(small, rows, partial(_apart, rows))
    if hiding is None:
        return Table(hiding=small, told=frozenset())
    every = _sum(rows[slug] for slug in hiding)
    columns = {
        key: _sum(cells[slug].get(key, (0,) * len(rows[slug])) for slug in hiding)
        for key in {key for each in cells.values() for key in each}
    }
    risky = {key for key, column in columns.items() if not (is_enough(column) and _enough_beside(column, every))}
    gone = complete(risky, columns, partial(_several, columns))
    return Table(hiding=hiding, told=frozenset() if gone is None else columns.keys() - gone)


def _cells(name: str, lines: Lines, retained: Line) -> Mapping[str, Counts]:
    """Return the counts by key; by outcome, of what was approved, those that were not retained."""
    cells = {line.key: _counts(line) for line in lines[name]}
    if name == "outcome" and "approved" in cells:
        cells["approved"] = _less(cells["approved"], _counts(retained))
    return cells


def _all_retained(counted: Mapping[str, Lines]) -> Line:
    lines = [line for each in counted.values() for line in each[RETAINED]]
    return added("", lines) if lines else Line(key="")


def _of_the_nation(name: str, counted: Mapping[str, Lines], nation: Line, told: AbstractSet[str]) -> Sequence[Line]:
    """Add up the lines that are told, with the amounts that enough porteurs share, in each and beside it."""
    lines: dict[str, list[Line]] = {}
    for each in counted.values():
        for line in each[name]:
            lines.setdefault(line.key, []).append(line)
    sums = [added(key, lines[key]) for key in sorted(told)]
    for amount, shared in _SHARED.items():
        rows = {slug: (getattr(_only(each[TOTAL]), shared),) for slug, each in counted.items()}
        cells = {slug: {line.key: (getattr(line, shared),) for line in each[name]} for slug, each in counted.items()}
        if getattr(nation, amount) is None or not decide_on(rows, cells, counted.keys()).told >= told:
            without: Mapping[str, Any] = {amount: None}
            sums = [replace(line, **without) for line in sums]
    return sums


def _places(lines: Sequence[Line]) -> Sequence[Line]:
    sizes = {line.key: _counts(line) for line in lines}
    small = {key for key, counts in sizes.items() if not is_enough(counts)}
    hidden = complete(small, sizes, partial(_several, sizes))
    return () if hidden is None else _bare([line for line in lines if line.key not in hidden])


def complete(
    small: AbstractSet[str], sizes: Mapping[str, Counts], safe: Callable[[AbstractSet[str]], bool]
) -> AbstractSet[str] | None:
    """Return `small` with as many of the smallest others as make it safe to hide; `None` when all are not enough."""
    hidden = set(small)
    others = iter(sorted((counts, key) for key, counts in sizes.items() if key not in small and any(counts)))
    while not safe(hidden):
        following = next(others, None)
        if following is None:
            return None
        hidden.add(following[1])
    return hidden


def _several(sizes: Mapping[str, Counts], hidden: AbstractSet[str]) -> bool:
    """Tell whether what is hidden is nothing, or several lines with enough in all."""
    return not hidden or (len(hidden) > 1 and is_enough(_sum(sizes[key] for key in hidden)))


def _apart(rows: Mapping[str, Counts], hidden: AbstractSet[str]) -> bool:
    """Tell whether each hidden row has enough beside it."""
    every = _sum(rows[key] for key in hidden)
    return all(_enough_beside(rows[key], every) for key in hidden)


def is_enough(counts: Counts) -> bool:
    return all(count == 0 or count >= LEAST_SHOWN for count in counts)


def _enough_beside(counts: Counts, every: Counts) -> bool:
    return all(count == 0 or total - count >= LEAST_SHOWN for count, total in zip(counts, every, strict=True))


def _sum(many: Iterable[Counts]) -> Counts:
    return tuple(map(sum, zip(*many, strict=True)))


def _less(whole: Counts, part: Counts) -> Counts:
    return tuple(one - another for one, another in zip(whole, part, strict=True))


def _only(lines: Sequence[Line]) -> Line:
    return lines[0] if lines else Line(key="")


def _shared(total: Line) -> Line:
    return total if is_enough((total.settled_porteurs,)) else replace(total, settled=None)


def _bare(lines: Iterable[Line]) -> Sequence[Line]:
    """Leave out amounts that few of a line may share."""
    return [replace(line, approved=None, settled=None) for line in lines]
