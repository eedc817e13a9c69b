"""Finding the call that an address names."""

from clas_api.installation import Installation
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.errors import UnknownCampaign
from clas_core.years import SchoolYear


def find_campaign(installation: Installation, slug: str, year: str) -> tuple[DepartmentPlugin, Campaign]:
    """Return a call of a department. Raises `UnknownDepartment`, `DepartmentUnavailable` or `UnknownCampaign`."""
    plugin = installation.registry.get(slug)
    try:
        return plugin, plugin.department.campaign(SchoolYear.parse(year))
    except ValueError:
        raise UnknownCampaign(plugin.department.name, f"« {year[:20]} »", plugin.department.campaigns) from None
