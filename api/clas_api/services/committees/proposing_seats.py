"""Which seats a session may begin with: those of the last session of its body, its members with an account, and an
empty one for each institution that has none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clas_api.context import Context
from clas_api.services.committees.seating import AskedSeat, Sitter
from clas_api.store.seated import last_seated
from clas_api.store.sessions import WholeSession
from clas_core.committees.bodies import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSeats:
    """Seats to take up, and institutions of which nobody is known. `held_on` is the day of the session whose seats they
    are, if they are taken from one."""

    seats: Sequence[AskedSeat]
    institutions: Sequence[str]
    held_on: date | None


def propose_seats(context: Context, whole: WholeSession, body: Body, sitters: Sequence[Sitter]) -> ProposedSeats:
    """Return what is proposed beside the seats that a session has: all those of the last one, while it has none."""
    held_on, last = (None, []) if whole.seats else last_seated(context.session, whole.row)
    known = {each.id for each in sitters}
    seats = [
        AskedSeat(
            institution=each.institution,
            account=each.account_id,
            name=each.name,
            presides=each.presides,
            siren=each.siren,
        )
        for each in last
        if each.institution in body.institutions and (each.account_id is None or each.account_id in known)
    ]
    seated = {each.account for each in seats}
    if not whole.seats:  # who was taken out of a session is not put back into it
        seats += (each for each in _with_accounts(body, sitters) if each.account not in seated)
    taken = {each.institution for each in whole.seats} | {each.institution for each in seats}
    left = [each for each in body.institutions if each not in taken]
    return ProposedSeats(seats=seats, institutions=left, held_on=held_on if last else None)


def _with_accounts(body: Body, sitters: Sequence[Sitter]) -> Iterator[AskedSeat]:
    """Yield a seat for each account that sits for an institution of the body."""
    for each in sitters:
        theirs = [institution for institution in each.institutions if institution in body.institutions]
        if theirs:
            yield AskedSeat(institution=theirs[0], account=each.id, name=each.name)
