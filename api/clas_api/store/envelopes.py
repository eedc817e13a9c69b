"""What the last decisions of a call grant, as its envelopes count it. None commits."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from clas_api.store.models import DecidedGroup, DecisionRow, DossierRow
from clas_api.store.reading import Query

_LAST = (
    select(DecisionRow.dossier_id, func.max(DecisionRow.number).label("number"))
    .where(DecisionRow.department == bindparam("department"), DecisionRow.call == bindparam("call"))
    .where(DecisionRow.dossier_id.not_in(bindparam("but")))
    .join(DossierRow, and_(DossierRow.id == DecisionRow.dossier_id, DossierRow.granted_cents > 0))
    .group_by(DecisionRow.dossier_id)
    .subquery()
)
_SUMS = (DecidedGroup.ps_cents, DecidedGroup.bonus_cents, DecidedGroup.supplement_cents)
_GRANTED = Query(
    select(*(func.coalesce(func.sum(each), 0) for each in _SUMS))
    .join(DecisionRow, DecisionRow.id == DecidedGroup.decision_id)
    .join(_LAST, and_(_LAST.c.dossier_id == DecisionRow.dossier_id, _LAST.c.number == DecisionRow.number))
)


_AIDS = Query(
    select(DecisionRow.porteur_id, DecidedGroup.supplements)
    .join(DecisionRow, DecisionRow.id == DecidedGroup.decision_id)
    .join(_LAST, and_(_LAST.c.dossier_id == DecisionRow.dossier_id, _LAST.c.number == DecisionRow.number))
    .where(DecidedGroup.supplement_cents > 0)
)
_PROGRAMMES = Query(
    select(DecisionRow.programmes)
    .join(_LAST, and_(_LAST.c.dossier_id == DecisionRow.dossier_id, _LAST.c.number == DecisionRow.number))
    .where(DecisionRow.programmes.is_not(None))
)
_PORTEURS = Query(select(DossierRow.id, DossierRow.porteur_id).where(DossierRow.id.in_(bindparam("dossiers"))))


def aid_granted_in(
    session: Session, department: str, call: str, *, but: Sequence[UUID]
) -> Sequence[tuple[UUID, Sequence[Mapping[str, str]]]]:
    """Return the local aid that each group of a call is granted now, with its porteur, without the dossiers `but`."""
    found: Sequence[Any] = _AIDS.rows(session, department=department, call=call, but=tuple(but))
    return found


def programmes_granted_in(
    session: Session, department: str, call: str, *, but: Sequence[UUID]
) -> Sequence[Sequence[Mapping[str, str]]]:
    """Return what each last decision of a call grants now of other programmes than the Clas, without the dossiers
    `but`."""
    return [row[0] for row in _PROGRAMMES.rows(session, department=department, call=call, but=tuple(but))]


def porteurs_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """Return the porteur of each of these dossiers."""
    return {row[0]: row[1] for row in _PORTEURS.rows(session, dossiers=tuple(dossiers))} if dossiers else {}


def granted_in(session: Session, department: str, call: str, *, but: Sequence[UUID]) -> Mapping[str, int]:
    """Return what the last decisions of a call grant, in cents, by kind of envelope, without the dossiers `but`.

    What was given up since, by a dossier that was withdrawn or closed before its year began, is not granted any more.
    """
    (row,) = _GRANTED.rows(session, department=department, call=call, but=tuple(but))
    return {kind: int(row[place]) for place, kind in enumerate(("ps", "bonuses", "supplements"))}
