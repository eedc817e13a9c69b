"""The shapes of what a Caf does with a deposited dossier: assignment, complements, messages, studies, comparisons."""

from marshmallow import fields

from clas_api.v1.dossier_schemas import DossierCheckSchema, DossierSummarySchema, ValueChangeSchema
from clas_api.v1.schemas import EstimateSchema, amount, school_year
from clas_core.committees.decision_schemas import DecisionSchema
from clas_core.dossiers.lifecycle import STATES
from clas_core.strict import StrictSchema

_VERDICTS = ["met", "not_met", "unknown"]


def _moment(*, empty: bool = False) -> fields.String:
    return fields.String(required=True, allow_none=empty, metadata={"format": "date-time"})


class AssignedSchema(StrictSchema):
    dossiers = fields.List(fields.Nested(DossierSummarySchema), required=True)


class AgentSchema(StrictSchema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    dossiers = fields.Integer(required=True, metadata={"description": "assigned to them, and on their way"})


class AgentsSchema(StrictSchema):
    agents = fields.List(fields.Nested(AgentSchema), required=True)


class ComplementsSchema(StrictSchema):
    id = fields.UUID(required=True)
    text = fields.String(required=True)
    due_on = fields.Date(required=True)
    asked_at = _moment()
    answered_at = _moment(empty=True)
    answer = fields.String(
        required=True, allow_none=True, metadata={"description": "in words; null where a changed deposit answered"}
    )
    lifted_at = _moment(empty=True)
    reminded_at = _moment(empty=True)


class ComplementsListSchema(StrictSchema):
    complements = fields.List(fields.Nested(ComplementsSchema), required=True)


class NoteSchema(StrictSchema):
    id = fields.UUID(required=True)
    author_name = fields.String(required=True)
    text = fields.String(required=True)
    written_at = _moment()


class NotesSchema(StrictSchema):
    notes = fields.List(fields.Nested(NoteSchema), required=True)


class MessageSchema(NoteSchema):
    side = fields.String(required=True, metadata={"enum": ["caf", "porteur"]})


class MessagesSchema(StrictSchema):
    messages = fields.List(fields.Nested(MessageSchema), required=True)


class BilanKnownSchema(StrictSchema):
    declared = fields.String(required=True, allow_none=True)
    recorded = fields.String(required=True, allow_none=True, metadata={"enum": ["filed", "not_filed", None]})


class EvidenceSchema(DossierCheckSchema):
    class Meta(StrictSchema.Meta):
        exclude = ("dossier",)

    version = fields.Integer(required=True)
    content_digest = fields.String(required=True)
    deposited_on = fields.Date(required=True, metadata={"description": "the day that being in time is judged by"})
    extended_until = fields.Date(required=True, allow_none=True)
    previous_bilan = fields.Nested(BilanKnownSchema, required=True)
    proposed = fields.Nested(EstimateSchema, required=True, allow_none=True)


class ExaminationSchema(StrictSchema):
    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True, metadata={"enum": ["admissibility", "study"]})
    verdict = fields.String(required=True, metadata={"enum": _VERDICTS})
    computed = fields.String(required=True, metadata={"enum": _VERDICTS})
    evidence = fields.Nested(EvidenceSchema, required=True)
    proposal = fields.Nested(DecisionSchema, required=True, allow_none=True)
    advice = fields.String(required=True)
    examined_by = fields.String(required=True)
    examined_at = _moment()


class ExaminedSchema(StrictSchema):
    dossier = fields.Nested(DossierSummarySchema, required=True)
    examination = fields.Nested(ExaminationSchema, required=True)


class ExaminationsSchema(StrictSchema):
    admissibility = fields.Nested(ExaminationSchema, required=True, allow_none=True)
    study = fields.Nested(ExaminationSchema, required=True, allow_none=True)


class CoveredSchema(StrictSchema):
    id = fields.String(required=True)
    label = fields.String(required=True)
    source = fields.String(required=True)
    repeated = fields.List(fields.String(), required=True)
    repeats = fields.Boolean(required=True)


class ClaimSchema(StrictSchema):
    position = fields.Integer(required=True)
    pointer = fields.String(required=True)
    group = fields.String(required=True)
    bonus = fields.String(required=True)
    label = fields.String(required=True, allow_none=True)
    purpose = fields.String(required=True, allow_none=True)
    beyond = fields.String(required=True, allow_none=True)
    socle = fields.List(fields.Nested(CoveredSchema), required=True)
    warnings = fields.List(fields.String(), required=True)


class AdditionalitySchema(StrictSchema):
    claims = fields.List(fields.Nested(ClaimSchema), required=True)


class YearSchema(StrictSchema):
    dossier = fields.UUID(required=True)
    receipt = fields.String(required=True, allow_none=True)
    school_year = school_year(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    state_label = fields.String(required=True)
    actions = fields.Integer(required=True)
    groups = fields.Integer(required=True)
    children = fields.Integer(required=True)
    asked = amount(required=True)
    granted = amount(required=True, allow_none=True)
    settled = amount(required=True, allow_none=True)


class YearsSchema(StrictSchema):
    current = fields.Nested(YearSchema, required=True)
    previous = fields.Nested(YearSchema, required=True, allow_none=True)
    changes = fields.List(fields.Nested(ValueChangeSchema), required=True)
