"""Who is there at a session, who is excused, who has given power to somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.committees.sessions import held_at, touch
from clas_api.services.revisions import commit_or_stale
from clas_api.services.trace import record
from clas_api.store.models import SeatRow
from clas_api.store.sessions import WholeSession
from clas_core.committees.committee import Absence
from clas_core.errors import InvalidInput, Problem

NOT_A_SEAT = "Ce siège n'est pas de cette séance."


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAbsence:
    """What is known of a seat that is not there; `proxy` is the name of whom it has given power to."""

    seat: UUID
    absence: Absence
    proxy: str | None = None


@command
def set_attendance(
    context: Context,
    key: UUID,
    present: Sequence[UUID],
    absences: Sequence[AskedAbsence] = (),
    *,
    revision: int | None,
) -> WholeSession:
    """Say who is there: these seats, and no other; of some of the others why they are not.

    A power is noted, and counts neither for the quorum nor in the votes. Raises `NotFound`, `Stale`, `Refused` or
    `InvalidInput`. Commits.
    """
    whole = held_at(context, key, revision)
    seats = {seat.id: seat for seat in whole.seats}
    problems = [Problem(("present", index), NOT_A_SEAT) for index, each in enumerate(present) if each not in seats]
    for index, asked in enumerate(absences):
        if asked.seat not in seats:
            problems.append(Problem(("absences", index, "seat"), NOT_A_SEAT))
        elif asked.seat in present:
            problems.append(Problem(("absences", index, "absence"), "Ce siège est noté présent : choisissez."))
        if asked.absence == "proxy" and not asked.proxy:
            problems.append(Problem(("absences", index, "proxy"), "Dites à qui le pouvoir est donné."))
    if problems:
        raise InvalidInput(problems)
    before = _said(whole.seats)
    told = {each.seat: each for each in absences}
    for each, seat in seats.items():
        known = told.get(each)
        seat.present = each in present
        seat.absence = known.absence if known else None
        seat.proxy = known.proxy if known and known.absence == "proxy" else None
    touch(context, whole.row)
    after = _said(whole.seats)
    record(context, "session.attended", whole.row.id, chain=whole.row.department, before=before, after=after)
    commit_or_stale(context, whole.row)
    return whole


def _said(seats: Sequence[SeatRow]) -> Any:
    """Return who is there, for the trace; with why others are not, where that is said."""
    there = sorted(str(seat.id) for seat in seats if seat.present)
    away = {str(seat.id): {"absence": seat.absence, "proxy": seat.proxy} for seat in seats if seat.absence}
    return {"present": there, "absences": away} if away else there
