"""Asking for long work, finding it again, reading what it came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any
from uuid import UUID, uuid4

from clas_api.context import Context, command
from clas_api.store.jobs import Progress, drop_ended, job_in, jobs_in, progress_of
from clas_api.store.models import Job, JobPiece
from clas_core.errors import InvalidInput, NotFound, Problem, Refused

KEPT = timedelta(days=7)
"""How long a job and its file are kept: what it was made of stays, and it can be asked for again."""

MOST_PIECES = 10_000
A_JOB = "Cette tâche"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job, and how far it has come."""

    job: Job
    progress: Progress

    @property
    def state(self) -> str:
        """``waiting`` or ``running`` until it has ended, then ``done``, or ``failed`` where its file was not made."""
        if self.job.ended_at is not None:
            return "failed" if self.job.failure else "done"
        return "running" if self.progress.done or self.job.held_until else "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a job to begin: what it is asked, as JSON values, and how much of the whole it is."""

    asked: Any
    size: int = 1


@command
def begin_job(
    context: Context, department: str, kind: str, title: str, asked: Mapping[str, Any], pieces: Sequence[Piece]
) -> UUID:
    """Begin long work of a department, of which nothing is done yet; return its key. Commits.

    Raises `NotFound` for a department that whoever asks does not work for, `InvalidInput` without a piece.
    """
    scope = context.open("dossiers.study", writing=True)
    if not scope.everything and department not in scope.departments:
        raise NotFound("Ce département")
    if not 0 < len(pieces) <= MOST_PIECES:
        raise InvalidInput([Problem((), f"Une tâche a de 1 à {MOST_PIECES} parties.")])
    files = drop_ended(context.session, department, context.now - KEPT)
    key = uuid4()
    job = Job(
        id=key,
        department=department,
        account_id=context.who.account,
        kind=kind,
        title=title,
        asked=dict(asked),
        begun_at=context.now,
    )
    context.session.add(job)
    context.session.flush()
    context.session.add_all(
        JobPiece(job_id=key, position=position, department=department, asked=each.asked, size=each.size)
        for position, each in enumerate(pieces, start=1)
    )
    context.session.commit()
    for each in files:
        context.installation.files.remove(each)
    return key


def find_job(context: Context, key: UUID) -> JobView:
    """Return a job of a department that whoever asks works for. Raises `NotFound`."""
    scope = context.open("dossiers.study")
    job = job_in(context.session, scope, key)
    if job is None:
        raise NotFound(A_JOB)
    return JobView(job=job, progress=progress_of(context.session, [key])[key])


def list_jobs(context: Context, limit: int = 50, *, waiting: bool = False) -> Sequence[JobView]:
    """Return the newest jobs of the departments that whoever asks works for, or those that have not ended."""
    scope = context.open("dossiers.study")
    found = jobs_in(context.session, scope, limit, waiting=waiting)
    progress = progress_of(context.session, [each.id for each in found])
    return [JobView(job=each, progress=progress[each.id]) for each in found]


def open_result(context: Context, key: UUID) -> tuple[str, IO[bytes]]:
    """Return the name and the bytes of the file that a job has made. Raises `NotFound`, `Refused` before it has."""
    job = find_job(context, key).job
    if job.result is None:
        raise Refused("Cette tâche n'a pas de fichier à donner : elle n'est pas finie, ou n'en fait pas.")
    return job.result_name or "resultat", context.installation.files.open(job.result)
