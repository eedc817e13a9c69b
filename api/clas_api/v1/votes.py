"""``/sessions/{id}/items``: on each dossier of a session, recusals, opinions, votes, the decision in preparation."""

from typing import Any
from uuid import UUID

from clas_api.context import Context
from clas_api.services.committees.deciding import prepare_decision
from clas_api.services.committees.recusing import declare_recusal, list_late_recusals, settle_recusal
from clas_api.services.committees.sessions import load_session
from clas_api.services.committees.vote_requests import (
    AskedOpinionSchema,
    AskedVoteSchema,
    AskedVotesSchema,
    NewRecusalSchema,
    SettledRecusalSchema,
)
from clas_api.services.committees.voting import record_vote, record_votes, vote, write_opinion
from clas_api.store.sessions import WholeSession
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint, ReadByTheCore
from clas_api.v1.committee_answers import AgendaItemSchema, LateRecusalsSchema, SeenItem
from clas_api.v1.revisions import OF_A_VOTE, OF_AN_OPINION, asked_revision, changed_within, if_match
from clas_api.v1.sending import Sent
from clas_core.committees.decision_schemas import DecisionSchema, read_decision

blueprint = Blueprint("votes", __name__, description="Recusals, opinions, votes and decisions of a session")

_PLACE = "/sessions/<uuid:key>/items/<uuid:item>"


class AskedDecisionSchema(ReadByTheCore, DecisionSchema):
    """A decision: its outcome with a reason, the groups and costs retained, the bonuses granted and why."""


def _shown(context: Context, whole: WholeSession) -> Sent:
    return Sent(value=_untagged(context, whole), revision=whole.items[0].revision)


def _untagged(context: Context, whole: WholeSession) -> SeenItem:
    """Answer a change of a vote or of an opinion: what it changed has its revision in the body."""
    return SeenItem(whole, whole.items[0], context.who.account)


@blueprint.get(_PLACE)
@blueprint.answers(200, AgendaItemSchema)
def get_item(key: UUID, item: UUID) -> Sent:
    """Show one dossier of the agenda; its ETag is what a decision is prepared with."""
    context = current_context()
    return _shown(context, load_session(context, key, item))


@blueprint.post(f"{_PLACE}/recusals")
@blueprint.arguments(NewRecusalSchema)
@blueprint.answers(201, AgendaItemSchema)
@if_match(blueprint, required=False)
def post_recusal(asked: dict[str, Any], key: UUID, item: UUID) -> Sent:
    """Declare that one takes no part in a dossier; the secretariat may declare it for a seat."""
    context = current_context()
    return _shown(context, declare_recusal(context, key, item, **asked, revision=asked_revision()))


@blueprint.get("/sessions/<uuid:key>/late-recusals")
@blueprint.answers(200, LateRecusalsSchema)
def get_late_recusals(key: UUID) -> dict[str, Any]:
    """List the recusals that were found after the agenda was set: whoever presides settles each before the closing."""
    return {"items": list_late_recusals(current_context(), key)}


@blueprint.put(f"{_PLACE}/recusals/<uuid:seat>")
@blueprint.arguments(SettledRecusalSchema)
@blueprint.answers(200, AgendaItemSchema)
def put_settled_recusal(asked: dict[str, Any], key: UUID, item: UUID, seat: UUID) -> Sent:
    """Keep or lift a recusal that was found late, with the reason: whoever presides, or the secretariat for them."""
    context = current_context()
    return _shown(context, settle_recusal(context, key, item, seat, **asked))


@blueprint.put(f"{_PLACE}/opinion")
@blueprint.arguments(AskedOpinionSchema)
@blueprint.answers(200, AgendaItemSchema)
@if_match(blueprint, what=OF_AN_OPINION)
def put_opinion(asked: dict[str, Any], key: UUID, item: UUID) -> SeenItem:
    """Write one's opinion: a draft that nobody else sees, until it is given."""
    context = current_context()
    return _untagged(context, write_opinion(context, key, item, **asked, revision=asked_revision()))


@blueprint.put(f"{_PLACE}/vote")
@blueprint.arguments(AskedVoteSchema)
@blueprint.answers(200, AgendaItemSchema)
@if_match(blueprint, required=False, what=OF_A_VOTE)
def put_vote(asked: dict[str, Any], key: UUID, item: UUID) -> SeenItem:
    """Vote for one's own seat."""
    context = current_context()
    return _untagged(context, vote(context, key, item, asked["choice"], revision=asked_revision()))


@blueprint.put(f"{_PLACE}/votes")
@blueprint.arguments(AskedVotesSchema)
@blueprint.answers(200, AgendaItemSchema)
@changed_within(blueprint)
def put_votes(asked: dict[str, Any], key: UUID, item: UUID) -> SeenItem:
    """Record the votes of many seats on a dossier: all of them, or none. Each says which revision it changes."""
    context = current_context()
    votes = [(each["seat"], each["choice"], each["revision"]) for each in asked["votes"]]
    return _untagged(context, record_votes(context, key, item, votes))


@blueprint.put(f"{_PLACE}/votes/<uuid:seat>")
@blueprint.arguments(AskedVoteSchema)
@blueprint.answers(200, AgendaItemSchema)
@if_match(blueprint, what=OF_A_VOTE)
def put_vote_of_seat(asked: dict[str, Any], key: UUID, item: UUID, seat: UUID) -> SeenItem:
    """Record the vote of a seat, for the secretariat."""
    context = current_context()
    place = *(key, item), seat
    return _untagged(context, record_vote(context, *place, asked["choice"], revision=asked_revision()))


@blueprint.put(f"{_PLACE}/decision")
@blueprint.arguments(AskedDecisionSchema)
@blueprint.answers(200, AgendaItemSchema)
@if_match(blueprint)
def put_decision(asked: dict[str, Any], key: UUID, item: UUID) -> Sent:
    """Prepare the decision on a dossier: it is taken when the session closes."""
    context = current_context()
    return _shown(context, prepare_decision(context, key, item, read_decision(asked), revision=asked_revision()))
