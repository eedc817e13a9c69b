"""``/porteurs/{key}/people``: whoever may act for a porteur; ``/invitations/answers``: joining one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response

from clas_api.security.limits import SIGN_IN, limited
from clas_api.services.people.account_requests import HandoverSchema, InvitationAnswerSchema, RegistrationSchema
from clas_api.services.people.belonging import list_people, remove_person
from clas_api.services.people.handing_over import hand_over
from clas_api.services.people.joining import answer_invitation, invite_person
from clas_api.v1.account_answers import AnsweredInvitationSchema, PeopleSchema, PersonSchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.sending import ONCE, Sent

blueprint = Blueprint("people", __name__, description="The people of a porteur")


@blueprint.get("/porteurs/<uuid:key>/people")
@blueprint.answers(200, PeopleSchema)
def get_people(key: UUID) -> dict[str, Any]:
    """List the people of a porteur, by name, then whoever is asked to join and has not answered."""
    return {"items": list_people(current_context(), key)}


@blueprint.post("/porteurs/<uuid:key>/people")
@blueprint.arguments(RegistrationSchema)
@blueprint.answers(201, PersonSchema)
def post_person(asked: dict[str, Any], key: UUID) -> Mapping[str, Any]:
    """Ask somebody to join a porteur, by mail: they are one of its people once they accept (`since`), not before."""
    return invite_person(current_context(), key, asked["email"], asked["name"])


@blueprint.delete("/porteurs/<uuid:key>/people/<uuid:account>")
@blueprint.response(204)
def delete_person(key: UUID, account: UUID) -> Response:
    """Remove somebody from a porteur, never the last one; or take back an invitation, by its `id`."""
    remove_person(current_context(), key, account)
    return Response(status=204)


@blueprint.post("/porteurs/<uuid:key>/handover")
@blueprint.arguments(HandoverSchema)
@blueprint.answers(201, PersonSchema)
def post_handover(asked: dict[str, Any], key: UUID) -> Mapping[str, Any]:
    """Ask somebody to take a porteur over: once they accept by mail, nobody else is one of its people any more."""
    return hand_over(current_context(), key, asked["email"], asked["name"], asked["reason"])


@blueprint.post("/invitations/answers")
@blueprint.arguments(InvitationAnswerSchema)
@blueprint.answers(200, AnsweredInvitationSchema)
@limited(SIGN_IN)
def post_answer(asked: dict[str, Any]) -> Sent:
    """Accept an invitation to join a porteur, or decline it, with the token at the end of the link that was mailed.

    Whoever has no password yet is given, as `password_token`, what chooses one.
    """
    given = answer_invitation(current_context(), asked["token"], accepts=asked["accepts"], name=asked["name"])
    return Sent(value=given, headers=ONCE)
