"""Processes of the ``clas`` command that start from one which has imported the service: importing is most of it.

A server of one thread forks; its child becomes the command: a session and a process group of its own, its folder, its
environment, its output in files, its own end. Killing that group is as real as ever. One thing is less than the true
command's: the price of a password. Some processes start by the true command all the same: one in `EVERY`.
"""

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import count
from pathlib import Path
from pkgutil import walk_packages
from typing import IO, Any, Union

CLAS = str(Path(sys.executable).parent / "clas")
"""The command, as it is installed beside this Python."""

EVERY = 16
"""One in so many processes starts by the true command, the first of all included; off Linux, each one."""

_LONGEST_ORDER = 1 << 17
_numbers = count()


@dataclass
class Forked:
    """A process that the server forked, with the face of `subprocess.Popen`; its exit status comes on `news`."""

    pid: int
    news: socket.socket
    returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, or `None` while the process runs; a signal that ended it is negative."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end. Raises `subprocess.TimeoutExpired`."""
        status = self._ended(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(CLAS, timeout or 0)
        return status

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self.news.settimeout(timeout)
            with suppress(TimeoutError, BlockingIOError):
                told = self.news.recv(64)
                assert told, "the server of processes is gone"
                self.returncode = int(told)
                self.news.close()
        return self.returncode


Process = Union[Forked, "subprocess.Popen[bytes]"]


def start(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], output: IO[bytes], errors: IO[bytes]
) -> Process:
    """Start ``clas`` with arguments, the leader of a session of its own."""
    if sys.platform != "linux" or next(_numbers) % EVERY == 0:
        return subprocess.Popen(
            [CLAS, *arguments],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
    news, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    order = json.dumps([list(arguments), str(folder), dict(environment)]).encode()
    with theirs:
        socket.send_fds(_server(), [order], [theirs.fileno(), output.fileno(), errors.fileno()])
    news.settimeout(60)
    return Forked(int(news.recv(64)), news)


_SHIM = """#!{python} -SE
import json, os, socket, sys
news, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
order = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
with socket.socket(fileno={orders}) as orders, theirs:
    socket.send_fds(orders, [order], [theirs.fileno(), 1, 2, 0])
news.recv(64)
sys.exit(int(news.recv(64)))
"""


def as_a_command(folder: Path) -> int:
    """Put into a folder a ``clas`` for the lines of a shell: started there, it has this process's server fork for it.

    Return what the shell is to inherit for that (`pass_fds`). Off Linux nothing is put there.
    """
    if sys.platform != "linux":
        return 0
    orders = _server().fileno()
    shim = folder / "clas"
    shim.write_text(_SHIM.format(python=sys.executable, orders=orders), encoding="utf-8")
    shim.chmod(0o755)
    return orders


@cache
def _server() -> socket.socket:
    """Start the server of this process; return where it takes orders. It ends when that is closed."""
    orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.forked", str(theirs.fileno())],
            cwd=Path(__file__).parent.parent,
            env={name: value for name, value in os.environ.items() if not name.startswith("CLAS_")},
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )

    def end() -> None:
        orders.close()
        server.wait()

    atexit.register(end)
    return orders


def _import_the_service() -> None:
    """Import what the commands and the service need, but for the departments: a test may bring its own."""
    import sqlite3  # noqa: F401

    import alembic.command
    import alembic.config  # noqa: F401
    import argon2  # noqa: F401
    import granian.log
    import granian.server  # noqa: F401
    import prometheus_client  # noqa: F401
    import psycopg  # noqa: F401
    import sqlalchemy.dialects.postgresql.psycopg
    import sqlalchemy.dialects.sqlite  # noqa: F401

    import clas_api

    for module in walk_packages(clas_api.__path__, "clas_api."):
        if ".migrations." not in module.name:  # which are run, in their order
            import_module(module.name)
    # What it needs is there; it looks itself at the environment while it is imported, which is the child's.
    for name in [each for each in sys.modules if each.partition(".")[0] == "prometheus_client"]:
        del sys.modules[name]


def _make_what_is_made_once() -> None:
    """Make of the service's own declarations what each process would: no file of an installation is read for it."""
    from sqlalchemy.orm import configure_mappers

    from clas_api.store import tables_version
    from clas_core.departments.checks import campaign_checks
    from clas_core.national import ReferentialLibrary

    configure_mappers()
    tables_version()
    campaign_checks("")
    ReferentialLibrary.load()


def _cheapen_passwords() -> None:
    """Hash passwords at a price for tests: the true one is a quarter of a second, for each who signs in.

    Who starts by the true command pays it, and makes a cheap hash anew at the next sign-in, as any that is outdated.
    """
    from argon2 import PasswordHasher
    from argon2.profiles import CHEAPEST

    from clas_api.security import passwords

    passwords.hasher = cache(lambda: PasswordHasher.from_parameters(CHEAPEST))


def _take_orders(orders: socket.socket) -> tuple[list[str], str, dict[str, str]]:
    """Fork a process for each order, until there are no more. Returns in a child alone: with its order."""
    told: dict[int, socket.socket] = {}

    def tell_of_ends(*_: Any) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                with told.pop(ended[0]) as news, suppress(OSError):
                    news.send(str(os.waitstatus_to_exitcode(ended[1])).encode())

    signal.signal(signal.SIGCHLD, tell_of_ends)
    while True:
        order, given, _, _ = socket.recv_fds(orders, _LONGEST_ORDER, 4)
        if not order:
            sys.exit()
        theirs, *outputs = given
        # No end is told of before it is known to whom.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        news = socket.socket(fileno=theirs)
        if (pid := os.fork()) == 0:
            break
        told[pid] = news
        news.send(str(pid).encode())
        for each in outputs:
            os.close(each)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    for connection in (orders, news, *told.values()):
        connection.close()
    for number, output in zip((1, 2, 0), outputs, strict=False):  # who gives no input has none
        os.dup2(output, number)
        os.close(output)
    arguments, folder, environment = json.loads(order)
    return arguments, folder, environment


def _become(arguments: Sequence[str], folder: str, environment: Mapping[str, str]) -> None:
    """Make of a child what the command is when it starts."""
    import clas_api.installation

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = [CLAS, *arguments]
    sys.path[0] = str(Path(CLAS).parent)
    sys.path[1:1] = [each for each in environment.get("PYTHONPATH", "").split(os.pathsep) if each]
    clas_api.installation._STARTED = time.monotonic()


def main() -> None:
    _import_the_service()
    _make_what_is_made_once()
    _cheapen_passwords()
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a thread would be lost in the children"
    gc.freeze()
    _become(*_take_orders(socket.socket(fileno=int(sys.argv[1]))))
    from clas_api.cli import main

    main()


if __name__ == "__main__":
    main()
