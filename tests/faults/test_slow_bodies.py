"""Bodies that do not come, or come byte by byte: they are given up, and nobody else waits for them."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from time import monotonic, sleep

import pytest
import requests

from clas_api.cli.service import THREADS
from clas_api.slow_bodies import PIECE_SECONDS, PLACES, SECONDS_FOR_A_PLACE
from tests.faults.conftest import Served
from tests.installations import free_port

SOCKETS = 12
PIECE, WHOLE = 2.0, 6.0
"""Seconds, in place of those that the service gives: tests need not wait that long."""

_SERVER = f"""
import sys
from flask import Flask, request
from granian import Granian
from granian.constants import Interfaces
from clas_api.slow_bodies import SlowBodies

def make():
    app = Flask("slow")
    app.config["MAX_CONTENT_LENGTH"] = 1 << 24
    app.add_url_rule("/health", "health", lambda: "ok")
    app.add_url_rule("/body", "body", lambda: str(len(request.get_data())), methods=["POST"])
    app.wsgi_app = SlowBodies(app.wsgi_app, piece={PIECE}, whole={WHOLE})
    return app

if __name__ == "__main__":
    Granian("slow_server:make", factory=True, interface=Interfaces.WSGI, port=int(sys.argv[1]), workers=1,
            blocking_threads={THREADS}, workers_kill_timeout=3).serve()
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve bodies by one worker like those of the service, only less patient."""
    folder = tmp_path_factory.mktemp("slow")
    (folder / "slow_server.py").write_text(_SERVER, encoding="utf-8")
    port = free_port()
    process = subprocess.Popen([sys.executable, "slow_server.py", str(port)], cwd=folder, stderr=subprocess.DEVNULL)
    try:
        deadline = monotonic() + 60
        while monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def begun(port: int, path: str = "/body", length: int = 500) -> socket.socket:
    """Open a connection, and send the headers and the first bytes of a body."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(
        f"POST {path} HTTP/1.1\r\nHost: clas\r\nContent-Type: application/json\r\n"
        f"Content-Length: {length}\r\n\r\n{{".encode()
    )
    return connection


def test_bodies_that_do_not_come_are_given_up(port: int) -> None:
    with ExitStack() as held:
        stalled = [held.enter_context(begun(port)) for _ in range(SOCKETS)]
        began = monotonic()
        assert requests.get(f"http://127.0.0.1:{port}/health", timeout=20).text == "ok"
        for each in stalled:
            told = each.recv(100)
            assert told == b"" or told.startswith((b"HTTP/1.1 503", b"HTTP/1.1 408"))
        assert monotonic() - began < 4 * PIECE
        assert requests.post(f"http://127.0.0.1:{port}/body", data=b"12345", timeout=20).text == "5"


def test_a_body_that_comes_byte_by_byte_is_given_up(port: int) -> None:
    with begun(port) as connection:
        began, ended = monotonic(), False
        connection.settimeout(0.2)
        while not ended and monotonic() - began < 4 * PIECE:
            try:
                ended = not connection.recv(100)
            except TimeoutError:
                connection.sendall(b" ")
            except OSError:
                ended = True
        assert ended


def test_a_slow_line_sends_a_large_document(port: int) -> None:
    """Each piece comes in time, and so does the whole: longer than a piece may take."""
    size, piece = 512 * 1024, 64 * 1024
    with begun(port, length=size + 1) as connection:
        began = monotonic()
        for _ in range(size // piece):
            sleep(PIECE / 4)
            connection.sendall(b" " * piece)
        assert monotonic() - began > PIECE
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_who_sends_a_body_in_time_is_answered_beside_those_who_do_not(everyday: Served) -> None:
    """The service itself, with its own patience: what has no body never waits for places."""
    service = everyday.service
    with ExitStack() as held:
        for _ in range(2 * SOCKETS):
            held.enter_context(begun(service.port, "/api/v1/estimates"))
        for _ in range(5):
            began = monotonic()
            assert requests.get(f"{service.url}/health", timeout=PIECE_SECONDS).status_code == 200
            assert monotonic() - began < PIECE_SECONDS / 2
    assert PLACES < THREADS
    assert SECONDS_FOR_A_PLACE < 1
