"""What is known of departments before a year: who of each can sign in, and the dossiers of a year that are not over."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from clas_api.store.entries import whole
from clas_api.store.models import Account, AuditEntry, AuditHead, DossierRow, RoleRow, SecondFactor
from clas_core.dossiers.lifecycle import LIVE
from clas_core.years import PARIS

_OPEN = tuple(state for state in LIVE if state != "draft")


@dataclass(slots=True)
class Staff:
    """Accounts of a department that can sign in, by what they are there, and which of them have no second factor."""

    accounts: dict[str, set[object]] = field(default_factory=lambda: defaultdict(set))
    without_factor: dict[str, set[object]] = field(default_factory=lambda: defaultdict(set))
    institutions: set[str] = field(default_factory=set)


def staff_of(session: Session, slugs: Collection[str] | None) -> Mapping[str, Staff]:
    """Return who can sign in, of some departments or of all."""
    query = (
        select(RoleRow.department, RoleRow.kind, RoleRow.institution, Account.id, SecondFactor.account_id)
        .join(Account, Account.id == RoleRow.account_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(
            RoleRow.kind.in_(("head", "agent", "committee")),
            Account.disabled_at.is_(None),
            or_(Account.password_hash.is_not(None), Account.issuer.is_not(None)),
            _within(RoleRow.department, slugs),
        )
    )
    found: dict[str, Staff] = defaultdict(Staff)
    for department, kind, institution, account, factor in session.execute(query):
        staff = found[department or ""]
        staff.accounts[kind].add(account)
        if factor is None:
            staff.without_factor[kind].add(account)
        if institution is not None:
            staff.institutions.add(institution)
    return found


def open_dossiers(session: Session, year: str, slugs: Collection[str] | None) -> Mapping[str, int]:
    """Return how many dossiers of a year were deposited and are not over, by department."""
    query = (
        select(DossierRow.department, func.count())
        .where(DossierRow.school_year == year, DossierRow.state.in_(_OPEN), _within(DossierRow.department, slugs))
        .group_by(DossierRow.department)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _within(column: InstrumentedAttribute[Any], slugs: Collection[str] | None) -> ColumnElement[bool]:
    return true() if slugs is None else column.in_(slugs)


def heads_by_department(session: Session, slugs: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Return the addresses of the heads of some departments."""
    query = (
        select(RoleRow.department, Account.email)
        .join(Account, Account.id == RoleRow.account_id)
        .where(RoleRow.kind == "head", RoleRow.department.in_(slugs), Account.disabled_at.is_(None))
        .order_by(RoleRow.department, Account.email)
        .distinct()
    )
    found: dict[str, list[str]] = defaultdict(list)
    for department, email in session.execute(query):
        found[department or ""].append(email)
    return found


def hold_chains(session: Session, slugs: Collection[str]) -> None:
    """Hold the chains of some departments until the commit: of two who ask at once, the second sees what was done."""
    session.execute(
        select(AuditHead.chain).where(AuditHead.chain.in_(slugs)).order_by(AuditHead.chain).with_for_update()
    ).all()


def told_last(session: Session, slugs: Collection[str], subject: str) -> Mapping[str, datetime]:
    """Return when something of a `subject` was traced last in the chains of some departments, in Paris."""
    latest = (
        select(AuditEntry.chain, func.max(AuditEntry.number).label("number"))
        .where(AuditEntry.chain.in_(slugs), AuditEntry.subject == subject)
        .group_by(AuditEntry.chain)
        .subquery()
    )
    query = select(AuditEntry.chain, AuditEntry.entry).join(
        latest, (AuditEntry.chain == latest.c.chain) & (AuditEntry.number == latest.c.number)
    )
    return {
        chain: datetime.fromisoformat(whole(entry, None)["at"]).astimezone(PARIS)
        for chain, entry in session.execute(query)
    }
