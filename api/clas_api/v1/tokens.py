"""``/tokens``: the keys of programs, each of one department."""

from typing import Any

from flask import Response, jsonify

from clas_api.services.people.account_requests import ProgramTokenSchema
from clas_api.services.people.program_tokens import create_token, list_tokens, revoke_token
from clas_api.v1.account_schemas import NewTokenSchema, TokensSchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.places import key_of

blueprint = Blueprint("tokens", __name__, description="Keys of programs")


@blueprint.get("/tokens")
@blueprint.response(200, TokensSchema)
def get_tokens() -> Response:
    """List the keys of programs of your department, newest first; never the keys themselves."""
    return jsonify({"items": list_tokens(current_context())})


@blueprint.post("/tokens")
@blueprint.arguments(ProgramTokenSchema)
@blueprint.response(201, NewTokenSchema)
def post_token(asked: dict[str, Any]) -> Response:
    """Make a key for a program: it is shown in this answer, and never again."""
    token = create_token(current_context(), asked["label"], asked["department"], asked["scopes"], asked["days"])
    response = jsonify(token)
    response.status_code = 201
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.delete("/tokens/<key>")
@blueprint.response(204)
def delete_token(key: str) -> Response:
    """End the key of a program."""
    revoke_token(current_context(), key_of(key, "Cette clé"))
    return Response(status=204)
