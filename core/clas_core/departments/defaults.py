"""What every department gets without writing code: its files give the answers of the hooks."""

from collections.abc import Sequence
from types import ModuleType

from clas_core.departments.department import Department
from clas_core.departments.hookspecs import LocalAid, hookimpl
from clas_core.groups import Group
from clas_core.years import SchoolYear


class TabledSupplements:
    """The supplements that the campaign's file lists, to every eligible group."""

    def __init__(self, department: Department) -> None:
        self._aids = {
            year: tuple(
                LocalAid(id=each.id, label=each.label, amount=each.amount, source=each.source.citation)
                for each in campaign.supplements
            )
            for year, campaign in department.campaigns.items()
        }

    @hookimpl(trylast=True)
    def clas_supplements(self, school_year: SchoolYear, group: Group, ps: int) -> Sequence[LocalAid]:
        return self._aids.get(school_year, ())


Plugin = ModuleType | object
"""What an entry point leads to: a module, or an object with the hooks as methods."""
