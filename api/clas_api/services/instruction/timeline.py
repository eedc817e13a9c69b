"""The timeline of a dossier, for the agents of its Caf: what its trace tells of it, in words, the latest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import not_, or_, select

from clas_api.context import Context
from clas_api.services.changes import ACTIONS
from clas_api.store.chains import of_action
from clas_api.store.entries import whole
from clas_api.store.models import Account, AuditEntry, DossierRow, Payment, RoleRow
from clas_core.dossiers.lifecycle import STATES
from clas_core.money import parse_amount, write_euros

LONGEST_TIMELINE = 300
"""Entries that are told at most, the latest ones."""

UNTOLD = ("dossier.saved", "dossier.removed", "document.attached", "document.taken_out", "bilan.saved")
"""What whoever writes does while it writes: it is theirs until it is deposited."""

_STUDYING = ("agent", "head")
_STATES: Mapping[str, str] = {str(state): words for state, words in STATES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event: when, what, by whom, and what it came to, all in words; `detail` may be what somebody typed."""

    at: datetime
    words: str
    who: str
    detail: str


def timeline(context: Context, row: DossierRow) -> Sequence[Told]:
    """Return the events of a dossier that its Caf looks into, the latest first: its deposits, its study, its decisions,
    what was told of them, its payments. Raises `Forbidden`."""
    context.open("dossiers.study")
    session = context.session
    payments = session.scalars(select(Payment.id).where(Payment.dossier_id == row.id)).all()
    subjects = [str(row.id), *map(str, payments)]
    query = (
        select(AuditEntry.entry, AuditEntry.told)
        .where(AuditEntry.chain == row.department, AuditEntry.subject.in_(subjects))
        .where(not_(or_(*map(of_action, UNTOLD))))
        .order_by(AuditEntry.number.desc())
        .limit(LONGEST_TIMELINE)
    )
    entries = [whole(*each) for each in session.execute(query)]
    names = _agents(context, row.department, {each["who"] for each in entries})
    return [_told(each, names) for each in entries]


def _agents(context: Context, department: str, who: Iterable[str]) -> Mapping[str, str]:
    """Return the names of those who are agents of the department, by how the trace names them."""
    keys = sorted(UUID(key) for kind, _, key in (each.partition(":") for each in who) if kind == "account")
    query = (
        select(Account.id, Account.name)
        .join(RoleRow, RoleRow.account_id == Account.id)
        .where(Account.id.in_(keys), RoleRow.department == department, RoleRow.kind.in_(_STUDYING))
    )
    return {f"account:{key}": name for key, name in context.session.execute(query)}


def _told(entry: Mapping[str, Any], names: Mapping[str, str]) -> Told:
    after = entry["after"] if isinstance(entry["after"], Mapping) else {}
    action = entry["action"]
    words = ACTIONS.get(f"{action}.{after.get('verdict')}") or ACTIONS.get(action, "autre événement")
    return Told(
        at=datetime.fromisoformat(entry["at"]),
        words=words[:1].upper() + words[1:],
        who=names.get(entry["who"], "le service" if entry["who"] == "system" else "hors de la Caf"),
        detail=_detail(action, after),
    )


def _detail(action: str, after: Mapping[str, Any]) -> str:
    """Say what an event came to, as far as the trace still tells it."""
    match action:
        case "dossier.decided" | "dossier.corrected" if "outcome" in after:
            return ", ".join(filter(None, (_outcome(after["outcome"], after.get("granted")), after.get("reason"))))
        case "dossier.studied" if after.get("proposal"):
            return f"proposé : {_outcome(after['proposal']['outcome'], after.get('amount'))}"
        case "payment.made":
            return ", ".join(filter(None, (_euros(after.get("amount")), after.get("reference"))))
        case "dossier.complements_asked" | "dossier.given_up" | "dossier.closed":
            return str(after.get("text") or after.get("reason") or "")
    return ""


def _outcome(outcome: str, amount: str | None) -> str:
    return f"{_STATES[outcome]}, {_euros(amount)}" if outcome == "approved" and amount else _STATES[outcome]


def _euros(amount: str | None) -> str:
    return write_euros(parse_amount(amount)) if amount else ""
