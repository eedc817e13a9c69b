"""Recusals: declared by whoever holds a seat, or found out by a tie between a seat and a porteur."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.services.committees.sessions import check_state, held_session
from clas_api.services.committees.sitting import own_seat, seat_among, seat_value
from clas_api.services.dossiers.moving import check_apart
from clas_api.services.revisions import match_revision
from clas_api.services.trace import record
from clas_api.store.models import Account, PorteurRow, Recusal, RoleRow
from clas_api.store.sessions import WholeSession, session_about
from clas_core.committees.committee import Seat, detected_recusals
from clas_core.errors import NotFound


def detect_recusals(context: Context, whole: WholeSession) -> Sequence[Mapping[str, str]]:
    """Find the ties between the seats and the porteurs of a session, and write what has changed of them.

    Return what is new, for the trace. What was declared stays as it was declared.
    """
    people = _people_of(context, {each.porteur_id for each in whole.dossiers.values()})
    seats = _tied_seats(context, whole)
    new = []
    for item in whole.items:
        porteur = whole.dossiers[item.dossier_id].porteur
        accounts, names = people[porteur.id]
        if porteur.representative:
            names = {*names, str(porteur.representative.get("name", ""))}
        found = dict(detected_recusals(seats, porteur.siren, accounts, names))
        known = {str(each.seat_id): each for each in whole.recusals[item.id]}
        for seat, recusal in known.items():
            if recusal.detected and seat not in found:
                context.session.delete(recusal)
                whole.recusals[item.id].remove(recusal)
        for seat, reason in found.items():
            if seat not in known:
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
    if all(each.seat_id != sitting.id for each in whole.recusals[item]):
        recusal = Recusal(
            item_id=item,
            seat_id=sitting.id,
            department=row.department,
            reason=reason,
            detected=False,
            recorded_at=context.now,
        )
        context.session.add(recusal)
        whole.recusals[item].append(recusal)
        after = {"item": str(item), "seat": str(sitting.id), "reason": reason}
        record(context, "session.recused", row.id, chain=row.department, after=after)
        context.session.commit()
    return whole
