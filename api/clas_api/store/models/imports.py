"""Files that a Caf took in: what each made, how its columns were read, and what it told of years before."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Json, Key, Moment, Sha256, Slug, Year


class ImportRow(Base):
    """A file that was taken in, `number` among those of its department: what it was read as, how many of its rows made
    something, told nothing new, or were refused. Undone, nothing of what it made is left."""

    __tablename__ = "imports"
    sealed_as = "un import"
    __table_args__ = (
        UniqueConstraint("department", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("made >= 0 AND unchanged >= 0 AND refused >= 0", name="counts"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_or_not"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[Sha256]
    mapping: Mapped[Mapping[str, Any]] = mapped_column(Json)
    made: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    imported_by: Mapped[str] = mapped_column(String(80))
    imported_at: Mapped[datetime] = mapped_column(Moment)
    undone_by: Mapped[str | None] = mapped_column(String(80))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


class ImportedPorteur(Base):
    """A porteur that a file made, and by which of its rows: without it nobody could undo the import."""

    __tablename__ = "imported_porteurs"
    unsealed_because = "names what an import made; each porteur, and the import, are traced and sealed themselves"
    __table_args__ = (
        CheckConstraint("department <> ''", name="of_a_department"),
        Index("ix_imported_porteurs_porteur_id", "porteur_id"),
    )

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    porteur_id: Mapped[UUID] = mapped_column(ForeignKey("porteurs.id", ondelete="CASCADE"), primary_key=True)
    department: Mapped[Slug]
    row: Mapped[int]


class ImportMapping(Base):
    """How a department reads files of one header, as it last said: proposed again for the next one."""

    __tablename__ = "import_mappings"
    unsealed_because = "is proposed for the next file and corrected there; nothing is decided by it"
    __table_args__ = (CheckConstraint("department <> ''", name="of_a_department"),)

    department: Mapped[Slug] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    headers: Mapped[Sha256] = mapped_column(primary_key=True)
    mapping: Mapped[Mapping[str, Any]] = mapped_column(Json)
    kept_at: Mapped[datetime] = mapped_column(Moment)


class PastYearRow(Base):
    """One dossier of a year that was not played on the platform, as a file told it (`clas_core.imports.past_years`).

    It is no dossier of ours: `import_id` and `row` say where it comes from. `identity` is its number, or its action
    where files number none. Amounts are in cents, empty wherever the file says nothing.
    """

    __tablename__ = "past_years"
    sealed_as = "un dossier d'une année passée, repris d'un fichier"
    __table_args__ = (
        UniqueConstraint("department", "school_year", "siret", "identity"),
        CheckConstraint("length(siret) = 14", name="siret_length"),
        CheckConstraint("asked_cents >= 0 AND granted_cents >= 0", name="decided"),
        CheckConstraint("paid_cents >= 0 AND settled_cents >= 0", name="paid"),
        Index("ix_past_years_import_id", "import_id"),
        Index("ix_past_years_siret", "siret"),
    )

    id: Mapped[Key]
    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id"))
    row: Mapped[int]
    department: Mapped[Slug]
    school_year: Mapped[Year]
    siret: Mapped[str] = mapped_column(String(14))
    identity: Mapped[str] = mapped_column(String(400))
    name: Mapped[str] = mapped_column(String(200))
    reference: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(400))
    outcome: Mapped[str | None] = mapped_column(String(10))
    groups: Mapped[int | None]
    children: Mapped[int | None]
    asked_cents: Mapped[int | None] = mapped_column(BigInteger)
    granted_cents: Mapped[int | None] = mapped_column(BigInteger)
    decided_on: Mapped[date | None]
    paid_cents: Mapped[int | None] = mapped_column(BigInteger)
    paid_on: Mapped[date | None]
    settled_cents: Mapped[int | None] = mapped_column(BigInteger)
    real_children: Mapped[int | None]


class ImportDraft(Base):
    """A file that somebody has given and not taken in yet: its table, as it was found, how it is read so far; and, once
    it is taken in, the `number` of its import."""

    __tablename__ = "import_drafts"
    unsealed_because = "is a file that is only tried; what it makes is traced and sealed there"
    __table_args__ = (
        CheckConstraint("length(kind) >= 1", name="said"),
        Index("ix_import_drafts_account_id", "account_id"),
        Index("ix_import_drafts_department", "department", "begun_at"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[Sha256]
    table: Mapped[Mapping[str, Any]] = mapped_column("file_table", Json)
    mapping: Mapped[Mapping[str, Any]] = mapped_column(Json)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    number: Mapped[int | None]
