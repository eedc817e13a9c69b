"""``/sessions/{id}/items``: on each dossier of a session, recusals, opinions, votes, the decision in preparation."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify

from clas_api.context import Context
from clas_api.services.committees.deciding import prepare_decision
from clas_api.services.committees.recusing import declare_recusal
from clas_api.services.committees.sessions import A_SESSION, load_session
from clas_api.services.committees.vote_requests import (
    AskedOpinionSchema,
    AskedVoteSchema,
    AskedVotesSchema,
    NewRecusalSchema,
)
from clas_api.services.committees.voting import AN_ITEM, record_vote, record_votes, vote, write_opinion
from clas_api.store.sessions import WholeSession
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint, ReadByTheCore
from clas_api.v1.committee_schemas import AgendaItemSchema
from clas_api.v1.committee_serializers import item_json
from clas_api.v1.places import key_of
from clas_api.v1.revisions import OF_A_VOTE, OF_AN_OPINION, asked_revision, changed_within, if_match, with_revision
from clas_core.committees.decision_schemas import DecisionSchema, read_decision

blueprint = Blueprint("votes", __name__, description="Recusals, opinions, votes and decisions of a session")

_PLACE = "/sessions/<key>/items/<item>"


class AskedDecisionSchema(ReadByTheCore, DecisionSchema):
    """A decision: its outcome with a reason, the groups and costs retained, the bonuses granted and why."""


def _keys(key: str, item: str) -> tuple[UUID, UUID]:
    return key_of(key, A_SESSION), key_of(item, AN_ITEM)


def _shown(context: Context, whole: WholeSession, status: int = 200) -> Response:
    response = _untagged(context, whole)
    response.status_code = status
    return with_revision(response, whole.items[0].revision)


def _untagged(context: Context, whole: WholeSession) -> Response:
    """Answer a change of a vote or of an opinion: what it changed has its revision in the body."""
    return jsonify(item_json(whole, whole.items[0], context.who.account))


@blueprint.get(_PLACE)
@blueprint.response(200, AgendaItemSchema)
def get_item(key: str, item: str) -> Response:
    """Show one dossier of the agenda; its ETag is what a decision is prepared with."""
    context = current_context()
    return _shown(context, load_session(context, *_keys(key, item)))


@blueprint.post(f"{_PLACE}/recusals")
@blueprint.arguments(NewRecusalSchema)
@blueprint.response(201, AgendaItemSchema)
@if_match(blueprint, required=False)
def post_recusal(asked: dict[str, Any], key: str, item: str) -> Response:
    """Declare that one takes no part in a dossier; the secretariat may declare it for a seat."""
    context = current_context()
    return _shown(context, declare_recusal(context, *_keys(key, item), **asked, revision=asked_revision()), 201)


@blueprint.put(f"{_PLACE}/opinion")
@blueprint.arguments(AskedOpinionSchema)
@blueprint.response(200, AgendaItemSchema)
@if_match(blueprint, what=OF_AN_OPINION)
def put_opinion(asked: dict[str, Any], key: str, item: str) -> Response:
    """Write one's opinion: a draft that nobody else sees, until it is given."""
    context = current_context()
    return _untagged(context, write_opinion(context, *_keys(key, item), **asked, revision=asked_revision()))


@blueprint.put(f"{_PLACE}/vote")
@blueprint.arguments(AskedVoteSchema)
@blueprint.response(200, AgendaItemSchema)
@if_match(blueprint, required=False, what=OF_A_VOTE)
def put_vote(asked: dict[str, Any], key: str, item: str) -> Response:
    """Vote for one's own seat."""
    context = current_context()
    return _untagged(context, vote(context, *_keys(key, item), asked["choice"], revision=asked_revision()))


@blueprint.put(f"{_PLACE}/votes")
@blueprint.arguments(AskedVotesSchema)
@blueprint.response(200, AgendaItemSchema)
@changed_within(blueprint)
def put_votes(asked: dict[str, Any], key: str, item: str) -> Response:
    """Record the votes of many seats on a dossier: all of them, or none. Each says which revision it changes."""
    context = current_context()
    votes = [(each["seat"], each["choice"], each["revision"]) for each in asked["votes"]]
    return _untagged(context, record_votes(context, *_keys(key, item), votes))


@blueprint.put(f"{_PLACE}/votes/<seat>")
@blueprint.arguments(AskedVoteSchema)
@blueprint.response(200, AgendaItemSchema)
@if_match(blueprint, what=OF_A_VOTE)
def put_vote_of_seat(asked: dict[str, Any], key: str, item: str, seat: str) -> Response:
    """Record the vote of a seat, for the secretariat."""
    context = current_context()
    place = *_keys(key, item), key_of(seat, "Ce siège")
    return _untagged(context, record_vote(context, *place, asked["choice"], revision=asked_revision()))


@blueprint.put(f"{_PLACE}/decision")
@blueprint.arguments(AskedDecisionSchema)
@blueprint.response(200, AgendaItemSchema)
@if_match(blueprint)
def put_decision(asked: dict[str, Any], key: str, item: str) -> Response:
    """Prepare the decision on a dossier: it is taken when the session closes."""
    context = current_context()
    return _shown(
        context, prepare_decision(context, *_keys(key, item), read_decision(asked), revision=asked_revision())
    )
