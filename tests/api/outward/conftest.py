"""What the tests of what leaves share: an installation and its people, as the tests of accounts have them, and a server
of this machine that notes what it is told."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.api.accounts.conftest import errors, house, problem

__all__ = ["errors", "house", "problem"]


@dataclass
class Receiver:
    """A server of this machine. `answers` is what it says next, its last word from then on; `heard` all it was told."""

    address: str
    answers: list[int] = field(default_factory=lambda: [204])
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def next_answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a server that answers, until the end of the test."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.heard.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status = told.next_answer()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{told.address}/ailleurs")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    told = Receiver(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()
