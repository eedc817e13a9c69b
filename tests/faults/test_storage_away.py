"""The disk is full, the database or the mail server is away: it is said in French, nothing is lost, and it passes."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import OutgoingMail
from tests.databases import PostgresServer
from tests.faults.conftest import Install, Served, served
from tests.faults.wholeness import faults_of
from tests.installations import PATIENCE, Caller, Service, free_port, mail_server
from tests.office import PDF

NARRATIVE = "Ce qui est prévu. " * 500


def _assert_unavailable(answer: requests.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["Retry-After"] == "30"
    told = answer.json()
    assert told["type"] == "urn:clas:problem:storage-unavailable"
    assert "Réessayez" in told["detail"]


@contextmanager
def _full_disk(service: Service, file: Path) -> Iterator[None]:
    """Let no file of the service grow beyond what the database is now: to whoever writes, the disk is full."""
    for suffix in ("", "-wal"):
        if (kept := Path(f"{file}{suffix}")).exists():
            size = kept.stat().st_size
    largest = max(size, file.stat().st_size)
    _limit(service, largest)
    try:
        yield
    finally:
        _limit(service, resource.RLIM_INFINITY)


def _limit(service: Service, size: int) -> None:
    for entry in Path("/proc").iterdir():
        with suppress(ValueError, ProcessLookupError):
            if os.getpgid(int(entry.name)) == service.process.pid:
                resource.prlimit(int(entry.name), resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="les limites d'un autre processus ne se règlent pas ici")
def test_a_full_disk_is_told_and_what_was_there_stays(install: Install) -> None:
    with served(install("sqlite")) as running:
        caller, path = running.caller("porteur51"), running.draft()
        receipt = caller.post(f"{path}/deposit")
        file = Path(running.installation.settings["CLAS_DATABASE_URL"].removeprefix("sqlite:///"))
        before = caller.get(path)
        with _full_disk(running.service, file):
            refused = []
            for number in range(60):
                tag = caller.ask("GET", path).headers["ETag"]
                texts = dict.fromkeys(("children", "parents", "school", "territory"), f"{number} {NARRATIVE}")
                answer = caller.ask("PATCH", path, {"axes": texts}, If_Match=tag)
                if answer.status_code == 200:
                    before = answer.json()
                    continue
                refused.append(answer)
                if len(refused) == 3:
                    break
            assert len(refused) == 3, "the disk was never full"
            for answer in refused:
                _assert_unavailable(answer)
            document = {"file": ("statuts.pdf", PDF + bytes(9_000_000))}
            headers = {"Authorization": f"Bearer {caller.key}"}
            place = f"{running.service.url}/api/v1{path}/attachments"
            joined = requests.post(place, data={"kind": "statutes"}, files=document, headers=headers, timeout=PATIENCE)
            _assert_unavailable(joined)
            assert caller.get(path) == before, "what was saved is read meanwhile"
        assert list(Path(running.installation.settings["CLAS_ATTACHMENTS"]).rglob("*.part")) == []
        caller.patch(path, {"axes": {**before["content"]["axes"], "children": "De nouveau."}})
        again = caller.post(f"{path}/deposit")
        assert again["version"] == 2
        assert faults_of(running.engine, [receipt, again]) == []
        running.installation.check_chains()


def test_a_database_that_goes_and_comes_back_is_waited_for(
    install: Install, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with (
        PostgresServer.running() as server,
        served(install("postgresql", server.new_database())) as running,
    ):
        caller, receipts = running.caller("porteur51"), []
        for _ in range(2):
            paths = [running.draft() for _ in range(2)]
            receipts.append(caller.post(f"{paths[0]}/deposit"))
            server.handle.stop()
            try:
                _assert_unavailable(caller.ask("POST", f"{paths[1]}/deposit", Idempotency_Key=paths[1]))
                _assert_unavailable(caller.ask("GET", paths[0]))
                assert requests.get(f"{running.service.url}/health", timeout=PATIENCE).status_code == 200
                assert requests.get(f"{running.service.url}/health/ready", timeout=PATIENCE).status_code == 503
                assert caller.ask("GET", "/departments/marne").status_code == 200
            finally:
                server.handle.ensure_postgres_running()
            receipts.append(caller.post(f"{paths[1]}/deposit", Idempotency_Key=paths[1]))
        running.engine.dispose()
        assert faults_of(running.engine, receipts) == []


def test_mails_wait_while_their_server_is_away_and_go_once_when_it_is_back(install: Install) -> None:
    with served(install("sqlite", CLAS_SMTP_URL=f"smtp://127.0.0.1:{free_port()}")) as running:
        caller = running.caller("porteur51")
        receipt = caller.post(f"{running.draft()}/deposit")
        Caller(running.service.url).post(
            "/accounts", {"email": "nouvelle@clas.example", "name": "Nouvelle"}, status=202
        )
        # Each command of a pinned day has its own eight o'clock: the rounds are at moments that are later than any.
        assert "en attente" in _send(running, "2025-07-02T00:00:00")
        assert set(_states(running)) == {"waiting"}
        with mail_server() as (box, address):
            for _ in range(2):
                _send(running, "2025-07-03T00:00:00", CLAS_SMTP_URL=address)
            assert set(_states(running)) == {"sent"}
        letters = [subject for subject, _ in box.to("contact@clas.example") if receipt["receipt"] in subject]
        assert len(letters) == 1
        assert len(box.to("nouvelle@clas.example")) == 1


def _send(running: Served, now: str, **settings: str) -> str:
    return running.installation.clas("mail", "send", status=0, CLAS_TODAY=now, **settings)


def _states(running: Served) -> list[str]:
    with Session(running.engine) as session:
        open_session(session, EVERYTHING)
        return list(session.scalars(select(OutgoingMail.state)))
