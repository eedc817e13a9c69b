"""The documented shapes of what is published: the national rules of each year, the departments and their calls."""

from marshmallow import fields

from clas_api.v1.schemas import ReferentialNameSchema, amount, call_name, school_year
from clas_core.strict import StrictSchema

_CALL_TITLE = "how people name it, where it is not the main call of its year"


class CampaignNameSchema(StrictSchema):
    school_year = school_year(required=True)
    call = call_name(required=True)
    call_name = fields.String(required=True, allow_none=True, metadata={"description": _CALL_TITLE})
    state = fields.String(required=True, metadata={"enum": ["announced", "upcoming", "open", "closed"]})
    opens = fields.Date(required=True, allow_none=True)
    opens_text = fields.String(
        required=True, allow_none=True, metadata={"description": "as precisely as it is known, in French"}
    )
    closes = fields.Date(required=True, allow_none=True)
    closes_text = fields.String(
        required=True, allow_none=True, metadata={"description": "as precisely as it is known, in French"}
    )
    days_left = fields.Integer(required=True, allow_none=True)


class DepartmentSchema(StrictSchema):
    slug = fields.String(required=True)
    code = fields.String()
    name = fields.String()
    status = fields.String(required=True, metadata={"enum": ["available", "unavailable"]})
    reason = fields.String(metadata={"description": "why the department is unavailable"})
    version = fields.String()
    digest = fields.String()
    caf = fields.Dict()
    campaigns = fields.List(fields.Nested(CampaignNameSchema))


class DepartmentsSchema(StrictSchema):
    departments = fields.List(fields.Nested(DepartmentSchema), required=True)


class CampaignSchema(StrictSchema):
    department = fields.String(required=True)
    school_year = school_year(required=True)
    call = call_name(required=True)
    call_name = fields.String(required=True, allow_none=True, metadata={"description": _CALL_TITLE})
    digest = fields.String(required=True)
    checked_on = fields.Date(required=True)
    calendar = fields.Dict(required=True)
    presentation = fields.String(allow_none=True)
    sources = fields.Dict(required=True)
    institutions = fields.Dict(required=True)
    deposit = fields.Dict(required=True)
    bilan = fields.Dict(allow_none=True)
    support = fields.Dict(allow_none=True)
    contacts = fields.List(fields.Dict(), required=True)
    committees = fields.List(fields.Dict(), required=True)
    orientations = fields.List(fields.Dict(), required=True)
    articulations = fields.List(fields.Dict(), required=True)
    animations = fields.List(fields.Dict(), required=True)
    documents = fields.List(fields.Dict(), required=True)
    approved = fields.List(fields.Dict(), required=True)
    criteria = fields.List(fields.Dict(), required=True)
    questions = fields.List(fields.Dict(), required=True)
    supplements = fields.List(fields.Dict(), required=True)
    funders = fields.List(fields.Dict(), required=True)
    aids = fields.List(fields.Dict(), required=True)
    programmes = fields.List(fields.Dict(), required=True)
    cap = fields.Dict(required=True, allow_none=True)
    advances = fields.List(fields.Dict(), required=True)
    envelopes = fields.List(fields.Dict(), required=True)
    allocations = fields.List(fields.Dict(), required=True)
    retention = fields.List(fields.Dict(), required=True)
    gaps = fields.List(fields.String(), required=True)
    amendments = fields.List(fields.Dict(), required=True)
    territories = fields.List(fields.Dict(), required=True)
    territory = fields.String(required=True, allow_none=True)
    indicators = fields.List(fields.Dict(), required=True)
    letters = fields.Dict(required=True, allow_none=True)
    open_data = fields.Dict(required=True, allow_none=True)


class ReferentialSchema(ReferentialNameSchema):
    provisional = fields.Boolean(required=True)
    ps = fields.Dict(required=True)
    criteria = fields.List(fields.Dict(), required=True)
    questions = fields.List(fields.Dict(), required=True)
    bonuses = fields.List(fields.Dict(), required=True)
    axes = fields.List(fields.Dict(), required=True)
    base_actions = fields.List(fields.Dict(), required=True)
    dossier_parts = fields.List(fields.Dict(), required=True)
    scheme = fields.Dict(required=True)
    assumptions = fields.List(fields.Dict(), required=True)
    thresholds = fields.List(fields.Dict(), required=True)
    retention = fields.List(fields.Dict(), required=True)
    gaps = fields.List(fields.Dict(), required=True)
    life = fields.List(fields.Dict(), required=True)
    sources = fields.Dict(required=True)


class ReferentialsSchema(StrictSchema):
    referentials = fields.List(fields.Nested(ReferentialNameSchema), required=True)


class ChangeSchema(StrictSchema):
    kind = fields.String(required=True, metadata={"enum": ["added", "removed", "changed"]})
    effect = fields.String(
        required=True,
        metadata={
            "enum": ["rule", "confirmed", "described", "said"],
            "description": "what applies otherwise; the same, of another standing; what the other year says nothing "
            "of; what is written or cited otherwise, and applies as before",
        },
    )
    family = fields.String(required=True)
    subject = fields.String(required=True)
    name = fields.String(required=True)
    sentence = fields.String(required=True)
    before = fields.String(required=True, allow_none=True)
    after = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)
    matters = fields.String(required=True, metadata={"description": "why, to whoever applies the rules"})


class ComparedCaseSchema(StrictSchema):
    """A worked case of either year: what a group comes to in all, by the rules of both; null where one does not say."""

    title = fields.String(required=True)
    document = fields.String(required=True, metadata={"description": "where its amounts were published, or worked out"})
    before = amount(required=True, allow_none=True)
    after = amount(required=True, allow_none=True)
    difference = amount(required=True, allow_none=True)
    refusals = fields.List(fields.String(), required=True, metadata={"description": "why a year does not say"})


class DifferencesSchema(StrictSchema):
    older = fields.Nested(ReferentialNameSchema, required=True)
    newer = fields.Nested(ReferentialNameSchema, required=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    cases = fields.List(fields.Nested(ComparedCaseSchema), required=True)
