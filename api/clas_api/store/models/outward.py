"""What leaves for others: the addresses that programs are told at, what each is told, what was published."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import SECRET, Base, Json, Key, Moment, OfCall, Slug

LONGEST_ADDRESS = 500
"""Of an address that is told of events, in characters."""


class Webhook(Base):
    """An address that a program of a department is told at of its events, each of `events`.

    `secret` is what each telling is signed with, sealed under the key of the installation. `failing_since` is when the
    address first failed to answer, since it last did; after long it is disabled, and whoever registered it is told.
    It is read when a porteur deposits, whose transaction sees nothing else of a Caf.
    """

    __tablename__ = "webhooks"
    unsealed_because = "is told of what is sealed elsewhere; neither money nor rights nor decisions rest on it"
    __table_args__ = (
        CheckConstraint("department <> ''", name="of_a_department"),
        CheckConstraint("(disabled_at IS NULL) = (disabled_because IS NULL)", name="disabled_for_a_reason"),
        Index("ix_webhooks_department", "department"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    label: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    events: Mapped[Sequence[str]] = mapped_column(Json)
    secret: Mapped[str] = mapped_column(String(200), info=SECRET)
    registered_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Moment)
    failing_since: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_because: Mapped[str | None] = mapped_column(String(300))


class WebhookDelivery(Base):
    """What one address is told of one event: `body` is sent as it stands, under the same `id` however often.

    `waiting` → `sending` (claimed) → `delivered`, or `waiting` again, `failed` after too many attempts.
    """

    __tablename__ = "webhook_deliveries"
    unsealed_because = "tells of what is sealed elsewhere, and changes as it is sent; nothing is decided by it"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sending', 'delivered', 'failed')", name="known_state"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index("ix_webhook_deliveries_state", "state", "next_attempt_at"),
        Index("ix_webhook_deliveries_webhook_id", "webhook_id", "created_at"),
    )

    id: Mapped[Key]
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    department: Mapped[Slug]
    event: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_attempt_at: Mapped[datetime] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)
    last_status: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(String(300))


class Publication(OfCall, Base):
    """What a department has published of a call, as it was published. Written once; the last one holds.

    `giver` and `awards` are JSON values of `clas_core.open_data`.
    """

    __tablename__ = "publications"
    sealed_as = "une publication"
    __table_args__ = (
        UniqueConstraint("department", "school_year", "number"),
        CheckConstraint("number >= 1", name="numbers_from_one"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    number: Mapped[int]
    giver: Mapped[dict[str, str]] = mapped_column(Json)
    awards: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    published_by: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[datetime] = mapped_column(Moment)
