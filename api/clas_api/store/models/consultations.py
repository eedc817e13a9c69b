"""What Cafs say of a year of national rules while it is in consultation, and what they are answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Key, Moment, Sha256, Slug, Year
from clas_core.national.items import LONGEST_PLACE


class RuleComment(Base):
    """What a Caf says of one item of a draft (`clas_core.national.items`); `digest` is that of the draft that was read.

    It is changed, or withdrawn and gone, until it is answered: `outcome` and `reason` may be read by every Caf.
    `author` is who last wrote it, by their `role` of that moment; the trace tells each change.
    """

    __tablename__ = "rule_comments"
    unsealed_because = "an opinion on a draft: no money, right nor decision rests on it, and the trace tells each act"
    __table_args__ = (
        CheckConstraint("department <> '' AND length(text) >= 1", name="said"),
        CheckConstraint("role IN ('agent', 'head')", name="known_role"),
        CheckConstraint("outcome IS NULL OR outcome IN ('retained', 'not_retained', 'to_study')", name="known_outcome"),
        CheckConstraint(
            "(outcome IS NULL) = (reason IS NULL) AND (outcome IS NULL) = (answered_at IS NULL) "
            "AND (outcome IS NULL) = (answered_by IS NULL)",
            name="answered_whole",
        ),
        Index("ix_rule_comments_year_department", "school_year", "department"),
    )

    id: Mapped[Key]
    school_year: Mapped[Year]
    department: Mapped[Slug]
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[Sha256]
    role: Mapped[str] = mapped_column(String(20))
    author: Mapped[str] = mapped_column(String(80))
    written_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(80))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy
