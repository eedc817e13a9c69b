"""The texts that a department keeps for its agents, to begin from."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Key, Moment, Slug
from clas_core.dossiers.text_templates import LONGEST_TITLE


class TextTemplate(Base):
    """A text with fields (`clas_core.dossiers.text_templates`), for one `use`, under a name of its own there.

    `changed_by` is the head of the service who last wrote it; the trace tells each change.
    """

    __tablename__ = "text_templates"
    unsealed_because = "a text to begin from: what is sent is kept apart, with what it was sent on"
    __table_args__ = (
        UniqueConstraint("department", "use", "title"),
        CheckConstraint("use IN ('complements', 'message', 'inadmissible')", name="known_use"),
        CheckConstraint("length(title) >= 1 AND length(text) >= 1", name="said"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    use: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(Moment)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy
