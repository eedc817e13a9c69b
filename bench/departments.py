"""All the departments of France in one service: starting it, the memory of a worker, and a request for one of them."""

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from time import monotonic

from bench.client import ask, connect, get, post
from bench.generated import CODES, TWO, school_year_of, slug_of, write_departments
from bench.measure import Row, calmest
from bench.samples import groups, request
from bench.served import MEMORY
from bench.server import clean_environment, serving

_STARTS = 7
_REQUESTS = 300
_PDF_DOCUMENTS = 20
_READY = """
import time
from clas_api import create_worker
app = create_worker()
now = time.monotonic()
registry = app.extensions["clas"].registry
assert not registry.faults, dict(registry.faults)
print(now, len(registry))
"""


def measure() -> Iterator[Row]:
    """Yield the measures over departments that are generated for the occasion, in a folder that disappears."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        installed = folder / "installed"
        installed.mkdir()
        write_departments(installed)
        everywhere = clean_environment(folder, path=(installed,), departments=",".join(map(slug_of, CODES)))
        two = clean_environment(folder, path=(installed,), departments=",".join(map(slug_of, TWO)))
        value = calmest(lambda: _start(folder, two), _STARTS)
        yield Row(name="start, 2 departments", value=value, unit="s")
        value = calmest(lambda: _start(folder, everywhere), _STARTS)
        yield Row.at_most(0.8, name=f"start, {len(CODES)} departments", value=value, unit="s")
        with serving(1, everywhere, folder) as port, connect(port) as connection:
            yield from _memory(connection)
        yield from _one_among_many(folder, everywhere)


def _start(folder: Path, environment: dict[str, str]) -> float:
    """Return the seconds from starting a process to having an application that can answer."""
    command = [sys.executable, "-c", _READY]
    start = monotonic()  # the same clock for every process of the machine
    said = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    ready, departments = said.stdout.split()
    if int(departments) != environment["CLAS_DEPARTMENTS"].count(",") + 1:
        raise RuntimeError(f"{departments} departments are served: some of the generated ones are missing")
    return float(ready) - start


def _memory(connection: socket.socket) -> Iterator[Row]:
    """Measure a worker of granian: just started, after requests of many kinds, and after PDF documents as well."""

    def megabytes() -> float:
        return int(ask(connection, get(MEMORY))) / 1e6

    yield Row.at_most(110, name="worker, just started", value=megabytes(), unit="MB")
    for asked in islice(cycle(_of_many_kinds()), _REQUESTS):
        ask(connection, asked)
    yield Row.at_most(100, name=f"worker, after {_REQUESTS} requests", value=megabytes(), unit="MB")
    for code in CODES[:_PDF_DOCUMENTS]:
        ask(connection, get(f"/api/v1/departments/{slug_of(code)}/campaigns/{school_year_of(code)}/call.pdf"))
    yield Row.at_most(110, name=f"worker, after {_PDF_DOCUMENTS} PDF documents", value=megabytes(), unit="MB")


def _of_many_kinds() -> list[bytes]:
    """Return requests for JSON, pages, calendars and documents, short and long, spread over the departments."""
    requests = [get("/"), get("/simulateur"), get("/api/v1/departments"), get("/api/v1/openapi.json")]
    for number, code in enumerate(CODES[:40]):
        slug, year = slug_of(code), school_year_of(code)
        below = f"/api/v1/departments/{slug}"
        rows = groups(1 + number * 5)
        asked = request(rows, explain=number % 4 < 3, department=slug, school_year=year)
        requests += [
            get(below),
            get(f"{below}/campaigns/{year}"),
            get(f"{below}/campaigns/{year}/calendar.ics"),
            get(f"{below}/campaigns/{year}/call.html"),
            post("/api/v1/estimates", asked),
        ]
    return requests


def _one_among_many(folder: Path, environment: dict[str, str]) -> Iterator[Row]:
    """Measure what a request for one department costs more when a hundred others are enabled."""
    command = [sys.executable, "-m", "bench.among_many"]
    said = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    for kind, value in json.loads(said.stdout).items():
        yield Row.at_most(1.1, name=f"{kind}, {len(CODES)} departments / 2", value=value, unit="×")
