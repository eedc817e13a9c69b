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
from clas_core.statistics.withholding import WITHHELD, Lines, Told, complete, is_enough

CHANGING: Sequence[Fate] = ("gains", "loses", "not_eligible_now", "eligible_now")
UNCHANGED: Sequence[Fate] = ("same", "refused")


def tell_outside(fates: Fates, told: Told) -> ToldFates:
    """Tell what may be outside departments, where statistics of the same year tell `told`.

    Of departments only totals are told: what several that are hidden change is the nation's less theirs, so that they
    are hidden with as many of the smallest others as make it enough.
    """
    by_fate = fates.by_fate
    wholes = {slug: whole_of(each) for slug, each in fates.departments.items()}
    changing = [fate for fate in CHANGING if by_fate[fate].groups]
    if not (_is_shown(told.nation) and all(is_enough(_counts(by_fate[fate])) for fate in changing)):
        return ToldFates(
            least_shown=LEAST_SHOWN, nation=None, by_fate={}, departments=dict.fromkeys(wholes), refused_by=None
        )
    small = {
        slug
        for slug, cells in fates.departments.items()
        if not _is_shown(told.departments.get(slug, {})) or not all(map(is_enough, _changes(cells).values()))
    }
    hidden = complete(small, {slug: _counts(each) for slug, each in wholes.items()}, lambda some: _safe(fates, some))
    unchanged = whole_of({fate: by_fate[fate] for fate in UNCHANGED})
    shown = changing if is_enough(_counts(unchanged)) else ()
    refused_by = fates.refused_by if "not_eligible_now" in shown else {}
    return ToldFates(
        least_shown=LEAST_SHOWN,
        nation=fates.total,
        by_fate={fate: by_fate[fate] for fate in shown},
        departments={slug: None if hidden is None or slug in hidden else each for slug, each in wholes.items()},
        refused_by=refused_by if all(each >= LEAST_SHOWN for each in refused_by.values()) else None,
    )


def _is_shown(lines: Lines) -> bool:
    """Tell whether statistics tell a total."""
    found = lines.get(TOTAL, ())
    return bool(found) and found[0] != WITHHELD


def _changes(cells: Cells) -> Mapping[Fate, Counts]:
    return {fate: _counts(cells[fate]) for fate in CHANGING if fate in cells}


def _counts(cell: Cell) -> Counts:
    return (len(cell.porteurs), cell.groups, cell.children)


def _safe(fates: Fates, hidden: AbstractSet[str]) -> bool:
    """Tell whether what is hidden is nothing, or several departments of which each change is enough, or nobody's."""
    if not hidden:
        return True
    sums: dict[Fate, Counts] = {}
    for slug in hidden:
        for fate, counts in _changes(fates.departments[slug]).items():
            sums[fate] = tuple(map(sum, zip(sums.get(fate, (0, 0, 0)), counts, strict=True)))
    return len(hidden) > 1 and all(map(is_enough, sums.values()))
