"""The shapes of answers about accounts, roles, keys and people."""

from marshmallow import fields

from clas_api.security.principal import ROLES, SCOPES
from clas_api.services.people.listing_accounts import ACCOUNT_SORTS
from clas_api.v1.filters import department_filter
from clas_api.v1.paging import PageQuerySchema
from clas_core.fields import Choice, Words
from clas_core.limits import LONGEST_EMAIL
from clas_core.strict import StrictSchema


class AccountQuerySchema(PageQuerySchema):
    role = Choice(ROLES, load_default=None)
    department = department_filter()
    email = Words(load_default=None, longest=LONGEST_EMAIL, metadata={"description": "in the address"})
    sort = Choice([sign + name for name in ACCOUNT_SORTS for sign in ("", "-")], load_default="email")


class RoleShownSchema(StrictSchema):
    kind = fields.String(required=True, metadata={"enum": list(ROLES)})
    label = fields.String(required=True)
    department = fields.String(required=True, allow_none=True)
    institution = fields.String(required=True, allow_none=True)
    porteur = fields.UUID(required=True, allow_none=True)


class GrantedRoleSchema(RoleShownSchema):
    id = fields.UUID(required=True)


class WhoSchema(StrictSchema):
    """Whoever asks: a person, or a program, which has neither account nor address."""

    account = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    roles = fields.List(fields.Nested(RoleShownSchema), required=True)
    scopes = fields.List(fields.String(), required=True)


class SessionSchema(StrictSchema):
    token = fields.String(required=True)
    expires_at = fields.DateTime(required=True)
    account = fields.Nested(WhoSchema, required=True)


class SentenceSchema(StrictSchema):
    """What was done, or will be, in a French sentence."""

    message = fields.String(required=True)


class AccountSchema(StrictSchema):
    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    disabled = fields.Boolean(required=True)
    revision = fields.Integer(required=True, metadata={"description": "its ETag: goes up when it is closed or opened"})
    created_at = fields.DateTime(required=True)
    roles = fields.List(fields.Nested(GrantedRoleSchema), required=True)


class AccountPageSchema(StrictSchema):
    items = fields.List(fields.Nested(AccountSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class TokenSchema(StrictSchema):
    id = fields.UUID(required=True)
    label = fields.String(required=True)
    department = fields.String(required=True)
    scopes = fields.List(fields.String(metadata={"enum": list(SCOPES)}), required=True)
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
    revoked_at = fields.DateTime(required=True, allow_none=True)


class NewTokenSchema(TokenSchema):
    token = fields.String(required=True, metadata={"description": "The key, which is shown this once"})


class TokensSchema(StrictSchema):
    items = fields.List(fields.Nested(TokenSchema), required=True)


class PersonSchema(StrictSchema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    since = fields.DateTime(required=True, allow_none=True, metadata={"description": "null until they accept"})
    invited_until = fields.DateTime(required=True, allow_none=True)


class AnsweredInvitationSchema(StrictSchema):
    porteur = fields.String(required=True)
    accepted = fields.Boolean(required=True)
    password_token = fields.String(
        required=True, allow_none=True, metadata={"description": "for POST /accounts/passwords"}
    )


class PeopleSchema(StrictSchema):
    items = fields.List(fields.Nested(PersonSchema), required=True)
