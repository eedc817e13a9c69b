"""The shapes of what follows a decision: notification, payments, bilan, settlement, what a new year changes."""

from typing import Any

from marshmallow import fields

from clas_api.services.year.paying import KINDS
from clas_api.v1.body import ReadByTheCore
from clas_api.v1.dossier_schemas import PointSchema
from clas_api.v1.schemas import (
    BonusAmountSchema,
    ChangeSchema,
    ReasonSchema,
    StepSchema,
    SupplementAmountSchema,
    amount,
    school_year,
)
from clas_core.bilans.bilan_schemas import BilanSchema
from clas_core.strict import StrictSchema


def moment(**options: Any) -> fields.String:
    """A field for a moment, with its offset."""
    return fields.String(metadata={"format": "date-time"}, **options)


class NotificationSchema(StrictSchema):
    dossier = fields.UUID(required=True)
    state = fields.String(required=True)
    recipient = fields.String(required=True)
    convention = fields.Boolean(required=True, metadata={"description": "an agreement must be signed"})
    notified_at = moment(required=True)
    revision = fields.Integer(required=True, metadata={"description": "of the dossier"})


class PaymentSchema(StrictSchema):
    id = fields.UUID(required=True)
    dossier = fields.UUID(required=True)
    kind = fields.String(required=True, metadata={"enum": list(KINDS)})
    amount = amount(required=True)
    due_on = fields.Date(required=True)
    reference = fields.String(required=True, allow_none=True)
    paid_on = fields.Date(required=True, allow_none=True)
    revision = fields.Integer(required=True)


class PaymentsSchema(StrictSchema):
    payments = fields.List(fields.Nested(PaymentSchema), required=True)


class BilanSectionsSchema(ReadByTheCore, BilanSchema):
    """Sections of a bilan to save: each one that is given replaces the one before it."""


class CountSidesSchema(StrictSchema):
    forecast = fields.Integer(required=True, allow_none=True)
    actual = fields.Integer(required=True, allow_none=True)
    difference = fields.Integer(
        required=True, allow_none=True, metadata={"description": "actual less forecast, when both are told"}
    )


class AmountSidesSchema(StrictSchema):
    forecast = amount(required=True, allow_none=True)
    actual = amount(required=True, allow_none=True)
    difference = amount(required=True, allow_none=True)


class LineSidesSchema(AmountSidesSchema):
    account = fields.String(required=True)
    label = fields.String(required=True, allow_none=True)
    funder = fields.String(required=True, allow_none=True)


class GroupSidesSchema(StrictSchema):
    position = fields.Integer(required=True)
    label = fields.String(required=True)
    children = fields.Nested(
        CountSidesSchema, required=True, metadata={"description": "enrolled at deposit, counted in the bilan"}
    )
    adults = fields.Nested(CountSidesSchema, required=True)
    sessions = fields.Nested(CountSidesSchema, required=True, metadata={"description": "planned, and held"})
    running_costs = fields.Nested(AmountSidesSchema, required=True, metadata={"description": "approved, and real"})


class BesideForecastSchema(StrictSchema):
    """What was foreseen beside what was really done."""

    budget = fields.List(fields.Nested(LineSidesSchema), required=True)
    groups = fields.List(fields.Nested(GroupSidesSchema), required=True)


class BilanAnswerSchema(StrictSchema):
    dossier = fields.UUID(required=True)
    school_year = school_year(required=True)
    state = fields.String(required=True, metadata={"enum": ["draft", "filed"]})
    due_on = fields.Date(required=True, allow_none=True)
    due_text = fields.String(required=True, metadata={"description": "until when it is expected, in French"})
    filed_at = moment(required=True, allow_none=True)
    return_reason = fields.String(
        required=True, allow_none=True, metadata={"description": "why it was last given back to be corrected"}
    )
    content = fields.Nested(BilanSchema, required=True)
    beside_forecast = fields.Nested(BesideForecastSchema, required=True)
    revision = fields.Integer(required=True)


class ComparedSideSchema(StrictSchema):
    children = fields.Integer(required=True, allow_none=True)
    adults = fields.Integer(required=True, allow_none=True)
    running_costs = amount(required=True)
    eligible = fields.Boolean(required=True)
    ps = amount(required=True)
    total = amount(required=True)
    bonuses = fields.List(fields.Nested(BonusAmountSchema), required=True)
    supplements = fields.List(fields.Nested(SupplementAmountSchema), required=True)
    reasons = fields.List(fields.Nested(ReasonSchema), required=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)


class SettledPartSchema(StrictSchema):
    id = fields.String(required=True, metadata={"example": "bonus.children"})
    label = fields.String(required=True)
    granted = amount(required=True)
    actual = amount(required=True)
    due = amount(required=True)


class ComparedGroupSchema(StrictSchema):
    position = fields.Integer(required=True)
    label = fields.String(required=True)
    told = fields.Boolean(required=True, metadata={"description": "the bilan says all that the amount needs"})
    granted = amount(required=True)
    due = amount(required=True)
    parts = fields.List(fields.Nested(SettledPartSchema), required=True)
    steps = fields.List(fields.Nested(StepSchema), required=True, metadata={"description": "from parts to what is due"})
    forecast = fields.Nested(ComparedSideSchema, required=True)
    actual = fields.Nested(ComparedSideSchema, required=True)


class ComparisonSchema(StrictSchema):
    complete = fields.Boolean(required=True)
    provisional = fields.Boolean(
        required=True, metadata={"description": "the amounts rest on figures that are expected, not published"}
    )
    granted = amount(required=True)
    due = amount(required=True)
    paid = amount(required=True)
    balance = amount(required=True)
    overpayment = amount(required=True)
    side = fields.String(required=True, metadata={"enum": ["balance", "overpayment", "even"]})
    warnings = fields.List(fields.String(), required=True)
    groups = fields.List(fields.Nested(ComparedGroupSchema), required=True)


class BilanCheckSchema(StrictSchema):
    dossier = fields.UUID(required=True)
    complete = fields.Boolean(required=True)
    to_do = fields.Integer(required=True)
    points = fields.List(fields.Nested(PointSchema), required=True)
    beside_forecast = fields.Nested(BesideForecastSchema, required=True)
    comparison = fields.Nested(ComparisonSchema, required=True)


class SealedRulesSchema(StrictSchema):
    school_year = school_year(required=True)
    digest = fields.String(required=True)


class SettlementSchema(ComparisonSchema):
    dossier = fields.UUID(required=True)
    school_year = school_year(required=True)
    referential = fields.Nested(SealedRulesSchema, required=True)
    campaign = fields.Nested(SealedRulesSchema, required=True)
    beside_forecast = fields.Nested(BesideForecastSchema, required=True)
    state = fields.String(required=True, metadata={"enum": ["running", "to_settle", "settled"]})
    settled_at = moment(required=True, allow_none=True)


class NextYearSchema(StrictSchema):
    dossier = fields.UUID(required=True)
    copied_from = fields.UUID(required=True, allow_none=True)
    older = school_year(required=True, allow_none=True)
    newer = school_year(required=True)
    kept = fields.List(fields.String(), required=True)
    to_answer = fields.List(fields.String(), required=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
