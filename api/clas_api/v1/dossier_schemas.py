"""The shapes of dossiers and receipts: they validate envelopes and make the OpenAPI document."""

from typing import Literal
from uuid import UUID

from marshmallow import ValidationError, fields

from clas_api.store.dossiers import NOBODY
from clas_api.store.orders import SORTS
from clas_api.v1.body import ReadByTheCore
from clas_api.v1.filters import QueryDay, Several, department_filter, year_filter
from clas_api.v1.paging import PageQuerySchema
from clas_api.v1.schemas import AssessmentSchema, EstimateSchema, GroupEstimateSchema, amount, school_year
from clas_core.dossiers.lifecycle import OUTCOMES, STATES
from clas_core.dossiers.schemas import ContentSchema
from clas_core.fields import Choice, Key, Words
from clas_core.strict import StrictSchema


def assignee_of(text: str | None) -> UUID | Literal["nobody"] | None:
    """Return whose dossiers are asked for: an account's, or nobody's. Raises `ValidationError` for anything else."""
    if text is None or text == NOBODY:
        return text
    try:
        return UUID(text)
    except ValueError:
        raise ValidationError(f"La clé d'un compte est attendue, ou « {NOBODY} ».") from None


class DossierQuerySchema(PageQuerySchema):
    department = department_filter()
    school_year = year_filter()
    state = Several(STATES, metadata={"description": "one or several, separated by commas or repeated"})
    porteur = Key(load_default=None)
    assigned_to = Words(
        load_default=None,
        longest=40,
        validate=[assignee_of],
        metadata={"description": "the key of an agent's account, or `nobody`"},
    )
    q = Words(
        load_default=None, longest=100, metadata={"description": "in the receipt, or the porteur's name or SIRET"}
    )
    sort = Choice(
        SORTS,
        load_default="-updated_at",
        metadata={"description": "by `deposited_at` or `receipt`, the list is of deposited dossiers alone"},
    )


class SectionsSchema(ReadByTheCore, ContentSchema):
    """Sections of a dossier to save: each one that is given replaces the one before it."""


class PorteurNameSchema(StrictSchema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    siret = fields.String(required=True)


class EndingSchema(StrictSchema):
    """How a dossier ended; of what ended before it was kept, when, by whom and why are not known."""

    given_up = fields.Boolean(
        required=True, metadata={"description": "it was withdrawn, or what was granted given up; else it was closed"}
    )
    ended_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    side = fields.String(required=True, allow_none=True, metadata={"enum": ["porteur", "caf", None]})
    reason = fields.String(required=True, allow_none=True)


class DossierSummarySchema(StrictSchema):
    id = fields.UUID(required=True)
    department = fields.String(required=True)
    school_year = school_year(required=True)
    porteur = fields.Nested(PorteurNameSchema, required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    state_label = fields.String(required=True, metadata={"example": "déposé"})
    outcome = fields.String(
        required=True,
        allow_none=True,
        metadata={"enum": [*OUTCOMES, None], "description": "what was decided, once its porteur is told"},
    )
    assigned_to = fields.UUID(required=True, allow_none=True, metadata={"description": "the account of an agent"})
    receipt = fields.String(required=True, allow_none=True, metadata={"example": "51-2025-00042"})
    versions = fields.Integer(required=True)
    changed = fields.Boolean(required=True, metadata={"description": "differs from what was deposited last"})
    actions = fields.Integer(required=True, metadata={"description": "as deposited last; of a draft, as written"})
    groups = fields.Integer(required=True)
    children = fields.Integer(required=True)
    asked = amount(required=True)
    granted = amount(
        required=True,
        allow_none=True,
        metadata={"description": "what stands of what was granted: nothing once it is given up; null until it is told"},
    )
    ending = fields.Nested(EndingSchema, required=True, allow_none=True)
    deposited_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    created_at = fields.String(required=True, metadata={"format": "date-time"})
    updated_at = fields.String(required=True, metadata={"format": "date-time"})
    revision = fields.Integer(required=True)


class DossierPageSchema(StrictSchema):
    items = fields.List(fields.Nested(DossierSummarySchema), required=True)
    next = fields.String(required=True, allow_none=True)


class DossierSchema(DossierSummarySchema):
    deadline = fields.String(
        required=True,
        allow_none=True,
        metadata={"format": "date-time", "description": "`null` when nothing is known of its call any more"},
    )
    copied_from = fields.UUID(required=True, allow_none=True)
    notice = fields.String(
        required=True, allow_none=True, metadata={"description": "to its porteur: why it cannot be deposited now"}
    )
    content = fields.Nested(ContentSchema, required=True)


class PointSchema(StrictSchema):
    pointer = fields.String(required=True)
    label = fields.String(required=True)
    verdict = fields.String(required=True, metadata={"enum": ["met", "not_met", "unknown"]})
    message = fields.String()


class PlacedEstimateSchema(GroupEstimateSchema):
    pointer = fields.String(required=True)


class CheckEstimateSchema(EstimateSchema):
    groups = fields.List(fields.Nested(PlacedEstimateSchema), required=True)


class UnpaidReasonSchema(StrictSchema):
    pointer = fields.String(required=True)
    label = fields.String(required=True)
    message = fields.String(required=True)


class UnpaidSchema(StrictSchema):
    """What would not be paid, and why."""

    nothing = fields.Boolean(
        required=True, metadata={"description": "nothing at all would be paid: a deposit must say that it knows"}
    )
    groups = fields.Integer(required=True, metadata={"description": "groups that would not be paid"})
    among = fields.Integer(required=True, metadata={"description": "groups of the dossier"})
    summary = fields.String(required=True, metadata={"example": "2 groupes sur 2 ne seraient pas payés"})
    reasons = fields.List(fields.Nested(UnpaidReasonSchema), required=True)


class DossierCheckSchema(StrictSchema):
    dossier = fields.UUID(required=True)
    complete = fields.Boolean(required=True)
    to_do = fields.Integer(required=True)
    points = fields.List(fields.Nested(PointSchema), required=True)
    assessment = fields.Nested(AssessmentSchema, required=True)
    estimate = fields.Nested(CheckEstimateSchema, required=True, allow_none=True)
    unpaid = fields.Nested(UnpaidSchema, metadata={"description": "not there in evidence kept before it was computed"})


class DepositedDocumentSchema(StrictSchema):
    id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata={"example": "statutes"})
    filename = fields.String(required=True)
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "in bytes"})


class ReceiptSchema(StrictSchema):
    dossier = fields.UUID(required=True)
    receipt = fields.String(required=True, metadata={"example": "51-2025-00042"})
    version = fields.Integer(required=True)
    department = fields.String(required=True)
    school_year = school_year(required=True)
    deposited_at = fields.String(required=True, metadata={"format": "date-time"})
    forecast = amount(required=True)
    unpaid = fields.Nested(
        UnpaidSchema,
        required=True,
        allow_none=True,
        metadata={"description": "null of a deposit made before it was computed"},
    )
    content_digest = fields.String(required=True)
    referential_digest = fields.String(required=True)
    campaign_digest = fields.String(required=True)
    attachments = fields.List(fields.Nested(DepositedDocumentSchema), required=True)


class VersionsSchema(StrictSchema):
    versions = fields.List(fields.Nested(ReceiptSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class VersionSchema(ReceiptSchema):
    content = fields.Nested(ContentSchema, required=True)
    porteur = fields.Dict(required=True)
    estimate = fields.Dict(required=True)


class ValueChangeSchema(StrictSchema):
    pointer = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class ValueChangesSchema(StrictSchema):
    changes = fields.List(fields.Nested(ValueChangeSchema), required=True)


class ExtensionSchema(StrictSchema):
    id = fields.UUID(required=True)
    porteur = fields.UUID(required=True)
    until = fields.String(required=True, metadata={"format": "date-time"})
    reason = fields.String(required=True)
    granted_at = fields.String(required=True, metadata={"format": "date-time"})


class ExtensionsSchema(StrictSchema):
    extensions = fields.List(fields.Nested(ExtensionSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class AuditQuerySchema(PageQuerySchema):
    subject = Words(load_default=None, longest=80, metadata={"description": "the key of what was changed"})
    action = Words(load_default=None, longest=80, metadata={"example": "dossier.deposited"})
    who = Words(load_default=None, longest=80, metadata={"example": "account:0b6c7a52-5d0e-4b8e-9a55-3f3d9d8a1c11"})
    since = QueryDay(metadata={"description": "the first day, in Paris"})
    until = QueryDay(metadata={"description": "the last day, in Paris"})


class AuditEntrySchema(StrictSchema):
    number = fields.Integer(required=True)
    entry = fields.Dict(required=True)
    digest = fields.String(required=True)


class AuditPageSchema(StrictSchema):
    items = fields.List(fields.Nested(AuditEntrySchema), required=True)
    next = fields.String(required=True, allow_none=True)
