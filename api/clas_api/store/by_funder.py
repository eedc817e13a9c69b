"""What funders give in a department's year: granted to groups, due of settled dossiers, paid. None commits."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from clas_api.store.models import DecidedGroup, DecisionRow, DossierRow, Payment, SettlementRow
from clas_api.store.reading import Query

_LAST = (
    select(DecisionRow.dossier_id, func.max(DecisionRow.number).label("number"))
    .where(DecisionRow.department == bindparam("department"), DecisionRow.school_year == bindparam("year"))
    .join(DossierRow, and_(DossierRow.id == DecisionRow.dossier_id, DossierRow.granted_cents > 0))
    .where(DossierRow.given_up.is_(False))
    .group_by(DecisionRow.dossier_id)
    .subquery()
)
_GRANTED = Query(
    select(DecisionRow.dossier_id, DecidedGroup.total_cents, DecidedGroup.supplements)
    .join(DecisionRow, DecisionRow.id == DecidedGroup.decision_id)
    .join(_LAST, and_(_LAST.c.dossier_id == DecisionRow.dossier_id, _LAST.c.number == DecisionRow.number))
    .where(DecidedGroup.total_cents > 0)
)
_OF_A_YEAR = (
    SettlementRow.department == bindparam("department"),
    SettlementRow.school_year == bindparam("year"),
)
_SETTLED = Query(select(SettlementRow.dossier_id, SettlementRow.due_cents).where(*_OF_A_YEAR))
_COMPARED = Query(
    select(SettlementRow.dossier_id, SettlementRow.comparison).where(
        SettlementRow.dossier_id.in_(bindparam("dossiers"))
    )
)
_SIGNED = case((Payment.kind == "recovery", -Payment.amount_cents), else_=Payment.amount_cents)
_PAID = Query(
    select(Payment.funder, Payment.payer, func.sum(_SIGNED))
    .join(DossierRow, DossierRow.id == Payment.dossier_id)
    .where(Payment.department == bindparam("department"), DossierRow.school_year == bindparam("year"))
    .where(Payment.paid_on.is_not(None))
    .group_by(Payment.funder, Payment.payer)
)


def granted_to_groups(
    session: Session, department: str, year: str
) -> Sequence[tuple[UUID, int, Sequence[Mapping[str, str]]]]:
    """Return what each group of a year is granted now: its dossier, its total in cents, its local aid."""
    found: Sequence[Any] = _GRANTED.rows(session, department=department, year=year)
    return found


def settled_by_payer(
    session: Session, department: str, year: str, aided: Sequence[UUID]
) -> Sequence[tuple[int, Sequence[Mapping[str, str]]]]:
    """Return what is due of each settled dossier of a year, in cents, and by payer for those that are `aided`."""
    compared = {row[0]: row[1] for row in _COMPARED.rows(session, dossiers=tuple(aided))} if aided else {}
    return [
        (row[1], compared.get(row[0], {}).get("payers", ()))
        for row in _SETTLED.rows(session, department=department, year=year)
    ]


def paid_by_funders(session: Session, department: str, year: str) -> Sequence[tuple[str, str, int]]:
    """Return what each funder has paid in a year, in cents, less what was given back to it."""
    return [(row[0], row[1], int(row[2])) for row in _PAID.rows(session, department=department, year=year)]
