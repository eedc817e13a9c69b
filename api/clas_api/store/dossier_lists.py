"""Lists of dossiers: what one is asked for, page by page, and what comes before and after a dossier in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, func, inspect, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, joinedload, load_only

from clas_api.store.dossier_filters import due_by, labelled, with_a_group_in
from clas_api.store.models import DossierRow, PorteurRow
from clas_api.store.orders import order_of
from clas_api.store.porteurs import found_by
from clas_api.store.sight import Sight

NOBODY: Literal["nobody"] = "nobody"
"""Asks for the dossiers that are assigned to no agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a list is asked for. `calls` are the names of those of the `school_year` that is asked for. `after` is the
    sort value and the key of the last row of the page before. `deposited` leaves drafts out; `due_by` keeps those of
    which something is due by that day, `city` those that have a group there."""

    department: str | None = None
    school_year: str | None = None
    calls: Sequence[str] = ()
    call: str | None = None
    states: tuple[str, ...] = ()
    porteur: UUID | None = None
    assigned_to: UUID | Literal["nobody"] | None = None
    text: str | None = None
    deposited: bool = False
    label: UUID | None = None
    city: str | None = None
    due_by: date | None = None
    sort: str = "-updated_at"
    after: tuple[Any, UUID] | None = None
    limit: int = 50


def page_of_dossiers(session: Session, sight: Sight, search: Search) -> Sequence[DossierRow]:
    """Return one page, without the contents, and one row more than asked when another page follows: one query."""
    query = _sorted(select(DossierRow).options(*_LISTED).where(*_kept(sight, search)), search)
    return session.scalars(query.limit(search.limit + 1), sight.values).all()


def every_page(session: Session, sight: Sight, search: Search) -> Iterator[Sequence[DossierRow]]:
    """Yield a list whole, in pages of its limit: they are let go of one after the other, and of one moment."""
    while True:
        query = _sorted(select(DossierRow).options(*_LISTED).where(*_kept(sight, search)), search)
        options = {"yield_per": search.limit}  # taken one after the other, they are not kept as answers of the reading
        rows = session.scalars(query.limit(search.limit), sight.values, execution_options=options).all()
        if rows:
            yield rows
        if len(rows) < search.limit:
            return
        search = replace(search, after=(order_of(search.sort).value(rows[-1]), rows[-1].id))


def count_of_search(session: Session, sight: Sight, search: Search) -> int:
    """Return how many dossiers a list has in all, whatever its page."""
    query = select(func.count()).select_from(DossierRow).join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    return session.scalar(query.where(*_kept(sight, search)), sight.values) or 0


def keys_of_search(session: Session, sight: Sight, search: Search) -> Sequence[UUID]:
    """Return the keys of the first dossiers of a list, in its order, as many as its limit."""
    query = _sorted(select(DossierRow.id).where(*_kept(sight, search)), search)
    return session.scalars(query.limit(search.limit), sight.values).all()


def beside(session: Session, sight: Sight, search: Search, row: DossierRow) -> Mapping[str, tuple[UUID, str]]:
    """Return the key and the porteur of what comes ``before`` and ``after`` a dossier in a list, even one that it has
    left since: one query."""
    ways = {"after": search.sort, "before": search.sort[1:] if search.sort.startswith("-") else f"-{search.sort}"}
    place = (order_of(search.sort).value(row), row.id)
    sides: list[Any] = []
    for name, sort in ways.items():
        one = replace(search, sort=sort, after=place)
        query: Any = select(literal(name).label("side"), DossierRow.id, PorteurRow.name).where(*_kept(sight, one))
        sides.append(select(_sorted(query, one, named=True).limit(1).subquery()))
    return {side: (key, porteur) for side, key, porteur in session.execute(union_all(*sides), sight.values)}


def _sorted(query: Select[Any], search: Search, *, named: bool = False) -> Select[Any]:
    """Put a list into its order, after the last row of the page before; `named` tells that it reads the porteurs."""
    order = order_of(search.sort)
    key, latest_first = order.column, search.sort.startswith("-")
    if search.text or key is PorteurRow.name_key or named:
        query = query.join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    place = tuple_(key, DossierRow.id)
    if search.after is not None:
        # With the types of their columns: a moment is kept in UTC, and would not be compared so by itself.
        last = tuple_(literal(search.after[0], order.type), literal(search.after[1], Uuid))
        query = query.where(place < last if latest_first else place > last)
    return query.order_by(*((key.desc(), DossierRow.id.desc()) if latest_first else (key, DossierRow.id)))


def _kept(sight: Sight, search: Search) -> list[ColumnElement[bool]]:
    """Return what a dossier must be to be in a list."""
    kept = [sight.shape.condition()]
    for column, value in (
        (DossierRow.department, search.department),
        (DossierRow.call, search.call),
        (DossierRow.porteur_id, search.porteur),
    ):
        if value is not None:
            kept.append(column == value)
    if search.school_year is not None:
        kept.append(_among(DossierRow.call, search.calls))
    if search.states:
        kept.append(_among(DossierRow.state, search.states))
    if search.assigned_to is not None:
        kept.append(DossierRow.assigned_to == (None if search.assigned_to == NOBODY else search.assigned_to))
    if search.text:
        kept.append(_containing(search.text))
    if not order_of(search.sort).every:
        kept.append(order_of(search.sort).column.is_not(None))
    if search.deposited:
        kept.append(DossierRow.versions > 0)
    if search.label is not None:
        kept.append(labelled(search.label))
    if search.city:
        kept.append(with_a_group_in(search.city))
    if search.due_by is not None:
        kept.append(due_by(search.due_by))
    return kept


def _among(column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    """Keep what has one of these values; a single one is looked for in the order of an index."""
    found: ColumnElement[bool] = column == values[0] if len(values) == 1 else column.in_(values)
    return found


_LISTED = (
    load_only(*(each.class_attribute for each in inspect(DossierRow).column_attrs if each.key != "content")),
    joinedload(DossierRow.porteur).load_only(
        PorteurRow.name,
        PorteurRow.name_key,
        PorteurRow.siret,
        PorteurRow.siret_since,
        PorteurRow.formerly,
        PorteurRow.confirmed_at,
    ),
)


def _containing(text: str) -> ColumnElement[bool]:
    """Keep the dossiers whose receipt contains `text`, or whose porteur is found by it."""
    return or_(found_by(text), DossierRow.receipt.icontains(text, autoescape=True))
