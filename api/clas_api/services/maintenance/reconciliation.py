"""Crossing the trace with what it must tell of: a row that no entry accounts for shows that entries were taken away.

A chain is whole by itself when its last entries are removed and its head is moved back. What was written with those
entries is still there: deposits, decisions, payments, and the moment at which each dossier was last changed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, true, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from clas_api.store.models import (
    NATIONAL,
    Account,
    Attachment,
    BilanRow,
    CommitteeSession,
    ComplementRequest,
    DecisionRow,
    DossierRow,
    DossierVersion,
    Examination,
    Extension,
    InternalNote,
    Message,
    Notification,
    Payment,
    PorteurRow,
    SettlementRow,
    YearCount,
)

PAGE = 1000
"""Rows read at once."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Rows written each with an entry: one of `actions`, about `subject`. `chain` is none for the national one."""

    what: str
    subject: InstrumentedAttribute[Any]
    chain: InstrumentedAttribute[str] | None
    actions: tuple[str, ...]
    among: ColumnElement[bool] = field(default_factory=true)


WITNESSES = (
    Witness("un dépôt", DossierVersion.dossier_id, DossierVersion.department, ("dossier.deposited",)),
    Witness("un délai accordé", Extension.id, Extension.department, ("extension.granted",)),
    Witness("un document", Attachment.dossier_id, Attachment.department, ("document.attached",)),
    Witness(
        "une demande de complément",
        ComplementRequest.dossier_id,
        ComplementRequest.department,
        ("dossier.complements_asked",),
    ),
    Witness("un message", Message.dossier_id, Message.department, ("message.written",)),
    Witness("une note interne", InternalNote.dossier_id, InternalNote.department, ("note.written",)),
    Witness("une étude", Examination.dossier_id, Examination.department, ("dossier.admissibility", "dossier.studied")),
    Witness("une décision", DecisionRow.dossier_id, DecisionRow.department, ("dossier.decided", "dossier.corrected")),
    Witness("une notification", Notification.dossier_id, Notification.department, ("dossier.notified",)),
    Witness("un paiement", Payment.id, Payment.department, ("payment.made",), Payment.paid_on.is_not(None)),
    Witness("un solde", SettlementRow.dossier_id, SettlementRow.department, ("dossier.settled",)),
    Witness("un porteur", PorteurRow.id, None, ("porteur.created",)),
    Witness("un compte", Account.id, None, ("account.create", "account.opened")),
)

CHANGES = (
    (DossierRow.id, DossierRow.department, DossierRow.updated_at),
    (BilanRow.dossier_id, BilanRow.department, BilanRow.updated_at),
    (CommitteeSession.id, CommitteeSession.department, CommitteeSession.updated_at),
    (PorteurRow.id, None, PorteurRow.updated_at),
)
"""Rows that tell when they were last changed: an entry about them is of that moment, or later."""

_COUNTED = frozenset(action for each in WITNESSES for action in each.actions)


@dataclass(slots=True)
class Tally:
    """What the entries of a chain tell of: how often something was done to a subject, and when it was last changed."""

    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    latest: dict[str, datetime] = field(default_factory=dict)

    def add(self, said: Mapping[str, Any]) -> None:
        """Take one entry into account; one that is not the service's tells nothing."""
        with suppress(KeyError, TypeError, ValueError):
            action, subject, at = said["action"], said["subject"], datetime.fromisoformat(said["at"])
            if action in _COUNTED:
                self.done[action, subject] += 1
            if subject not in self.latest or self.latest[subject] < at:
                self.latest[subject] = at


def chains_witnessed(session: Session) -> set[str]:
    """Return the chains that must exist, since there are rows that they tell of."""
    written = (
        select(literal(NATIONAL) if each.chain is None else each.chain)
        .select_from(each.subject.class_)
        .where(each.among)
        .distinct()
        for each in WITNESSES
    )
    changed = (select(chain).distinct() for _, chain, _ in CHANGES if chain is not None)
    return set(session.scalars(union(*written, *changed)))


def untold(session: Session, chain: str, tally: Tally, last: int) -> Iterator[str]:
    """Say what the rows of `chain` show to be missing from its entries, told by `tally`; `last` is the last number.

    As many queries as there are kinds of rows, however many rows there are.
    """
    for each in WITNESSES:
        if (each.chain is None) != (chain == NATIONAL):
            continue
        query = select(each.subject, func.count()).where(each.among).group_by(each.subject)
        if each.chain is not None:
            query = query.where(each.chain == chain)
        for subject, rows in session.execute(query.execution_options(yield_per=PAGE)):
            missing = rows - sum(tally.done[action, str(subject)] for action in each.actions)
            if missing > 0:
                yield f"{missing} entrée(s) manquent : {each.what} de l'objet {subject} n'est pas dans la trace."
    for key, department, updated_at in CHANGES:
        if (department is None) != (chain == NATIONAL):
            continue
        changes = select(key, updated_at)
        if department is not None:
            changes = changes.where(department == chain)
        for subject, at in session.execute(changes.execution_options(yield_per=PAGE)):
            if str(subject) not in tally.latest or tally.latest[str(subject)] < at:
                yield f"une entrée manque : le dernier changement de l'objet {subject} n'est pas dans la trace."
    counted = session.scalar(select(func.max(YearCount.number)).where(YearCount.department == chain)) or 0
    if counted > last:
        yield f"les statistiques ont été comptées à l'entrée {counted}, qui manque."
