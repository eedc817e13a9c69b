"""What people send about accounts, read by the same schemas for the JSON service, the pages and the commands."""

from typing import Any

from marshmallow import validate

from clas_api.security.passwords import LONGEST
from clas_api.security.permissions import OF_A_DEPARTMENT
from clas_api.security.principal import ROLES, SCOPES, Role
from clas_core.fields import Choice, Email, Flag, Identifier, Line, Listing, Pasted, Secret, Table, Whole, Words
from clas_core.limits import LONGEST_EMAIL, LONGEST_REASON
from clas_core.mail_addresses import sent_address
from clas_core.strict import StrictSchema

GRANTED = tuple(kind for kind in ROLES if kind not in ("applicant", "porteur", "service"))
"""The roles that are granted to an account: those of a porteur come with the porteur."""

LONGEST_CODE = 60
"""Of a code as it is typed: a recovery code has sixteen signs, and whatever stands between them."""


class Address(Email):
    """A mail address as it is sent to, in lower case: one person does not become two by a capital letter."""

    def __init__(self, **options: Any) -> None:
        bounds = validate.Length(max=LONGEST_EMAIL, error=f"Une adresse de {LONGEST_EMAIL} caractères au plus.")
        super().__init__(validate=[bounds], **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return sent_address(str(super()._deserialize(value, attr, data, **kwargs))).lower()


class RegistrationSchema(StrictSchema):
    email = Address(required=True)
    name = Line(required=True, longest=200, metadata={"maxLength": 200})


class HandoverSchema(RegistrationSchema):
    reason = Words(required=True, longest=LONGEST_REASON)


class ConfirmationSchema(StrictSchema):
    basis = Words(required=True, longest=LONGEST_REASON, metadata={"description": "what was looked at"})


class ReasonSchema(StrictSchema):
    reason = Words(required=True, longest=LONGEST_REASON)


class NameSchema(StrictSchema):
    name = Line(required=True, longest=200, metadata={"maxLength": 200})


class MailAddressSchema(StrictSchema):
    email = Address(required=True)


class CredentialsSchema(StrictSchema):
    email = Address(required=True)
    password = Secret(required=True, longest=LONGEST, metadata={"format": "password"})


class CodeSchema(StrictSchema):
    code = Pasted(required=True, longest=LONGEST_CODE)


class KeyRequestSchema(CredentialsSchema):
    code = Pasted(
        load_default=None,
        allow_none=True,
        longest=LONGEST_CODE,
        metadata={"description": "of the second factor, where the account has one: of the phone, or a recovery code"},
    )


class EnrolmentSchema(CodeSchema):
    password = Secret(load_default=None, longest=LONGEST, metadata={"format": "password"})


class NewPasswordSchema(StrictSchema):
    token = Secret(required=True, longest=200)
    password = Secret(required=True, longest=LONGEST, metadata={"format": "password"})


class InvitationAnswerSchema(StrictSchema):
    token = Secret(required=True, longest=200)
    accepts = Flag(required=True, metadata={"type": "boolean"})
    name = Line(load_default=None, allow_none=True, longest=200, metadata={"maxLength": 200})


class RoleSchema(StrictSchema):
    makes = Role

    kind = Choice(GRANTED, required=True, metadata={"enum": list(GRANTED)})
    department = Identifier(load_default=None, allow_none=True)
    institution = Identifier(load_default=None, allow_none=True)


class InvitationSchema(RegistrationSchema):
    roles = Listing(Table(RoleSchema), required=True, least=1, most=20)


class CafRoleSchema(StrictSchema):
    """A role of a department, which the address names. `institution` is whom a member sits for, or the funder."""

    kind = Choice(tuple(sorted(OF_A_DEPARTMENT)), required=True)
    institution = Identifier(load_default=None, allow_none=True)


class CafInvitationSchema(RegistrationSchema, CafRoleSchema):
    """Somebody who is invited with a role of a department."""


class StandingSchema(StrictSchema):
    disabled = Flag(required=True, metadata={"type": "boolean"})


class ProgramTokenSchema(StrictSchema):
    label = Line(required=True, longest=200)
    department = Identifier(required=True)
    scopes = Listing(Choice(SCOPES, metadata={"enum": list(SCOPES)}), required=True, least=1, most=len(SCOPES))
    days = Whole(least=1, most=365, load_default=365, metadata={"type": "integer", "minimum": 1, "maximum": 365})
