"""The forms of the core's own JSON: checks, evidence, comparisons and settlements, as they are sealed and kept.

The core writes them, so that what is kept for years is made in one place; here they are only documented.
"""

from marshmallow import fields

from clas_api.services.dossiers.receipts import UnpaidSchema
from clas_api.v1.catalogue_schemas import ChangeSchema
from clas_api.v1.schemas import (
    AssessmentSchema,
    BonusAmountSchema,
    EstimateSchema,
    GroupEstimateSchema,
    ReasonSchema,
    StepSchema,
    SupplementAmountSchema,
    amount,
    call_name,
    school_year,
)
from clas_core.strict import StrictSchema


class PointSchema(StrictSchema):
    pointer = fields.String(required=True)
    label = fields.String(required=True)
    verdict = fields.String(required=True, metadata={"enum": ["met", "not_met", "unknown"]})
    message = fields.String()


class PlacedEstimateSchema(GroupEstimateSchema):
    pointer = fields.String(required=True)


class CheckEstimateSchema(EstimateSchema):
    groups = fields.List(fields.Nested(PlacedEstimateSchema), required=True)


class AskedProgrammeSchema(StrictSchema):
    """What a dossier asks for another programme of the call than the Clas."""

    id = fields.String(required=True)
    label = fields.String(required=True)
    amount = amount(required=True)
    funder = fields.String(metadata={"description": "who pays it; the Caf, where it is left out"})
    payer = fields.String()


class DossierCheckSchema(StrictSchema):
    dossier = fields.UUID(required=True)
    complete = fields.Boolean(required=True)
    to_do = fields.Integer(required=True)
    points = fields.List(fields.Nested(PointSchema), required=True)
    assessment = fields.Nested(AssessmentSchema, required=True)
    estimate = fields.Nested(CheckEstimateSchema, required=True, allow_none=True)
    programmes = fields.List(
        fields.Nested(AskedProgrammeSchema), metadata={"description": "beside the estimate, where some are asked"}
    )
    questions_changed = fields.List(
        fields.Nested(ChangeSchema),
        metadata={"description": "since it was begun, or last deposited; of a dossier, not of evidence"},
    )
    unpaid = fields.Nested(UnpaidSchema, metadata={"description": "not there in evidence kept before it was computed"})


class BilanKnownSchema(StrictSchema):
    declared = fields.String(required=True, allow_none=True)
    recorded = fields.String(required=True, allow_none=True, metadata={"enum": ["filed", "not_filed", None]})


class EvidenceSchema(DossierCheckSchema):
    class Meta(StrictSchema.Meta):
        exclude = ("dossier", "questions_changed")

    version = fields.Integer(required=True)
    content_digest = fields.String(required=True)
    deposited_on = fields.Date(required=True, metadata={"description": "the day that being in time is judged by"})
    extended_until = fields.Date(required=True, allow_none=True)
    previous_bilan = fields.Nested(BilanKnownSchema, required=True)
    proposed = fields.Nested(EstimateSchema, required=True, allow_none=True)
    by_rule = fields.List(
        fields.String(),
        metadata={"description": "what the rules alone leave out of what is proposed, in French; of a study"},
    )


class ScoreSchema(StrictSchema):
    question = fields.String(required=True)
    label = fields.String(required=True)
    score = fields.Raw(required=True)
    text = fields.String(required=True)
    reason = fields.String(required=True)
    points = fields.Integer(required=True, metadata={"description": "of the answer, before its weight"})
    weight = fields.String(required=True)
    worth = fields.String(required=True)
    most = fields.String(required=True)


class GridSchema(StrictSchema):
    """The study grid of a dossier: it helps to compare, and decides nothing. Points are decimal numbers as text."""

    total = fields.String(required=True)
    most = fields.String(required=True)
    scores = fields.List(fields.Nested(ScoreSchema), required=True)


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


class AnswerSidesSchema(StrictSchema):
    """A question of the bilan beside the one that it is paired with, each as it was answered, and in words."""

    question = fields.String(required=True)
    paired = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "the question of the dossier, or of its group; null where several foresaw it"},
    )
    label = fields.String(required=True)
    forecast = fields.Raw(required=True, allow_none=True)
    actual = fields.Raw(required=True, allow_none=True)
    difference = fields.Raw(
        required=True, allow_none=True, metadata={"description": "of numbers and amounts: actual less forecast"}
    )
    forecast_text = fields.String(required=True)
    actual_text = fields.String(required=True)


class GroupSidesSchema(StrictSchema):
    position = fields.Integer(required=True)
    label = fields.String(required=True)
    children = fields.Nested(
        CountSidesSchema, required=True, metadata={"description": "enrolled at deposit, counted in the bilan"}
    )
    adults = fields.Nested(CountSidesSchema, required=True)
    sessions = fields.Nested(CountSidesSchema, required=True, metadata={"description": "planned, and held"})
    running_costs = fields.Nested(AmountSidesSchema, required=True, metadata={"description": "approved, and real"})
    answers = fields.List(fields.Nested(AnswerSidesSchema), required=True)


class BesideForecastSchema(StrictSchema):
    """What was foreseen beside what was really done."""

    budget = fields.List(fields.Nested(LineSidesSchema), required=True)
    groups = fields.List(fields.Nested(GroupSidesSchema), required=True)
    answers = fields.List(fields.Nested(AnswerSidesSchema), required=True)


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
    funder = fields.String(metadata={"description": "who pays it; the Caf, where it is left out"})
    payer = fields.String()
    granted = amount(required=True)
    actual = amount(required=True)
    due = amount(required=True)
    moved = fields.String(
        metadata={
            "description": "of aid that is the dossier's or the action's: what of the share of groups no longer "
            "eligible comes to this one, or what of its own goes to the others (then negative)",
            "example": "500.00",
        }
    )


class SettledProgrammeSchema(SettledPartSchema):
    """Another programme than the Clas: what was spent of it, at most what was granted."""

    steps = fields.List(fields.Nested(StepSchema), required=True)


class PayerShareSchema(StrictSchema):
    """What one payer owes and has paid; the Caf has an empty name."""

    funder = fields.String(required=True)
    payer = fields.String(required=True)
    granted = amount(required=True)
    due = amount(required=True)
    paid = amount(required=True)
    balance = amount(required=True)
    overpayment = amount(required=True)


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
    payers = fields.List(
        fields.Nested(PayerShareSchema), metadata={"description": "where others than the Caf pay; each for itself"}
    )
    warnings = fields.List(fields.String(), required=True)
    programmes = fields.List(
        fields.Nested(SettledProgrammeSchema), metadata={"description": "where some were granted; no Ps is in them"}
    )
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
    call = call_name(required=True)
    referential = fields.Nested(SealedRulesSchema, required=True)
    campaign = fields.Nested(SealedRulesSchema, required=True)
    beside_forecast = fields.Nested(BesideForecastSchema, required=True)
    state = fields.String(required=True, metadata={"enum": ["running", "to_settle", "settled"]})
    settled_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
