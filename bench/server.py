"""Granian with the settings of ``clas serve``, in a process of its own, for as long as a measure needs it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from bench.client import ask, connect, get
from bench.served import EMPTY

_REPOSITORY = Path(__file__).parent.parent
_PATIENCE = 60.0


def clean_environment(folder: Path, *, path: tuple[Path, ...] = (), departments: str = "") -> dict[str, str]:
    """Return an environment in which only `departments` configures the platform, and what it writes is in `folder`.

    Compiled code goes there too: the first process of a measure, which is not counted, compiles for those that
    follow, however the packages were installed.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLAS_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    kept["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    kept["CLAS_DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    kept["PYTHONPATH"] = os.pathsep.join([*map(str, (_REPOSITORY, *path)), kept.get("PYTHONPATH", "")]).rstrip(
        os.pathsep
    )
    if departments:
        kept["CLAS_DEPARTMENTS"] = departments
    return kept


@contextmanager
def serving(workers: int, environment: Mapping[str, str], folder: Path) -> Iterator[int]:
    """Serve `bench.served` from `folder` and give the port. Raises `RuntimeError` when the server does not start."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.server", str(port), str(workers)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=said, stderr=said, start_new_session=True
        )
        try:
            if not _answers(port, process):
                said.seek(0)
                raise RuntimeError("the server did not start:\n" + said.read().decode(errors="replace")[-2000:])
            yield port
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int, process: "subprocess.Popen[bytes]") -> bool:
    """Wait until the server answers; return whether it does."""
    deadline = monotonic() + _PATIENCE
    while monotonic() < deadline and process.poll() is None:
        try:
            with connect(port) as connection:
                ask(connection, get(EMPTY))
                return True
        except OSError:
            sleep(0.05)
    return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Stop the server and its workers, which share a process group of their own."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _serve(port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from clas_api.cli.service import THREADS

    Granian(
        "bench.served:create",
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
