"""Queries on porteurs. None commits."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Integer, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import Session

from clas_api.store.database import insert_into
from clas_api.store.models import DossierRow, PorteurDepartment, PorteurRow
from clas_api.store.reading import Query
from clas_api.store.seals import ROWS_NOTED, note
from clas_core.identifiers import siret_begun
from clas_core.plain_text import search_key

MOST_WORDS = 10
"""That a search looks for: those that follow are left out."""

_SIRENS = 0x51
"""Keeps the locks of SIRENs from those of anything else."""


_NAMED = Query(
    select(PorteurRow).where(PorteurRow.id.in_(bindparam("keys"))).order_by(PorteurRow.name_key, PorteurRow.id)
)


def porteurs_named(session: Session, keys: Collection[UUID]) -> Sequence[PorteurRow]:
    """Return the porteurs of these keys, by name."""
    if not keys:
        return ()
    return _NAMED.all(session, keys=tuple(sorted(keys)))


def found_by(text: str) -> ColumnElement[bool]:
    """Keep the porteurs whose name, now or before, has the words of `text`, in any order and however they are written,
    or whose SIRET begins so."""
    words, digits = search_key(text), siret_begun(text)
    if digits or not words:
        named = PorteurRow.name.icontains(text, autoescape=True)
        return or_(named, PorteurRow.sought.contains(f"\n{digits}")) if digits else named
    return and_(*(PorteurRow.sought.contains(word, autoescape=True) for word in words.split(" ")[:MOST_WORDS]))


def of_siret(siret: str) -> ColumnElement[bool]:
    """Keep the porteurs that have a SIRET, or had it when they deposited."""
    return or_(PorteurRow.siret == siret, PorteurRow.sought.contains(f"\n{siret}\n"))


_DEPOSITED = Query(
    select(DossierRow)
    .where(DossierRow.porteur_id == bindparam("porteur"), DossierRow.deposited_at.is_not(None))
    .order_by(DossierRow.deposited_at.desc(), DossierRow.id)
)


def last_deposits(session: Session, porteur: UUID) -> Sequence[DossierRow]:
    """Return the last dossier that a porteur has deposited in each department."""
    latest: dict[str, DossierRow] = {}
    for row in _DEPOSITED.all(session, porteur=porteur):
        latest.setdefault(row.department, row)
    return tuple(latest.values())


def hold_siren(session: Session, siren: str) -> None:
    """Keep others from describing a porteur of this SIREN until the commit. SQLite lets one writer in anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_SIRENS, int(siren))))


def hold_sirens(session: Session, sirens: Collection[str]) -> None:
    """Do so for many, in one order: two that do cannot wait for one another."""
    if sirens and session.get_bind().dialect.name == "postgresql":
        ordered = func.unnest(literal(sorted(map(int, set(sirens))), ARRAY(Integer)))
        session.execute(select(func.pg_advisory_xact_lock(_SIRENS, ordered)))


def sirets_of(session: Session, siren: str) -> Sequence[str]:
    """Return the SIRETs of the porteurs of a SIREN, in order."""
    return session.scalars(select(PorteurRow.siret).where(PorteurRow.siren == siren).order_by(PorteurRow.siret)).all()


def join_department(session: Session, porteur: UUID, department: str, now: datetime) -> None:
    """Let a department's Caf see a porteur, since `now` when it did not already: twice, or two at once, is once."""
    adding = insert_into(session, PorteurDepartment).values(porteur_id=porteur, department=department, since=now)
    added = adding.on_conflict_do_nothing().returning(PorteurDepartment.porteur_id)
    if session.scalar(added, execution_options=ROWS_NOTED) is not None:
        note(session, PorteurDepartment, {"porteur_id": porteur, "department": department, "since": now})
