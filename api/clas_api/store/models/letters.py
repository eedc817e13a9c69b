"""Letters, as they were sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Json, Key, Moment, OfDossier


class LetterRow(OfDossier, Base):
    """A letter of a dossier, as it was sent. Written once: one that corrects another is a new one.

    `content` is the document itself (`clas_core.documents.kept`), of which each format is made; `decision_id` the
    decision that it tells of, if it tells of one.
    """

    __tablename__ = "letters"
    sealed_as = "un courrier"
    __table_args__ = (
        CheckConstraint("length(kind) >= 1", name="said"),
        Index("ix_letters_department", "department", "sent_at"),
        Index("ix_letters_dossier_id", "dossier_id"),
        Index("ix_letters_decision_id", "decision_id"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decisions.id"))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    sent_by: Mapped[str] = mapped_column(String(80))
    sent_at: Mapped[datetime] = mapped_column(Moment)
