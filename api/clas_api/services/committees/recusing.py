"""Recusals: declared by whoever holds a seat, or found out by a tie between a seat and a porteur.

A tie that is there while the session is prepared recuses. One that is found later, by what a porteur has said since,
is shown and keeps the session from closing until whoever presides has settled it: it never silences a vote by itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.refusals import Forbidden
from clas_api.security.permissions import departments_of
from clas_api.services.committees.sessions import check_state, held_session, load_session
from clas_api.services.committees.sitting import own_seat, seat_among
from clas_api.services.dossiers.moving import check_apart
from clas_api.services.revisions import match_revision
from clas_api.services.trace import record
from clas_api.store.models import Account, AgendaItem, PorteurRow, Recusal, RoleRow, SeatRow
from clas_api.store.sessions import WholeSession, seat_value, session_about
from clas_core.committees.committee import Seat, detected_recusals
from clas_core.errors import NotFound


def detect_recusals(context: Context, whole: WholeSession) -> Sequence[Mapping[str, str]]:
    """Find the ties between the seats and the porteurs of a session, and write what has changed of them.

    Return what is new, for the trace: nothing once it is open. What was declared, or settled, stays as it is.
    """
    new = []
    for item, found in _ties(context, whole, whole.items):
        known = {str(each.seat_id): each for each in whole.recusals[item.id]}
        for seat, recusal in known.items():
            if recusal.detected and not recusal.settled_reason and seat not in found:
                context.session.delete(recusal)
                whole.recusals[item.id].remove(recusal)
        for seat, reason in found.items():
            if seat not in known and whole.row.state == "planned":
                recusal = Recusal(
                    item_id=item.id,
                    seat_id=UUID(seat),
                    department=whole.row.department,
                    reason=reason,
                    detected=True,
                    recorded_at=context.now,
                )
                context.session.add(recusal)
                whole.recusals[item.id].append(recusal)
                new.append({"item": str(item.id), "seat": seat, "reason": reason})
    return new


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRecusal:
    """A tie of a seat with a porteur that was found after the agenda was set, and that nobody has settled."""

    item: UUID
    seat: SeatRow
    reason: str


def late_recusals(context: Context, whole: WholeSession, *, about: AgendaItem | None = None) -> Sequence[LateRecusal]:
    """Return what whoever presides has to settle in a session that is not over, of one item where it is said."""
    if whole.row.over:
        return ()
    seats = {str(seat.id): seat for seat in whole.seats}
    return [
        LateRecusal(item=item.id, seat=seats[seat], reason=reason)
        for item, found in _ties(context, whole, whole.items if about is None else [about])
        for seat, reason in found.items()
        if all(str(each.seat_id) != seat for each in whole.recusals[item.id])
    ]


def list_late_recusals(context: Context, key: UUID) -> Sequence[LateRecusal]:
    """Return what whoever presides has to settle in a session. Raises `NotFound`."""
    return late_recusals(context, load_session(context, key))


@command
def settle_recusal(context: Context, key: UUID, item: UUID, seat: UUID, *, keeps: bool, reason: str) -> WholeSession:
    """Keep a recusal that was found late, or lift it, with the reason: whoever presides, or the secretariat for them.

    Nobody settles their own. The same again changes nothing. Raises `NotFound`, `Forbidden`, or `Refused` once closed.
    Commits.
    """
    row = held_session(context, key, "seats.take")
    whole = session_about(context.session, row, item)
    if not whole.items:
        raise NotFound("Ce point de l'ordre du jour")
    tied = seat_among(whole, seat)
    if not may_settle(context, whole, tied):
        raise Forbidden(_NOT_YOURS)
    check_apart(context, whole.dossiers[whole.items[0].dossier_id])
    check_state(row, ("planned", "open"))
    late = next((each for each in late_recusals(context, whole) if each.seat is tied), None)
    if late is None:
        if any((each.seat_id, each.settled_reason) == (seat, reason) for each in whole.recusals[item]):
            return whole
        raise NotFound("Ce déport à régler")
    recusal = Recusal(
        item_id=item,
        seat_id=seat,
        department=row.department,
        reason=late.reason,
        detected=True,
        recorded_at=context.now,
        lifted=not keeps,
        settled_reason=reason,
    )
    context.session.add(recusal)
    whole.recusals[item].append(recusal)
    after = {"item": str(item), "seat": str(seat), "tie": late.reason, "kept": keeps, "reason": reason}
    record(context, "session.recusal_settled", row.id, chain=row.department, after=after)
    context.session.commit()
    return whole


def may_settle(context: Context, whole: WholeSession, tied: SeatRow) -> bool:
    """Tell whether whoever asks settles a recusal of the seat `tied`: they preside, or write what was said there."""
    if tied.account_id is not None and tied.account_id == context.who.account:
        return False
    presides = any(seat.presides and seat.account_id == context.who.account for seat in whole.seats if seat.account_id)
    return presides or whole.row.department in departments_of(context.who, "sessions.manage")


_NOT_YOURS = "Ce déport se règle par qui préside la séance, ou par le secrétariat, qui note ce qui est dit."


def _ties(
    context: Context, whole: WholeSession, items: Sequence[AgendaItem]
) -> Iterator[tuple[AgendaItem, Mapping[str, str]]]:
    """Yield the seats that a tie with the porteur recuses from each item, each with why."""
    people = _people_of(context, {whole.dossiers[each.dossier_id].porteur_id for each in items})
    seats = _tied_seats(context, whole)
    for item in items:
        porteur = whole.dossiers[item.dossier_id].porteur
        accounts, names = people[porteur.id]
        if porteur.representative:
            names = {*names, str(porteur.representative.get("name", ""))}
        yield item, detected_recusals(seats, porteur.siren, accounts, names)


def _people_of(context: Context, porteurs: set[UUID]) -> Mapping[UUID, tuple[set[str], set[str]]]:
    """Return the accounts and the names of each porteur's people."""
    found: Mapping[UUID, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    query = (
        select(RoleRow.porteur_id, Account.id, Account.name)
        .join(Account, Account.id == RoleRow.account_id)
        .where(RoleRow.porteur_id.in_(sorted(porteurs)))
    )
    for porteur, account, name in context.session.execute(query):
        assert porteur is not None
        found[porteur][0].add(str(account))
        found[porteur][1].add(name)
    return found


def _tied_seats(context: Context, whole: WholeSession) -> Sequence[Seat]:
    """Return the seats with every SIREN that they are tied to: the one that was said, and those of the organisations
    whose people their holders are."""
    accounts = [seat.account_id for seat in whole.seats if seat.account_id]
    query = (
        select(RoleRow.account_id, PorteurRow.siren)
        .join(PorteurRow, PorteurRow.id == RoleRow.porteur_id)
        .where(RoleRow.account_id.in_(accounts))
    )
    tied: Mapping[str, set[str]] = defaultdict(set)
    for account, siren in context.session.execute(query):
        tied[str(account)].add(siren)
    return [
        replace(seat, sirens=seat.sirens | tied.get(seat.holder or "", set())) for seat in map(seat_value, whole.seats)
    ]


@command
def declare_recusal(
    context: Context, key: UUID, item: UUID, *, reason: str, seat: UUID | None = None, revision: int | None = None
) -> WholeSession:
    """Declare that a seat takes no part in a dossier: one's own, or, for the secretariat, any `seat`.

    Declaring it twice leaves the first reason. The `revision` of the item may be said. Raises `NotFound`, `Forbidden`,
    `Stale`, or `Refused` once closed. Commits.
    """
    row = held_session(context, key, "sessions.manage" if seat is not None else "seats.take")
    whole = session_about(context.session, row, item)
    if not whole.items:
        raise NotFound("Ce point de l'ordre du jour")
    if seat is not None:
        check_apart(context, whole.dossiers[whole.items[0].dossier_id])
    sitting = own_seat(context, whole.seats) if seat is None else seat_among(whole, seat)
    check_state(row, ("planned", "open"))
    if revision is not None:
        match_revision(context, whole.items[0], revision)
    if sitting.id not in whole.recused_from(item):
        recusal = next((each for each in whole.recusals[item] if each.seat_id == sitting.id), None)
        if recusal is None:
            recusal = Recusal(item_id=item, seat_id=sitting.id, department=row.department)
            context.session.add(recusal)
            whole.recusals[item].append(recusal)
        recusal.reason, recusal.detected, recusal.recorded_at = reason, False, context.now
        recusal.lifted, recusal.settled_reason = False, None
        after = {"item": str(item), "seat": str(sitting.id), "reason": reason}
        record(context, "session.recused", row.id, chain=row.department, after=after)
        context.session.commit()
    return whole
