"""The call that a dossier answers, with the rules it is judged by and the time that is left."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clas_api.services.desk import Desk
from clas_api.services.rules.finding import find_campaign
from clas_api.store.dossiers import last_extension
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.estimates import Estimator


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCall:
    """A call, as it stands for one porteur: `extended_until` is more time that an agent has granted."""

    plugin: DepartmentPlugin
    campaign: Campaign
    estimator: Estimator
    extended_until: datetime | None

    @property
    def deadline(self) -> datetime:
        """The last second at which this porteur's deposit is in time, in Paris."""
        closing = self.campaign.calendar.deadline
        return max(closing, self.extended_until) if self.extended_until else closing


def is_over(deadline: datetime, now: datetime) -> bool:
    """Tell whether a deadline is past; the clock is the service's, to the second: the last one is still in time."""
    return now.replace(microsecond=0) > deadline


def call_for(desk: Desk, slug: str, year: str, porteur: UUID) -> OpenCall:
    """Return the call of a department for a porteur.

    Raises `UnknownDepartment`, `DepartmentUnavailable`, `UnknownCampaign`, or `UnknownSchoolYear` while the national
    rules of that year are not known.
    """
    plugin, campaign = find_campaign(desk.installation, slug, year)
    extension = last_extension(desk.session, porteur, slug, year)
    return OpenCall(
        plugin=plugin,
        campaign=campaign,
        estimator=desk.installation.estimator(year, slug),
        extended_until=extension.until if extension else None,
    )
