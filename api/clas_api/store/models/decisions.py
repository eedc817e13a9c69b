"""After the committee: decisions, what is paid, the bilan, the settlement."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Json, Key, Moment, OfCall, OfDossier, Sha256, Slug, Year
from clas_core.limits import LONGEST_EMAIL
from clas_core.years import write_day

LONGEST_DUE = 160
"""Of when something is expected, in words, in characters."""


class DecisionRow(OfCall, OfDossier, Base):
    """A decision on a deposit, sealed with the rules of that deposit. A correction is a new one. Written once.

    `session_id` is the committee's, whose record tells the votes; a correction by the head of the service has none.
    `programmes` is what it grants of the others than the Clas, one by one; nothing where none was asked.
    `by_rule` is what the rules alone left out, in words, apart from the `reason` of whoever decided.
    """

    __tablename__ = "decisions"
    sealed_as = "une décision"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        CheckConstraint("number >= 1 AND version >= 1", name="numbers_from_one"),
        CheckConstraint("outcome IN ('approved', 'reserve', 'deferred', 'refused')", name="known_outcome"),
        CheckConstraint("granted_cents >= 0", name="granted_not_negative"),
        CheckConstraint("outcome = 'approved' OR granted_cents = 0", name="granted_when_approved"),
        Index("ix_decisions_department", "department", "school_year"),
        Index("ix_decisions_porteur_id", "porteur_id"),
        Index("ix_decisions_session_id", "session_id"),
    )

    id: Mapped[Key]
    number: Mapped[int]
    version: Mapped[int]
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("committee_sessions.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    granted_cents: Mapped[int] = mapped_column(BigInteger)
    programmes: Mapped[list[dict[str, str]] | None] = mapped_column(Json)
    by_rule: Mapped[list[str] | None] = mapped_column(Json)
    estimate: Mapped[dict[str, Any]] = mapped_column(Json)
    referential_digest: Mapped[Sha256]
    decided_by: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def provisional(self) -> bool:
        """Whether what is granted rests on figures or rules that were expected, not published."""
        return self.outcome == "approved" and bool(self.estimate.get("provisional"))


class DecidedGroup(Base):
    """A group of a decision: whether it is retained, at which costs, with which bonuses and why. Written once.

    `supplements` is the department's own aid, one by one, as its table and its code answered on that day; decisions
    taken before it was kept tell its sum alone.
    """

    __tablename__ = "decided_groups"
    sealed_as = "un groupe d'une décision"
    __table_args__ = (
        CheckConstraint("position >= 1", name="position_from_one"),
        CheckConstraint("running_costs_cents >= 0 AND ps_cents >= 0 AND total_cents >= ps_cents", name="amounts"),
        CheckConstraint("retained OR total_cents = 0", name="nothing_when_not_retained"),
        Index("ix_decided_groups_department", "department"),
    )

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    department: Mapped[Slug]
    porteur_id: Mapped[UUID] = mapped_column(ForeignKey("porteurs.id"))
    retained: Mapped[bool]
    running_costs_cents: Mapped[int] = mapped_column(BigInteger)
    bonuses: Mapped[dict[str, str]] = mapped_column(Json)
    ps_cents: Mapped[int] = mapped_column(BigInteger)
    bonus_cents: Mapped[int] = mapped_column(BigInteger)
    supplement_cents: Mapped[int] = mapped_column(BigInteger)
    supplements: Mapped[list[dict[str, str]]] = mapped_column(Json, server_default="[]")
    total_cents: Mapped[int] = mapped_column(BigInteger)


class Notification(OfDossier, Base):
    """A decision told to its porteur. `convention` says whether an agreement must be signed. Written once."""

    __tablename__ = "notifications"
    sealed_as = "une notification"
    __table_args__ = (
        UniqueConstraint("decision_id"),
        CheckConstraint("recipient <> ''", name="addressed"),
        Index("ix_notifications_dossier_id", "dossier_id"),
    )

    id: Mapped[Key]
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"))
    recipient: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    convention: Mapped[bool]
    notified_by: Mapped[str] = mapped_column(String(80))
    notified_at: Mapped[datetime] = mapped_column(Moment)


class Payment(OfDossier, Base):
    """Something to pay to a porteur, or to be paid back; made when it has a reference and a day.

    `funder` and `payer` are the identifier and the name of who pays it, empty for the Caf; `aid` and `aid_label` are
    those of the aid that an advance is a share of, empty for what the Caf pays in all. While the call names no day,
    `due_words` say when as it does (« en octobre 2025 »), and `due_on` is the last day that they may mean: after it,
    the payment is late.
    """

    __tablename__ = "payments"
    sealed_as = "un paiement"
    __table_args__ = (
        CheckConstraint("kind IN ('advance', 'balance', 'recovery')", name="known_kind"),
        CheckConstraint("amount_cents > 0", name="an_amount"),
        CheckConstraint("(reference IS NULL) = (paid_on IS NULL)", name="made_or_to_make"),
        Index("ix_payments_dossier_id", "dossier_id", "due_on"),
        Index("ix_payments_department", "department", "paid_on", "due_on"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(10))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    funder: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))
    payer: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
    aid: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))
    aid_label: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
    due_on: Mapped[date]
    due_words: Mapped[str | None] = mapped_column(String(LONGEST_DUE))
    reference: Mapped[str | None] = mapped_column(String(80))
    paid_on: Mapped[date | None]
    recorded_by: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy

    @property
    def due_day(self) -> date | None:
        """The day, once it is known."""
        return None if self.due_words else self.due_on

    @property
    def due_said(self) -> str:
        """When it is to be paid, in words."""
        return self.due_words or f"le {write_day(self.due_on)}"


class BilanRow(OfCall, OfDossier, Base):
    """The bilan of a dossier: being written, or filed. `return_reason` is why it was last given back.

    While the call names no day for it, `due_words` and `due_on` are those of `Payment`; words alone leave no day.
    """

    __tablename__ = "bilans"
    sealed_as = "un bilan"
    __table_args__ = (
        UniqueConstraint("dossier_id"),
        CheckConstraint("(state = 'filed') = (filed_at IS NOT NULL)", name="filed_at_a_moment"),
        CheckConstraint("state IN ('draft', 'filed')", name="known_state"),
        Index("ix_bilans_due", "department", "state", "due_on"),
        Index("ix_bilans_porteur_id", "porteur_id"),
    )

    id: Mapped[Key]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    due_on: Mapped[date | None]
    due_words: Mapped[str | None] = mapped_column(String(LONGEST_DUE))
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    filed_at: Mapped[datetime | None] = mapped_column(Moment)
    return_reason: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy

    @property
    def due_day(self) -> date | None:
        """The day, once it is known."""
        return None if self.due_words else self.due_on

    @property
    def due_until(self) -> str:
        """Until when it is expected, in words; nothing where nothing is known."""
        return self.due_words or (f"jusqu'au {write_day(self.due_on)}" if self.due_on else "")


class SettlementRow(OfCall, OfDossier, Base):
    """A dossier settled: what is due by actual data, what was paid, what is left. Written once."""

    __tablename__ = "settlements"
    sealed_as = "un solde"
    __table_args__ = (
        UniqueConstraint("dossier_id"),
        CheckConstraint("due_cents >= 0 AND due_cents <= granted_cents AND paid_cents >= 0", name="amounts"),
        CheckConstraint("balance_cents - overpayment_cents = due_cents - paid_cents", name="what_is_left"),
        CheckConstraint("balance_cents = 0 OR overpayment_cents = 0", name="one_side"),
        Index("ix_settlements_department", "department", "school_year"),
        Index("ix_settlements_porteur_id", "porteur_id"),
        Index("ix_settlements_decision_id", "decision_id"),
    )

    id: Mapped[Key]
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"))
    granted_cents: Mapped[int] = mapped_column(BigInteger)
    due_cents: Mapped[int] = mapped_column(BigInteger)
    paid_cents: Mapped[int] = mapped_column(BigInteger)
    balance_cents: Mapped[int] = mapped_column(BigInteger)
    overpayment_cents: Mapped[int] = mapped_column(BigInteger)
    comparison: Mapped[dict[str, Any]] = mapped_column(Json)
    referential_digest: Mapped[Sha256]
    settled_by: Mapped[str] = mapped_column(String(80))
    settled_at: Mapped[datetime] = mapped_column(Moment)


class YearCount(Base):
    """What the deposits of a department came to for a year when they were last counted: for statistics.

    `number` is the last entry of the department's trace by then. Since every change is in the trace, the count still
    holds while that is the last one. `lines` are the lines of each breakdown.
    """

    __tablename__ = "year_counts"
    unsealed_because = "a count of rows that are sealed, made again whenever its department has done anything"
    __table_args__ = (CheckConstraint("number >= 0", name="number_from_zero"),)

    department: Mapped[Slug] = mapped_column(primary_key=True)
    school_year: Mapped[Year] = mapped_column(primary_key=True)
    number: Mapped[int]
    lines: Mapped[dict[str, Any]] = mapped_column(Json)
    counted_at: Mapped[datetime] = mapped_column(Moment)


class FinalCount(Base):
    """What the deposits of a department came to for a year, counted for the last time before any of them was erased.

    Whoever asks for that year is told this from then on. Written once.
    """

    __tablename__ = "final_counts"
    sealed_as = "le décompte définitif d'une année"
    __table_args__ = (CheckConstraint("department <> ''", name="department_named"),)

    department: Mapped[Slug] = mapped_column(primary_key=True)
    school_year: Mapped[Year] = mapped_column(primary_key=True)
    lines: Mapped[dict[str, Any]] = mapped_column(Json)
    counted_at: Mapped[datetime] = mapped_column(Moment)
