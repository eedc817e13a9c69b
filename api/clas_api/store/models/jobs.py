"""Long work that is asked for at once and done piece by piece, each piece committed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clas_api.store.models.base import Base, Json, Key, Moment, Slug

LONGEST_JOB_TITLE = 200


class Job(Base):
    """Long work of a department, asked by an account, or by a command where there is none.

    `kind` is one of `clas_api.services.jobs.registry.KINDS`, `asked` its parameters. `held_until` says that somebody is
    at it, and until when that is to be believed. Once it has ended, `result` is the key of its file, if it makes one.
    """

    __tablename__ = "jobs"
    unsealed_because = "tells how far long work has come; what it writes is traced and sealed there"
    __table_args__ = (
        CheckConstraint("length(kind) >= 1 AND length(title) >= 1", name="said"),
        CheckConstraint("result IS NULL OR result_name IS NOT NULL", name="named_result"),
        Index("ix_jobs_account_id", "account_id"),
        Index("ix_jobs_department", "department", "begun_at"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(LONGEST_JOB_TITLE))
    asked: Mapped[Mapping[str, Any]] = mapped_column(Json)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    held_until: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    failure: Mapped[str | None] = mapped_column(String(500))
    result: Mapped[UUID | None]
    result_name: Mapped[str | None] = mapped_column(String(120))


class JobPiece(Base):
    """A piece of a job: what is to be done, how much of the whole it is (`size`), and once done, what went wrong in it
    and the key of the file that it made."""

    __tablename__ = "job_pieces"
    unsealed_because = "tells how far long work has come; what it writes is traced and sealed there"
    __table_args__ = (
        CheckConstraint("position >= 1 AND size >= 1", name="numbers_from_one"),
        Index("ix_job_pieces_department", "department"),
    )

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    department: Mapped[Slug]
    asked: Mapped[Any] = mapped_column(Json)
    size: Mapped[int]
    problems: Mapped[Sequence[str] | None] = mapped_column(Json)
    file: Mapped[UUID | None]
    done_at: Mapped[datetime | None] = mapped_column(Moment)
