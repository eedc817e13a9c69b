"""Giving up on bodies that do not come: whoever sends a byte a minute must not hold the threads of a worker.

granian gives a request a thread once its headers are there, and has no deadline for what follows. So what waits for a
body takes one of a few places, and the other threads go on answering; and a watch ends the connections to which nothing
was sent for as long as a reading has lasted that lasts too long. A proxy that takes requests in whole does the same.
"""

import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from werkzeug.exceptions import RequestTimeout, ServiceUnavailable

PLACES = 6
"""Bodies that may be waited for at once: fewer than a worker has threads (`THREADS`)."""

PIECE_SECONDS = 20.0
"""How long a piece of a body is waited for: 64 KiB, which a line of 50 kbit/s brings in half of that."""

WHOLE_SECONDS = 300.0
"""How long a body may take in all: 10 MiB come in time at a third of a megabit a second."""

SECONDS_FOR_A_PLACE = 0.5

_IN_TCP_INFO = struct.Struct("=44xI")
"""Where Linux says how many milliseconds ago anything was last sent on a connection."""

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]


class SlowBodies:
    """Wraps an application: the bodies that it reads have their places and their time."""

    def __init__(self, application: Application, *, piece: float = PIECE_SECONDS, whole: float = WHOLE_SECONDS) -> None:
        self.piece, self.whole = piece, whole
        self.places = threading.BoundedSemaphore(PLACES)
        self.waited_for: set[_Body] = set()
        self._application = application
        self._port = 0
        if sys.platform == "linux":
            threading.Thread(target=self._watch, name="slow-bodies", daemon=True).start()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ:
            self._port = int(environ["SERVER_PORT"])
            environ["wsgi.input"] = _Body(environ["wsgi.input"], self)
        return self._application(environ, start_response)

    def _watch(self) -> None:
        while True:
            sleep(min(1.0, self.piece / 4))
            now = monotonic()
            late = [each for each in tuple(self.waited_for) if each.is_late(now)]
            if late:
                _end_connections(self._port, min(now - each.began for each in late))


class _Body:
    """The body of a request, as the server gives it."""

    def __init__(self, given: Any, bodies: SlowBodies) -> None:
        self._given, self._bodies = given, bodies
        self.began = self._since = monotonic()

    def is_late(self, now: float) -> bool:
        """Tell whether the piece, or the whole, takes too long."""
        return now - self._since > self._bodies.piece or now - self.began > self._bodies.whole

    def read(self, *size: int) -> bytes:
        """Read a piece. Ends the request with 408 when the body takes too long, 503 when too many are waited for."""
        bodies = self._bodies
        if not bodies.places.acquire(timeout=SECONDS_FOR_A_PLACE):
            raise ServiceUnavailable
        self._since = monotonic()
        bodies.waited_for.add(self)
        try:
            piece: bytes = self._given.read(*size)
        finally:
            bodies.waited_for.discard(self)
            bodies.places.release()
        if self.is_late(monotonic()):
            raise RequestTimeout
        return piece


def _end_connections(port: int, silent: float) -> None:
    """End the connections to `port` of this process on which nothing was sent for `silent` seconds.

    The server does not say which connection a request came by. One that is only kept open is ended as well: whoever has
    it opens another.
    """
    for each in Path("/proc/self/fd").iterdir():
        try:
            connection = socket.socket(fileno=os.dup(int(each.name)))
        except OSError:  # no socket, or not any more
            continue
        with connection:
            try:
                if connection.getsockname()[1] != port or connection.type != socket.SOCK_STREAM:
                    continue
                connection.getpeername()
                (since_sent,) = _IN_TCP_INFO.unpack(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 48))
                if since_sent >= silent * 1000:
                    connection.shutdown(socket.SHUT_RDWR)
            except (OSError, IndexError):  # the one that listens, or of another kind
                continue
