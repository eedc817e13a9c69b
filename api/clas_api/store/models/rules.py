"""The rules that the installation has served, and their text."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Json, Key, Moment, OfCall, Sha256, Slug


class ServedRules(OfCall, Base):
    """Rules that this installation has served, since which day: the memory behind the digests in its answers.

    A row is written once and never changed. `kind` is ``referential`` or ``campaign``; `owner` is ``national`` or
    the slug of a department. National rules are of a year, which is then all that `call` says.
    """

    __tablename__ = "served_rules"
    sealed_as = "des règles servies"
    __table_args__ = (
        CheckConstraint("kind IN ('referential', 'campaign')", name="known_kind"),
        CheckConstraint("digest LIKE 'sha256:%'", name="digest_form"),
    )

    digest: Mapped[str] = mapped_column(String(71), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str] = mapped_column(String(80))
    served_since: Mapped[date]


class KeptRules(OfCall, Base):
    """The text of rules that were served, national or of a call, by digest: an old deposit is decided and settled by
    those that it was sealed under."""

    __tablename__ = "kept_rules"
    sealed_as = "le texte de règles"
    __table_args__ = (CheckConstraint("digest LIKE 'sha256:%'", name="digest_form"),)

    digest: Mapped[Sha256] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class AmendmentRow(OfCall, Base):
    """What a Caf has stated of its published call, as JSON. Written once; a later one holds, thing by thing."""

    __tablename__ = "amendments"
    sealed_as = "un avenant"
    __table_args__ = (
        UniqueConstraint("department", "school_year", "number"),
        CheckConstraint("number >= 1", name="numbers_from_one"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    stated_by: Mapped[str] = mapped_column(String(80))
    stated_at: Mapped[datetime] = mapped_column(Moment)
