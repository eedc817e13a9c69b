"""Long work: each piece is done and committed once, whoever is interrupted, whoever else tries; the rest goes on."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine

from clas_api.context import Context
from clas_api.installation import Clock
from clas_api.services.jobs.asking_jobs import Piece, begin_job, find_job, open_result
from clas_api.services.jobs.job_kinds import JobKind, JobSeen, MadeFile, PieceDone
from clas_api.services.maintenance import doing_jobs
from clas_api.services.maintenance.checking_documents import check_documents, open_documents
from clas_api.services.maintenance.doing_jobs import LEASE, go_on
from clas_api.services.trace import record
from clas_api.store import upgrade
from clas_api.store.files import Folder
from clas_core.errors import Refused
from tests.contexts import NOW, context_on


class Killed(BaseException):
    """What a process that is killed does: nothing after."""


class Work:
    """A kind of work that says what it was asked to do, and may be killed in the middle."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.killed_at: set[Any] = set()

    def take(self, context: Context, job: JobSeen, asked: Any) -> PieceDone:
        self.taken.append(asked)
        if asked in self.killed_at:
            self.killed_at.discard(asked)
            raise Killed
        if asked == "refused":
            raise Refused("Cette partie est refusée.")
        if asked == "bug":
            raise ZeroDivisionError
        return PieceDone(file=str(asked).encode(), write=lambda writing: _written(writing, str(asked)))

    @staticmethod
    def finish(context: Context, job: JobSeen, files: Iterable[bytes]) -> MadeFile:
        return MadeFile(name="tout.txt", stream=io.BytesIO(b"+".join(files)))


def _written(context: Context, said: str) -> None:
    record(context, "essai", said, chain="marne")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    work = Work()
    kind = JobKind(name="essai", words="Un essai", take=work.take, finish=work.finish)
    monkeypatch.setattr(doing_jobs, "KINDS", {"essai": kind})
    return work


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, make_database: Callable[[str], str]) -> Iterator[Engine]:
    url = make_database(request.param)
    engine = create_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def context(engine: Engine, tmp_path: Any) -> Iterator[Context]:
    with context_on(engine) as context:
        files = replace(context.installation, files=Folder(tmp_path / "files"))
        yield replace(context, installation=files)


def _begun(context: Context, *pieces: Any) -> UUID:
    return begin_job(context, "marne", "essai", "Un essai", {}, [Piece(asked=each) for each in pieces])


def _later(context: Context, by: timedelta) -> Context:
    now = NOW + by
    return replace(context, installation=replace(context.installation, clock=Clock(now)), now=now)


def _told(context: Context) -> list[str]:
    from clas_api.store.chains import links_of

    context.open_wholly()
    return [link.subject for link in links_of(context.session, "marne")]


def test_each_piece_is_done_once_and_the_file_has_them_in_order(context: Context, work: Work) -> None:
    key = _begun(context, 1, 2, 3)
    assert find_job(context, key).state == "waiting"
    while not go_on(context, key, seconds=0):
        pass
    view = find_job(context, key)
    assert (view.state, view.progress.done, view.progress.total) == ("done", 3, 3)
    assert work.taken == [1, 2, 3]
    name, stream = open_result(context, key)
    with stream:
        assert (name, stream.read()) == ("tout.txt", b"1+2+3")
    assert _told(context) == ["1", "2", "3"]
    assert go_on(context, key)
    assert work.taken == [1, 2, 3], "what has ended is not begun again"


def test_what_is_killed_is_taken_up_where_it_stood_and_writes_nothing_twice(context: Context, work: Work) -> None:
    key = _begun(context, 1, 2, 3)
    work.killed_at.add(2)
    with pytest.raises(Killed):
        go_on(context, key, seconds=60)
    assert not go_on(context, key), "whoever was killed is believed to be at it for a while"
    assert work.taken == [1, 2]
    assert go_on(_later(context, LEASE + timedelta(seconds=1)), key, seconds=60)
    assert work.taken == [1, 2, 2, 3]
    assert _told(context) == ["1", "2", "3"]


def test_a_piece_that_two_have_done_is_written_once(
    context: Context, work: Work, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = _begun(context, 1)
    inner = work.take

    def slow(own: Context, job: JobSeen, asked: Any) -> PieceDone:
        if len(work.taken) == 0:
            done = inner(own, job, asked)
            own.session.rollback()
            with context_on(engine) as other:
                other = replace(other, installation=context.installation)
                assert go_on(_later(other, LEASE + timedelta(minutes=1)), key, seconds=60)
            return done
        return inner(own, job, asked)

    kind = JobKind(name="essai", words="Un essai", take=slow, finish=work.finish)
    monkeypatch.setattr(doing_jobs, "KINDS", {"essai": kind})
    assert go_on(context, key, seconds=60)
    assert work.taken == [1, 1]
    assert _told(context) == ["1"]


def test_what_goes_wrong_in_a_piece_is_told_and_the_others_go_on(context: Context, work: Work) -> None:
    key = _begun(context, 1, "refused", "bug", 2)
    assert go_on(context, key, seconds=60)
    view = find_job(context, key)
    assert view.progress.done == 4
    assert view.progress.problems == ["Cette partie est refusée.", doing_jobs.BROKEN]
    assert _told(context) == ["1", "2"]


def test_a_clock_that_was_set_back_holds_nothing(context: Context, work: Work) -> None:
    key = _begun(context, 1, 2)
    work.killed_at.add(1)
    with pytest.raises(Killed):
        go_on(_later(context, timedelta(hours=2)), key, seconds=60)
    assert go_on(context, key, seconds=60)


def test_the_files_of_jobs_are_nobodys_leftovers_and_go_with_them(context: Context, work: Work) -> None:
    key = _begun(context, 1)
    go_on(context, key, seconds=60)
    result = find_job(context, key).job.result
    assert list(context.installation.files.keys(timedelta(0))) == [result]
    context.session.rollback()
    open_documents(context)
    assert check_documents(context, lambda _: None).unclaimed == []
    _begun(_later(context, timedelta(days=8)), 1)
    assert list(context.installation.files.keys(timedelta(0))) == []
