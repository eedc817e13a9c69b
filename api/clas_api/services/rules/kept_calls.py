"""Calls under which something stands, found even when they are not served any more: by the text that was kept of them.

What only reads asks here. What changes something asks for what is served, `services.rules.campaigns`.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.refusals import NotServed
from clas_api.services.rules.finding import call_title, find_campaign
from clas_api.store.models import CommitteeSession, DossierRow, KeptRules, ServedRules
from clas_core.departments import AbsentDepartment, CallName, Campaign, DepartmentPlugin, campaign_of_text
from clas_core.departments.absent import plain_name
from clas_core.errors import DepartmentUnavailable, InvalidFile, Unknown, UnknownSchoolYear
from clas_core.national import Referential, referential_of_text
from clas_core.years import SchoolYear


def is_served(context: Context, slug: str, call: str) -> bool:
    """Tell whether a call is served here, with the national rules of its year."""
    try:
        campaign = find_campaign(context.installation, slug, call)[1]
    except (Unknown, DepartmentUnavailable):
        return False
    return campaign.school_year in context.installation.library


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


def find_call(context: Context, slug: str, call: str) -> tuple[DepartmentPlugin, Campaign]:
    """Return a call and its department: those that are served, else as they were last served.

    Raises `UnknownDepartment`, `UnknownCampaign` or `DepartmentUnavailable` when nothing was kept of it.
    """
    try:
        return find_campaign(context.installation, slug, call)
    except (Unknown, DepartmentUnavailable):
        campaign = next((each for each in kept_campaigns(context, slug).values() if str(each.name) == call), None)
        if campaign is None:
            raise
        return with_call(context, slug, campaign), campaign


def calls_of_year(context: Context, slug: str, year: str) -> Sequence[Campaign]:
    """Return the calls of a year of a department, the main one first: those that are served and, of those that are
    not any more, what was kept."""
    with suppress(Unknown, DepartmentUnavailable):
        served = context.installation.registry.get(slug).department.calls_of(SchoolYear.parse(year))
        if served:
            return served
    kept = kept_campaigns(context, slug)
    return [kept[name] for name in sorted(kept) if str(name.year) == year]


def names_of_year(context: Context, year: str) -> Sequence[str]:
    """Return the names of all the calls of a year, of any department, that are served here or were: by them its rows
    are found in an index, where the beginning of their names is not."""
    calls = (each for plugin in context.installation.registry.published for each in plugin.department.campaigns)
    served = {str(name) for name in calls if str(name.year) == year}
    query = select(ServedRules.call).where(ServedRules.kind == "campaign", ServedRules.school_year == year)
    return sorted({year, *served, *context.session.scalars(query.distinct())})


def with_call(context: Context, slug: str, campaign: Campaign) -> DepartmentPlugin:
    """Return a department, or what is left of it, with `campaign` as its call of that name."""
    try:
        plugin = context.installation.registry.get(slug)
    except (Unknown, DepartmentUnavailable):
        return AbsentDepartment(slug, {**kept_campaigns(context, slug), campaign.name: campaign})
    served = plugin.department.find(campaign.name) is campaign
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


def kept_campaigns(context: Context, slug: str) -> Mapping[CallName, Campaign]:
    """Return the calls of a department as they were last served here, by name; none that cannot be read any more."""
    found = {}
    for call, text in _kept(context, "campaign", slug).items():
        try:
            campaign = campaign_of_text(text, slug, name=call)
        except InvalidFile:
            continue
        found[campaign.name] = campaign
    return found


def title_of(context: Context, row: DossierRow | CommitteeSession) -> str:
    """Return how people name the call of a dossier, or of a session: ``2025-2026``, and its own name if it has one."""
    return call_title(context.installation, row.department, row.call)


def not_served(context: Context, slug: str, call: str) -> NotServed:
    """Return why nothing of a call that was once served is changed."""
    try:
        name = context.installation.registry.get(slug).department.name
    except (Unknown, DepartmentUnavailable):
        name = plain_name(slug)
    return NotServed(name, call_title(context.installation, slug, call))


def _kept(context: Context, kind: str, owner: str, year: str | None = None) -> Mapping[str, str]:
    """Return the texts that were last served of an owner, by year, and those of a department by call."""
    query = (
        select(KeptRules.call, KeptRules.text)
        .join(ServedRules, ServedRules.digest == KeptRules.digest)
        .where(ServedRules.kind == kind, ServedRules.owner == owner)
        # Of those of one day the longest is the last: an amendment only adds to the text of its call.
        .order_by(ServedRules.served_since, func.length(KeptRules.text), ServedRules.digest)
    )
    if year is not None:
        query = query.where(ServedRules.school_year == year)
    return {each.call: each.text for each in context.session.execute(query)}
