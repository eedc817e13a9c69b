"""Doing long work: the next piece is claimed in one transaction, done, and noted in another with what it writes.

Whoever looks at a job does it a second at a time, and so does a command: several may try at once, one is at it. What
says that somebody is at it ends by itself, so that a job whose worker was killed is taken up again where it stood.
"""

import io
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import IO
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from clas_api.context import Context, command
from clas_api.refusals import StorageUnavailable
from clas_api.services.jobs.asking_jobs import A_JOB, list_jobs
from clas_api.services.jobs.job_kinds import JobKind, JobSeen, MadeFile, PieceDone
from clas_api.services.maintenance.job_registry import KINDS
from clas_api.store.jobs import files_of, job_in, next_piece
from clas_api.store.models import Job, JobPiece
from clas_core.errors import ClasError, NotFound

A_WHILE = 1.0
"""Seconds after which what was done so far is told."""

LEASE = timedelta(minutes=2)
"""How long whoever has claimed a piece is believed to be at it: a piece takes a second or two, a whole file more."""

BROKEN = "Une erreur du service l'a empêché : elle est au journal, signalez-la à qui administre la plateforme."

_log = logging.getLogger(__name__)


def go_on(context: Context, key: UUID, *, seconds: float = A_WHILE, told: Callable[[int], None] | None = None) -> bool:
    """Do a job for some seconds; `told` is given the size of each piece that is done. Return whether it has ended.

    Where somebody else is at it, nothing is done. Each piece commits. Raises `NotFound`.
    """
    ends = monotonic() + seconds
    while True:
        job, position, asked = _claim(_later(context), key)
        if job is None:
            return position == _ENDED
        kind, seen = KINDS[job.kind], _seen(job)
        if position is None:
            _end(_later(context), key, *_finished(context, kind, seen, key))
            return True
        done = _taken(context, kind, seen, asked)
        size = _note(_later(context), key, position, done)
        if told is not None:
            told(size)
        if monotonic() > ends:
            return False


def run_waiting(context: Context, told: Callable[[int], None] | None = None) -> int:
    """Do every job that has not ended and that nobody is at, to its end; return how many have ended."""
    return sum(
        go_on(context, each, seconds=float("inf"), told=told)
        for each in [view.job.id for view in list_jobs(context, 1000, waiting=True)]
    )


_ENDED = 0


def _later(context: Context) -> Context:
    """Return the same context now: a job takes long."""
    return replace(context, now=context.installation.clock.now())


def _seen(job: Job) -> JobSeen:
    return JobSeen(id=job.id, department=job.department, account_id=job.account_id, asked=job.asked)


def is_held(job: Job, now: datetime) -> bool:
    # A claim beyond the lease was made by a clock that was set back since: nobody is at it.
    return job.held_until is not None and now < job.held_until <= now + LEASE


@command
def _claim(context: Context, key: UUID) -> tuple[Job | None, int | None, object]:
    """Claim the next piece: return the job, the piece's position and what it is asked; no position once all are done;
    no job where it has ended (position `_ENDED`) or somebody is at it."""
    scope = context.open("dossiers.study", writing=True)
    job = job_in(context.session, scope, key, hold=True)
    if job is None:
        raise NotFound(A_JOB)
    if job.ended_at is not None or is_held(job, context.now):
        ended = job.ended_at is not None
        context.session.rollback()
        return None, _ENDED if ended else None, None
    job.held_until = context.now + LEASE
    piece = next_piece(context.session, key)
    context.session.commit()
    return (job, None, None) if piece is None else (job, piece.position, piece.asked)


def _taken(context: Context, kind: JobKind, seen: JobSeen, asked: object) -> PieceDone:
    try:
        return kind.take(context, seen, asked)
    except (SQLAlchemyError, StorageUnavailable):
        raise  # nothing of it is known to be wrong: it is taken up again
    except ClasError as error:
        return PieceDone(problems=[str(error)])
    except Exception:  # noqa: BLE001  # a bug of one piece keeps no other from being done
        _log.exception("a piece of a job failed: %s", kind.name)
        return PieceDone(problems=[BROKEN])


@command
def _note(context: Context, key: UUID, position: int, done: PieceDone) -> int:
    """Note a piece as done, with what it writes, unless somebody else has done it meanwhile. Commits."""
    scope = context.open("dossiers.study", writing=True)
    job = job_in(context.session, scope, key, hold=True)
    piece = context.session.get_one(JobPiece, (key, position))
    size = piece.size
    if job is None or piece.done_at is not None:
        context.session.rollback()
        return 0
    file = None
    if done.file is not None:
        file = uuid4()
        context.installation.files.put(file, io.BytesIO(done.file))
    if done.write is not None:
        done.write(context)
    piece.problems, piece.file, piece.done_at = list(done.problems) or None, file, context.now
    job.held_until = None
    context.session.commit()
    return size


def _finished(context: Context, kind: JobKind, seen: JobSeen, key: UUID) -> tuple[MadeFile | None, str]:
    """Make the file of a job from those of its pieces; return also what kept it from being made."""
    if kind.finish is None:
        return None, ""
    context.open("dossiers.study")
    try:
        return kind.finish(context, seen, _read(context, files_of(context.session, key))), ""
    except (SQLAlchemyError, StorageUnavailable):
        raise
    except ClasError as error:
        return None, str(error)
    except Exception:  # noqa: BLE001  # a bug of one piece keeps no other from being done
        _log.exception("the file of a job failed: %s", kind.name)
        return None, BROKEN


def _read(context: Context, files: Iterable[UUID]) -> Iterator[bytes]:
    for each in files:
        with context.installation.files.open(each) as stream:
            yield stream.read()


@command
def _end(context: Context, key: UUID, made: MadeFile | None, failure: str) -> None:
    """Note that a job has ended, with its file. The files of its pieces are not needed any more. Commits."""
    scope = context.open("dossiers.study", writing=True)
    job = job_in(context.session, scope, key, hold=True)
    if job is None or job.ended_at is not None:
        context.session.rollback()
        return
    if made is not None:
        job.result, job.result_name = uuid4(), made.name
        stream: IO[bytes] = made.stream
        context.installation.files.put(job.result, stream)
    job.failure, job.ended_at, job.held_until = failure[:500] or None, context.now, None
    gone = files_of(context.session, key)
    for piece in context.session.scalars(select(JobPiece).where(JobPiece.job_id == key, JobPiece.file.is_not(None))):
        piece.file = None
    context.session.commit()
    for each in gone:
        context.installation.files.remove(each)
