"""Queries on dossiers. Each says for whom it looks; none commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, false, func, literal, or_, select, text, true, tuple_
from sqlalchemy.orm import Session, load_only

from clas_api.store.database import Scope
from clas_api.store.models import DossierRow, DossierVersion, Extension, PorteurRow
from clas_api.store.orders import order_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose dossiers somebody may see: `scope`, of which unfinished drafts only within `drafts`."""

    scope: Scope
    drafts: Scope

    def condition(self) -> ColumnElement[bool]:
        """Return the filter that every query on dossiers carries."""
        if self.scope.everything:
            return true()
        seen = []
        if whole := self.scope.departments & self.drafts.departments:
            seen.append(_among(DossierRow.department, whole))
        if deposited := self.scope.departments - self.drafts.departments:
            seen.append(and_(_among(DossierRow.department, deposited), DossierRow.state != "draft"))
        if self.scope.porteurs:
            seen.append(_among(DossierRow.porteur_id, self.scope.porteurs))
        return or_(*seen) if seen else false()


def _among(column: Any, values: frozenset[Any]) -> ColumnElement[bool]:
    """One value is compared by ``=``, so that an index gives its rows in order."""
    condition: ColumnElement[bool] = column == next(iter(values)) if len(values) == 1 else column.in_(sorted(values))
    return condition


NOBODY: Literal["nobody"] = "nobody"
"""Asks for the dossiers that are assigned to no agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a list is asked for. `after` is the sort value and the key of the last row of the page before."""

    department: str | None = None
    school_year: str | None = None
    states: tuple[str, ...] = ()
    porteur: UUID | None = None
    assigned_to: UUID | Literal["nobody"] | None = None
    text: str | None = None
    sort: str = "-updated_at"
    after: tuple[Any, UUID] | None = None
    limit: int = 50


def page_of_dossiers(session: Session, sight: Sight, search: Search) -> Sequence[DossierRow]:
    """Return one page, without the contents, and one row more than asked when another page follows: one query."""
    order = order_of(search.sort)
    key, latest_first = order.column, search.sort.startswith("-")
    query = select(DossierRow).where(sight.condition()).options(load_only(*_LISTED))
    for column, value in (
        (DossierRow.department, search.department),
        (DossierRow.school_year, search.school_year),
        (DossierRow.porteur_id, search.porteur),
    ):
        if value is not None:
            query = query.where(column == value)
    if search.states:
        query = query.where(_among(DossierRow.state, frozenset(search.states)))
    if search.assigned_to is not None:
        assignee = None if search.assigned_to == NOBODY else search.assigned_to
        query = query.where(DossierRow.assigned_to == assignee)
    if search.text or key is PorteurRow.name:
        query = query.join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    if search.text:
        query = query.where(_containing(search.text))
    if not order.every:
        query = query.where(key.is_not(None))
    place = tuple_(key, DossierRow.id)
    if search.after is not None:
        # With the types of their columns: a moment is kept in UTC, and would not be compared so by itself.
        last = tuple_(literal(search.after[0], order.type), literal(search.after[1], Uuid))
        query = query.where(place < last if latest_first else place > last)
    columns = (key.desc(), DossierRow.id.desc()) if latest_first else (key, DossierRow.id)
    return session.scalars(query.order_by(*columns).limit(search.limit + 1)).all()


_LISTED = tuple(
    getattr(DossierRow, column.key) for column in DossierRow.__table__.columns if column.key not in ("content",)
)


def _containing(text: str) -> ColumnElement[bool]:
    """Keep the dossiers whose receipt, or whose porteur's name or SIRET, contains `text`."""
    return or_(
        PorteurRow.name.icontains(text, autoescape=True),
        PorteurRow.siret.startswith(text, autoescape=True),
        DossierRow.receipt.icontains(text, autoescape=True),
    )


def find_dossier(session: Session, sight: Sight, key: UUID, *, hold: bool = False) -> DossierRow | None:
    """Return a dossier that may be seen; `hold` keeps others from changing it until the commit."""
    query = select(DossierRow).where(DossierRow.id == key, sight.condition())
    if hold:
        query = query.with_for_update(of=DossierRow)
    return session.scalar(query)


def live_dossiers(session: Session, porteur: UUID, department: str, year: str) -> Sequence[DossierRow]:
    """Return the dossiers of a porteur in a department for a year that were not withdrawn, in their order."""
    query = select(DossierRow).where(
        DossierRow.porteur_id == porteur,
        DossierRow.department == department,
        DossierRow.school_year == year,
        DossierRow.state != "withdrawn",
        DossierRow.given_up.is_(False),
    )
    return session.scalars(query.order_by(DossierRow.place)).all()


def dossiers_of(session: Session, porteurs: Collection[UUID], most: int = 100) -> Sequence[DossierRow]:
    """Return the dossiers of these porteurs, contents included, the latest changed first: one's own, hence few."""
    if not porteurs:
        return ()
    query = select(DossierRow).where(DossierRow.porteur_id.in_(sorted(porteurs)))
    return session.scalars(query.order_by(DossierRow.updated_at.desc(), DossierRow.id).limit(most)).all()


def count_by_state(session: Session, sight: Sight) -> dict[str, dict[str, dict[str, int]]]:
    """Return how many dossiers may be seen, by department, by school year (the latest first), by state."""
    place = (DossierRow.department, DossierRow.school_year, DossierRow.state)
    query = select(*place, func.count()).where(sight.condition()).group_by(*place)
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for department, year, state, count in session.execute(query.order_by(place[0], place[1].desc(), place[2])):
        counts.setdefault(department, {}).setdefault(year, {})[state] = count
    return counts


def extensions_of(session: Session, porteurs: Collection[UUID]) -> dict[tuple[UUID, str, str], datetime]:
    """Return until when these porteurs may deposit by an extension, by porteur, department and school year."""
    if not porteurs:
        return {}
    place = (Extension.porteur_id, Extension.department, Extension.school_year)
    query = select(*place, Extension.until).where(Extension.porteur_id.in_(sorted(porteurs)))
    found = session.execute(query.order_by(Extension.granted_at))
    return {(porteur, department, year): until for porteur, department, year, until in found}  # the last one holds


def last_extension(session: Session, porteur: UUID, department: str, year: str) -> Extension | None:
    """Return the extension that holds, if the porteur was granted any: the one that was granted last."""
    return session.scalar(_LAST_EXTENSION, {"porteur": porteur, "department": department, "year": year})


_LAST_EXTENSION = (
    select(Extension)
    .where(
        Extension.porteur_id == bindparam("porteur"),
        Extension.department == bindparam("department"),
        Extension.school_year == bindparam("year"),
    )
    .order_by(Extension.granted_at.desc())
    .limit(1)
)


def version_of(session: Session, dossier: UUID, number: int) -> DossierVersion | None:
    """Return one deposit of a dossier, as it was."""
    return session.scalar(
        select(DossierVersion).where(DossierVersion.dossier_id == dossier, DossierVersion.number == number)
    )


def unpaid_of_last_deposits(session: Session, dossiers: Collection[UUID]) -> dict[UUID, str]:
    """Return what would not be paid of the last deposit of each of these dossiers, in words, where something would
    not."""
    query = (
        select(DossierVersion.dossier_id, DossierVersion.unpaid)
        .join(DossierRow, (DossierRow.id == DossierVersion.dossier_id) & (DossierRow.versions == DossierVersion.number))
        .where(DossierRow.id.in_(dossiers))
    )
    return {key: unpaid["summary"] for key, unpaid in session.execute(query) if unpaid and unpaid["summary"]}


def next_rank(session: Session, department: str, year: str) -> int:
    """Give the next rank of a receipt, and keep others from taking one until the commit."""
    rank: int = session.connection().scalar(_NEXT_RANK, {"department": department, "year": year})
    return rank


_NEXT_RANK = text(
    "INSERT INTO receipt_ranks (department, school_year, last) VALUES (:department, :year, 1) "
    "ON CONFLICT (department, school_year) DO UPDATE SET last = receipt_ranks.last + 1 RETURNING last"
)


def count_versions(session: Session, dossier: UUID) -> int:
    """Return how many times a dossier was deposited."""
    query = select(func.count()).select_from(DossierVersion).where(DossierVersion.dossier_id == dossier)
    return session.scalar(query) or 0
