"""What is told of a simulation: all of it to whoever has the groups in hand, less outside of departments.

What is less is decided by the rule of statistics, in `clas_core.statistics.simulated`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from clas_core.simulation.fates import Cell, Fate, Fates, whole_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFates:
    """What may be told: of the nation (`None` for nothing), by fate where counts may be, of each department (`None`
    where it is hidden), and how many groups each criterion refuses (`None` where it may not be told)."""

    least_shown: int
    nation: Cell | None
    by_fate: Mapping[Fate, Cell]
    departments: Mapping[str, Cell | None]
    refused_by: Mapping[str, int] | None


def tell_whole(fates: Fates) -> ToldFates:
    """Tell all of it, to whoever has the groups in hand."""
    return ToldFates(
        least_shown=0,
        nation=fates.total,
        by_fate=fates.by_fate,
        departments={slug: whole_of(each) for slug, each in fates.departments.items()},
        refused_by=fates.refused_by,
    )
