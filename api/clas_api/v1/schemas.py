"""The shapes of requests and answers: they validate envelopes and make the OpenAPI document."""

from typing import Any

from marshmallow import ValidationError, fields

from clas_api.answers import CALL_NAME, EUROS, SCHOOL_YEAR
from clas_api.services.rules.call_requests import OfCallSchema
from clas_core.errors import InvalidInput
from clas_core.estimates import read_groups
from clas_core.estimates.request import MOST_GROUPS
from clas_core.fields import Flag, Listing, Pasted, Table
from clas_core.national.life import STEPS
from clas_core.reading import nest
from clas_core.strict import StrictSchema


class Rows(Listing):
    """A list whose rows the core reads itself, in one pass and with every problem; the schema only documents them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return value


class Facts(Table):
    """An object that the core reads itself by the vocabulary of criteria; the schema only documents it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        return value


def amount(metadata: dict[str, Any] | None = None, **options: Any) -> fields.String:
    """A field for euros as text, ``"2800.70"``."""
    return fields.String(metadata={**EUROS, **(metadata or {})}, **options)


def school_year(**options: Any) -> fields.String:
    """A field for a school year, ``"2025-2026"``."""
    return fields.String(metadata=dict(SCHOOL_YEAR), **options)


def call_name(**options: Any) -> fields.String:
    """A field for the name of a call, ``"2025-2026"`` or ``"2025-2026-janvier"``."""
    return fields.String(metadata=dict(CALL_NAME), **options)


class GroupRequestSchema(StrictSchema):
    label = fields.String(required=True, metadata={"minLength": 1, "maxLength": 200})
    children = fields.Integer(required=True, metadata={"minimum": 0, "maximum": 1000})
    adults = fields.Integer(allow_none=True, metadata={"minimum": 0, "maximum": 1000})
    running_costs = fields.String(required=True, metadata={"pattern": r"^\d+(\.\d{1,2})?$", "example": "9000.00"})
    bonuses = fields.List(fields.String(), allow_none=True, metadata={"uniqueItems": True, "example": ["children"]})
    levels = fields.List(fields.String(), allow_none=True, metadata={"example": ["ce2", "cm1"]})
    outside_school_time = fields.Boolean(allow_none=True)


class EstimateRequestSchema(OfCallSchema):
    department = Pasted(allow_none=True, load_default=None, metadata={"example": "marne"})
    groups = Rows(fields.Nested(GroupRequestSchema), required=True, metadata={"minItems": 1, "maxItems": MOST_GROUPS})
    explain = Flag(load_default=True, metadata={"type": "boolean", "description": "false: amounts without steps"})
    chain = Flag(
        load_default=False,
        metadata={"type": "boolean", "description": "true: each step says where its operands come from, under `from`"},
    )

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> None:
        """Add the problems of the rows to those of the envelope, so that all are told at once.

        Which bonuses exist depends on a year that may be what is wrong, so they are not judged here.
        """
        super().handle_error(error, data, many=many, **kwargs)
        rows = data.get("groups") if isinstance(data, dict) else None
        if not isinstance(rows, list) or not isinstance(error.messages, dict):
            return
        unasked = [{**row, "bonuses": []} if isinstance(row, dict) else row for row in rows]
        try:
            read_groups(unasked, {}, "")
        except InvalidInput as found:
            error.messages.update(nest(found.problems))


class BonusAmountSchema(StrictSchema):
    id = fields.String(required=True)
    amount = amount(required=True)


class SupplementAmountSchema(StrictSchema):
    id = fields.String(required=True)
    label = fields.String(required=True)
    amount = amount(required=True)
    source = fields.String(required=True)
    funder = fields.String(metadata={"description": "who pays it; the Caf, where it is left out"})
    payer = fields.String(metadata={"description": "the name of who pays it"})
    how = fields.String(metadata={"description": "how the amount was found, in French"})
    ruled = fields.String(
        metadata={**EUROS, "description": "what the rule gave, where the committee set another amount"}
    )
    reason = fields.String(metadata={"description": "why the committee set another amount"})


class ReasonSchema(StrictSchema):
    criterion = fields.String(required=True)
    expected = fields.String(required=True)
    given = fields.Raw(required=True, allow_none=True)
    given_text = fields.String(required=True)
    message = fields.String(required=True)
    source = fields.String(required=True)


class StepSchema(StrictSchema):
    id = fields.String(required=True)
    label = fields.String(required=True)
    operation = fields.String(required=True)
    operator = fields.String(required=True, metadata={"enum": ["given", "share", "minimum", "sum"]})
    operands = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": "in their order: of `share`, the rate and the result of `running_costs`; of `ps`, that "
            "of `share` and the maximum; of `total`, the results of `ps` and of each bonus and supplement"
        },
    )
    result = amount(required=True)
    source = fields.String(required=True)
    standing = fields.String(metadata={"enum": ["expected"]})
    origins = fields.List(
        fields.String(metadata={"pattern": "^(step|rule|fact|aid):", "example": "step:running_costs"}),
        data_key="from",
        metadata={
            "description": "of each operand, in their order, when `chain` is asked: `step:` and a step before it, "
            "`rule:` and a figure of the national rules, `fact:` and a place in what was asked, `aid:` and local aid"
        },
    )


class GroupEstimateSchema(StrictSchema):
    label = fields.String(required=True)
    eligible = fields.Boolean(required=True)
    ps = amount(required=True)
    total = amount(required=True)
    bonuses = fields.List(fields.Nested(BonusAmountSchema), required=True)
    supplements = fields.List(fields.Nested(SupplementAmountSchema), required=True)
    reasons = fields.List(fields.Nested(ReasonSchema), required=True)
    steps = fields.List(fields.Nested(StepSchema))
    advice = fields.List(fields.String())


class CorrectionNameSchema(StrictSchema):
    number = fields.Integer(required=True)
    on = fields.Date(required=True)
    reason = fields.String(required=True)
    before = fields.String(required=True, metadata={"pattern": "^sha256:[0-9a-f]{64}$"})


class ReferentialNameSchema(StrictSchema):
    school_year = school_year(required=True)
    status = fields.String(required=True, metadata={"enum": list(STEPS)})
    digest = fields.String(required=True, metadata={"pattern": "^sha256:[0-9a-f]{64}$"})
    corrections = fields.List(
        fields.Nested(CorrectionNameSchema),
        metadata={"description": "what was corrected since the year came into force; if anything"},
    )


class EstimateSchema(StrictSchema):
    format = fields.Integer(required=True)
    department = fields.String(required=True, allow_none=True)
    school_year = school_year(required=True)
    call = call_name()
    provisional = fields.Boolean(required=True)
    total = amount(required=True)
    remarks = fields.List(
        fields.String(), metadata={"description": "aid that is not counted, a cap, aid above the costs; if any"}
    )
    groups = fields.List(fields.Nested(GroupEstimateSchema), required=True)
    referential = fields.Nested(ReferentialNameSchema, required=True)


def _answers() -> fields.Dict:
    about = "to questions, by identifier: what criteria on questions judge"
    return fields.Dict(keys=fields.String(), allow_none=True, metadata={"description": about})


class GroupFactsSchema(StrictSchema):
    label = fields.String(required=True)
    children = fields.Integer(allow_none=True)
    adults = fields.Integer(allow_none=True)
    levels = fields.List(fields.String(), allow_none=True)
    outside_school_time = fields.Boolean(allow_none=True)
    sessions_per_week = fields.Integer(allow_none=True)
    weeks = fields.Integer(allow_none=True)
    answers = _answers()


class ActionFactsSchema(StrictSchema):
    label = fields.String(required=True)
    partner_schools = fields.Integer(allow_none=True)
    groups = fields.List(fields.Nested(GroupFactsSchema))
    answers = _answers()


class DossierFactsSchema(StrictSchema):
    axes = fields.List(fields.String(), allow_none=True)
    beyond_homework = fields.Boolean(allow_none=True)
    deposited_online = fields.Boolean(allow_none=True)
    deposited_on = fields.Date(allow_none=True)
    complete = fields.Boolean(allow_none=True)
    previous_bilan_filed = fields.Boolean(allow_none=True)
    programmes = fields.List(
        fields.String(),
        allow_none=True,
        metadata={"description": "other programmes of the call than the Clas that it applies to", "example": []},
    )
    answers = _answers()


class AssessmentRequestSchema(OfCallSchema):
    department = Pasted(allow_none=True, load_default=None, metadata={"example": "marne"})
    dossier = Facts(DossierFactsSchema, required=True)
    actions = Rows(fields.Nested(ActionFactsSchema), load_default=list)

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> None:
        """Add the problems of what is declared to those of the envelope, so that all are told at once."""
        super().handle_error(error, data, many=many, **kwargs)
        if isinstance(data, dict) and isinstance(data.get("dossier"), dict) and isinstance(error.messages, dict):
            try:
                from clas_core.dossiers import read_dossier  # imported here: an estimate needs nothing of dossiers

                read_dossier(data["dossier"], data.get("actions", []))
            except InvalidInput as found:
                error.messages.update(nest(found.problems))


class FindingSchema(StrictSchema):
    criterion = fields.String(required=True)
    origin = fields.String(required=True)
    verdict = fields.String(required=True, metadata={"enum": ["met", "not_met", "unknown"]})
    severity = fields.String(required=True, metadata={"enum": ["blocking", "warning"]})
    decides = fields.String(required=True, metadata={"enum": ["admissibility", "eligibility"]})
    label = fields.String(required=True)
    expected = fields.String(required=True)
    given = fields.Raw(required=True, allow_none=True)
    message = fields.String(required=True, allow_none=True)
    source = fields.String(required=True)


class GroupAssessmentSchema(StrictSchema):
    label = fields.String(required=True)
    verdict = fields.String(required=True)
    findings = fields.List(fields.Nested(FindingSchema), required=True)


class ActionAssessmentSchema(GroupAssessmentSchema):
    groups = fields.List(fields.Nested(GroupAssessmentSchema), required=True)


class ProgrammeAssessmentSchema(StrictSchema):
    """What its own criteria say of another programme of the call than the Clas."""

    id = fields.String(required=True)
    label = fields.String(required=True)
    verdict = fields.String(required=True, metadata={"enum": ["met", "not_met", "unknown"]})
    findings = fields.List(fields.Nested(FindingSchema), required=True)


class AssessmentSchema(StrictSchema):
    department = fields.String(required=True, allow_none=True)
    school_year = school_year(required=True)
    call = call_name()
    provisional = fields.Boolean(required=True)
    admissible = fields.String(required=True, metadata={"enum": ["met", "not_met", "unknown"]})
    eligible = fields.String(required=True, metadata={"enum": ["met", "not_met", "unknown"]})
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    actions = fields.List(fields.Nested(ActionAssessmentSchema), required=True)
    programmes = fields.List(
        fields.Nested(ProgrammeAssessmentSchema), metadata={"description": "where the dossier applies to some"}
    )
    referential = fields.Nested(ReferentialNameSchema, required=True)


class HealthSchema(StrictSchema):
    status = fields.String(required=True, metadata={"enum": ["ok", "unavailable"]})
    checks = fields.Dict(required=True)
