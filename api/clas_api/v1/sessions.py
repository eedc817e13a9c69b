"""``/session`` and ``/me``: a personal key of the JSON service, and whose it is."""

from typing import Any

from flask import Response, jsonify

from clas_api.refusals import NotSignedIn
from clas_api.security.limits import SIGN_IN, limited
from clas_api.security.principal import ROLES, Principal
from clas_api.services.people.account_requests import CredentialsSchema
from clas_api.services.people.signing_in import close_session, open_session
from clas_api.v1.account_schemas import SessionSchema, WhoSchema
from clas_api.v1.asking import current_context, given_key
from clas_api.v1.body import Blueprint

blueprint = Blueprint("sessions", __name__, description="Personal keys, and whose they are")


def who_json(who: Principal) -> dict[str, Any]:
    """Return whoever asks as JSON values."""
    return {
        "account": None if who.account is None else str(who.account),
        "name": who.name,
        "email": who.email,
        "roles": [
            {
                "kind": role.kind,
                "label": ROLES[role.kind],
                "department": role.department,
                "institution": role.institution,
                "porteur": None if role.porteur is None else str(role.porteur),
            }
            for role in who.roles
        ],
        "scopes": sorted(who.scopes),
    }


@blueprint.post("/session")
@blueprint.arguments(CredentialsSchema)
@blueprint.response(201, SessionSchema)
@limited(SIGN_IN)
def post_session(asked: dict[str, Any]) -> Response:
    """Sign in with a password: the key given is sent back as ``Authorization: Bearer …`` and lasts twelve hours."""
    key = open_session(current_context(), asked["email"], asked["password"])
    response = jsonify({"token": key.token, "expires_at": key.expires_at, "account": who_json(key.who)})
    response.status_code = 201
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.delete("/session")
@blueprint.response(204)
def delete_session() -> Response:
    """End the session of the key that is sent."""
    close_session(current_context(), given_key())
    return Response(status=204)


@blueprint.get("/me")
@blueprint.response(200, WhoSchema)
def get_me() -> Response:
    """Tell whose key is sent: name, address, roles."""
    who = current_context().who
    if not who.signed_in:
        raise NotSignedIn
    return jsonify(who_json(who))
