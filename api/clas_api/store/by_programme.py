"""What the other programmes than the Clas come to in a department's year: asked, granted, due. None commits."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from clas_api.store.models import DecisionRow, DossierRow, DossierVersion, SettlementRow
from clas_api.store.reading import Query
from clas_api.store.statistics import NOT_COUNTED

_COUNTED = (
    DossierRow.department == bindparam("department"),
    DossierRow.school_year == bindparam("year"),
    DossierRow.state.not_in(NOT_COUNTED),
    DossierRow.given_up.is_(False),
)
_ASKED = Query(
    select(DossierVersion.estimate)
    .join(DossierRow, and_(DossierRow.id == DossierVersion.dossier_id, DossierRow.versions == DossierVersion.number))
    .where(*_COUNTED, DossierRow.asked_cents > DossierVersion.forecast_cents)
)
_LAST = (
    select(DecisionRow.dossier_id, func.max(DecisionRow.number).label("number"))
    .where(DecisionRow.department == bindparam("department"), DecisionRow.school_year == bindparam("year"))
    .group_by(DecisionRow.dossier_id)
    .subquery()
)
_GRANTED = Query(
    select(DecisionRow.dossier_id, DecisionRow.programmes)
    .join(_LAST, and_(_LAST.c.dossier_id == DecisionRow.dossier_id, _LAST.c.number == DecisionRow.number))
    .join(DossierRow, DossierRow.id == DecisionRow.dossier_id)
    .where(*_COUNTED, DecisionRow.programmes.is_not(None))
)
_SETTLED = Query(
    select(SettlementRow.dossier_id, SettlementRow.comparison).where(
        SettlementRow.dossier_id.in_(bindparam("dossiers"))
    )
)

Told = Sequence[Mapping[str, Any]]
"""What is said of programmes, as JSON."""


def programmes_asked(session: Session, department: str, year: str) -> Sequence[Told]:
    """Return what each last deposit of a year asks of other programmes, of those that ask more than the Clas pays."""
    found = _ASKED.rows(session, department=department, year=year)
    return [row[0].get("programmes", ()) for row in found]


def programmes_granted(session: Session, department: str, year: str) -> Mapping[UUID, Told]:
    """Return what each last decision of a year grants of other programmes, by dossier, where some were asked."""
    return {row[0]: row[1] for row in _GRANTED.rows(session, department=department, year=year)}


def programmes_due(session: Session, dossiers: Collection[UUID]) -> Mapping[UUID, Told]:
    """Return what is due of other programmes to each of these dossiers that is settled."""
    rows = _SETTLED.rows(session, dossiers=tuple(dossiers)) if dossiers else ()
    return {row[0]: row[1].get("programmes", ()) for row in rows}
