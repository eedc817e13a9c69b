"""Queries on bilans and payments. None commits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import bindparam, or_, select, tuple_
from sqlalchemy.orm import Session, defer

from clas_api.store.models import BilanRow, DossierRow, Payment
from clas_api.store.reading import Query

DAYS_BEFORE = 14
"""A bilan is first called for that many days before its day …"""
DAYS_BETWEEN = 14
"""… and again that many days after the last time, until it is filed."""


_BILAN = Query(select(BilanRow).where(BilanRow.dossier_id == bindparam("dossier")))
_BILANS = Query(select(BilanRow).where(BilanRow.dossier_id.in_(bindparam("dossiers"))))


def bilan_of(session: Session, dossier: UUID, *, hold: bool = False) -> BilanRow | None:
    """Return the bilan of a dossier; `hold` keeps others from changing it until the commit."""
    return _BILAN.hold(session, dossier=dossier) if hold else _BILAN.first(session, dossier=dossier)


def bilans_of(session: Session, dossiers: Collection[UUID]) -> Mapping[UUID, BilanRow]:
    """Return the bilan of each of `dossiers` that has one."""
    return {each.dossier_id: each for each in _BILANS.all(session, dossiers=tuple(dossiers))}


def bilans_to_remind(session: Session, today: date) -> Sequence[BilanRow]:
    """Return the bilans that are due soon, or overdue, and that their porteur was not reminded of lately."""
    reminded_before = today - timedelta(days=DAYS_BETWEEN)
    rows = session.scalars(
        select(BilanRow)
        .where(BilanRow.state == "draft", BilanRow.due_on <= today + timedelta(days=DAYS_BEFORE))
        .order_by(BilanRow.due_on, BilanRow.id)
    ).all()
    return [each for each in rows if each.reminded_at is None or each.reminded_at.date() <= reminded_before]


def next_bilan_reminder(bilan: BilanRow, today: date) -> date | None:
    """Return the next day on which a bilan is called for; `None` while no day is known, or once it is filed."""
    if bilan.state != "draft" or bilan.due_on is None:
        return None
    again = bilan.reminded_at.date() + timedelta(days=DAYS_BETWEEN) if bilan.reminded_at else today
    return max(today, again, bilan.due_on - timedelta(days=DAYS_BEFORE))


def bilans_without_day(session: Session, calls: Collection[tuple[str, str]]) -> Sequence[BilanRow]:
    """Return the bilans being written of `calls`, each a department and the name of a call, that have no day yet."""
    of_calls = tuple_(BilanRow.department, BilanRow.call).in_(calls)
    without_day = or_(BilanRow.due_on.is_(None), BilanRow.due_words.is_not(None))
    query = select(BilanRow).where(BilanRow.state == "draft", without_day, of_calls)
    return session.scalars(query.order_by(BilanRow.id)).all()


_ADVANCES = Query(
    select(Payment)
    .where(Payment.dossier_id == bindparam("dossier"), Payment.kind == "advance", Payment.paid_on.is_(None))
    .order_by(Payment.due_on, Payment.id)
)


def unpaid_advances(session: Session, dossier: UUID) -> Sequence[Payment]:
    """Return the advances of a dossier that are still to be paid."""
    return _ADVANCES.all(session, dossier=dossier)


_PAYMENTS = Query(
    select(Payment)
    .where(Payment.dossier_id.in_(bindparam("dossiers")))
    .order_by(Payment.due_on, Payment.created_at, Payment.funder, Payment.id)
)


def payments_of(session: Session, dossiers: Collection[UUID]) -> Mapping[UUID, Sequence[Payment]]:
    """Return what is paid and to pay for each of `dossiers`, in the order of their days."""
    found: dict[UUID, list[Payment]] = {key: [] for key in dossiers}
    for each in _PAYMENTS.all(session, dossiers=tuple(dossiers)):
        found[each.dossier_id].append(each)
    return found


def payments_of_call(session: Session, department: str, call: str) -> Sequence[tuple[Payment, DossierRow]]:
    """Return what is paid and to pay for a call, each with its dossier: what is still to pay first, then by day."""
    query = select(Payment, DossierRow).join(DossierRow, DossierRow.id == Payment.dossier_id)
    query = query.where(Payment.department == department, DossierRow.call == call)
    order = (Payment.paid_on.is_not(None), Payment.due_on, DossierRow.receipt, Payment.funder, Payment.id)
    return [(row[0], row[1]) for row in session.execute(query.options(defer(DossierRow.content)).order_by(*order))]


def bilans_of_call(session: Session, department: str, call: str) -> Sequence[tuple[BilanRow, DossierRow]]:
    """Return the bilans of a call, each with its dossier: those that are awaited first, then by day."""
    query = select(BilanRow, DossierRow).join(DossierRow, DossierRow.id == BilanRow.dossier_id)
    query = query.where(BilanRow.department == department, BilanRow.call == call)
    query = query.options(defer(DossierRow.content), defer(BilanRow.content))
    order = (BilanRow.state, BilanRow.due_on, DossierRow.receipt)
    return [(row[0], row[1]) for row in session.execute(query.order_by(*order))]
