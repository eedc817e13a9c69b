"""Three departments whose code hangs, asked without end: what the estimates of another wait for meanwhile.

As many requests to departments that are sound cost something too, where the machine has two processors: both are told.
"""

import tempfile
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from itertools import repeat
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import quantiles
from threading import Thread
from time import sleep

from bench.client import connect, post, waits
from bench.generated import school_year_of, slug_of, write_departments
from bench.measure import Row
from bench.samples import groups, request
from bench.server import clean_environment, serving

_SOUND = "51"
_ASKED_TOO = ("08", "10", "52")
_HUNG = {"54": "time.sleep(600)", "55": "while True: pass", "57": "bytearray(600 * 1024**2); time.sleep(600)"}
_CODE = """

import time
from clas_core import hookimpl

@hookimpl
def clas_supplements(school_year, group, ps):
    {does}
"""
_CALLERS = 12
_PAUSE = 1.0
"""In seconds, between two requests of a caller: it is what hangs that is measured, and not how much is asked."""
_REQUESTS = 1_000
_UNTIL_THEY_HANG = 5.0
"""In seconds: by then the processes of their code have started, and hang."""


def measure() -> Iterator[Row]:
    """Yield the 95th percentile of a sound department, alone, then while callers ask the three that hang."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        installed = folder / "installed"
        installed.mkdir()
        write_departments(installed)
        for code, does in _HUNG.items():
            with (installed / f"clas_{slug_of(code)}" / "__init__.py").open("a", encoding="utf-8") as package:
                package.write(_CODE.format(does=does))
        served = ",".join(map(slug_of, (_SOUND, *_ASKED_TOO, *_HUNG)))
        environment = clean_environment(folder, path=(installed,), departments=served)
        with serving(1, environment, folder) as port:
            _p95(port)
            alone = _p95(port)
            among_sound = _p95_among(port, _ASKED_TOO)
            beside = _p95_among(port, tuple(_HUNG))
    yield Row(name="one group, p95", value=alone * 1000, unit="ms")
    yield Row(name="the same among requests to three sound departments / alone", value=among_sound / alone, unit="×")
    yield Row.at_most(1.5, name="the same while three departments hang / alone", value=beside / alone, unit="×")


def _estimate(code: str) -> bytes:
    asked = request(groups(1), department=slug_of(code), school_year=school_year_of(code))
    return post("/api/v1/estimates", asked)


def _p95(port: int) -> float:
    asked = _estimate(_SOUND)
    with connect(port) as connection:
        return quantiles(waits(connection, repeat(asked, _REQUESTS)), n=20)[-1]


def _p95_among(port: int, codes: Sequence[str]) -> float:
    """Return the 95th percentile of the sound department while callers ask those of `codes`, in turn.

    The callers are a process of their own: what they wait for is not to be waited for by whoever measures.
    """
    context = get_context("spawn")
    over = context.Event()
    callers = context.Process(target=_ask_all, args=(port, codes, over))
    callers.start()
    sleep(_UNTIL_THEY_HANG)
    among = _p95(port)
    over.set()
    callers.join()
    return among


def _ask_all(port: int, codes: Sequence[str], over: Event) -> None:
    threads = [Thread(target=_ask, args=(port, codes[each % len(codes)], over)) for each in range(_CALLERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def _ask(port: int, code: str, over: Event) -> None:
    """Ask a department, again a second after it is answered or refused."""
    body = _estimate(code).split(b"\r\n\r\n")[1]
    while not over.wait(_PAUSE):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", "/api/v1/estimates", body, {"Content-Type": "application/json"})
        connection.getresponse().read()
        connection.close()
