"""``/accounts``: asking for one, choosing its password, and what is done to those of others."""

from typing import Any

from flask import Response, jsonify

from clas_api.security.limits import MAIL, SIGN_IN, limited
from clas_api.security.principal import Role
from clas_api.services.people.account_requests import (
    InvitationSchema,
    MailAddressSchema,
    NewPasswordSchema,
    RegistrationSchema,
    RoleSchema,
    StandingSchema,
)
from clas_api.services.people.accounts import disable_account, enable_account
from clas_api.services.people.inviting import CHOSEN, ask_reset, invite, register, set_password
from clas_api.services.people.listing_accounts import AccountSearch, list_accounts
from clas_api.services.people.roles import grant_role, take_role_away
from clas_api.store import places
from clas_api.v1.account_schemas import AccountPageSchema, AccountQuerySchema, AccountSchema, SentenceSchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.paging import page, place_of
from clas_api.v1.places import key_of
from clas_api.v1.revisions import asked_revision, if_match, with_revision

blueprint = Blueprint("accounts", __name__, description="Accounts, their passwords and their roles")

_ACCOUNT = "Ce compte"


@blueprint.post("/accounts")
@blueprint.arguments(RegistrationSchema)
@blueprint.response(202, SentenceSchema)
@limited(MAIL)
def post_account(asked: dict[str, Any]) -> Response:
    """Ask for an account: a link to choose its password is mailed. The answer is one, whether the address has one."""
    return _said(register(current_context(), asked["email"], asked["name"]), 202)


@blueprint.post("/accounts/resets")
@blueprint.arguments(MailAddressSchema)
@blueprint.response(202, SentenceSchema)
@limited(MAIL)
def post_reset(asked: dict[str, Any]) -> Response:
    """Ask for a link to a new password. The answer is one, whether the address has an account."""
    return _said(ask_reset(current_context(), asked["email"]), 202)


@blueprint.post("/accounts/passwords")
@blueprint.arguments(NewPasswordSchema)
@blueprint.response(200, SentenceSchema)
@limited(SIGN_IN)
def post_password(asked: dict[str, Any]) -> Response:
    """Choose a password with the token at the end of a mailed link, which serves once."""
    set_password(current_context(), asked["token"], asked["password"])
    return _said(CHOSEN, 200)


@blueprint.get("/accounts")
@blueprint.query(AccountQuerySchema)
@blueprint.response(200, AccountPageSchema)
def get_accounts(query: dict[str, Any]) -> Response:
    """List accounts, by address: those with a role in your department, or all of them for an administrator."""
    (after,) = place_of(query, places.key) or (None,)
    asked = {name: query[name] for name in ("role", "department", "email", "sort", "limit")}
    search = AccountSearch(**asked, after=after)
    return jsonify(page(list_accounts(current_context(), search), query["limit"], dict, lambda row: [row["id"]]))


@blueprint.post("/accounts/invitations")
@blueprint.arguments(InvitationSchema)
@blueprint.response(201, AccountSchema)
def post_invitation(asked: dict[str, Any]) -> Response:
    """Give roles to an address, with an account if it has none, and mail it."""
    response = jsonify(invite(current_context(), asked["email"], asked["name"], asked["roles"]).account)
    response.status_code = 201
    return response


@blueprint.patch("/accounts/<key>")
@blueprint.arguments(StandingSchema)
@blueprint.response(200, AccountSchema)
@if_match(blueprint)
def patch_account(asked: dict[str, Any], key: str) -> Response:
    """Close an account, or open it again; its ETag is made of the `revision` that lists show."""
    change = disable_account if asked["disabled"] else enable_account
    account = change(current_context(), key_of(key, _ACCOUNT), revision=asked_revision())
    return with_revision(jsonify(account), account["revision"])


@blueprint.post("/accounts/<key>/roles")
@blueprint.arguments(RoleSchema)
@blueprint.response(201, AccountSchema)
def post_role(asked: Role, key: str) -> Response:
    """Give a role to an account."""
    response = jsonify(grant_role(current_context(), key_of(key, _ACCOUNT), asked))
    response.status_code = 201
    return response


@blueprint.delete("/accounts/<key>/roles/<role>")
@blueprint.response(204)
def delete_role(key: str, role: str) -> Response:
    """Take a role away from an account."""
    take_role_away(current_context(), key_of(key, _ACCOUNT), key_of(role, "Ce rôle"))
    return Response(status=204)


def _said(sentence: str, status: int) -> Response:
    response = jsonify({"message": sentence})
    response.status_code = status
    return response
