"""Three departments whose code hangs, asked without end: what the estimates of another wait for meanwhile.

As many requests to departments that are sound cost something too, where the machine has two processors: both are told.
"""

import tempfile
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from itertools import repeat
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread

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
_REQUESTS = 1_000


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
    """Return the 95th percentile of the sound department while callers ask those of `codes`, in turn."""
    over = Event()
    callers = [Thread(target=_ask, args=(port, codes[each % len(codes)], over)) for each in range(_CALLERS)]
    for each in callers:
        each.start()
    among = _p95(port)
    over.set()
    for each in callers:
        each.join()
    return among


def _ask(port: int, code: str, over: Event) -> None:
    """Ask a department that hangs, again as soon as it is answered or refused, a tenth of a second later."""
    body = _estimate(code).split(b"\r\n\r\n")[1]
    while not over.wait(0.1):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", "/api/v1/estimates", body, {"Content-Type": "application/json"})
        connection.getresponse().read()
        connection.close()
