"""Sessions of committees: who sits, what is on the agenda, opinions, votes. No porteur ever sees these tables."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    case,
    false,
    true,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import REMINDED, Base, Json, Key, Moment, OfCall, Slug
from clas_core.committees.sitting import Sitting, sitting_of


class CommitteeSession(OfCall, Base):
    """A session of one body of the department. Once closed, nothing of it changes any more: the database sees to it.

    One that does not decide (`decides`) gives advice: it closes without decisions, and its dossiers stay as they are.
    One that is planned may be cancelled: from then on nothing of it changes either. Its members are told of what
    becomes of it once they were convened (`convened_at`).
    `record` is written at the closing: who sat, recusals, opinions, votes, decisions. Minutes are made of it alone.
    """

    __tablename__ = "committee_sessions"
    sealed_as = "une séance"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'open', 'closed')", name="known_state"),
        CheckConstraint("tie IN ('president', 'refused', 'deferred')", name="known_tie"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at_a_moment"),
        CheckConstraint("(state = 'closed') = (record IS NOT NULL)", name="closed_with_its_record"),
        CheckConstraint("quorum >= 1", name="quorum_from_one"),
        Index("ix_committee_sessions_department", "department", "school_year", "held_on"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    body: Mapped[str] = mapped_column(String(80))
    held_on: Mapped[date]
    begins_at: Mapped[str | None] = mapped_column(String(5))
    ends_at: Mapped[str | None] = mapped_column(String(5))
    place: Mapped[str] = mapped_column(String(200))
    stage: Mapped[str] = mapped_column("state", String(10), default="planned")
    quorum: Mapped[int]
    tie: Mapped[str] = mapped_column(String(10))
    decides: Mapped[bool] = mapped_column(default=True, server_default=true())
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    record: Mapped[dict[str, Any] | None] = mapped_column(Json)
    convened_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment, info=REMINDED)
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    cancel_reason: Mapped[str | None] = mapped_column(Text)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy

    @hybrid_property
    def state(self) -> str:
        """Where it stands: the stage that it has reached, unless it was cancelled."""
        return self.stage if self.cancelled_at is None else "cancelled"

    @state.inplace.setter
    def _reach(self, stage: str) -> None:
        self.stage = stage

    @state.inplace.expression
    @classmethod
    def _state(cls) -> ColumnElement[str]:
        return case((cls.cancelled_at.is_not(None), "cancelled"), else_=cls.stage)

    @property
    def over(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.state not in ("planned", "open")

    @property
    def sitting(self) -> Sitting:
        """When and where it sits."""
        return Sitting(**sitting_of(self))


class SeatRow(Base):
    """A seat of a session. `siren` is that of an organisation that whoever holds it is tied to, if they say so.

    Of one that is not present, `absence` says that it is excused, or has given power to `proxy`, a name.
    """

    __tablename__ = "session_seats"
    sealed_as = "un siège"
    __table_args__ = (
        UniqueConstraint("session_id", "account_id"),
        CheckConstraint("length(name) >= 1", name="named"),
        Index("ix_session_seats_session_id", "session_id"),
    )

    id: Mapped[Key]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("committee_sessions.id"))
    department: Mapped[Slug]
    institution: Mapped[str] = mapped_column(String(80))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(String(200))
    siren: Mapped[str | None] = mapped_column(String(9))
    present: Mapped[bool] = mapped_column(default=False)
    absence: Mapped[str | None] = mapped_column(String(10))
    proxy: Mapped[str | None] = mapped_column(String(200))
    presides: Mapped[bool] = mapped_column(default=False)


class AgendaItem(Base):
    """A dossier on the agenda of a session, in the version that is studied. `draft` is the decision being prepared."""

    __tablename__ = "session_items"
    sealed_as = "un dossier à l'ordre du jour"
    __table_args__ = (
        UniqueConstraint("session_id", "dossier_id"),
        CheckConstraint("rank >= 1 AND version >= 1", name="numbers_from_one"),
        Index("ix_session_items_dossier_id", "dossier_id"),
    )

    id: Mapped[Key]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("committee_sessions.id"))
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    department: Mapped[Slug]
    rank: Mapped[int]
    version: Mapped[int]
    draft: Mapped[dict[str, Any] | None] = mapped_column(Json)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy


class Recusal(Base):
    """A seat that takes no part in a dossier, declared by its holder or detected by a tie with the porteur.

    A tie that was found late is settled by whoever presides, with a reason: kept, or `lifted`, and then the seat takes
    part.
    """

    __tablename__ = "session_recusals"
    sealed_as = "un déport"
    __table_args__ = (CheckConstraint("length(reason) >= 1", name="reasoned"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("session_items.id"), primary_key=True)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("session_seats.id"), primary_key=True)
    department: Mapped[Slug]
    reason: Mapped[str] = mapped_column(Text)
    detected: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    lifted: Mapped[bool] = mapped_column(default=False, server_default=false())
    settled_reason: Mapped[str | None] = mapped_column(Text)


class Opinion(Base):
    """What a seat thinks of a dossier: a draft that it alone sees, then given."""

    __tablename__ = "session_opinions"
    sealed_as = "un avis"
    __table_args__ = (CheckConstraint("scale IN ('favourable', 'reserved', 'unfavourable')", name="known_scale"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("session_items.id"), primary_key=True)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("session_seats.id"), primary_key=True)
    department: Mapped[Slug]
    scale: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy


class Vote(Base):
    """A seat's vote on a dossier."""

    __tablename__ = "session_votes"
    sealed_as = "une voix"
    __table_args__ = (CheckConstraint("choice IN ('for', 'against', 'abstain')", name="known_choice"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("session_items.id"), primary_key=True)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("session_seats.id"), primary_key=True)
    department: Mapped[Slug]
    choice: Mapped[str] = mapped_column(String(10))
    voted_at: Mapped[datetime] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy
