"""``/tokens``: the keys of programs, each of one department."""

from typing import Any
from uuid import UUID

from flask import Response

from clas_api.services.people.account_requests import ProgramTokenSchema
from clas_api.services.people.program_tokens import create_token, list_tokens, revoke_token
from clas_api.v1.account_answers import NewTokenSchema, TokensSchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.sending import ONCE, Sent

blueprint = Blueprint("tokens", __name__, description="Keys of programs")


@blueprint.get("/tokens")
@blueprint.answers(200, TokensSchema)
def get_tokens() -> dict[str, Any]:
    """List the keys of programs of your department, newest first; never the keys themselves."""
    return {"items": list_tokens(current_context())}


@blueprint.post("/tokens")
@blueprint.arguments(ProgramTokenSchema)
@blueprint.answers(201, NewTokenSchema)
def post_token(asked: dict[str, Any]) -> Sent:
    """Make a key for a program: it is shown in this answer, and never again."""
    token = create_token(current_context(), asked["label"], asked["department"], asked["scopes"], asked["days"])
    return Sent(value=token, headers=ONCE)


@blueprint.delete("/tokens/<uuid:key>")
@blueprint.response(204)
def delete_token(key: UUID) -> Response:
    """End the key of a program."""
    revoke_token(current_context(), key)
    return Response(status=204)
