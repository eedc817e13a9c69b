"""Queries on sessions of committees. Each says for whom it looks; none commits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Uuid, and_, bindparam, func, inspect, literal, select, true, tuple_
from sqlalchemy.orm import Session, load_only

from clas_api.store.database import Scope
from clas_api.store.models import (
    Account,
    AgendaItem,
    CommitteeSession,
    DecisionRow,
    DossierRow,
    DossierVersion,
    Examination,
    Opinion,
    Recusal,
    SeatRow,
    Vote,
)
from clas_api.store.reading import Query
from clas_api.store.sight import among, count_of, given
from clas_core.committees.committee import Seat, Tally, tally

_Row = TypeVar("_Row", Recusal, Opinion, Vote)

_WITHOUT_CONTENT = tuple(each.class_attribute for each in inspect(DossierRow).column_attrs if each.key != "content")


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

    def recused_from(self, item: UUID) -> Mapping[UUID, Recusal]:
        """Return who takes no part in a dossier, by seat: a recusal that was lifted keeps nobody from it."""
        return {each.seat_id: each for each in self.recusals[item] if not each.lifted}

    def tally_of(self, item: UUID) -> Tally:
        """Count the votes on a dossier that count."""
        votes: Any = {str(each.seat_id): each.choice for each in self.votes[item]}
        recused = {str(seat) for seat in self.recused_from(item)}
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
    query, values = _one_within(_count(scope)), {"key": key, **_values(scope)}
    return query.hold(session, **values) if hold else query.first(session, **values)


@cache
def _one_within(departments: int | None) -> Query[CommitteeSession]:
    return Query(select(CommitteeSession).where(CommitteeSession.id == bindparam("key"), _seen(departments)))


def _seen(departments: int | None) -> ColumnElement[bool]:
    """Return the filter that keeps to the sessions that may be seen: those of so many departments."""
    return true() if departments is None else among(CommitteeSession.department, "departments", departments)


def _count(scope: Scope) -> int | None:
    return None if scope.everything else count_of(scope.departments)


def _values(scope: Scope) -> Mapping[str, Any]:
    return {} if scope.everything else {"departments": given(scope.departments)}


def accounts_seated(session: Session, row: CommitteeSession) -> Sequence[Account]:
    """Return the accounts that have a seat in a session, by name."""
    query = select(Account).join(SeatRow, SeatRow.account_id == Account.id).where(SeatRow.session_id == row.id)
    return session.scalars(query.order_by(Account.name, Account.id)).all()


def page_of_sessions(
    session: Session,
    department: str,
    *,
    year: str | None,
    call: str | None,
    state: str | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> Sequence[CommitteeSession]:
    """Return one page, the latest first, and one row more when another page follows."""
    query = select(CommitteeSession).where(CommitteeSession.department == department)
    if year is not None:
        query = query.where(CommitteeSession.school_year == year)
    if call is not None:
        query = query.where(CommitteeSession.call == call)
    if state is not None:
        query = query.where(CommitteeSession.state == state)
    place = tuple_(CommitteeSession.held_on, CommitteeSession.id)
    if after is not None:
        query = query.where(place < tuple_(literal(after[0], Date), literal(after[1], Uuid)))
    order = (CommitteeSession.held_on.desc(), CommitteeSession.id.desc())
    return session.scalars(query.order_by(*order).limit(limit + 1)).all()


_SEATED = (SeatRow.presides.desc(), SeatRow.institution, SeatRow.name, SeatRow.id)


_AGENDA = (
    select(AgendaItem, DossierRow)
    .join(DossierRow, DossierRow.id == AgendaItem.dossier_id)
    .where(AgendaItem.session_id == bindparam("session"))
    .order_by(AgendaItem.rank)
    .options(load_only(*_WITHOUT_CONTENT))
)
_ITEMS, _ONE_ITEM = Query(_AGENDA), Query(_AGENDA.where(AgendaItem.id == bindparam("item")))
_SEATS = Query(select(SeatRow).where(SeatRow.session_id == bindparam("session")).order_by(*_SEATED))
_SEATS_ON_IT = Query(
    select(SeatRow, Recusal, Opinion, Vote)
    .outerjoin(Recusal, and_(Recusal.seat_id == SeatRow.id, Recusal.item_id == bindparam("item")))
    .outerjoin(Opinion, and_(Opinion.seat_id == SeatRow.id, Opinion.item_id == bindparam("item")))
    .outerjoin(Vote, and_(Vote.seat_id == SeatRow.id, Vote.item_id == bindparam("item")))
    .where(SeatRow.session_id == bindparam("session"))
    .order_by(*_SEATED)
)


def _on_agenda(kind: type[_Row]) -> Query[_Row]:
    said = select(kind).join(AgendaItem, AgendaItem.id == kind.item_id)
    return Query(said.where(AgendaItem.session_id == bindparam("session")).order_by(kind.seat_id))


_RECUSALS, _OPINIONS, _VOTES = _on_agenda(Recusal), _on_agenda(Opinion), _on_agenda(Vote)


def whole_session(session: Session, row: CommitteeSession, about: UUID | None = None) -> WholeSession:
    """Return a session whole: as many queries however much is on its agenda. Of what was said, `about` one item alone
    when it is named."""
    items = _ITEMS.rows(session, session=row.id)
    if about is not None:
        return _with_what_was_said(session, row, items, about)
    return WholeSession(
        row=row,
        seats=_SEATS.all(session, session=row.id),
        **_agenda(items),
        recusals=_by_item(_RECUSALS.all(session, session=row.id)),
        opinions=_by_item(_OPINIONS.all(session, session=row.id)),
        votes=_by_item(_VOTES.all(session, session=row.id)),
    )


def session_about(session: Session, row: CommitteeSession, item: UUID) -> WholeSession:
    """Return a session with what is about one `item` alone, in two queries; without items when it has no such one.

    A committee votes dossier by dossier: what a seat has said of one comes with the seat.
    """
    return _with_what_was_said(session, row, _ONE_ITEM.rows(session, session=row.id, item=item), item)


def _with_what_was_said(session: Session, row: CommitteeSession, items: Sequence[Any], item: UUID) -> WholeSession:
    seats = _SEATS_ON_IT.rows(session, session=row.id, item=item)
    return WholeSession(
        row=row,
        seats=[each[0] for each in seats],
        **_agenda(items),
        recusals={item: _by_seat(each[1] for each in seats)},
        opinions={item: _by_seat(each[2] for each in seats)},
        votes={item: _by_seat(each[3] for each in seats)},
    )


def _agenda(items: Sequence[Any]) -> dict[str, Any]:
    return {"items": [each[0] for each in items], "dossiers": {each[1].id: each[1] for each in items}}


def advised_on(session: Session, scope: Scope, dossier: UUID) -> Sequence[CommitteeSession]:
    """Return the closed sessions of advice, among those that may be seen, that a dossier was on the agenda of."""
    return _advised_within(_count(scope)).all(session, dossier=dossier, **_values(scope))


@cache
def _advised_within(departments: int | None) -> Query[CommitteeSession]:
    return Query(
        select(CommitteeSession)
        .join(AgendaItem, AgendaItem.session_id == CommitteeSession.id)
        .where(AgendaItem.dossier_id == bindparam("dossier"), _seen(departments))
        .where(CommitteeSession.state == "closed", CommitteeSession.decides.is_(False))
        .order_by(CommitteeSession.held_on.desc(), CommitteeSession.id)
    )


def _by_seat(found: Iterable[_Row | None]) -> list[_Row]:
    return sorted((row for row in found if row is not None), key=lambda row: row.seat_id)


def _by_item(rows: Iterable[_Row]) -> Mapping[UUID, list[_Row]]:
    found: dict[UUID, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


_DOSSIERS = Query(
    select(DossierRow)
    .where(DossierRow.id.in_(bindparam("keys")))
    .order_by(DossierRow.id)
    .options(load_only(*_WITHOUT_CONTENT))
)


def dossiers_among(session: Session, keys: Sequence[UUID], *, hold: bool = False) -> Sequence[DossierRow]:
    """Return dossiers by their keys, without their contents; `hold` keeps others from changing them until the commit.

    In the order of their keys, so that two who hold several never wait for each other.
    """
    if not hold:
        return _DOSSIERS.all(session, keys=tuple(keys))
    query = _DOSSIERS.statement.with_for_update(of=DossierRow).execution_options(populate_existing=True)
    return session.scalars(query, {"keys": tuple(keys)}).all()


_GRID = (
    select(Examination.grid)
    .where(Examination.dossier_id == AgendaItem.dossier_id, Examination.kind == "study")
    .order_by(Examination.number.desc())
    .limit(1)
    .scalar_subquery()
)
_VERSIONS = Query(
    select(AgendaItem.id, DossierVersion, _GRID)
    .join(
        DossierVersion,
        and_(DossierVersion.dossier_id == AgendaItem.dossier_id, DossierVersion.number == AgendaItem.version),
    )
    .where(AgendaItem.id.in_(bindparam("keys")))
)


def versions_of_items(session: Session, keys: Sequence[UUID]) -> Mapping[UUID, DossierVersion]:
    """Return the deposit that each of these items is about, by item."""
    return {row[0]: row[1] for row in _VERSIONS.rows(session, keys=tuple(keys))}


_LATEST = Query(
    select(DossierVersion.dossier_id, DossierVersion.content)
    .join(DossierRow, and_(DossierRow.id == DossierVersion.dossier_id, DossierRow.versions == DossierVersion.number))
    .where(DossierRow.id.in_(bindparam("keys")))
)


def latest_contents(session: Session, keys: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """Return what each of these dossiers says as it was last deposited, by dossier."""
    return {row[0]: row[1] for row in _LATEST.rows(session, keys=tuple(keys))}


def grids_of_items(session: Session, keys: Sequence[UUID]) -> Mapping[UUID, dict[str, Any] | None]:
    """Return the study grid of the dossier of each of these items, that of its last study, by item."""
    return {row[0]: row[2] for row in _VERSIONS.rows(session, keys=tuple(keys))}


def last_numbers(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, int]:
    """Return the number of the last decision of each of these dossiers that has one."""
    query = select(DecisionRow.dossier_id, func.max(DecisionRow.number)).where(DecisionRow.dossier_id.in_(dossiers))
    return {row[0]: row[1] for row in session.execute(query.group_by(DecisionRow.dossier_id))}
