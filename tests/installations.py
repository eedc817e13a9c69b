"""An installation of the service as somebody runs one: a database, a folder, a mail server, processes over HTTP."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic, sleep
from typing import Any

import requests
from aiosmtpd.controller import Controller

from tests.forked import Process, start

PATIENCE = 120.0
"""Seconds that a busy machine may take for what takes one."""


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    """Tell whether somebody answers there: asking costs next to nothing, and is done often while a service starts."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Letterbox:
    """A mail server that keeps what it is given."""

    letters: list[tuple[str, str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        letter = message_from_bytes(envelope.content, policy=default)
        body = letter.get_body(("plain",))
        text = body.get_content() if body else ""
        self.letters.extend((to, str(letter["Subject"]), text) for to in envelope.rcpt_tos)
        return "250 OK"

    def to(self, address: str) -> list[tuple[str, str]]:
        """Return the subjects and texts of the letters to `address`, in their order."""
        return [(subject, text) for to, subject, text in self.letters if to == address]


SCRIPT = Path(__file__).parent.parent / "docs" / "controle" / "verifier_trace.py"


@contextmanager
def mail_server() -> Iterator[tuple[Letterbox, str]]:
    """Run a mail server; give what it keeps, and its address."""
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@dataclass
class Installation:
    """Settings, as variables of the environment; `path` comes first where Python looks for packages."""

    folder: Path
    settings: Mapping[str, str]
    path: tuple[Path, ...] = ()

    def environment(self, **settings: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CLAS_")}
        kept["PYTHONPATH"] = os.pathsep.join([*map(str, self.path), kept.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        return {**kept, **self.settings, **settings}

    def clas(self, *arguments: str, status: int = 0, **settings: str) -> str:
        """Run a command; return what it wrote. Its exit status must be `status`."""
        with TemporaryFile() as output, TemporaryFile() as errors:
            environment = self.environment(**settings)
            process = start(arguments, folder=self.folder, environment=environment, output=output, errors=errors)
            ended = process.wait(PATIENCE)
            output.seek(0)
            errors.seek(0)
            said = output.read().decode()
            assert ended == status, said + errors.read().decode()
        return said

    def check_chains(self) -> None:
        """Verify the exported trace by the script that uses nothing of ours.

        `clas audit verify` also crosses it with the rows that it tells of, of which tests put some there themselves.
        """
        exported = self.folder / "trace.txt"
        exported.write_text(self.clas("audit", "export", "--all"), encoding="utf-8")
        done = subprocess.run([sys.executable, str(SCRIPT), str(exported)], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    @contextmanager
    def serving(self, *, today: str, **settings: str) -> Iterator["Service"]:
        """Serve with the clock at `today`, until the end of the block."""
        service = Service.start(self, settings={"CLAS_TODAY": today, **settings})
        try:
            yield service
        finally:
            service.stop()


@dataclass
class Service:
    """A service that answers, in a process group of its own."""

    process: Process
    port: int
    log: Path

    @classmethod
    def start(cls, installation: Installation, *, settings: Mapping[str, str], workers: int = 1) -> "Service":
        port = free_port()
        log = installation.folder / f"service-{port}.log"
        with log.open("wb") as said:
            arguments = ("serve", "--port", str(port), "--workers", str(workers))
            environment = installation.environment(**settings)
            process = start(arguments, folder=installation.folder, environment=environment, output=said, errors=said)
        service = cls(process, port, log)
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline and process.poll() is None:
            if _listens(port) and requests.get(f"{service.url}/health/ready", timeout=PATIENCE).status_code == 200:
                return service
            sleep(0.02)
        service.kill()
        raise RuntimeError(f"the service did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End the service as an administrator does."""
        self.process.terminate()
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the service at once, workers included, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Caller:
    """Somebody who uses the JSON service."""

    url: str
    key: str = ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """Ask, and return the answer, which is never the service's own fault."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key:
            sent["Authorization"] = f"Bearer {self.key}"
        answer = requests.request(method, f"{self.url}/api/v1{path}", json=body, headers=sent, timeout=PATIENCE)
        assert answer.status_code != 500, answer.text
        return answer

    def get(self, path: str, status: int = 200) -> Any:
        return self._expect(self.ask("GET", path), status)

    def post(self, path: str, body: Any = None, status: int = 201, **headers: str) -> Any:
        return self._expect(self.ask("POST", path, body, **headers), status)

    def patch(self, path: str, body: Any, status: int = 200) -> Any:
        """Change what is there, in the version that is there now."""
        tag = self.ask("GET", path).headers["ETag"]
        return self._expect(self.ask("PATCH", path, body, If_Match=tag), status)

    @staticmethod
    def _expect(answer: requests.Response, status: int) -> Any:
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None
