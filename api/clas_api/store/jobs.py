"""Long work: which there is, which piece comes next, how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, false, func, select, true
from sqlalchemy.orm import Session

from clas_api.store.database import Scope
from clas_api.store.models import Job, JobPiece


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much of a job is done, of how much, and what went wrong so far."""

    done: int
    total: int
    problems: Sequence[str]


def within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a job is of a department of `scope`."""
    return true() if scope.everything else Job.department.in_(scope.departments) if scope.departments else false()


def job_in(session: Session, scope: Scope, key: UUID, *, hold: bool = False) -> Job | None:
    """Return a job of `scope`, perhaps held until the commit."""
    query = select(Job).where(Job.id == key, within(scope))
    return session.scalar(query.with_for_update() if hold else query)


def jobs_in(session: Session, scope: Scope, limit: int, *, waiting: bool = False) -> Sequence[Job]:
    """Return the jobs of `scope`, the newest first, or only those that have not ended, the oldest first."""
    query = select(Job).where(within(scope)).limit(limit)
    if waiting:
        return session.scalars(query.where(Job.ended_at.is_(None)).order_by(Job.begun_at, Job.id)).all()
    return session.scalars(query.order_by(Job.begun_at.desc(), Job.id)).all()


def jobs_of_kind(session: Session, department: str, kind: str, limit: int = 200) -> Sequence[Job]:
    """Return the jobs of a kind of a department that are still kept, the newest first."""
    query = select(Job).where(Job.department == department, Job.kind == kind)
    return session.scalars(query.order_by(Job.begun_at.desc(), Job.id).limit(limit)).all()


def next_piece(session: Session, key: UUID) -> JobPiece | None:
    """Return the first piece of a job that is not done."""
    left = select(JobPiece).where(JobPiece.job_id == key, JobPiece.done_at.is_(None))
    return session.scalar(left.order_by(JobPiece.position).limit(1))


def files_of(session: Session, key: UUID) -> Sequence[UUID]:
    """Return the keys of the files of a job's pieces, in their order."""
    made = select(JobPiece.file).where(JobPiece.job_id == key, JobPiece.file.is_not(None))
    return [each for each in session.scalars(made.order_by(JobPiece.position)) if each is not None]


def progress_of(session: Session, keys: Sequence[UUID]) -> Mapping[UUID, Progress]:
    """Return how far each of these jobs has come."""
    counted: dict[UUID, tuple[int, int]] = {}
    sizes = (func.sum(JobPiece.size).filter(JobPiece.done_at.is_not(None)), func.sum(JobPiece.size))
    for key, done, total in session.execute(
        select(JobPiece.job_id, *sizes).where(JobPiece.job_id.in_(keys)).group_by(JobPiece.job_id)
    ):
        counted[key] = (int(done or 0), int(total or 0))
    told: dict[UUID, list[str]] = {}
    said = select(JobPiece.job_id, JobPiece.problems).where(JobPiece.job_id.in_(keys), JobPiece.problems.is_not(None))
    for key, problems in session.execute(said.order_by(JobPiece.job_id, JobPiece.position)):
        told.setdefault(key, []).extend(problems or ())
    nothing = (0, 0)
    return {
        key: Progress(done=counted.get(key, nothing)[0], total=counted.get(key, nothing)[1], problems=told.get(key, ()))
        for key in keys
    }


def kept_files(session: Session) -> set[UUID]:
    """Return the keys of every file that a job or a piece of one has."""
    results = session.scalars(select(Job.result).where(Job.result.is_not(None)))
    pieces = session.scalars(select(JobPiece.file).where(JobPiece.file.is_not(None)))
    return {each for each in (*results, *pieces) if each is not None}


def drop_ended(session: Session, department: str, before: datetime) -> Sequence[UUID]:
    """Remove the jobs of a department that began before a moment; return the keys of their files."""
    old = and_(Job.department == department, Job.begun_at < before)
    keys = session.scalars(select(Job.id).where(old)).all()
    if not keys:
        return []
    files = session.scalars(select(JobPiece.file).where(JobPiece.job_id.in_(keys), JobPiece.file.is_not(None))).all()
    results = session.scalars(select(Job.result).where(Job.id.in_(keys), Job.result.is_not(None))).all()
    session.execute(delete(JobPiece).where(JobPiece.job_id.in_(keys)))
    session.execute(delete(Job).where(Job.id.in_(keys)))
    return [each for each in (*files, *results) if each is not None]
