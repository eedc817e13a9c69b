"""What is answered of accounts, roles, keys and people."""

from clas_api.answers import Answer, Count, Flag, Key, Many, Moment, One, OneOf, Words
from clas_api.security.principal import ROLES, SCOPES
from clas_api.v1.paging import PageAnswer


class RoleShownSchema(Answer):
    kind = OneOf(ROLES)
    label = Words()
    department = Words(allow_none=True)
    institution = Words(allow_none=True)
    porteur = Key(allow_none=True)


class GrantedRoleSchema(RoleShownSchema):
    id = Key()


class WhoSchema(Answer):
    """Whoever asks: a person, or a program, which has neither account nor address."""

    account = Key(allow_none=True)
    name = Words()
    email = Words(allow_none=True)
    roles = Many(RoleShownSchema)
    scopes = Many(Words(), of=lambda who: sorted(who.scopes))


class SessionSchema(Answer):
    token = Words()
    expires_at = Moment()
    account = One(WhoSchema, of="who")


class SentenceSchema(Answer):
    """What was done, or will be, in a French sentence."""

    message = Words()


class AccountSchema(Answer):
    id = Key()
    email = Words()
    name = Words()
    disabled = Flag()
    revision = Count(about="its ETag: goes up when it is closed or opened")
    created_at = Moment()
    roles = Many(GrantedRoleSchema)


class AccountPageSchema(PageAnswer):
    items = Many(AccountSchema)


class TokenSchema(Answer):
    id = Key()
    label = Words()
    department = Words()
    scopes = Many(OneOf(SCOPES))
    created_at = Moment()
    expires_at = Moment()
    revoked_at = Moment(allow_none=True)


class NewTokenSchema(TokenSchema):
    token = Words(about="The key, which is shown this once")


class TokensSchema(Answer):
    items = Many(TokenSchema)


class PersonSchema(Answer):
    id = Key()
    name = Words()
    email = Words()
    since = Moment(allow_none=True, about="null until they accept")
    invited_until = Moment(allow_none=True)


class AnsweredInvitationSchema(Answer):
    porteur = Words()
    accepted = Flag()
    password_token = Words(of="token", allow_none=True, about="for POST /accounts/passwords")


class PeopleSchema(Answer):
    items = Many(PersonSchema)
