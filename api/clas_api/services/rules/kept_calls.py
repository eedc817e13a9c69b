"""Calls under which something stands, found even when they are not served any more: by the text that was kept of them.

What only reads asks here. What changes something asks for what is served, `services.rules.campaigns`.
"""

from collections.abc import Mapping

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.refusals import NotServed
from clas_api.services.rules.finding import find_campaign
from clas_api.store.models import KeptRules, ServedRules
from clas_core.departments import AbsentDepartment, Campaign, DepartmentPlugin, campaign_of_text
from clas_core.departments.absent import plain_name
from clas_core.errors import DepartmentUnavailable, InvalidFile, Unknown, UnknownSchoolYear
from clas_core.national import Referential, referential_of_text
from clas_core.years import SchoolYear


def is_served(context: Context, slug: str, year: str) -> bool:
    """Tell whether a call is served here, with the national rules of its year."""
    try:
        find_campaign(context.installation, slug, year)
        context.installation.library.parse(year)
    except (Unknown, DepartmentUnavailable):
        return False
    return True


def find_department(context: Context, slug: str) -> DepartmentPlugin:
    """Return a department, or what is left of it.

    Raises `UnknownDepartment` or `DepartmentUnavailable` when no call of it was kept.
    """
    try:
        return context.installation.registry.get(slug)
    except (Unknown, DepartmentUnavailable):
        kept = kept_campaigns(context, slug)
        if not kept:
            raise
        return AbsentDepartment(slug, kept)


def find_call(context: Context, slug: str, year: str) -> tuple[DepartmentPlugin, Campaign]:
    """Return a call and its department: those that are served, else as they were last served.

    Raises `UnknownDepartment`, `UnknownCampaign` or `DepartmentUnavailable` when nothing was kept of it.
    """
    try:
        return find_campaign(context.installation, slug, year)
    except (Unknown, DepartmentUnavailable):
        campaign = next(
            (each for each in kept_campaigns(context, slug).values() if str(each.school_year) == year), None
        )
        if campaign is None:
            raise
        return with_call(context, slug, campaign), campaign


def with_call(context: Context, slug: str, campaign: Campaign) -> DepartmentPlugin:
    """Return a department, or what is left of it, with `campaign` as its call of that year."""
    try:
        plugin = context.installation.registry.get(slug)
    except (Unknown, DepartmentUnavailable):
        return AbsentDepartment(slug, {**kept_campaigns(context, slug), campaign.school_year: campaign})
    served = plugin.department.campaigns.get(campaign.school_year) is campaign
    return plugin if served else plugin.with_campaign(campaign)


def find_referential(context: Context, year: str) -> Referential:
    """Return the national rules of a year: those served, else as last served. Raises `UnknownSchoolYear`."""
    try:
        return context.installation.library.parse(year)
    except UnknownSchoolYear:
        for text in _kept(context, "referential", "national", year).values():
            try:
                return referential_of_text(text, name=year)
            except InvalidFile:
                continue
        raise


def kept_campaigns(context: Context, slug: str) -> Mapping[SchoolYear, Campaign]:
    """Return the calls of a department as they were last served here, by year; none that cannot be read any more."""
    found = {}
    for year, text in _kept(context, "campaign", slug).items():
        try:
            campaign = campaign_of_text(text, slug, name=year)
        except InvalidFile:
            continue
        found[campaign.school_year] = campaign
    return found


def not_served(context: Context, slug: str, year: str) -> NotServed:
    """Return why nothing of a call that was once served is changed."""
    try:
        name = context.installation.registry.get(slug).department.name
    except (Unknown, DepartmentUnavailable):
        name = plain_name(slug)
    return NotServed(name, year)


def _kept(context: Context, kind: str, owner: str, year: str | None = None) -> Mapping[str, str]:
    """Return the texts that were last served of an owner, by year."""
    query = (
        select(KeptRules.school_year, KeptRules.text)
        .join(ServedRules, ServedRules.digest == KeptRules.digest)
        .where(ServedRules.kind == kind, ServedRules.owner == owner)
        # Of those of one day the longest is the last: an amendment only adds to the text of its call.
        .order_by(ServedRules.served_since, func.length(KeptRules.text), ServedRules.digest)
    )
    if year is not None:
        query = query.where(ServedRules.school_year == year)
    return {each.school_year: each.text for each in context.session.execute(query)}
