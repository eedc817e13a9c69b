"""Documents are shown to an antivirus: a real clamd where the machine has one, always one that only speaks like it."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

import pytest

from clas_api.antivirus import Antivirus, AntivirusAway
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Attachment, AuditEntry, OutgoingMail
from tests import office
from tests.api.attachments.conftest import deposit, join
from tests.api.cli.conftest import Ran, clas, shell
from tests.api.conftest import LendDatabase, MakeApp
from tests.casts import SMALL
from tests.stages import Stages, World

__all__ = ["clas", "shell"]

Clas = Callable[..., Ran]

MARK = b"Clas-Essai-Signature-7c1f"
"""What the antivirus of the tests takes for a virus: its own signature, harmless to everybody."""

INFECTED = office.PDF + b"% " + MARK + b"\n"
ABSENT = "Aucun clamd sur cette machine : le véritable antivirus n'est pas essayé (paquet « clamav-daemon »)."


@dataclass
class Daemon:
    """Speaks as clamd does; `answer` is what it says of what it is sent, when it says anything."""

    answer: bytes | None = None
    seen: list[bytes] = field(default_factory=list)
    address: str = ""

    @contextmanager
    def listening(self) -> "Iterator[Daemon]":
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
            thread = threading.Thread(target=self._serve, args=(server,), daemon=True)
            thread.start()
            yield self
            server.shutdown(socket.SHUT_RDWR)
        thread.join()

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                asked, _ = server.accept()
            except OSError:
                return
            with asked, asked.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while length := int.from_bytes(said.read(4), "big"):
                    content += said.read(length)
                self.seen.append(content)
                found = b"stream: Clas.Essai FOUND" if MARK in content else b"stream: OK"
                asked.sendall((found if self.answer is None else self.answer) + b"\0")


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    with Daemon().listening() as listening:
        yield listening


@pytest.fixture
def world(stages: Stages, lend_database: LendDatabase, make_app: MakeApp, kind: str, daemon: Daemon) -> World:
    app = make_app(database_url=lend_database(kind, empty=False), clamav=daemon.address)
    return stages.put_back(app, "drafts", SMALL)


def _listed(world: World, who: str = "porteur51") -> list[tuple[str, str | None]]:
    listed = world.ask(who, "GET", f"/dossiers/{world.deposited}/attachments").get_json()["attachments"]
    return [(each["filename"], each["examined"]) for each in listed]


def test_a_sound_document_is_joined_and_said_so_and_was_shown_whole(world: World, daemon: Daemon) -> None:
    join(world)
    assert _listed(world) == [("statuts.pdf", "sound")]
    assert daemon.seen == [office.PDF]


def test_an_infected_document_is_not_joined_and_the_sentence_names_the_virus(world: World) -> None:
    data = {"kind": "statutes", "file": (BytesIO(INFECTED), "statuts.pdf")}
    path = f"/dossiers/{world.deposited}/attachments"
    refused = world.ask("porteur51", "POST", path, data=data, content_type="multipart/form-data")
    assert refused.status_code == 422
    (problem,) = refused.get_json()["errors"]
    assert problem["pointer"] == "/file"
    assert "un virus" in problem["detail"]
    assert "Clas.Essai" in problem["detail"]
    assert _listed(world) == []


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR", b"stream: \xff\xfe", b"x" * 5000])
def test_what_says_nothing_of_use_leaves_the_document_waiting(world: World, daemon: Daemon, answer: bytes) -> None:
    daemon.answer = answer
    join(world)
    assert _listed(world) == [("statuts.pdf", "pending")]


def test_an_antivirus_that_is_away_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for address in (f"tcp://127.0.0.1:{port}", "unix:/nulle/part"):
        with pytest.raises(AntivirusAway):
            Antivirus(address).threat_in(BytesIO(office.PDF))


def test_a_waiting_document_is_its_porteurs_until_it_is_found_sound(world: World, daemon: Daemon, clas: Clas) -> None:
    daemon.answer = b""
    key = join(world)
    deposit(world)
    path = f"/dossiers/{world.deposited}/attachments/{key}"
    assert world.ask("porteur51", "GET", path, buffered=True).status_code == 200
    refused = world.ask("agent51", "GET", path)
    assert refused.status_code == 409
    assert "n'a pas encore vérifié" in refused.get_json()["detail"]
    page = world.browser("agent51").open(f"/espace/caf/dossiers/{world.deposited}")
    assert "à vérifier par l'antivirus" in page.text
    daemon.answer = None
    ran = _scan(world, clas)
    assert (ran.status, ran.output) == (0, "Pièces saines : 1.\n")
    assert world.ask("agent51", "GET", path, buffered=True).data == office.PDF
    assert _scan(world, clas).output == "Aucune pièce n'attend l'antivirus.\n"


def _scan(world: World, clas: Clas, *options: str) -> Ran:
    settings = world.app.extensions["clas"].settings
    environment = {
        "CLAS_DATABASE_URL": settings.database_url,
        "CLAS_ATTACHMENTS": str(settings.attachments),
        "CLAS_CLAMAV": settings.clamav,
        "CLAS_TODAY": "2025-07-02",
    }
    ran: Ran = clas("documents", "scan", *options, **environment)
    return ran


def test_a_virus_that_is_known_later_withholds_the_document_and_tells_whom_it_touches(
    world: World, daemon: Daemon, clas: Clas
) -> None:
    daemon.answer = b"stream: OK"
    key = join(world, INFECTED)
    deposit(world)
    daemon.answer = None
    assert _scan(world, clas).output == "Aucune pièce n'attend l'antivirus.\n"
    ran = _scan(world, clas, "--again", "--json")
    assert (ran.status, ran.json) == (1, {"sound": 0, "infected": [key], "unreadable": []})
    path = f"/dossiers/{world.deposited}/attachments/{key}"
    for who in ("porteur51", "agent51"):
        refused = world.ask(who, "GET", path)
        assert refused.status_code == 409
        assert "un virus" in refused.get_json()["detail"]
        assert "Clas.Essai" in refused.get_json()["detail"]
    assert _listed(world) == [("statuts.pdf", "infected")]
    assert "virus reconnu" in world.browser("porteur51").open(f"/espace/dossiers/{world.deposited}/pieces").text
    with world.app.app_context():
        open_session(database.session, EVERYTHING)
        mails = database.session.query(OutgoingMail).filter(OutgoingMail.subject.contains("n'est plus remise"))
        told = {each.recipient for each in mails}
        entries = [each.told for each in database.session.query(AuditEntry) if "document.examined" in each.entry]
        row = database.session.query(Attachment).one()
        assert (row.examined, row.threat) == ("infected", "Clas.Essai")
        database.session.rollback()
    assert told >= {"porteur51@clas.example", "head51@clas.example"}
    assert len(entries) == 1
    assert '"threat":"Clas.Essai"' in str(entries[0])


def test_a_command_without_an_antivirus_says_what_to_set(world: World, clas: Clas) -> None:
    settings = world.app.extensions["clas"].settings
    ran: Ran = clas("documents", "scan", CLAS_DATABASE_URL=settings.database_url)
    assert ran.status == 2
    assert "clamav" in ran.errors


@pytest.mark.parametrize(
    "address", ["clamd", "tcp://127.0.0.1", "tcp://127.0.0.1:0", "tcp://x:99999", "unix:clamd.ctl"]
)
def test_an_address_that_is_none_is_refused_with_an_example(clas: Clas, address: str) -> None:
    ran: Ran = clas("config", "check", CLAS_CLAMAV=address)
    assert ran.status == 1
    assert "unix:/run/clamav/clamd.ctl" in ran.output


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run ClamAV's own daemon, which knows one signature: that of the tests."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        pytest.skip(ABSENT)
    folder: Path = tmp_path_factory.mktemp("clamd")
    folder.chmod(0o755)
    (folder / "signatures").mkdir()
    (folder / "signatures" / "essai.ndb").write_text(f"Clas.Essai:0:*:{MARK.hex()}\n", encoding="utf-8")
    settings = {
        "DatabaseDirectory": folder / "signatures",
        "LocalSocket": folder / "clamd.ctl",
        "Foreground": "yes",
        "User": folder.owner(),  # it stays who runs the tests
    }
    text = "".join(f"{name} {value}\n" for name, value in settings.items())
    (folder / "clamd.conf").write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        [program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = monotonic() + 60
    while not (folder / "clamd.ctl").exists() and process.poll() is None and monotonic() < deadline:
        sleep(0.05)
    yield f"unix:{folder / 'clamd.ctl'}"
    process.terminate()
    process.wait(30)


def test_a_real_antivirus_recognises_its_signature_and_nothing_else(clamd: str) -> None:
    antivirus = Antivirus(clamd)
    assert antivirus.threat_in(BytesIO(office.PDF)) == ""
    assert antivirus.threat_in(BytesIO(INFECTED)) == "Clas.Essai.UNOFFICIAL"
    assert antivirus.threat_in(BytesIO(office.docx({"word/media/a.txt": MARK}))) == "Clas.Essai.UNOFFICIAL"
    assert antivirus.threat_in(BytesIO(office.PNG.ljust(10 * 1024 * 1024))) == ""
