"""Reading what is taken out of a call, in pieces that each begin after the last row of the one before.

All pieces are of one reading: of one moment, however long it takes, and memory holds one of them. None commits.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from clas_api.store.models import (
    AuditEntry,
    BilanRow,
    CommitteeSession,
    DecidedGroup,
    DecisionRow,
    DepositedGroup,
    DossierRow,
    DossierVersion,
    Notification,
    Payment,
    PorteurRow,
    SettlementRow,
)

AT_ONCE = 500
"""Rows of a piece: what hangs on each of them is read with it."""

MANY_AT_ONCE = 2_000
"""Rows of a piece on which nothing hangs."""

Row = Any
"""A row of columns, by their names."""

_BY = "after_"


def pieces(
    session: Session, query: Select[*tuple[Any, ...]], by: Sequence[Any], values: Mapping[str, Any], size: int = AT_ONCE
) -> Iterator[Sequence[Row]]:
    """Yield the rows of `query` in the order of `by`, which begin its columns and tell each row from every other.

    What is read goes past the session, which would keep it all.
    """
    first = query.order_by(*by).limit(size)
    place = tuple_(*(bindparam(f"{_BY}{rank}", type_=each.type) for rank, each in enumerate(by)))
    following = first.where(tuple_(*by) > place)
    rows = session.connection().execute(first, dict(values)).all()
    while rows:
        yield rows
        if len(rows) < size:
            return
        after = {f"{_BY}{rank}": rows[-1][rank] for rank in range(len(by))}
        rows = session.connection().execute(following, {**values, **after}).all()


_HERE = (DossierRow.department == bindparam("department"), DossierRow.call == bindparam("call"))
_OF_PORTEUR = (PorteurRow.name.label("porteur"), PorteurRow.siret)
_IDENTIFIED = (DossierRow.receipt, DossierRow.id, *_OF_PORTEUR)
_BY_RECEIPT = (DossierRow.receipt, DossierRow.id)
_DEPOSITED = (
    select(*_IDENTIFIED, DossierRow.outcome, DossierRow.state)
    .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    .where(*_HERE, DossierRow.receipt.is_not(None))
)
_WHOLE = _DEPOSITED.add_columns(
    PorteurRow.rna,
    PorteurRow.nature,
    PorteurRow.email,
    PorteurRow.phone,
    PorteurRow.address,
    DossierRow.given_up,
    DossierRow.deposited_at,
    DossierRow.versions,
    DossierRow.updated_at,
    DossierRow.actions,
    DossierRow.groups,
    DossierRow.children,
    DossierRow.asked_cents.label("asked"),
    DossierRow.granted_cents.label("granted"),
    DossierRow.settled_cents.label("settled"),
    DossierRow.convention_signed_on,
    DossierRow.assigned_to,
)


def deposited_dossiers(session: Session, department: str, call: str, *, whole: bool = False) -> Iterator[Sequence[Row]]:
    """Yield the dossiers of a call that were deposited, in the order of their receipts; with what lists tell of them
    where they are asked for `whole`."""
    values = {"department": department, "call": call}
    if whole:
        return pieces(session, _WHOLE, _BY_RECEIPT, values, MANY_AT_ONCE)
    return pieces(session, _DEPOSITED, _BY_RECEIPT, values)


def count_deposited(session: Session, department: str, call: str) -> int:
    """Return how many dossiers of a call were deposited."""
    query = select(func.count()).select_from(DossierRow).where(*_HERE, DossierRow.receipt.is_not(None))
    return session.connection().scalar(query, {"department": department, "call": call}) or 0


def _found(session: Session, query: Select[*tuple[Any, ...]], dossiers: Sequence[UUID]) -> Sequence[Row]:
    return session.connection().execute(query, {"dossiers": tuple(dossiers)}).all()


def _by_dossier(rows: Sequence[Row]) -> Mapping[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row.dossier_id, []).append(row)
    return found


_THESE: BindParameter[Any] = bindparam("dossiers", expanding=True)
_LAST_VERSION = and_(DossierVersion.dossier_id == DossierRow.id, DossierVersion.number == DossierRow.versions)
_CONTENTS = (
    select(DossierVersion.dossier_id, DossierVersion.content)
    .join(DossierRow, _LAST_VERSION)
    .where(DossierVersion.dossier_id.in_(_THESE))
)
_GROUPS = (
    select(
        DossierVersion.dossier_id,
        DepositedGroup.position,
        DepositedGroup.action,
        DepositedGroup.children,
        DepositedGroup.eligible,
        DepositedGroup.ps_cents.label("ps_estimated"),
        DepositedGroup.total_cents.label("total_estimated"),
    )
    .join(DepositedGroup, DepositedGroup.version_id == DossierVersion.id)
    .join(DossierRow, _LAST_VERSION)
    .where(DossierVersion.dossier_id.in_(_THESE))
    .order_by(DepositedGroup.position)
)
_DECISIONS = (
    select(
        DecisionRow.dossier_id,
        DecisionRow.id,
        DecisionRow.number,
        DecisionRow.outcome,
        DecisionRow.reason,
        DecisionRow.by_rule,
        DecisionRow.granted_cents.label("granted"),
        DecisionRow.programmes.label("of_programmes"),
        DecisionRow.estimate,
        DecisionRow.session_id,
        DecisionRow.decided_at,
        CommitteeSession.held_on.label("session_day"),
        Notification.notified_at,
        Notification.convention,
    )
    .outerjoin(CommitteeSession, CommitteeSession.id == DecisionRow.session_id)
    .outerjoin(Notification, Notification.decision_id == DecisionRow.id)
    .where(DecisionRow.dossier_id.in_(_THESE))
    .order_by(DecisionRow.number)
)
_DECIDED = (
    select(
        DecisionRow.dossier_id,
        DecidedGroup.decision_id,
        DecidedGroup.position,
        DecidedGroup.retained,
        DecidedGroup.running_costs_cents.label("running_costs"),
        DecidedGroup.ps_cents.label("ps"),
        DecidedGroup.bonus_cents.label("bonuses"),
        DecidedGroup.supplement_cents.label("supplements"),
        DecidedGroup.total_cents.label("total"),
    )
    .join(DecidedGroup, DecidedGroup.decision_id == DecisionRow.id)
    .where(DecisionRow.dossier_id.in_(_THESE))
    .order_by(DecisionRow.number, DecidedGroup.position)
)
_BILANS = select(
    BilanRow.dossier_id,
    BilanRow.content,
    BilanRow.state,
    BilanRow.due_on,
    BilanRow.due_words,
    BilanRow.filed_at,
).where(BilanRow.dossier_id.in_(_THESE))
_SETTLEMENTS = select(
    SettlementRow.dossier_id,
    SettlementRow.due_cents.label("due"),
    SettlementRow.paid_cents.label("paid"),
    SettlementRow.balance_cents.label("balance"),
    SettlementRow.overpayment_cents.label("overpayment"),
    SettlementRow.settled_at,
).where(SettlementRow.dossier_id.in_(_THESE))


def contents_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """Return what each of `dossiers` deposited last, as JSON."""
    return {row.dossier_id: row.content for row in _found(session, _CONTENTS, dossiers)}


def groups_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, Sequence[Row]]:
    """Return the groups of the last deposit of each of `dossiers`, in their order."""
    return _by_dossier(_found(session, _GROUPS, dossiers))


def decisions_on(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, Sequence[Row]]:
    """Return the decisions on each of `dossiers`, the first one first."""
    return _by_dossier(_found(session, _DECISIONS, dossiers))


def decided_groups_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, Sequence[Row]]:
    """Return the groups of every decision on each of `dossiers`, those of the last one last."""
    return _by_dossier(_found(session, _DECIDED, dossiers))


def bilans_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, Row]:
    """Return the bilan of each of `dossiers` that has one."""
    return {row.dossier_id: row for row in _found(session, _BILANS, dossiers)}


def settlements_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, Row]:
    """Return how each of `dossiers` was settled, where it was."""
    return {row.dossier_id: row for row in _found(session, _SETTLEMENTS, dossiers)}


def payments_of_call(session: Session, department: str, call: str, *, made: bool) -> Iterator[Sequence[Row]]:
    """Yield what was paid of a call, or what is to pay, by day."""
    day = Payment.paid_on if made else Payment.due_on
    query = (
        select(
            day.label("day"),
            Payment.id,
            DossierRow.receipt,
            *_OF_PORTEUR,
            Payment.kind,
            Payment.aid_label.label("aid"),
            Payment.payer,
            Payment.amount_cents.label("amount"),
            Payment.due_on,
            Payment.due_words,
            Payment.reference,
            Payment.paid_on,
        )
        .join(DossierRow, DossierRow.id == Payment.dossier_id)
        .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
        .where(*_HERE, Payment.department == bindparam("department"))
        .where(Payment.paid_on.is_not(None) if made else Payment.paid_on.is_(None))
    )
    return pieces(session, query, (day, Payment.id), {"department": department, "call": call})


def entries_of_chain(session: Session, chain: str) -> Iterator[Sequence[Row]]:
    """Yield what the trace keeps of a department, the first entry first."""
    query = select(AuditEntry.number, AuditEntry.entry, AuditEntry.told).where(AuditEntry.chain == bindparam("chain"))
    return pieces(session, query, (AuditEntry.number,), {"chain": chain})


def receipts_of(session: Session, department: str, call: str, keys: Sequence[UUID]) -> Mapping[UUID, str | None]:
    """Return the receipts of those of `keys` that are dossiers of a call."""
    query = select(DossierRow.id, DossierRow.receipt).where(*_HERE, DossierRow.id.in_(_THESE))
    values = {"department": department, "call": call, "dossiers": tuple(keys)}
    return {row.id: row.receipt for row in session.connection().execute(query, values)}


def digests_of_call(session: Session, department: str, call: str) -> Sequence[tuple[str, str]]:
    """Return the digests of the national rules and of the call of every deposit, each pair once."""
    query = (
        select(DossierVersion.referential_digest, DossierVersion.campaign_digest)
        .where(DossierVersion.department == bindparam("department"), DossierVersion.call == bindparam("call"))
        .distinct()
        .order_by(DossierVersion.referential_digest, DossierVersion.campaign_digest)
    )
    found = session.connection().execute(query, {"department": department, "call": call})
    return [(row[0], row[1]) for row in found]
