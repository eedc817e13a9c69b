"""Asking the code of a department, which runs in processes of its own, ended when they do not answer in time.

A thread that runs somebody else's code cannot be ended, and code that ends its process would end everybody's. What is
asked goes to a process by a socket; what it answers is read by a reader that makes nothing but what hooks answer.
"""

import io
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from threading import Lock
from time import monotonic
from types import MappingProxyType
from typing import Any
from weakref import finalize

from clas_api.apart.environment import environment_apart
from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.errors import DepartmentUnavailable

logger = logging.getLogger(__name__)

SECONDS = 10.0
"""For an answer. Code that works answers within milliseconds."""

SECONDS_TO_START = 30.0

SECONDS_OF_REST = 30.0
"""After its code has ended or hung, a department is not asked again for so long: each time would cost a process."""

LONGEST_ANSWER = 4 * 1024 * 1024


class _Reader(pickle.Unpickler):
    """Makes what hooks answer, and nothing else: whoever runs the code decides what is sent here."""

    _KNOWN = frozenset(
        {
            ("clas_core.departments.hookspecs", "LocalAid"),
            ("clas_core.eligibility.assessment", "Finding"),
            ("clas_core.eligibility.criteria", "Criterion"),
            ("clas_core.eligibility.places", "Place"),
            ("clas_core.eligibility.vocabulary", "FactField"),
            ("clas_core.sources", "Source"),
            ("clas_core.years", "SchoolYear"),
            ("datetime", "date"),
            ("decimal", "Decimal"),
            ("copyreg", "_reconstructor"),
            ("builtins", "object"),
        }
    )

    def find_class(self, module_name: str, global_name: str) -> Any:
        if (module_name, global_name) not in self._KNOWN:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} n'est pas ce que répond un point d'extension")
        return super().find_class(module_name, global_name)


@dataclass
class _Process:
    """A process that has loaded the department, and waits to be asked."""

    process: "subprocess.Popen[bytes]"
    connection: Connection

    @classmethod
    def started(cls, slug: str) -> "_Process":
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603  # ourselves, and the name of a department that is installed
                [sys.executable, "-m", "clas_api.apart.child", slug, str(theirs.fileno())],
                env=environment_apart(),
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        started = cls(process, Connection(ours.detach()))
        try:
            started.heard(SECONDS_TO_START)
        except BaseException:
            started.end()
            raise
        return started

    def heard(self, seconds: float) -> bytes:
        """Return what it says. Raises `TimeoutError`, or `EOFError` or `OSError` when it has ended."""
        if not self.connection.poll(seconds):
            raise TimeoutError
        return self.connection.recv_bytes(LONGEST_ANSWER)

    def end_in_words(self) -> str:
        """Say how it has ended: by itself, or because it computed for too long."""
        with suppress(subprocess.TimeoutExpired):
            if self.process.wait(1) == -signal.SIGVTALRM:
                return "a occupé un processeur plus d'une seconde"
        return "a mis fin à son processus"

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.wait()


@dataclass
class DepartmentCode:
    """The code of a department: as many processes as are asked at once, each started when it is first needed."""

    slug: str
    _free: list[_Process] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _rests_until: float = 0.0
    close: Callable[[], object] = field(init=False)

    def __post_init__(self) -> None:
        # When nobody asks any more, and at the end of this process.
        self.close = finalize(self, _end_all, self._free)

    def __call__(self, hook: str, arguments: Mapping[str, Any]) -> list[Any]:
        """Return the answers of the department's own code. Raises `DepartmentUnavailable`."""
        asked = pickle.dumps((hook, {name: _plain(value) for name, value in arguments.items()}))
        process = self._taken()
        try:
            process.connection.send_bytes(asked)
            kind, said = _Reader(io.BytesIO(process.heard(SECONDS))).load()
        except TimeoutError:
            self._condemn(process, f"{hook} n'a pas répondu en {SECONDS:.0f} secondes")
        except (EOFError, OSError):
            self._condemn(process, f"{hook} {process.end_in_words()}")
        except Exception as error:  # noqa: BLE001  # what it sends may make the reader raise anything
            self._condemn(process, f"{hook} a répondu autre chose : {type(error).__name__}: {error}")
        with self._lock:
            self._free.append(process)
        if kind != "answers":
            raise DepartmentUnavailable(self.slug, f"{hook} a échoué : {said}")
        answers: list[Any] = said
        return answers

    def _taken(self) -> _Process:
        with self._lock:
            if (left := self._rests_until - monotonic()) > 0:
                reason = f"son code a échoué il y a peu ; il sera de nouveau interrogé dans {left:.0f} s."
                raise DepartmentUnavailable(self.slug, reason)
            if self._free:
                return self._free.pop()
        try:
            return _Process.started(self.slug)
        except (TimeoutError, EOFError, OSError):
            self._rest()
            raise DepartmentUnavailable(self.slug, "son code ne démarre pas.") from None

    def _condemn(self, process: _Process, reason: str) -> None:
        process.end()
        self._rest()
        logger.error("the code of %s was ended: %s", self.slug, reason)
        raise DepartmentUnavailable(self.slug, f"{reason} : il est arrêté, et sera de nouveau interrogé plus tard.")

    def _rest(self) -> None:
        with self._lock:
            self._rests_until = monotonic() + SECONDS_OF_REST


def _end_all(processes: list[_Process]) -> None:
    while processes:
        with suppress(OSError):
            processes.pop().end()


def _plain(value: Any) -> Any:
    """Return a view of a table as a table: a view cannot be sent."""
    return dict(value) if isinstance(value, MappingProxyType) else value


def run_apart(registry: DepartmentRegistry) -> DepartmentRegistry:
    """Have the code of each department that has some run in processes of its own, where the system can."""
    if hasattr(os, "fork"):
        for plugin in registry:
            _apart(plugin)
    return registry


def _apart(plugin: DepartmentPlugin) -> None:
    if plugin.has_code:
        plugin.runs_elsewhere(DepartmentCode(plugin.slug))
