"""What a head of service states of its published call: kept, traced, and in force from then on."""

from collections.abc import Mapping
from typing import Any

from clas_api.context import Context, command
from clas_api.services.rules.campaigns import served_campaign
from clas_api.services.rules.opening import tell_opening
from clas_api.services.trace import hold_chain, record
from clas_api.store import keep_rules
from clas_api.store.amendments import amendments_of, count_again
from clas_api.store.models import AmendmentRow
from clas_core.departments import CallName, Campaign, campaign_in_force
from clas_core.departments.amending import left_open, refusals
from clas_core.departments.amendment import MOST_AMENDMENTS
from clas_core.departments.amendment_text import amendment_json, kept_amendment, read_amendment
from clas_core.errors import DepartmentUnavailable, InvalidInput, NotFound, Refused, Unknown


@command
def amend_campaign(context: Context, slug: str, call: str, asked: Mapping[str, Any]) -> tuple[AmendmentRow, bool]:
    """State what the file of a call leaves open; return what is kept, and whether it is new: what was stated last, sent
    again the same day, is one. `asked` is what the schema of an amendment has read. Whoever waits for the closing day
    that it gives is told by mail.

    Raises `NotFound`, `NotServed`, `InvalidInput` with whatever contradicts the file or the nation, or `Refused` beyond
    the most that one call may have. Commits.
    """
    scope = context.open("campaigns.amend", writing=True)
    if slug not in scope.departments and not scope.everything:
        raise NotFound("Cet appel")
    hold_chain(context, slug)  # of two at once, the second sees the first
    in_force = served_campaign(context, slug, call)
    published = context.installation.registry.published.get(slug).department.campaign(in_force.name)
    rows = amendments_of(context.session, slug, call)
    amendment = read_amendment(asked, context.now.date())
    content = amendment_json(amendment)
    if rows and rows[-1].content == content:
        return rows[-1], False
    if problems := tuple(refusals(published, in_force, amendment, context.now.date())):
        raise InvalidInput(problems)
    if len(rows) >= MOST_AMENDMENTS:
        raise Refused(f"Cet appel a déjà {MOST_AMENDMENTS} avenants : demandez une nouvelle version de son fichier.")
    row = AmendmentRow(
        department=slug,
        call=call,
        number=len(rows) + 1,
        content=content,
        stated_by=context.who.id,
        stated_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    record(context, "campaign.amended", row.id, chain=slug, after={"school_year": call, **content})
    earlier = [kept_amendment(each.content) for each in rows]
    campaign = campaign_in_force(published, [*earlier, amendment], slug)
    _keep(context, slug, campaign)
    count_again(context.session)
    tell_opening(context, context.installation.registry.published.get(slug).department, in_force, campaign)
    context.session.commit()
    return row, True


def may_be_stated(context: Context, slug: str, call: CallName) -> frozenset[str]:
    """Return what the file of a call leaves open, as `left_open` names it; nothing where the file is not served."""
    try:
        return left_open(context.installation.registry.published.get(slug).department.campaign(call))
    except (Unknown, DepartmentUnavailable):
        return frozenset()


def _keep(context: Context, slug: str, campaign: Campaign) -> None:
    """Keep the text of the call in force, under which dossiers are sealed from now on."""
    served, kept = keep_rules(context.session, {campaign.digest: ("campaign", slug, campaign)}, context.now.date())
    for each in served:
        after = {"kind": each.kind, "owner": each.owner, "school_year": each.call}
        record(context, "rules.served", each.digest, after=after)
    for text in kept:
        record(context, "rules.kept", text.digest, after={"school_year": text.call})
