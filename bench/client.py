"""A client that costs little: raw sockets, kept alive, requests written beforehand.

On a small machine the client shares the processors with the server. This one needs some ten microseconds a request,
and says how much of a processor it took, so that a table can show that the server was what was measured.
"""

import re
import selectors
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from time import perf_counter, process_time
from typing import Any, Self

import orjson

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_CHUNK = 1 << 20


def get(path: str, *, cookie: str = "") -> bytes:
    """Return a request for `path`, ready to be sent, perhaps with the cookie of somebody who is signed in."""
    kept = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{kept}\r\n".encode()


def post(path: str, payload: Any, *, key: str = "") -> bytes:
    """Return a request that posts `payload` as JSON, perhaps with a key of the JSON service."""
    body = orjson.dumps(payload)
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    if key:
        head += f"\r\nAuthorization: Bearer {key}"
    return head.encode() + b"\r\n\r\n" + body


def connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _body_of(received: bytes | bytearray) -> tuple[int, int] | None:
    """Return where the body of an answer begins and ends, or `None` while its headers are not all there."""
    begins = received.find(b"\r\n\r\n") + 4
    if begins == 3:
        return None
    length = _LENGTH.search(received, 0, begins)
    if not received.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")) or length is None:
        raise RuntimeError(f"unexpected answer: {bytes(received[:500])!r}")
    return begins, begins + int(length[1])


def ask(connection: socket.socket, request: bytes) -> bytes:
    """Send `request` and return the body of the answer. Raises `RuntimeError` unless it is a success."""
    connection.sendall(request)
    received = bytearray()
    while (span := _body_of(received)) is None or len(received) < span[1]:
        chunk = connection.recv(_CHUNK)
        if not chunk:
            raise RuntimeError("the server closed the connection")
        received += chunk
    return bytes(received[span[0] : span[1]])


def waits(connection: socket.socket, requests: Iterable[bytes]) -> Sequence[float]:
    """Return the times, in seconds, from sending each request to having its whole answer, one after the other."""
    measured = []
    for request in requests:
        start = perf_counter()
        ask(connection, request)
        measured.append(perf_counter() - start)
    return measured


def typical_wait(connection: socket.socket, requests: Iterable[bytes]) -> float:
    """Return the median of `waits`."""
    return median(waits(connection, requests))


@dataclass(frozen=True, slots=True)
class Load:
    """What a crowd got: answers per second, and the share of one processor that the client itself took."""

    per_second: float
    client_share: float


class Crowd:
    """Several connections that each ask again as soon as they are answered: the server is never idle."""

    def __init__(self, port: int, connections: int) -> None:
        self._resources = ExitStack()
        self._selector = self._resources.enter_context(selectors.DefaultSelector())
        self._sockets = [self._resources.enter_context(connect(port)) for _ in range(connections)]
        for each in self._sockets:
            self._selector.register(each, selectors.EVENT_READ, bytearray())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._resources.close()

    def load(self, requests: Sequence[bytes], seconds: float) -> Load:
        """Ask `requests`, over and over, for about `seconds`; return once every answer has come."""
        coming = cycle(requests)
        start, busy = perf_counter(), process_time()
        for each in self._sockets:
            each.sendall(next(coming))
        answered, waiting = 0, len(self._sockets)
        while waiting:
            late = perf_counter() - start >= seconds
            for connection in self._answered():
                answered += 1
                if late:
                    waiting -= 1
                else:
                    connection.sendall(next(coming))
        elapsed = perf_counter() - start
        return Load(answered / elapsed, (process_time() - busy) / elapsed)

    def _answered(self) -> Iterator[socket.socket]:
        """Yield the connections that have just received a whole answer."""
        for key, _ in self._selector.select(timeout=30):
            connection, received = key.fileobj, key.data
            assert isinstance(connection, socket.socket)
            received += connection.recv(_CHUNK)
            if (span := _body_of(received)) is not None and len(received) >= span[1]:
                received.clear()
                yield connection
