"""Whose seat it is: the one that whoever asks holds, or one of a session's by its key."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.refusals import Forbidden
from clas_api.store.models import CommitteeSession, SeatRow
from clas_api.store.sessions import WholeSession
from clas_core.committees.committee import Seat
from clas_core.errors import NotFound

NO_SEAT = "Vous n'avez pas de siège dans cette séance : adressez-vous au secrétariat du comité."


def seat_value(seat: SeatRow) -> Seat:
    """Return a seat as a value of the core."""
    return Seat(
        id=str(seat.id),
        institution=seat.institution,
        holder=str(seat.account_id) if seat.account_id else None,
        name=seat.name,
        present=seat.present,
        presides=seat.presides,
        sirens=frozenset({seat.siren} if seat.siren else ()),
    )


def own_seat(context: Context, seats: Sequence[SeatRow]) -> SeatRow:
    """Return the seat that whoever asks holds. Raises `Forbidden` without one."""
    for seat in seats:
        if seat.account_id is not None and seat.account_id == context.who.account:
            return seat
    raise Forbidden(NO_SEAT)


def seat_among(whole: WholeSession, key: UUID) -> SeatRow:
    """Return a seat of a session. Raises `NotFound`."""
    for seat in whole.seats:
        if seat.id == key:
            return seat
    raise NotFound("Ce siège")


def own_sessions(context: Context, sessions: Sequence[CommitteeSession]) -> AbstractSet[UUID]:
    """Return which of these sessions whoever asks has a seat in."""
    query = select(SeatRow.session_id).where(SeatRow.account_id == context.who.account)
    return set(context.session.scalars(query.where(SeatRow.session_id.in_([each.id for each in sessions]))))
