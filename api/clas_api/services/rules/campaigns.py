"""The call that a dossier answers, with the rules it is judged by and the time that is left."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from clas_api.context import Context
from clas_api.services.rules.finding import find_campaign
from clas_api.services.rules.kept_calls import find_call, find_referential, is_served, kept_campaigns, not_served
from clas_api.services.rules.sealed_rules import sealed_estimator
from clas_api.store.dossiers import version_of
from clas_api.store.models import DossierRow
from clas_api.store.standing import extended_until
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.departments.zones import write_there
from clas_core.dossiers import questionnaire_of
from clas_core.errors import DepartmentUnavailable, Refused, Unknown
from clas_core.estimates import Estimator
from clas_core.questions import Questionnaire
from clas_core.years import write_moment


@dataclass(frozen=True, kw_only=True)
class OpenCall:
    """A call, as it stands for one porteur: `extended_until` is more time that an agent has granted.

    One that is not `served` here any more is as a deposit was sealed under it, or as it was last served.
    """

    plugin: DepartmentPlugin
    campaign: Campaign
    estimator: Estimator
    extended_until: datetime | None
    served: bool = True

    @property
    def deadline(self) -> datetime | None:
        """The last second at which this porteur's deposit is in time, in Paris; `None` while no day is known."""
        known = [each for each in (self.campaign.calendar.deadline, self.extended_until) if each is not None]
        return max(known, default=None)

    def told(self, deadline: datetime) -> str:
        """Write a deadline to the second, in Paris and by the clocks of an overseas department."""
        there = write_there(deadline, self.plugin.department.code)
        return f"{write_moment(deadline)} (heure de Paris){f', {there}' if there else ''}"

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """What the call asks, national and local."""
        return questionnaire_of(self.estimator.referential, self.campaign)


def is_over(deadline: datetime, now: datetime) -> bool:
    """Tell whether a deadline is past; the clock is the service's, to the second: the last one is still in time."""
    return now.replace(microsecond=0) > deadline


def call_for(context: Context, slug: str, call: str, porteur: UUID) -> OpenCall:
    """Return the call of a department for a porteur, to answer it or to change something of it.

    Raises `UnknownDepartment`, `DepartmentUnavailable`, `UnknownCampaign`, or `UnknownSchoolYear` while the national
    rules of that year are not known; `NotServed` for what was served here once.
    """
    try:
        plugin, campaign = find_campaign(context.installation, slug, call)
        estimator = context.installation.estimator(call, slug)
    except Unknown:
        if any(str(each) == call for each in kept_campaigns(context, slug)):
            raise not_served(context, slug, call) from None
        raise
    return OpenCall(
        plugin=plugin, campaign=campaign, estimator=estimator, extended_until=_extended(context, slug, call, porteur)
    )


def served_campaign(context: Context, slug: str, call: str) -> Campaign:
    """Return a call of which something is to be begun. Raises `UnknownDepartment`, `DepartmentUnavailable` or
    `UnknownCampaign`; `NotServed` for what was served here once."""
    try:
        return find_campaign(context.installation, slug, call)[1]
    except Unknown:
        if any(str(each) == call for each in kept_campaigns(context, slug)):
            raise not_served(context, slug, call) from None
        raise


def expect_department(context: Context, slug: str, call: str) -> None:
    """Make sure that a department's own code may be asked: what is judged or decided without it could be another
    amount. Raises `NotServed`, `DepartmentUnavailable`."""
    try:
        context.installation.registry.get(slug)
    except Unknown:
        raise not_served(context, slug, call) from None


def call_to_change(context: Context, row: DossierRow) -> OpenCall:
    """Return the call of a dossier of which something is to be changed. Raises `NotServed`, `DepartmentUnavailable`."""
    try:
        return call_for(context, row.department, row.call, row.porteur_id)
    except Unknown:
        raise not_served(context, row.department, row.call) from None


def call_of(context: Context, row: DossierRow) -> OpenCall:
    """Return the call of a dossier that is read: the one that is served or, when it is not any more, the one that its
    last deposit was sealed under, or a draft was begun under.

    Raises `NotServed` when nothing was kept of it.
    """
    slug, call = row.department, row.call
    if is_served(context, slug, call):
        return call_for(context, slug, call, row.porteur_id)
    version = version_of(context.session, row.id, row.versions) if row.versions else None
    try:
        if version is not None:
            estimator = sealed_estimator(context, version)
        else:
            plugin, campaign = find_call(context, slug, call)
            estimator = Estimator(find_referential(context, row.school_year), plugin, campaign.name)
    except (Unknown, DepartmentUnavailable, Refused):
        raise not_served(context, slug, call) from None
    assert estimator.department is not None
    assert estimator.campaign is not None
    return OpenCall(
        plugin=estimator.department,
        campaign=estimator.campaign,
        estimator=estimator,
        extended_until=_extended(context, slug, call, row.porteur_id),
        served=False,
    )


def _extended(context: Context, slug: str, call: str, porteur: UUID) -> datetime | None:
    return extended_until(context.session, porteur, slug, call)
