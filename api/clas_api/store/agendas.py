"""What stands in the agenda of somebody: the days of the dossiers of their porteurs, the sessions that they sit in."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from clas_api.store.models import (
    Account,
    AgendaAddress,
    BilanRow,
    CommitteeSession,
    ComplementRequest,
    DossierRow,
    Extension,
    Payment,
    PorteurRow,
    SeatRow,
)
from clas_api.store.reading import Query

_MOST = 500
"""Entries of a kind, the latest first: an agenda is read every hour, by a program."""

_PORTEURS: BindParameter[Any] = bindparam("porteurs")
_CALL = DossierRow.call.label("call")
_DOSSIER = (DossierRow.id, DossierRow.department, _CALL, DossierRow.receipt, DossierRow.porteur_id, PorteurRow.name)

_OWNER = Query(
    select(Account)
    .join(AgendaAddress, AgendaAddress.account_id == Account.id)
    .where(AgendaAddress.secret_hash == bindparam("hash"), Account.disabled_at.is_(None))
)


def owner_of(session: Session, secret_hash: str) -> Account | None:
    """Return the account whose agenda has this address, unless it is closed."""
    return _OWNER.first(session, hash=secret_hash)


_DRAFTS = Query(
    select(*_DOSSIER, DossierRow.created_at)
    .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    .where(DossierRow.porteur_id.in_(_PORTEURS), DossierRow.state == "draft")
    .order_by(DossierRow.created_at.desc(), DossierRow.id)
    .limit(_MOST)
)
_EXTENSIONS = Query(
    select(
        Extension.department,
        Extension.call.label("call"),
        Extension.porteur_id,
        Extension.until,
        Extension.granted_at,
    )
    .where(Extension.porteur_id.in_(_PORTEURS))
    .order_by(Extension.granted_at, Extension.id)
)


def drafts_of(session: Session, porteurs: Collection[UUID]) -> Sequence[Any]:
    """Return the dossiers of `porteurs` that were not deposited."""
    return _DRAFTS.rows(session, porteurs=tuple(porteurs))


def extensions_granted(session: Session, porteurs: Collection[UUID]) -> Sequence[Any]:
    """Return all the time that was granted to `porteurs`: of a call the last one holds."""
    return _EXTENSIONS.rows(session, porteurs=tuple(porteurs))


_COMPLEMENTS = Query(
    select(*_DOSSIER, ComplementRequest.id.label("request"), ComplementRequest.due_on, ComplementRequest.asked_at)
    .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    .join(ComplementRequest, ComplementRequest.dossier_id == DossierRow.id)
    .where(
        DossierRow.porteur_id.in_(_PORTEURS),
        DossierRow.state == "complements_asked",
        ComplementRequest.answered_at.is_(None),
        ComplementRequest.lifted_at.is_(None),
    )
    .order_by(ComplementRequest.due_on.desc(), ComplementRequest.id)
    .limit(_MOST)
)


def complements_awaited(session: Session, porteurs: Collection[UUID]) -> Sequence[Any]:
    """Return what Cafs wait for on dossiers of `porteurs`."""
    return _COMPLEMENTS.rows(session, porteurs=tuple(porteurs))


_BILANS = Query(
    select(*_DOSSIER, BilanRow.due_on, BilanRow.due_words, BilanRow.created_at)
    .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    .join(BilanRow, BilanRow.dossier_id == DossierRow.id)
    .where(DossierRow.porteur_id.in_(_PORTEURS), BilanRow.state == "draft", BilanRow.due_on.is_not(None))
    .order_by(BilanRow.due_on.desc(), DossierRow.id)
    .limit(_MOST)
)


def bilans_awaited(session: Session, porteurs: Collection[UUID]) -> Sequence[Any]:
    """Return the bilans that are due of `porteurs`, by a day or by the last one that words may mean."""
    return _BILANS.rows(session, porteurs=tuple(porteurs))


_PAYMENTS = Query(
    select(
        *_DOSSIER,
        Payment.id.label("payment"),
        Payment.kind,
        Payment.amount_cents,
        Payment.payer,
        Payment.due_on,
        Payment.due_words,
        Payment.revision,
        Payment.created_at,
    )
    .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    .join(Payment, Payment.dossier_id == DossierRow.id)
    .where(DossierRow.porteur_id.in_(_PORTEURS), Payment.paid_on.is_(None))
    .order_by(Payment.due_on.desc(), Payment.id)
    .limit(_MOST)
)


def payments_awaited(session: Session, porteurs: Collection[UUID]) -> Sequence[Any]:
    """Return what is still to be paid to `porteurs`, or by them."""
    return _PAYMENTS.rows(session, porteurs=tuple(porteurs))


_SESSIONS = Query(
    select(CommitteeSession)
    .join(SeatRow, SeatRow.session_id == CommitteeSession.id)
    .where(SeatRow.account_id == bindparam("account"), CommitteeSession.department.in_(bindparam("departments")))
    .order_by(CommitteeSession.held_on.desc(), CommitteeSession.id)
    .limit(_MOST)
)


def sessions_seated(session: Session, account: UUID, departments: Collection[str]) -> Sequence[CommitteeSession]:
    """Return the sessions of `departments` that somebody has a seat in."""
    return _SESSIONS.all(session, account=account, departments=tuple(departments))
