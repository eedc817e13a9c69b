"""What the server of the measures serves: the platform, and an empty Flask view in the same process."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from clas_api import create_worker

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EMPTY = "/bench/empty"
MEMORY = "/bench/memory"


def create() -> "WSGIApplication":
    """Build both applications; what lies below ``/bench`` is for the measures, the rest is the platform."""
    platform, plain = create_worker(), Flask("bench")
    plain.add_url_rule(EMPTY, view_func=empty)
    plain.add_url_rule(MEMORY, view_func=memory)

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        chosen = plain if environ["PATH_INFO"].startswith("/bench/") else platform
        return chosen(environ, start_response)

    return application


def empty() -> str:
    """The least that a Flask view can do."""
    return ""


def memory() -> str:
    """The resident memory of this worker, in bytes."""
    return str(resident_memory())


def resident_memory() -> int:
    """Return the memory of this process that is in RAM, in bytes, shared libraries included."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
