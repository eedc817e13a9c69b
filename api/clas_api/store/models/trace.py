"""What happened, in a chain that shows tampering; mails to send; answers already given to a key."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Key, Moment, Sha256, Slug
from clas_core.limits import LONGEST_EMAIL

NATIONAL = "national"
"""The chain of what belongs to no department: accounts, porteurs, tokens of the whole installation."""


class AuditEntry(Base):
    """One change, in the chain of a department or the national one.

    `entry` is its canonical JSON: who, when, what, and the digest of what it tells. `digest` is the SHA-256 of the
    previous digest and `entry`. Written once; the database refuses to change it.
    What it tells, before and after, is beside it in `told`: persons are named there, and it may be erased, by an entry
    that says so, without a digest that changes. `salt` keeps anybody from finding it again by trying names.
    """

    __tablename__ = "audit_entries"
    unsealed_because = "the trace itself"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("digest LIKE 'sha256:%'", name="digest_form"),
        Index("ix_audit_entries_subject", "chain", "subject"),
    )

    chain: Mapped[Slug] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(80))
    entry: Mapped[str] = mapped_column(Text)
    digest: Mapped[Sha256]
    salt: Mapped[str | None] = mapped_column(String(32))
    told: Mapped[str | None] = mapped_column(Text)


class AuditHead(Base):
    """The last entry of a chain: whoever adds to the chain holds this row until it is committed."""

    __tablename__ = "audit_heads"
    unsealed_because = "the trace itself"
    __table_args__ = (CheckConstraint("number >= 0", name="not_negative"),)

    chain: Mapped[Slug] = mapped_column(primary_key=True)
    number: Mapped[int]
    digest: Mapped[Sha256]


class Erasing(Base):
    """The word of a transaction that it erases what is due: while it stands there, what is written once may go.

    It is taken away before the commit: nobody ever finds one.
    """

    __tablename__ = "erasing"
    unsealed_because = "stands within one transaction alone, which takes it away before its commit"
    __table_args__ = (CheckConstraint("what <> ''", name="said"),)

    id: Mapped[Key]
    what: Mapped[str] = mapped_column(String(80))


class OutgoingMail(Base):
    """A mail to send. It is written with what it tells of, in one transaction, and sent later, once.

    `waiting` → `sending` (claimed) → `sent`, or `waiting` again after a refusal, `failed` after too many. A mail found
    in `sending` after a crash may have gone: it is `uncertain`, and nobody sends it again by itself.
    `calendar` is the iCalendar file that it bears, if any.
    """

    __tablename__ = "outgoing_mails"
    unsealed_because = "tells of what is sealed elsewhere, and changes as it is sent; nothing is decided by it"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed', 'uncertain')", name="known_state"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index("ix_outgoing_mails_state", "state", "next_attempt_at"),
    )

    id: Mapped[Key]
    department: Mapped[Slug | None]
    recipient: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_attempt_at: Mapped[datetime] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(String(300))


class GivenAnswer(Base):
    """The answer given to an ``Idempotency-Key``: a repeated request gets it again, and nothing happens twice."""

    __tablename__ = "given_answers"
    unsealed_because = "repeats an answer for two days; what it tells of is sealed"
    __table_args__ = (
        UniqueConstraint("owner", "key"),
        CheckConstraint("status BETWEEN 200 AND 299", name="of_success"),
        Index("ix_given_answers_given_at", "given_at"),
    )

    id: Mapped[Key]
    owner: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(200))
    request_digest: Mapped[Sha256]
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Moment)
