"""What funders give in a department's year: granted to groups, due of settled dossiers, paid. None commits."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import Session, defer, joinedload

from clas_api.store.models import DecidedGroup, DecisionRow, DossierRow, DossierVersion, Payment, SettlementRow
from clas_api.store.reading import Query
from clas_api.store.statistics import NOT_COUNTED
from clas_core.money import parse_amount

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
_PROGRAMMES = Query(
    select(DecisionRow.dossier_id, DecisionRow.programmes)
    .join(_LAST, and_(_LAST.c.dossier_id == DecisionRow.dossier_id, _LAST.c.number == DecisionRow.number))
    .where(DecisionRow.programmes.is_not(None))
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


_DEPOSITED = (
    select(DossierRow, DossierVersion)
    .join(
        DossierVersion,
        and_(DossierVersion.dossier_id == DossierRow.id, DossierVersion.number == DossierRow.versions),
    )
    .where(DossierRow.department == bindparam("department"), DossierRow.call == bindparam("call"))
    .where(DossierRow.state.not_in(NOT_COUNTED))
    .options(joinedload(DossierRow.porteur), defer(DossierRow.content))
    .order_by(DossierRow.receipt)
)
_ALL_DEPOSITED = Query(_DEPOSITED.options(defer(DossierVersion.content)))
_ONE_DEPOSITED = Query(_DEPOSITED.where(DossierRow.id == bindparam("dossier")))


def deposited_of_call(
    session: Session, department: str, call: str, *, only: UUID | None = None
) -> Sequence[tuple[DossierRow, DossierVersion]]:
    """Return the dossiers of a call that count, each with its last deposit, without its content unless `only` one is
    asked for."""
    asked: dict[str, Any] = {"department": department, "call": call}
    found: Sequence[Any] = (
        _ALL_DEPOSITED.rows(session, **asked) if only is None else _ONE_DEPOSITED.rows(session, **asked, dossier=only)
    )
    return [(row[0], row[1]) for row in found]


def comparisons_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """Return the comparison that each of these dossiers was settled on."""
    return {row[0]: row[1] for row in _COMPARED.rows(session, dossiers=tuple(dossiers))}


def granted_to_groups(
    session: Session, department: str, year: str
) -> Sequence[tuple[UUID, int, Sequence[Mapping[str, str]]]]:
    """Return what each group of a year is granted now: its dossier, its total in cents, its local aid."""
    found: Sequence[Any] = _GRANTED.rows(session, department=department, year=year)
    return found


def granted_to_programmes(
    session: Session, department: str, year: str
) -> Sequence[tuple[UUID, int, Sequence[Mapping[str, str]]]]:
    """Return what each dossier of a year is granted now of other programmes than the Clas: the dossier, the sum in
    cents, each of them."""
    found: Sequence[Any] = _PROGRAMMES.rows(session, department=department, year=year)
    return [(row[0], sum(parse_amount(each["amount"]) for each in row[1]), row[1]) for row in found]


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
