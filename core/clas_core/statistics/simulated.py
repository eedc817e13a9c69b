"""What is told outside of departments of other figures over their groups: what statistics of the same year would tell.

A department whose total they hide is hidden here, and no count of what changes is told under five, nor what it could be
worked out from. An amount is told where enough groups of enough porteurs make its difference, so that none of them can
be read off it.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from clas_core.simulation.fates import Cell, Cells, Fate, Fates, whole_of
from clas_core.simulation.telling import ToldFates
from clas_core.statistics.between import LEAST_SHOWN, Counts
from clas_core.statistics.counting import TOTAL
from clas_core.statistics.withholding import WITHHELD, Table, Told, decide_on

CHANGING: Sequence[Fate] = ("gains", "loses", "not_eligible_now", "eligible_now")
UNCHANGED: Sequence[Fate] = ("same", "refused")


def tell_outside(fates: Fates, told: Told) -> ToldFates:
    """Tell what may be outside departments, where statistics of the same year tell `told`."""
    wholes = {slug: whole_of(each) for slug, each in fates.departments.items()}
    hidden = {slug for slug in wholes if _is_hidden(told, slug)}
    by_fate = fates.by_fate
    changes = _decided(wholes, {slug: _grouped(each, apart=False) for slug, each in fates.departments.items()}, hidden)
    counts = _decided(wholes, {slug: _grouped(each, apart=True) for slug, each in fates.departments.items()}, hidden)
    changing = {fate for fate in CHANGING if by_fate[fate].groups}
    nation = fates.total if _told(told.nation.get(TOTAL, ())) and changing <= changes.told else None
    shown = {fate for fate in changing if fate in counts.told} if nation is not None else set()
    refused_by = fates.refused_by if "not_eligible_now" in shown else {}
    return ToldFates(
        least_shown=LEAST_SHOWN,
        nation=nation,
        by_fate={fate: by_fate[fate] for fate in shown},
        departments={slug: None if nation is None or slug in changes.hiding else each for slug, each in wholes.items()},
        refused_by=refused_by if all(each >= LEAST_SHOWN for each in refused_by.values()) else None,
    )


def _is_hidden(told: Told, slug: str) -> bool:
    return not _told(told.departments.get(slug, {}).get(TOTAL, ()))


def _told(lines: Sequence[object]) -> bool:
    return bool(lines) and lines[0] != WITHHELD


def _grouped(cells: Cells, *, apart: bool) -> Mapping[str, Counts]:
    """Return the counts of what changes, by fate; with what does not as a line of its own, where it is told `apart`."""
    found: dict[str, Counts] = {fate: _counts(cells[fate]) for fate in CHANGING if fate in cells}
    same = whole_of({fate: cells[fate] for fate in UNCHANGED if fate in cells})
    return {**found, UNCHANGED[0]: _counts(same)} if apart and same.groups else found


def _counts(cell: Cell) -> Counts:
    return (len(cell.porteurs), cell.groups, cell.children)


def _decided(wholes: Mapping[str, Cell], cells: Mapping[str, Mapping[str, Counts]], hidden: AbstractSet[str]) -> Table:
    return decide_on({slug: _counts(each) for slug, each in wholes.items()}, cells, hidden)
