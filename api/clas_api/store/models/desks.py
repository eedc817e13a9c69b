"""How the people of a Caf work: what each has chosen of its list and of its mails, what they have opened, the labels of
a department, and acts that are taken on many dossiers at once. Nothing is decided by any of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Json, Key, Moment, OfCall, Slug

LONGEST_LABEL = 40
"""The name of a label, in characters."""


class MailChoice(Base):
    """How somebody is mailed what comes in for a department; what came before `mailed_until` they were told of.

    It is read when a porteur writes, whose transaction sees nothing else of a Caf.
    """

    __tablename__ = "mail_choices"
    unsealed_because = "is how somebody wishes to be written to, and until when they were; nothing is decided by it"
    __table_args__ = (
        CheckConstraint("mails IN ('messages', 'at_once', 'daily', 'never')", name="known_mails"),
        Index("ix_mail_choices_department", "department"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    department: Mapped[Slug] = mapped_column(primary_key=True)
    mails: Mapped[str] = mapped_column(String(10), default="messages")
    mailed_until: Mapped[datetime] = mapped_column(Moment)


class Desk(Base):
    """What somebody has chosen in a department: the columns of their list of dossiers, their saved filters, and of each
    sheet that they took out its format and its columns. What came before `seen_until` they have seen."""

    __tablename__ = "desks"
    unsealed_because = "is how somebody looks at a list, and until when they have; nothing is decided by it"
    __table_args__ = (
        CheckConstraint("department <> ''", name="of_a_department"),
        Index("ix_desks_department", "department"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    department: Mapped[Slug] = mapped_column(primary_key=True)
    columns: Mapped[list[str]] = mapped_column(Json, default=list)
    filters: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    exports: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")
    seen_until: Mapped[datetime] = mapped_column(Moment)


class OpenedArrival(Base):
    """One thing that came in, a deposit or a message, which somebody has opened since they last had seen everything."""

    __tablename__ = "opened_arrivals"
    unsealed_because = "is what somebody has opened; nothing is decided by it"
    __table_args__ = (
        CheckConstraint("department <> ''", name="of_a_department"),
        Index("ix_opened_arrivals_department", "department"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    arrival: Mapped[UUID] = mapped_column(primary_key=True)
    department: Mapped[Slug]
    opened_at: Mapped[datetime] = mapped_column(Moment)


class Label(Base):
    """A word by which a Caf sorts its dossiers: its own, which no porteur sees."""

    __tablename__ = "labels"
    unsealed_because = "sorts a list; neither money nor rights nor decisions rest on it"
    __table_args__ = (
        UniqueConstraint("department", "name"),
        CheckConstraint("length(name) >= 1", name="said"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    name: Mapped[str] = mapped_column(String(LONGEST_LABEL))


class LabelledDossier(Base):
    """A dossier that has a label."""

    __tablename__ = "labelled_dossiers"
    unsealed_because = "sorts a list; neither money nor rights nor decisions rest on it"
    __table_args__ = (
        CheckConstraint("department <> ''", name="of_a_department"),
        Index("ix_labelled_dossiers_label_id", "label_id"),
        Index("ix_labelled_dossiers_department", "department"),
    )

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)
    label_id: Mapped[UUID] = mapped_column(ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True)
    department: Mapped[Slug]


class BulkAct(OfCall, Base):
    """One act that somebody takes on many dossiers, each by itself: what was asked, and what became of each so far.

    `dossiers` are, in their order, objects of `id`, `revision`, `name`, and, once it was tried, `problem`: what kept it
    from being done, or nothing.
    """

    __tablename__ = "bulk_acts"
    unsealed_because = "tells how far an act has come; what it does to each dossier is traced and sealed there"
    __table_args__ = (
        CheckConstraint("length(act) >= 1", name="said"),
        Index("ix_bulk_acts_account_id", "account_id"),
        Index("ix_bulk_acts_department", "department", "begun_at"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    act: Mapped[str] = mapped_column(String(20))
    asked: Mapped[Mapping[str, Any]] = mapped_column(Json)
    dossiers: Mapped[Sequence[Mapping[str, Any]]] = mapped_column(Json)
    begun_at: Mapped[datetime] = mapped_column(Moment)
