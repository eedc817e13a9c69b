"""What the Caf does with a deposited dossier: complements, messages, its study."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Json, Key, Moment, OfDossier, Slug


class ComplementRequest(OfDossier, Base):
    """What the Caf asks a porteur to complete, until when. The porteur answers it, in words or by a deposit that
    changes something, unless the Caf lifts it."""

    __tablename__ = "complement_requests"
    sealed_as = "une demande de compléments"
    __table_args__ = (
        CheckConstraint("length(text) >= 1", name="said"),
        Index("ix_complement_requests_dossier_id", "dossier_id", "asked_at"),
        Index("ix_complement_requests_due", "department", "answered_at", "due_on"),
    )

    id: Mapped[Key]
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(Text)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)


class Message(OfDossier, Base):
    """A message between the Caf and the porteur of a dossier. Written once."""

    __tablename__ = "messages"
    sealed_as = "un message"
    __table_args__ = (
        CheckConstraint("side IN ('caf', 'porteur')", name="known_side"),
        CheckConstraint("length(text) >= 1", name="said"),
        Index("ix_messages_dossier_id", "dossier_id", "written_at"),
        Index("ix_messages_arrived", "department", "written_at"),
    )

    id: Mapped[Key]
    side: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(String(80))
    author_name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)


class MessageReading(Base):
    """How many messages of the other side of a dossier somebody has read: those that follow are new to them.

    Of persons, as their sessions are: it says nothing of what the messages say, and opens nothing.
    """

    __tablename__ = "message_readings"
    unsealed_because = "changes by reading, and opens nothing"
    __table_args__ = (CheckConstraint("messages >= 1", name="some"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)
    messages: Mapped[int]


class InternalNote(Base):
    """A note of the Caf on a dossier. No porteur ever sees it: it is in a table of its own, without their key."""

    __tablename__ = "internal_notes"
    sealed_as = "une note interne"
    __table_args__ = (
        CheckConstraint("length(text) >= 1", name="said"),
        Index("ix_internal_notes_dossier_id", "dossier_id", "written_at"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    department: Mapped[Slug]
    author: Mapped[str] = mapped_column(String(80))
    author_name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)


class Examination(Base):
    """One study of a deposit: the verdicts with their evidence, what is proposed, the advice. Written once.

    `proposal` is a decision as JSON (outcome, reason, groups with costs and bonuses): the committee decides. `grid` are
    the scores of a study, with their reasons and total, as they were given.
    """

    __tablename__ = "examinations"
    sealed_as = "une étude"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        CheckConstraint("number >= 1 AND version >= 1", name="numbers_from_one"),
        CheckConstraint("kind IN ('admissibility', 'study')", name="known_kind"),
        CheckConstraint("verdict IN ('met', 'not_met', 'unknown')", name="known_verdict"),
        Index("ix_examinations_department", "department"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    department: Mapped[Slug]
    number: Mapped[int]
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    verdict: Mapped[str] = mapped_column(String(10))
    evidence: Mapped[dict[str, Any]] = mapped_column(Json)
    proposal: Mapped[dict[str, Any] | None] = mapped_column(Json)
    advice: Mapped[str] = mapped_column(Text)
    grid: Mapped[dict[str, Any] | None] = mapped_column(Json)
    examined_by: Mapped[str] = mapped_column(String(80))
    examined_at: Mapped[datetime] = mapped_column(Moment)
