"""``/accounts``: asking for one, choosing its password, and what is done to those of others."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response

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
from clas_api.v1.account_answers import AccountPageSchema, AccountSchema, SentenceSchema
from clas_api.v1.account_schemas import AccountQuerySchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.paging import page, place_of
from clas_api.v1.revisions import asked_revision, if_match
from clas_api.v1.sending import Sent

blueprint = Blueprint("accounts", __name__, description="Accounts, their passwords and their roles")


@blueprint.post("/accounts")
@blueprint.arguments(RegistrationSchema)
@blueprint.answers(202, SentenceSchema)
@limited(MAIL)
def post_account(asked: dict[str, Any]) -> dict[str, str]:
    """Ask for an account: a link to choose its password is mailed. The answer is one, whether the address has one."""
    return {"message": register(current_context(), asked["email"], asked["name"])}


@blueprint.post("/accounts/resets")
@blueprint.arguments(MailAddressSchema)
@blueprint.answers(202, SentenceSchema)
@limited(MAIL)
def post_reset(asked: dict[str, Any]) -> dict[str, str]:
    """Ask for a link to a new password. The answer is one, whether the address has an account."""
    return {"message": ask_reset(current_context(), asked["email"])}


@blueprint.post("/accounts/passwords")
@blueprint.arguments(NewPasswordSchema)
@blueprint.answers(200, SentenceSchema)
@limited(SIGN_IN)
def post_password(asked: dict[str, Any]) -> dict[str, str]:
    """Choose a password with the token at the end of a mailed link, which serves once."""
    set_password(current_context(), asked["token"], asked["password"])
    return {"message": CHOSEN}


@blueprint.get("/accounts")
@blueprint.query(AccountQuerySchema)
@blueprint.answers(200, AccountPageSchema)
def get_accounts(query: dict[str, Any]) -> dict[str, Any]:
    """List accounts, by address: those with a role in your department, or all of them for an administrator."""
    (after,) = place_of(query, places.key) or (None,)
    asked = {name: query[name] for name in ("role", "department", "email", "sort", "limit")}
    search = AccountSearch(**asked, after=after)
    return page(list_accounts(current_context(), search), query["limit"], lambda row: [row["id"]])


@blueprint.post("/accounts/invitations")
@blueprint.arguments(InvitationSchema)
@blueprint.answers(201, AccountSchema)
def post_invitation(asked: dict[str, Any]) -> Mapping[str, Any]:
    """Give roles to an address, with an account if it has none, and mail it."""
    return invite(current_context(), asked["email"], asked["name"], asked["roles"]).account


@blueprint.patch("/accounts/<uuid:key>")
@blueprint.arguments(StandingSchema)
@blueprint.answers(200, AccountSchema)
@if_match(blueprint)
def patch_account(asked: dict[str, Any], key: UUID) -> Sent:
    """Close an account, or open it again; its ETag is made of the `revision` that lists show."""
    change = disable_account if asked["disabled"] else enable_account
    account = change(current_context(), key, revision=asked_revision())
    return Sent(value=account, revision=account["revision"])


@blueprint.post("/accounts/<uuid:key>/roles")
@blueprint.arguments(RoleSchema)
@blueprint.answers(201, AccountSchema)
def post_role(asked: Role, key: UUID) -> Mapping[str, Any]:
    """Give a role to an account."""
    return grant_role(current_context(), key, asked)


@blueprint.delete("/accounts/<uuid:key>/roles/<uuid:role>")
@blueprint.response(204)
def delete_role(key: UUID, role: UUID) -> Response:
    """Take a role away from an account."""
    take_role_away(current_context(), key, role)
    return Response(status=204)
