"""``/porteurs/{key}/people``: whoever may act for a porteur; ``/invitations/answers``: joining one."""

from typing import Any

from flask import Response, jsonify

from clas_api.security.limits import SIGN_IN, limited
from clas_api.services.people.account_requests import InvitationAnswerSchema, RegistrationSchema
from clas_api.services.people.belonging import list_people, remove_person
from clas_api.services.people.joining import answer_invitation, invite_person
from clas_api.v1.account_schemas import AnsweredInvitationSchema, PeopleSchema, PersonSchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.places import key_of

blueprint = Blueprint("people", __name__, description="The people of a porteur")

_PORTEUR = "Ce porteur"


@blueprint.get("/porteurs/<key>/people")
@blueprint.response(200, PeopleSchema)
def get_people(key: str) -> Response:
    """List the people of a porteur, by name, then whoever is asked to join and has not answered."""
    return jsonify({"items": list_people(current_context(), key_of(key, _PORTEUR))})


@blueprint.post("/porteurs/<key>/people")
@blueprint.arguments(RegistrationSchema)
@blueprint.response(201, PersonSchema)
def post_person(asked: dict[str, Any], key: str) -> Response:
    """Ask somebody to join a porteur, by mail: they are one of its people once they accept (`since`), not before."""
    response = jsonify(invite_person(current_context(), key_of(key, _PORTEUR), asked["email"], asked["name"]))
    response.status_code = 201
    return response


@blueprint.delete("/porteurs/<key>/people/<account>")
@blueprint.response(204)
def delete_person(key: str, account: str) -> Response:
    """Remove somebody from a porteur, never the last one; or take back an invitation, by its `id`."""
    remove_person(current_context(), key_of(key, _PORTEUR), key_of(account, "Cette personne"))
    return Response(status=204)


@blueprint.post("/invitations/answers")
@blueprint.arguments(InvitationAnswerSchema)
@blueprint.response(200, AnsweredInvitationSchema)
@limited(SIGN_IN)
def post_answer(asked: dict[str, Any]) -> Response:
    """Accept an invitation to join a porteur, or decline it, with the token at the end of the link that was mailed.

    Whoever has no password yet is given, as `password_token`, what chooses one.
    """
    given = answer_invitation(current_context(), asked["token"], accepts=asked["accepts"], name=asked["name"])
    response = jsonify({"porteur": given.porteur, "accepted": given.accepted, "password_token": given.token})
    response.headers["Cache-Control"] = "no-store"
    return response
