"""The tables, typed. Constraints are named by convention, so that a migration can name them again."""

from datetime import date

from sqlalchemy import CheckConstraint, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The root of the tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ServedRules(Base):
    """Rules that this installation has served, since which day: the memory behind the digests in its answers.

    A row is written once and never changed. `kind` is ``referential`` or ``campaign``; `owner` is ``national`` or
    the slug of a department.
    """

    __tablename__ = "served_rules"
    __table_args__ = (
        CheckConstraint("kind IN ('referential', 'campaign')", name="known_kind"),
        CheckConstraint("digest LIKE 'sha256:%'", name="digest_form"),
    )

    digest: Mapped[str] = mapped_column(String(71), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str] = mapped_column(String(80))
    school_year: Mapped[str] = mapped_column(String(9))
    served_since: Mapped[date]
