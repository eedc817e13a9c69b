"""Queries on dossiers. Each says for whom it looks; none commits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.orm import Session, defaultload

from clas_api.store.models import Account, DepositedGroup, DossierRow, DossierVersion, Extension, PorteurRow, RoleRow
from clas_api.store.models.dossiers import LIVE
from clas_api.store.reading import Query
from clas_api.store.sight import Shape, Sight


def find_dossier(session: Session, sight: Sight, key: UUID, *, hold: bool = False) -> DossierRow | None:
    """Return a dossier that may be seen; `hold` keeps others from changing it until the commit."""
    query, values = _one_within(sight.shape), {"key": key, **sight.values}
    return query.hold(session, DossierRow, **values) if hold else query.first(session, **values)


_ADDRESSES = (
    select(func.aggregate_strings(Account.email, "\n"))
    .join(RoleRow, RoleRow.account_id == Account.id)
    .where(RoleRow.porteur_id == PorteurRow.id, Account.disabled_at.is_(None))
    .correlate(PorteurRow)
    .scalar_subquery()
)


@cache
def _one_within(shape: Shape) -> Query[DossierRow]:
    """With the addresses of the porteur's people, which the page of a Caf would else ask for by themselves."""
    people = defaultload(DossierRow.porteur).with_expression(PorteurRow.people_addresses, _ADDRESSES)
    return Query(select(DossierRow).where(DossierRow.id == bindparam("key"), shape.condition()).options(people))


_OF_A_CALL = (
    DossierRow.porteur_id == bindparam("porteur"),
    DossierRow.department == bindparam("department"),
    DossierRow.call == bindparam("call"),
)
_LIVE = Query(select(DossierRow).where(*_OF_A_CALL, text(LIVE)).order_by(DossierRow.place))


def live_dossiers(session: Session, porteur: UUID, department: str, call: str) -> Sequence[DossierRow]:
    """Return the dossiers of a porteur in a call of a department that were not withdrawn, in their order."""
    return _LIVE.all(session, porteur=porteur, department=department, call=call)


_LIVE_IN_YEARS = Query(
    select(DossierRow)
    .where(
        DossierRow.porteur_id == bindparam("porteur"),
        DossierRow.department == bindparam("department"),
        DossierRow.school_year.in_(bindparam("years")),
        text(LIVE),
    )
    .order_by(DossierRow.call, DossierRow.place)
)


def live_in_years(session: Session, porteur: UUID, department: str, *years: str) -> Sequence[DossierRow]:
    """Return the dossiers of a porteur in all the calls of a department for some years that were not withdrawn."""
    return _LIVE_IN_YEARS.all(session, porteur=porteur, department=department, years=years)


_DEPOSITED_GROUPS = Query(
    select(DossierVersion.dossier_id, DepositedGroup.label, DepositedGroup.city)
    .join(DossierVersion, DossierVersion.id == DepositedGroup.version_id)
    .join(DossierRow, (DossierRow.id == DossierVersion.dossier_id) & (DossierRow.versions == DossierVersion.number))
    .where(DossierRow.id.in_(bindparam("dossiers")))
    .order_by(DossierRow.receipt, DepositedGroup.position)
)


def groups_deposited(session: Session, dossiers: Iterable[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Return the label and the commune of each group of the last deposit of these dossiers."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    for key, label, city in _DEPOSITED_GROUPS.rows(session, dossiers=tuple(dossiers)):
        found.setdefault(key, []).append((label, city))
    return found


_DEPOSITED_ESTIMATES = Query(
    select(DossierVersion.dossier_id, DossierVersion.estimate)
    .join(DossierRow, (DossierRow.id == DossierVersion.dossier_id) & (DossierRow.versions == DossierVersion.number))
    .where(DossierRow.id.in_(bindparam("dossiers")))
)


def programmes_deposited(session: Session, dossiers: Iterable[UUID]) -> dict[UUID, Sequence[Mapping[str, str]]]:
    """Return what the last deposit of each of these dossiers asks of other programmes than the Clas."""
    rows = _DEPOSITED_ESTIMATES.rows(session, dossiers=tuple(dossiers))
    return {key: estimate.get("programmes", ()) for key, estimate in rows}


_OF_PORTEURS = Query(
    select(DossierRow)
    .where(DossierRow.porteur_id.in_(bindparam("porteurs")))
    .order_by(DossierRow.updated_at.desc(), DossierRow.id)
    .limit(bindparam("most"))
)


def dossiers_of(session: Session, porteurs: Collection[UUID], most: int = 100) -> Sequence[DossierRow]:
    """Return the dossiers of these porteurs, contents included, the latest changed first: one's own, hence few."""
    return _OF_PORTEURS.all(session, porteurs=tuple(sorted(porteurs)), most=most) if porteurs else ()


Counts = dict[str, dict[str, dict[str, int]]]
"""How many dossiers, by department, by call, by state."""


def count_by_state(session: Session, sight: Sight) -> Counts:
    """Return how many dossiers may be seen, the calls of the latest school year first."""
    return _counted(_counts_within(sight.shape).rows(session, **sight.values))


def count_of_call(session: Session, sight: Sight, department: str, call: str) -> Mapping[str, int]:
    """Return how many dossiers of a call may be seen, by state."""
    asked = {"department": department, "call": call, **sight.values}
    return _counted(_counts_of_call_within(sight.shape).rows(session, **asked)).get(department, {}).get(call, {})


@cache
def _counts_within(shape: Shape) -> Query[str]:
    place = (DossierRow.department, DossierRow.call, DossierRow.state)
    query = select(*place, func.count()).where(shape.condition()).group_by(*place)
    return Query(query.order_by(place[0], place[1].desc(), place[2]))


@cache
def _counts_of_call_within(shape: Shape) -> Query[str]:
    of_call = (DossierRow.department == bindparam("department"), DossierRow.call == bindparam("call"))
    return Query(_counts_within(shape).statement.where(*of_call))


def _counted(rows: Iterable[Any]) -> Counts:
    counts: Counts = {}
    for department, call, state, count in rows:
        counts.setdefault(department, {}).setdefault(call, {})[state] = count
    return counts


_EXTENDED = Query(
    select(Extension.porteur_id, Extension.department, Extension.call, Extension.until)
    .where(Extension.porteur_id.in_(bindparam("porteurs")))
    .order_by(Extension.granted_at)
)


def extensions_of(session: Session, porteurs: Collection[UUID]) -> dict[tuple[UUID, str, str], datetime]:
    """Return until when these porteurs may deposit by an extension, by porteur, department and call."""
    if not porteurs:
        return {}
    found = _EXTENDED.rows(session, porteurs=tuple(sorted(porteurs)))
    return {(porteur, department, call): until for porteur, department, call, until in found}  # the last one holds


_LAST_EXTENSION = Query(
    select(Extension)
    .where(
        Extension.porteur_id == bindparam("porteur"),
        Extension.department == bindparam("department"),
        Extension.call == bindparam("call"),
    )
    .order_by(Extension.granted_at.desc())
    .limit(1)
)


def last_extension(session: Session, porteur: UUID, department: str, call: str) -> Extension | None:
    """Return the extension that holds, if the porteur was granted any: the one that was granted last."""
    return _LAST_EXTENSION.first(session, porteur=porteur, department=department, call=call)


_VERSION = Query(
    select(DossierVersion).where(
        DossierVersion.dossier_id == bindparam("dossier"), DossierVersion.number == bindparam("number")
    )
)


def version_of(session: Session, dossier: UUID, number: int) -> DossierVersion | None:
    """Return one deposit of a dossier, as it was."""
    return _VERSION.first(session, dossier=dossier, number=number)


_UNPAID = Query(
    select(DossierVersion.dossier_id, DossierVersion.unpaid)
    .join(DossierRow, (DossierRow.id == DossierVersion.dossier_id) & (DossierRow.versions == DossierVersion.number))
    .where(DossierRow.id.in_(bindparam("dossiers")))
)


def unpaid_of_last_deposits(session: Session, dossiers: Iterable[UUID]) -> dict[UUID, str]:
    """Return what would not be paid of the last deposit of each of these dossiers, in words, where something would
    not."""
    found = _UNPAID.rows(session, dossiers=tuple(dossiers))
    return {key: unpaid["summary"] for key, unpaid in found if unpaid and unpaid["summary"]}


def next_rank(session: Session, department: str, year: str) -> int:
    """Give the next rank of a receipt, and keep others from taking one until the commit."""
    rank: int = session.connection().scalar(_NEXT_RANK, {"department": department, "year": year})
    return rank


_NEXT_RANK = text(
    "INSERT INTO receipt_ranks (department, school_year, last) VALUES (:department, :year, 1) "
    "ON CONFLICT (department, school_year) DO UPDATE SET last = receipt_ranks.last + 1 RETURNING last"
)
