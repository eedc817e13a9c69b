"""Finding the call that an address names."""

from clas_api.installation import Installation
from clas_core.departments import CallName, Campaign, DepartmentPlugin
from clas_core.departments.call_name import LONGEST_CALL_NAME
from clas_core.errors import DepartmentUnavailable, Unknown, UnknownCampaign


def find_campaign(installation: Installation, slug: str, call: str) -> tuple[DepartmentPlugin, Campaign]:
    """Return a call of a department, by its name.

    Raises `UnknownDepartment`, `DepartmentUnavailable` or `UnknownCampaign`.
    """
    plugin = installation.registry.get(slug)
    try:
        return plugin, plugin.department.campaign(CallName.parse(call))
    except ValueError:
        raise UnknownCampaign(
            plugin.department.name, f"« {call[:LONGEST_CALL_NAME]} »", plugin.department.campaigns
        ) from None


def call_title(installation: Installation, slug: str, call: str) -> str:
    """Return how people name a call: its year and, where it is not the main one of it, its own name as it is published.

    One that is not served any more is told by what its name says: ``2025-2026 (janvier)``.
    """
    name = CallName.parse(call)
    if not name.part:
        return call
    try:
        return installation.registry.published.get(slug).department.campaign(name).title
    except (Unknown, DepartmentUnavailable):
        return f"{name.year} ({name.part})"
