"""Queries on sessions of committees. Each says for whom it looks; none commits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Date, Select, Uuid, and_, bindparam, func, literal, select, tuple_
from sqlalchemy.orm import Session, load_only

from clas_api.store.database import Scope
from clas_api.store.models import (
    Account,
    AgendaItem,
    CommitteeSession,
    DecidedGroup,
    DecisionRow,
    DossierRow,
    DossierVersion,
    Opinion,
    Recusal,
    SeatRow,
    Vote,
)
from clas_core.committees.committee import Seat, Tally, tally

_Row = TypeVar("_Row", Recusal, Opinion, Vote)

_WITHOUT_CONTENT = tuple(
    getattr(DossierRow, column.key) for column in DossierRow.__table__.columns if column.key != "content"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeSession:
    """A session with all that hangs on it, each list by the item that it is about."""

    row: CommitteeSession
    seats: Sequence[SeatRow]
    items: Sequence[AgendaItem]
    dossiers: Mapping[UUID, DossierRow]
    recusals: Mapping[UUID, list[Recusal]] = field(default_factory=dict)
    opinions: Mapping[UUID, list[Opinion]] = field(default_factory=dict)
    votes: Mapping[UUID, list[Vote]] = field(default_factory=dict)

    def tally_of(self, item: UUID) -> Tally:
        """Count the votes on a dossier that count."""
        votes: Any = {str(each.seat_id): each.choice for each in self.votes[item]}
        recused = {str(each.seat_id) for each in self.recusals[item]}
        tie: Any = self.row.tie
        return tally([seat_value(seat) for seat in self.seats], votes, recused, tie, self.row.quorum)


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


def find_session(session: Session, scope: Scope, key: UUID, *, hold: bool = False) -> CommitteeSession | None:
    """Return a session that may be seen; `hold` keeps others from changing it until the commit."""
    query = _seen(select(CommitteeSession).where(CommitteeSession.id == key), scope)
    return session.scalar(query.with_for_update() if hold else query)


def accounts_seated(session: Session, row: CommitteeSession) -> Sequence[Account]:
    """Return the accounts that have a seat in a session, by name."""
    query = select(Account).join(SeatRow, SeatRow.account_id == Account.id).where(SeatRow.session_id == row.id)
    return session.scalars(query.order_by(Account.name, Account.id)).all()


def page_of_sessions(
    session: Session,
    department: str,
    *,
    year: str | None,
    state: str | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> Sequence[CommitteeSession]:
    """Return one page, the latest first, and one row more when another page follows."""
    query = select(CommitteeSession).where(CommitteeSession.department == department)
    if year is not None:
        query = query.where(CommitteeSession.school_year == year)
    if state is not None:
        query = query.where(CommitteeSession.state == state)
    place = tuple_(CommitteeSession.held_on, CommitteeSession.id)
    if after is not None:
        query = query.where(place < tuple_(literal(after[0], Date), literal(after[1], Uuid)))
    order = (CommitteeSession.held_on.desc(), CommitteeSession.id.desc())
    return session.scalars(query.order_by(*order).limit(limit + 1)).all()


_SEATED = (SeatRow.presides.desc(), SeatRow.institution, SeatRow.name, SeatRow.id)


def whole_session(session: Session, row: CommitteeSession) -> WholeSession:
    """Return a session whole: as many queries however much is on its agenda."""
    found = session.scalars(select(AgendaItem).where(AgendaItem.session_id == row.id).order_by(AgendaItem.rank)).all()
    keys = [each.id for each in found]
    return WholeSession(
        row=row,
        seats=session.scalars(select(SeatRow).where(SeatRow.session_id == row.id).order_by(*_SEATED)).all(),
        items=found,
        dossiers={each.id: each for each in dossiers_among(session, [each.dossier_id for each in found])},
        recusals=_by_item(session, Recusal, keys),
        opinions=_by_item(session, Opinion, keys),
        votes=_by_item(session, Vote, keys),
    )


_ONE_ITEM = (
    select(AgendaItem, DossierRow)
    .join(DossierRow, DossierRow.id == AgendaItem.dossier_id)
    .where(AgendaItem.session_id == bindparam("session"), AgendaItem.id == bindparam("item"))
    .options(load_only(*_WITHOUT_CONTENT))
)
_SEATS_ON_IT = (
    select(SeatRow, Recusal, Opinion, Vote)
    .outerjoin(Recusal, and_(Recusal.seat_id == SeatRow.id, Recusal.item_id == bindparam("item")))
    .outerjoin(Opinion, and_(Opinion.seat_id == SeatRow.id, Opinion.item_id == bindparam("item")))
    .outerjoin(Vote, and_(Vote.seat_id == SeatRow.id, Vote.item_id == bindparam("item")))
    .where(SeatRow.session_id == bindparam("session"))
    .order_by(*_SEATED)
)


def session_about(session: Session, row: CommitteeSession, item: UUID) -> WholeSession:
    """Return a session with what is about one `item` alone, in two queries; without items when it has no such one.

    A committee votes dossier by dossier: what a seat has said of one comes with the seat.
    """
    asked = {"session": row.id, "item": item}
    items = session.execute(_ONE_ITEM, asked).all()
    seats = session.execute(_SEATS_ON_IT, asked).all()
    return WholeSession(
        row=row,
        seats=[each[0] for each in seats],
        items=[each[0] for each in items],
        dossiers={each[1].id: each[1] for each in items},
        recusals={item: _by_seat(each[1] for each in seats)},
        opinions={item: _by_seat(each[2] for each in seats)},
        votes={item: _by_seat(each[3] for each in seats)},
    )


def advised_on(session: Session, scope: Scope, dossier: UUID) -> Sequence[CommitteeSession]:
    """Return the closed sessions of advice, among those that may be seen, that a dossier was on the agenda of."""
    query = (
        select(CommitteeSession)
        .join(AgendaItem, AgendaItem.session_id == CommitteeSession.id)
        .where(AgendaItem.dossier_id == dossier)
        .where(CommitteeSession.state == "closed", CommitteeSession.decides.is_(False))
    )
    query = _seen(query, scope).order_by(CommitteeSession.held_on.desc(), CommitteeSession.id)
    return session.scalars(query).all()


def _seen(query: Select[CommitteeSession], scope: Scope) -> Select[CommitteeSession]:
    """Keep to the sessions that may be seen."""
    if scope.everything:
        return query
    return query.where(CommitteeSession.department.in_(sorted(scope.departments)))


def _by_seat(found: Iterable[_Row | None]) -> list[_Row]:
    return sorted((row for row in found if row is not None), key=lambda row: row.seat_id)


def _by_item(session: Session, kind: type[_Row], keys: Sequence[UUID]) -> Mapping[UUID, list[_Row]]:
    found: dict[UUID, list[_Row]] = defaultdict(list)
    for row in session.scalars(select(kind).where(kind.item_id.in_(keys)).order_by(kind.seat_id)):
        found[row.item_id].append(row)
    return found


def dossiers_among(session: Session, keys: Sequence[UUID], *, hold: bool = False) -> Sequence[DossierRow]:
    """Return dossiers by their keys, without their contents; `hold` keeps others from changing them until the commit.

    In the order of their keys, so that two who hold several never wait for each other.
    """
    query = select(DossierRow).where(DossierRow.id.in_(keys)).order_by(DossierRow.id)
    query = query.options(load_only(*_WITHOUT_CONTENT))
    if hold:
        query = query.with_for_update(of=DossierRow).execution_options(populate_existing=True)
    return session.scalars(query).all()


def versions_of_items(session: Session, keys: Sequence[UUID]) -> Mapping[UUID, DossierVersion]:
    """Return the deposit that each of these items is about, by item."""
    query = (
        select(AgendaItem.id, DossierVersion)
        .join(
            DossierVersion,
            and_(DossierVersion.dossier_id == AgendaItem.dossier_id, DossierVersion.number == AgendaItem.version),
        )
        .where(AgendaItem.id.in_(keys))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def last_numbers(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, int]:
    """Return the number of the last decision of each of these dossiers that has one."""
    query = select(DecisionRow.dossier_id, func.max(DecisionRow.number)).where(DecisionRow.dossier_id.in_(dossiers))
    return {row[0]: row[1] for row in session.execute(query.group_by(DecisionRow.dossier_id))}


def granted_in(session: Session, department: str, year: str, *, but: Sequence[UUID]) -> Mapping[str, int]:
    """Return what the last decisions of a call grant, in cents, by kind of envelope, without the dossiers `but`.

    What was given up since, by a dossier that was withdrawn or closed before its year began, is not granted any more.
    """
    last = (
        select(DecisionRow.dossier_id, func.max(DecisionRow.number).label("number"))
        .where(DecisionRow.department == department, DecisionRow.school_year == year)
        .where(DecisionRow.dossier_id.not_in(but))
        .join(DossierRow, and_(DossierRow.id == DecisionRow.dossier_id, DossierRow.granted_cents > 0))
        .group_by(DecisionRow.dossier_id)
        .subquery()
    )
    sums = (DecidedGroup.ps_cents, DecidedGroup.bonus_cents, DecidedGroup.supplement_cents)
    query = (
        select(*(func.coalesce(func.sum(each), 0) for each in sums))
        .join(DecisionRow, DecisionRow.id == DecidedGroup.decision_id)
        .join(last, and_(last.c.dossier_id == DecisionRow.dossier_id, last.c.number == DecisionRow.number))
    )
    row = session.execute(query).one()
    return {kind: int(row[place]) for place, kind in enumerate(("ps", "bonuses", "supplements"))}
