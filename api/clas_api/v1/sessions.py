"""``/session`` and ``/me``: a personal key of the JSON service, and whose it is."""

from typing import Any

from flask import Response

from clas_api.refusals import NotSignedIn
from clas_api.security.limits import SIGN_IN, limited
from clas_api.security.principal import Principal
from clas_api.services.people.account_requests import KeyRequestSchema
from clas_api.services.people.signing_in import close_session, open_session
from clas_api.v1.account_answers import SessionSchema, WhoSchema
from clas_api.v1.asking import current_context, given_key
from clas_api.v1.body import Blueprint
from clas_api.v1.sending import ONCE, Sent

blueprint = Blueprint("sessions", __name__, description="Personal keys, and whose they are")


@blueprint.post("/session")
@blueprint.arguments(KeyRequestSchema)
@blueprint.answers(201, SessionSchema)
@limited(SIGN_IN)
def post_session(asked: dict[str, Any]) -> Sent:
    """Sign in with a password, and a code where there is a second factor (401, ``code-needed``, without it): the key
    given is sent back as ``Authorization: Bearer …`` and lasts twelve hours."""
    key = open_session(current_context(), asked["email"], asked["password"], asked["code"])
    return Sent(value=key, headers=ONCE)


@blueprint.delete("/session")
@blueprint.response(204)
def delete_session() -> Response:
    """End the session of the key that is sent."""
    close_session(current_context(), given_key())
    return Response(status=204)


@blueprint.get("/me")
@blueprint.answers(200, WhoSchema)
def get_me() -> Principal:
    """Tell whose key is sent: name, address, roles."""
    who = current_context().who
    if not who.signed_in:
        raise NotSignedIn
    return who
