"""The shapes of sessions, their agenda, opinions, votes and envelopes."""

from marshmallow import fields

from clas_api.v1.dossier_schemas import PorteurNameSchema
from clas_api.v1.filters import year_filter
from clas_api.v1.paging import PageQuerySchema
from clas_api.v1.schemas import amount, school_year
from clas_core.committees.committee import CHOICES, RESULTS, SCALES, TIE_RULES
from clas_core.departments.campaign import ENVELOPE_KINDS
from clas_core.dossiers.lifecycle import OUTCOMES, STATES
from clas_core.fields import Choice
from clas_core.strict import StrictSchema

SESSION_STATES = ("planned", "open", "closed")


class SessionQuerySchema(PageQuerySchema):
    year = year_filter()
    state = Choice(SESSION_STATES, load_default=None)


class SessionSummarySchema(StrictSchema):
    id = fields.UUID(required=True)
    department = fields.String(required=True)
    school_year = school_year(required=True)
    body = fields.String(required=True)
    held_on = fields.Date(required=True)
    place = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(SESSION_STATES)})
    quorum = fields.Integer(required=True)
    tie = fields.String(required=True, metadata={"enum": list(TIE_RULES)})
    decides = fields.Boolean(required=True)
    created_at = fields.String(required=True, metadata={"format": "date-time"})
    updated_at = fields.String(required=True, metadata={"format": "date-time"})
    closed_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    revision = fields.Integer(required=True)


class SessionPageSchema(StrictSchema):
    items = fields.List(fields.Nested(SessionSummarySchema), required=True)
    next = fields.String(required=True, allow_none=True)


class SessionSeatSchema(StrictSchema):
    id = fields.UUID(required=True)
    institution = fields.String(required=True)
    account = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True)
    siren = fields.String(required=True, allow_none=True)
    present = fields.Boolean(required=True)
    presides = fields.Boolean(required=True)


class SessionRecusalSchema(StrictSchema):
    seat = fields.UUID(required=True)
    reason = fields.String(required=True)
    detected = fields.Boolean(required=True)


class SessionOpinionSchema(StrictSchema):
    seat = fields.UUID(required=True)
    scale = fields.String(required=True, metadata={"enum": list(SCALES)})
    reason = fields.String(required=True)
    given = fields.Boolean(required=True)
    revision = fields.Integer(required=True)


class SessionVoteSchema(StrictSchema):
    seat = fields.UUID(required=True)
    choice = fields.String(required=True, metadata={"enum": list(CHOICES)})
    revision = fields.Integer(required=True)


class CountedSchema(StrictSchema.from_dict({name: fields.Integer(required=True) for name in CHOICES})):  # type: ignore[misc]  # a class made of data
    """How many votes that count there are of each choice."""


class TallySchema(StrictSchema):
    counted = fields.Nested(CountedSchema, required=True)
    ignored = fields.List(fields.UUID(), required=True, metadata={"description": "seats that are recused, or absent"})
    tied = fields.Boolean(required=True)
    result = fields.String(required=True, allow_none=True, metadata={"enum": [*RESULTS, None]})


class PreparedGroupSchema(StrictSchema):
    position = fields.Integer(required=True)
    retained = fields.Boolean(required=True)
    running_costs = amount(required=True)
    bonuses = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class PreparedDecisionSchema(StrictSchema):
    outcome = fields.String(required=True, metadata={"enum": list(OUTCOMES)})
    reason = fields.String(required=True, allow_none=True)
    groups = fields.List(fields.Nested(PreparedGroupSchema), required=True)
    ps = amount(required=True)
    bonuses = amount(required=True)
    supplements = amount(required=True)
    granted = amount(required=True)


class AgendaItemSchema(StrictSchema):
    id = fields.UUID(required=True)
    session = fields.UUID(required=True)
    rank = fields.Integer(required=True)
    dossier = fields.UUID(required=True)
    receipt = fields.String(required=True, allow_none=True)
    porteur = fields.Nested(PorteurNameSchema, required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    version = fields.Integer(required=True)
    asked = amount(required=True)
    groups = fields.Integer(required=True)
    recusals = fields.List(fields.Nested(SessionRecusalSchema), required=True)
    opinions = fields.List(fields.Nested(SessionOpinionSchema), required=True)
    votes = fields.List(fields.Nested(SessionVoteSchema), required=True)
    tally = fields.Nested(TallySchema, required=True)
    decision = fields.Nested(PreparedDecisionSchema, required=True, allow_none=True)
    revision = fields.Integer(required=True)


class CommitteeSessionSchema(SessionSummarySchema):
    seats = fields.List(fields.Nested(SessionSeatSchema), required=True)
    items = fields.List(fields.Nested(AgendaItemSchema), required=True)


class FollowedEnvelopeSchema(StrictSchema):
    kind = fields.String(required=True, metadata={"enum": list(ENVELOPE_KINDS)})
    before = amount(required=True)
    session = amount(required=True)
    left = amount(required=True, allow_none=True)
    amount = amount(required=True, allow_none=True)


class FollowedEnvelopesSchema(StrictSchema):
    envelopes = fields.List(fields.Nested(FollowedEnvelopeSchema), required=True)


class MatrixRowSchema(StrictSchema):
    rank = fields.Integer(required=True)
    dossier = fields.UUID(required=True)
    receipt = fields.String(required=True)
    porteur = fields.String(required=True)
    asked = amount(required=True)
    asked_groups = fields.Integer(required=True)
    tally = fields.Nested(TallySchema, required=True)
    outcome = fields.String(required=True, allow_none=True, metadata={"enum": [*OUTCOMES, None]})
    reason = fields.String(required=True)
    retained_groups = fields.Integer(required=True)
    ps = amount(required=True)
    bonuses = amount(required=True)
    supplements = amount(required=True)
    granted = amount(required=True)


class MatrixSchema(FollowedEnvelopesSchema):
    department = fields.String(required=True)
    school_year = school_year(required=True)
    body = fields.String(required=True)
    held_on = fields.Date(required=True)
    closed_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    rows = fields.List(fields.Nested(MatrixRowSchema), required=True)
