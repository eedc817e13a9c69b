"""A department whose plugin is not here any more: what one of its calls still says of it, and no code.

A dossier that was deposited under the call is read by it, and settled by it: neither asks the department's code.
"""

from collections.abc import Mapping

from clas_core.departments.call_name import ByCall, CallName
from clas_core.departments.campaign import Campaign
from clas_core.departments.department import Caf, Department
from clas_core.departments.hookspecs import hookimpl
from clas_core.departments.plugin import DepartmentPlugin

_SMALL = frozenset({"de", "du", "des", "la", "le", "les", "et", "en", "sur"})
_ITS_CAF = "caf"
"""How the calls name their Caf among the institutions."""


class AbsentDepartment(DepartmentPlugin):
    """A department that is not served here: it has the calls that were kept of it, and none of its own code."""

    def __init__(self, slug: str, campaigns: Mapping[CallName, Campaign]) -> None:
        """Make what is left of the department `slug` of its `campaigns`, of which the latest says who its Caf is."""
        super().__init__(_NoCode(_department_of(slug, campaigns)), name=slug)


class _NoCode:
    def __init__(self, department: Department) -> None:
        self._department = department

    @hookimpl
    def clas_department(self) -> Department:
        return self._department


def _department_of(slug: str, campaigns: Mapping[CallName, Campaign]) -> Department:
    name = plain_name(slug)
    campaign = campaigns[max(campaigns)]
    caf = campaign.institutions.get(_ITS_CAF)
    reached = [each for each in campaign.contacts if each.institution == _ITS_CAF]
    return Department(
        slug=slug,
        code="",
        name=name,
        caf=Caf(
            name=caf.name if caf else f"Caf ({name})",
            address=(),
            phone=next((each.phone for each in reached if each.phone), None),
            email=next((each.email for each in reached if each.email), None),
            website=None,
            sirets=(),
        ),
        campaigns=ByCall(campaigns),
        digest="",
    )


def plain_name(slug: str) -> str:
    """Return what people may read for the slug of a department whose name is not known: ``Seine-et-Marne``."""
    first, *others = slug.split("_")
    return "-".join([first.capitalize(), *(each if each in _SMALL else each.capitalize() for each in others)])
