"""The shapes of sessions, their agenda, opinions, votes and envelopes."""

from typing import Any

from marshmallow import ValidationError

from clas_api.v1.dossier_schemas import Key
from clas_api.v1.filters import year_filter
from clas_api.v1.paging import PageQuerySchema
from clas_core.committees.committee import CHOICES, SCALES, TIE_RULES
from clas_core.fields import Choice, Flag, Identifier, JsonDay, Listing, Table, Text, Whole, Words
from clas_core.identifiers import parse_siren
from clas_core.limits import LONGEST_OPINION, MOST_ITEMS, MOST_SEATS
from clas_core.strict import StrictSchema

SESSION_STATES = ("planned", "open", "closed")


class Siren(Words):
    """A SIREN, its check digit right."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=20, metadata={"pattern": r"^\d{9}$", "example": "732829320"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return parse_siren(super()._deserialize(value, attr, data, **kwargs))
        except ValueError as error:
            if isinstance(error, ValidationError):
                raise
            raise ValidationError(str(error)) from None


class SessionQuerySchema(PageQuerySchema):
    year = year_filter()
    state = Choice(SESSION_STATES, load_default=None)


class NewSessionSchema(StrictSchema):
    school_year = Text(required=True, metadata={"example": "2025-2026"})
    body = Identifier(required=True, metadata={"example": "steering"})
    held_on = JsonDay(required=True)
    place = Words(required=True, longest=200)
    quorum = Whole(least=1, most=MOST_SEATS, allow_none=True, load_default=None)
    tie = Choice(TIE_RULES, allow_none=True, load_default=None)
    decides = Flag(allow_none=True, load_default=None, metadata={"description": "false: it gives advice alone"})


class SessionPatchSchema(StrictSchema):
    body = Identifier(load_default=None, metadata={"example": "steering"})
    held_on = JsonDay(load_default=None)
    place = Words(load_default=None, longest=200)
    quorum = Whole(least=1, most=MOST_SEATS, load_default=None)
    tie = Choice(TIE_RULES, load_default=None)
    decides = Flag(load_default=None, metadata={"description": "false: it gives advice alone"})


class AgendaSchema(StrictSchema):
    dossiers = Listing(Key(), required=True, most=MOST_ITEMS)


class AskedSeatSchema(StrictSchema):
    id = Key(load_default=None, allow_none=True, metadata={"description": "of a seat that stays"})
    institution = Identifier(required=True, metadata={"example": "caf"})
    account = Key(load_default=None, allow_none=True)
    name = Words(load_default=None, allow_none=True, longest=200)
    presides = Flag(load_default=False)
    siren = Siren(load_default=None, allow_none=True)


class AskedSeatsSchema(StrictSchema):
    seats = Listing(Table(AskedSeatSchema), required=True, most=MOST_SEATS)


class AttendanceSchema(StrictSchema):
    present = Listing(Key(), required=True, most=MOST_SEATS)


class NewRecusalSchema(StrictSchema):
    reason = Words(required=True, longest=LONGEST_OPINION)
    seat = Key(load_default=None, allow_none=True, metadata={"description": "for the secretariat; one's own otherwise"})


class AskedOpinionSchema(StrictSchema):
    scale = Choice(SCALES, required=True)
    reason = Words(required=True, longest=LONGEST_OPINION)
    given = Flag(load_default=False, metadata={"description": "false: a draft that its author alone sees"})


class AskedVoteSchema(StrictSchema):
    choice = Choice(CHOICES, required=True)


class SeatVoteSchema(AskedVoteSchema):
    seat = Key(required=True)
    revision = Whole(required=True, metadata={"description": "of the vote that is changed; 0 when there is none yet"})


class AskedVotesSchema(StrictSchema):
    votes = Listing(Table(SeatVoteSchema), required=True, least=1, most=MOST_SEATS)
