"""The core of the Clas platform: rules, amounts, departments and documents, as pure functions over values.

What stands here is the front door: all that the plugin of a department may rely on, and nothing else. Its promise is in
``plugins/README.md``. What a name stands for is imported when it is first asked for: the core stays cheap to import.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clas_core.departments import Campaign, Department, DepartmentEvent, LocalAid, hookimpl, read_department
    from clas_core.eligibility import Criterion, Fact, Finding, Verdict, judge
    from clas_core.groups import Group
    from clas_core.sources import Source
    from clas_core.years import SchoolYear
else:
    _HOMES = {
        "departments": ("Campaign", "Department", "DepartmentEvent", "LocalAid", "hookimpl", "read_department"),
        "eligibility": ("Criterion", "Fact", "Finding", "Verdict", "judge"),
        "groups": ("Group",),
        "sources": ("Source",),
        "years": ("SchoolYear",),
    }

    # Not shown to type checkers, which believe any name of a module that has this function.
    def __getattr__(name: str) -> object:
        from importlib import import_module

        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"{__name__}.{home}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Campaign",
    "Criterion",
    "Department",
    "DepartmentEvent",
    "Fact",
    "Finding",
    "Group",
    "LocalAid",
    "SchoolYear",
    "Source",
    "Verdict",
    "hookimpl",
    "judge",
    "read_department",
]
