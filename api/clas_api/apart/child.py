"""The process of one department's code: it loads the department, then answers one hook after the other.

Started by `code`, with the number of the socket that it is asked on: ``python -m clas_api.apart.child marne 7``.
"""

import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any

MEMORY = 1024**3
"""In bytes: code that wants more is refused it, and its request fails."""

SECONDS = 60
"""Code that still runs then is ended by the system: the service that asked it may be gone."""

PROCESSOR = 1.0
"""Code that has computed for so long, in seconds, is ended by the system: it takes the processors of everybody."""

NICENESS = 10
"""A loop without end takes what the service leaves of the processors, until it is ended."""


def _hold_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _answer(plugin: Any, asked: bytes) -> bytes:
    """Return what the code answers, or why it does not, ready to be sent."""
    hook, arguments = pickle.loads(asked)  # noqa: S301  # from the service itself
    signal.alarm(SECONDS)
    signal.setitimer(signal.ITIMER_VIRTUAL, PROCESSOR)
    try:
        return pickle.dumps(("answers", plugin.own_answers(hook, **arguments)))
    except BaseException as error:  # noqa: BLE001  # whatever somebody else's code raises is its answer
        return pickle.dumps(("fault", f"{type(error).__name__}: {error}"[:500]))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.alarm(0)


def main(slug: str, number: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the service closes the socket
    _hold_memory()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    sys.stdout = sys.stderr  # what the code prints is for the log of the service
    with Connection(number) as service:
        from clas_core.departments import DepartmentRegistry

        plugin = DepartmentRegistry.load(enabled=(slug,)).get(slug)
        service.send_bytes(b"ready")
        while True:
            try:
                asked = service.recv_bytes()
            except EOFError:
                os._exit(0)  # whatever threads the code has left behind
            service.send_bytes(_answer(plugin, asked))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
