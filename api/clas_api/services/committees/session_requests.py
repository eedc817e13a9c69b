"""What is asked of a session and of its seats, read alike from the JSON service and from the forms of pages."""

from typing import Any

from marshmallow import fields, missing

from clas_api.services.rules.call_requests import OfCallSchema
from clas_core.committees.committee import ABSENCES, TIE_RULES
from clas_core.committees.sitting import SittingSchema
from clas_core.fields import Choice, Flag, Identifier, Key, Line, Listing, Table, Whole, Words
from clas_core.limits import LONGEST_REASON, MOST_ITEMS, MOST_SEATS
from clas_core.porteurs import Siren
from clas_core.strict import StrictSchema


class AskedSessionSchema(SittingSchema):
    """What is said of a session when it is planned; what is left out is as the department says."""

    body = Identifier(required=True, metadata={"example": "steering"})
    quorum = Whole(least=1, most=MOST_SEATS, allow_none=True, load_default=None)
    tie = Choice(TIE_RULES, allow_none=True, load_default=None)
    decides = Flag(allow_none=True, load_default=None, metadata={"description": "false: it gives advice alone"})
    past = Flag(load_default=False, metadata={"description": "true: its day is past, and that is meant"})


class NewSessionSchema(OfCallSchema, AskedSessionSchema):
    """What is said of a session when it is planned, and of which call it is."""


_WHY = {"description": "why its day, its hour or its place changes: mailed to whoever was convened"}


class MovedSessionSchema(SittingSchema):
    """When and where a session is to sit from now on; whoever was convened is told why."""

    reason = Words(load_default=None, allow_none=True, longest=LONGEST_REASON, metadata=_WHY)
    past = Flag(load_default=False)


class SessionPatchSchema(AskedSessionSchema):
    """What is to change of a session; what is left out, or null, stays; but the hours, which null takes away."""

    reason = Words(longest=LONGEST_REASON, metadata=_WHY)

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Ask for nothing: the fields are those of this schema alone."""
        field_obj.required, field_obj.allow_none, field_obj.load_default = False, True, missing


class CancellationSchema(StrictSchema):
    reason = Words(
        required=True, longest=LONGEST_REASON, metadata={"description": "why: kept, and mailed to whoever sits in it"}
    )


class AgendaSchema(StrictSchema):
    dossiers = Listing(Key(), required=True, most=MOST_ITEMS)


class AskedSeatSchema(StrictSchema):
    id = Key(load_default=None, allow_none=True, metadata={"description": "of a seat that stays"})
    institution = Identifier(required=True, metadata={"example": "caf"})
    account = Key(load_default=None, allow_none=True)
    name = Line(load_default=None, allow_none=True, longest=200)
    presides = Flag(load_default=False)
    siren = Siren(load_default=None, allow_none=True)


class AskedSeatsSchema(StrictSchema):
    seats = Listing(Table(AskedSeatSchema), required=True, most=MOST_SEATS)


class AbsenceSchema(StrictSchema):
    """Of a seat that is not present: whether it is excused, or to whom it has given power."""

    seat = Key(required=True)
    absence = Choice(ABSENCES, required=True)
    proxy = Line(load_default=None, allow_none=True, longest=200)


class AttendanceSchema(StrictSchema):
    present = Listing(Key(), required=True, most=MOST_SEATS)
    absences = Listing(Table(AbsenceSchema), load_default=(), most=MOST_SEATS)
