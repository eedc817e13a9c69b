"""The JSON of a session's record: how it is kept, and read back equal."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from marshmallow import fields

from clas_core.committees.committee import CHOICES, SCALES, TIE_RULES
from clas_core.committees.programmes import GrantedProgramme
from clas_core.committees.session import (
    RecordedDecision,
    RecordedEnvelope,
    RecordedGroup,
    RecordedItem,
    RecordedOpinion,
    RecordedRecusal,
    RecordedSeat,
    SessionRecord,
)
from clas_core.committees.sitting import SittingSchema
from clas_core.departments.campaign import ENVELOPE_KINDS
from clas_core.dossiers.lifecycle import OUTCOMES
from clas_core.estimates import AidTotal
from clas_core.fields import Cents, Choice, Flag, Listing, Table, Whole
from clas_core.money import amount_text
from clas_core.strict import StrictSchema
from clas_core.years import PARIS

_MOST = 10**13
"""In cents: more than the branch pays in a hundred years."""


class _Amount(Cents):
    def __init__(self, **options: Any) -> None:
        super().__init__(most=_MOST, required=True, **options)


class _Moment(fields.DateTime):
    """A moment of Paris."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        return moment.astimezone(PARIS)


class SeatSchema(StrictSchema):
    makes = RecordedSeat

    id = fields.String(required=True)
    institution = fields.String(required=True)
    name = fields.String(required=True)
    present = Flag(required=True)
    presides = Flag(required=True)
    absence = fields.String(load_default="")  # records of before it was noted say neither
    proxy = fields.String(load_default="")


class RecusalSchema(StrictSchema):
    makes = RecordedRecusal

    seat = fields.String(required=True)
    reason = fields.String(required=True)
    detected = Flag(required=True)
    lifted = Flag(load_default=False)
    settled = fields.String(load_default="")  # records of before there were late ones say neither


class OpinionSchema(StrictSchema):
    makes = RecordedOpinion

    seat = fields.String(required=True)
    scale = Choice(SCALES, required=True)
    reason = fields.String(required=True)


class GroupSchema(StrictSchema):
    makes = RecordedGroup

    position = Whole(required=True)
    label = fields.String(required=True)
    asked_costs = _Amount()
    retained = Flag(required=True)
    running_costs = _Amount()
    bonuses = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    ps = _Amount()
    bonus = _Amount()
    supplement = _Amount()


class AidSchema(StrictSchema):
    makes = AidTotal

    id = fields.String(required=True)
    label = fields.String(required=True)
    amount = _Amount()
    funder = fields.String(required=True)
    payer = fields.String(required=True)
    ruled = _Amount(allow_none=True)
    reason = fields.String(required=True)


class ProgrammeSchema(StrictSchema):
    makes = GrantedProgramme

    id = fields.String(required=True)
    label = fields.String(required=True)
    asked = _Amount()
    amount = _Amount()
    reason = fields.String(required=True)
    funder = fields.String(required=True)
    payer = fields.String(required=True)


class RecordedDecisionSchema(StrictSchema):
    makes = RecordedDecision

    outcome = Choice(OUTCOMES, required=True)
    reason = fields.String(required=True)
    groups = Listing(Table(GroupSchema), required=True)
    aids = Listing(Table(AidSchema), load_default=())  # records of before there were funders say none
    programmes = Listing(Table(ProgrammeSchema), load_default=())  # nor those of before there were programmes
    by_rule = Listing(fields.String(), load_default=())  # nor those of when everything was left to the motive


class ItemSchema(StrictSchema):
    makes = RecordedItem

    rank = Whole(required=True)
    dossier = fields.String(required=True)
    receipt = fields.String(required=True)
    porteur = fields.String(required=True)
    version = Whole(required=True)
    asked = _Amount()
    asked_groups = Whole(required=True)
    recusals = Listing(Table(RecusalSchema), required=True)
    opinions = Listing(Table(OpinionSchema), required=True)
    votes = fields.Dict(keys=fields.String(), values=Choice(CHOICES), required=True)
    decision = Table(RecordedDecisionSchema, required=True, allow_none=True)
    score = fields.String(load_default="")  # left out where no grid was filled in
    asked_programmes = Whole(load_default=0)  # left out where the Clas alone is asked


class EnvelopeSchema(StrictSchema):
    makes = RecordedEnvelope

    kind = fields.String(required=True)
    amount = _Amount(allow_none=True)
    before = _Amount()
    session = _Amount()
    aid = fields.String(load_default="")
    label = fields.String(load_default="")
    payer = fields.String(load_default="")


class SessionRecordSchema(SittingSchema):
    makes = SessionRecord

    department = fields.String(required=True)
    slug = fields.String(required=True)
    caf = fields.String(required=True)
    school_year = fields.String(required=True)
    body = fields.String(required=True)
    quorum = Whole(required=True)
    tie = Choice(TIE_RULES, required=True)
    closed_at = _Moment(required=True, allow_none=True)
    seats = Listing(Table(SeatSchema), required=True)
    items = Listing(Table(ItemSchema), required=True)
    envelopes = Listing(Table(EnvelopeSchema), required=True)
    digests = Listing(fields.String(), required=True)
    call_title = fields.String(load_default="")
    decides = Flag(load_default=True)  # records of before there was advice do not say


_SCHEMA = SessionRecordSchema()
_AMOUNTS = frozenset(
    {"asked", "asked_costs", "running_costs", "ps", "bonus", "supplement", "amount", "before", "ruled"}
)
_WHEN_SAID = frozenset({"aids", "aid", "label", "payer", "programmes", "call_title", "by_rule"})
"""What a record of before there were funders, programmes, or several calls in a year, does not have: left out of those
that have nothing to say of it."""


_WHEN_NOTED = frozenset({"score", "asked_programmes", "absence", "proxy", "ends_at"})
"""What a record leaves out where it has nothing to say of it, whatever it stands in."""


def read_record(data: Any) -> SessionRecord:
    """Read a record that `record_json` has written. Raises `ValidationError` of marshmallow for anything else."""
    record: SessionRecord = _SCHEMA.load(data)
    return record


def record_json(record: SessionRecord) -> dict[str, Any]:
    """Write a record as JSON values."""
    written: dict[str, Any] = _plain(asdict(record))
    return written


def _left_out(value: Mapping[str, Any]) -> frozenset[str]:
    """Return what is left out of a table of a record when it is empty: of a decision, of an envelope of the Caf, and of
    the record itself."""
    said = "outcome" in value or "quorum" in value or value.get("kind") in ENVELOPE_KINDS
    return _WHEN_SAID if said else frozenset()


def _plain(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        return {
            key: _plain(each, key)
            for key, each in value.items()
            if (each not in ("", ()) or key not in _left_out(value)) and (key not in _WHEN_NOTED or each)
        }
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and name in (*_AMOUNTS, "session"):
        return amount_text(value)
    return value
