"""Queries on imports, and on what they made. None commits."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from clas_api.store.models import (
    DossierRow,
    Extension,
    ImportedPorteur,
    ImportRow,
    PastYearRow,
    PorteurDepartment,
    PorteurInvitation,
    PorteurRow,
    RoleRow,
)

AT_ONCE = 500
"""Values that one statement names."""


def pieces(values: Collection[Any]) -> Iterator[Sequence[Any]]:
    """Give values by as many as one statement names."""
    listed = list(values)
    for begin in range(0, len(listed), AT_ONCE):
        yield listed[begin : begin + AT_ONCE]


def next_number(session: Session, department: str) -> int:
    """Return the number of the next import of a department, whose chain is held."""
    last = session.scalar(select(func.max(ImportRow.number)).where(ImportRow.department == department))
    return (last or 0) + 1


def porteurs_of_sirens(session: Session, sirens: Collection[str]) -> Mapping[str, Sequence[tuple[str, str, UUID]]]:
    """Return the SIRETs, the names and the keys of porteurs, by SIREN."""
    found: dict[str, list[tuple[str, str, UUID]]] = {}
    for some in pieces(sorted(set(sirens))):
        asked = select(PorteurRow.siren, PorteurRow.siret, PorteurRow.name, PorteurRow.id)
        for siren, siret, name, key in session.execute(
            asked.where(PorteurRow.siren.in_(some)).order_by(PorteurRow.siret)
        ):
            found.setdefault(siren, []).append((siret, name, key))
    return found


def seen_in(session: Session, keys: Collection[UUID], department: str) -> frozenset[UUID]:
    """Return which porteurs the Caf of a department sees."""
    seen: set[UUID] = set()
    for some in pieces(keys):
        asked = select(PorteurDepartment.porteur_id).where(
            PorteurDepartment.department == department, PorteurDepartment.porteur_id.in_(some)
        )
        seen.update(session.scalars(asked))
    return frozenset(seen)


MOST_NAMES = 20_000
"""Porteurs of a department among which like names are looked for."""


def names_in(session: Session, department: str) -> Mapping[str, str]:
    """Return the names of the porteurs that the Caf of a department sees, by SIRET."""
    asked = (
        select(PorteurRow.siret, PorteurRow.name)
        .join(PorteurDepartment, PorteurDepartment.porteur_id == PorteurRow.id)
        .where(PorteurDepartment.department == department)
        .order_by(PorteurRow.name_key)
        .limit(MOST_NAMES)
    )
    return {row.siret: row.name for row in session.execute(asked)}


def past_years_of(session: Session, department: str, sirets: Collection[str]) -> Sequence[PastYearRow]:
    """Return what is known of past years of porteurs, by SIRET, in a department."""
    found: list[PastYearRow] = []
    for some in pieces(sorted(set(sirets))):
        asked = select(PastYearRow).where(PastYearRow.department == department, PastYearRow.siret.in_(some))
        found.extend(session.scalars(asked))
    return found


def standing_on(session: Session, row: ImportRow) -> Sequence[str]:
    """Return the names of the porteurs of an import on which something stands since: whoever writes for them, a
    dossier, another department, or a change of theirs."""
    of_it = ImportedPorteur.import_id == row.id

    def has(model: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(model.porteur_id == PorteurRow.id, *conditions)

    stands = or_(
        PorteurRow.revision > 1,
        PorteurRow.confirmed_at.is_not(None),
        has(DossierRow),
        has(RoleRow),
        has(PorteurInvitation),
        has(Extension),
        has(PorteurDepartment, PorteurDepartment.department != row.department),
    )
    asked = select(PorteurRow.name).join(ImportedPorteur, ImportedPorteur.porteur_id == PorteurRow.id)
    return session.scalars(asked.where(of_it, stands).order_by(PorteurRow.name_key)).all()
