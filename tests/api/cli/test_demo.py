"""``clas demo``: one line, a service that answers, and a clean end."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from clas_api.config import Settings
from clas_api.installation import Installation
from clas_api.scenario.demonstration import DEMO_DAY, fill
from clas_api.store import upgrade

CLAS = str(Path(sysconfig.get_path("scripts")) / "clas")

EXAMPLE = {
    "department": "marne",
    "school_year": "2025-2026",
    "groups": [{"label": "CE2-CM1", "children": 10, "adults": 2, "running_costs": "9000.00", "bonuses": ["children"]}],
}

PATIENCE = 120.0
"""Seconds for a start on a busy machine; a sound stop takes one."""

Process = subprocess.Popen[str]
Start = Callable[..., Process]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the database of a demonstration, filled once: what is tried is how it is served."""
    file = tmp_path_factory.mktemp("filled") / "demo.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    upgrade(engine)
    assert list(fill(Installation.load(Settings(today=DEMO_DAY)), engine))
    engine.dispose()
    return file


def put(filled: Path, folder: Path) -> None:
    """Have a demonstration in `folder` already."""
    folder.mkdir(mode=0o700)
    shutil.copy(filled, folder / filled.name)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts ``clas`` in a session of its own; what is left running is killed in the end."""
    running: list[Process] = []

    def run(*arguments: str, **environment: str) -> Process:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CLAS_")}
        process = subprocess.Popen(
            [CLAS, *arguments],
            cwd=tmp_path,
            env={**clean, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _announcement(process: Process) -> str:
    """Return what is printed before the service starts: its addresses, its database, how to stop it."""
    assert process.stdout is not None
    written = ""
    while "Ctrl-C" not in written:
        line = process.stdout.readline()
        assert line, "it ended before it announced anything"
        written += line
    return written


def _port_in(announcement: str) -> int:
    found = re.match(r".*http://127\.0\.0\.1:(\d+)/\n", announcement)
    assert found is not None, announcement
    return int(found[1])


def _ask(port: int, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"}, **options)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _wait_until_it_answers(port: int) -> bytes:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            status, page = _ask(port, "GET", "/")
        except OSError:
            assert time.monotonic() < end, "the demonstration does not answer"
            time.sleep(0.05)
        else:
            assert status == 200
            return page


def _end_of(process: Process) -> tuple[int, str]:
    _, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, errors


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_the_demonstration_answers_and_stops_cleanly(
    start: Start, filled: Path, tmp_path: Path, sent: signal.Signals
) -> None:
    if sent is signal.SIGTERM:  # filling it is tried by the other signal
        put(filled, tmp_path / "var")
    port = _free_port()
    process = start("demo", "--port", str(port))
    announcement = _announcement(process)
    assert _port_in(announcement) == port
    assert f"CLAS_DATABASE_URL=sqlite:///{tmp_path / 'var' / 'demo.sqlite3'} clas mail show" in announcement
    assert "Marne" in _wait_until_it_answers(port).decode()
    status, answer = _ask(port, "POST", "/api/v1/estimates", json.dumps(EXAMPLE))
    assert (status, json.loads(answer)["total"]) == (200, "3129.70")
    assert _ask(port, "GET", "/health/ready")[0] == 200
    process.send_signal(sent)
    status, errors = _end_of(process)
    assert (status, errors) == (0, "")
    assert (tmp_path / "var" / "demo.sqlite3").is_file()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_demonstration_that_is_served_is_not_erased(start: Start, filled: Path, tmp_path: Path) -> None:
    put(filled, tmp_path / "var")
    port = _free_port()
    served = start("demo", "--port", str(port))
    _announcement(served)
    status, errors = _end_of(start("demo", "--reset", "--port", str(_free_port())))
    assert (status, "arrêtez-la" in errors) == (2, True), errors
    _wait_until_it_answers(port)
    served.send_signal(signal.SIGINT)
    assert _end_of(served) == (0, "")
    again = start("demo", "--reset", "--port", str(port))
    _announcement(again)
    _wait_until_it_answers(port)
    again.send_signal(signal.SIGINT)
    assert _end_of(again) == (0, "")


def test_control_c_in_a_terminal_stops_the_workers_too(start: Start, filled: Path, tmp_path: Path) -> None:
    """A terminal sends the signal to the whole group of processes."""
    put(filled, tmp_path / "var")
    process = start("demo", "--port", str(_free_port()))
    _wait_until_it_answers(_port_in(_announcement(process)))
    os.killpg(process.pid, signal.SIGINT)
    status, errors = _end_of(process)
    assert status in (0, 130)
    assert "Traceback" not in errors
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_a_signal_during_the_start_is_never_lost(start: Start, filled: Path, tmp_path: Path) -> None:
    """Somebody who thinks better of it while the workers start must not be left with a service that nothing stops."""

    def stop_after(delay: float) -> str:
        put(filled, tmp_path / f"var-{delay}")
        process = start("demo", "--port", str(_free_port()), "--folder", f"var-{delay}")
        _announcement(process)
        time.sleep(delay)
        process.send_signal(signal.SIGTERM)
        return _end_of(process)[1]

    with ThreadPoolExecutor() as several:
        for errors in several.map(stop_after, (0.02, 0.07, 0.12)):
            assert "Traceback" not in errors


def test_a_busy_port_gives_the_next_one(start: Start, filled: Path, tmp_path: Path) -> None:
    shutil.copy(filled, tmp_path / "ailleurs.sqlite3")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        busy: int = other.getsockname()[1]
        process = start("demo", "--port", str(busy), CLAS_DATABASE_URL="sqlite:///ailleurs.sqlite3")
        announcement = _announcement(process)
        port = _port_in(announcement)
        assert busy < port < busy + 20
        _wait_until_it_answers(port)
        _too_long_in_pieces(port)
    process.send_signal(signal.SIGTERM)
    status, errors = _end_of(process)
    assert (status, errors) == (0, "")
    assert "ailleurs.sqlite3" in announcement, "the database that is named is the one that is used"


def _too_long_in_pieces(port: int) -> None:
    """A body over a mebibyte is too long, even when it does not say its length beforehand."""
    pieces = [json.dumps(EXAMPLE).encode(), *[b" " * 65536] * 17]
    try:
        status, _ = _ask(port, "POST", "/api/v1/estimates", iter(pieces), encode_chunked=True)
    except (BrokenPipeError, ConnectionResetError):
        return  # refused before it was sent whole
    assert status == 413


def test_serve_on_a_busy_port_is_a_sentence(start: Start, tmp_path: Path) -> None:
    upgrade(create_engine(f"sqlite:///{tmp_path / 'clas.sqlite3'}"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        process = start("serve", "--port", str(other.getsockname()[1]), "--workers", "1")
        status, errors = _end_of(process)
    assert status == 2
    assert errors.strip()
    assert "Traceback" not in errors
