"""The sliders of the national team over the groups of France: 15,000 of them in 101 departments.

In process, in time of the processor: a comparison, the best reply by each lever, the page. Over HTTP, under granian,
the page that answers a slider that is moved, on SQLite and on PostgreSQL.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median, quantiles
from uuid import UUID

from sqlalchemy import create_engine

from bench.client import connect, get, waits
from bench.filled import person
from bench.measure import Row, calmest, processor_seconds
from bench.server import clean_environment, serving
from bench.simulated import deposit
from clas_api import create_app
from clas_api.config import Settings
from clas_api.store.database import database
from clas_core.national import ReferentialLibrary
from clas_core.simulation.best_reply import best_reply
from clas_core.simulation.counted import Alike, Groups
from clas_core.simulation.fates import compare
from clas_core.simulation.levers import levers_of
from clas_core.simulation.scenario import Scenario
from tests.browsing import signed_in
from tests.casts import NOW
from tests.databases import PostgresServer, upgrade_url

_GOAL = 150
"""In milliseconds: what follows a finger is answered before the finger has left."""

_GROUPS, _EACH = 15_000, 5
_DEPARTMENTS = tuple(f"departement_{number:03d}" for number in range(101))
_ASKED = 40
_ENVELOPE = 3_300_000_000
_PAGE = "/espace/nation/simulation"


def measure() -> Iterator[Row]:
    """Yield how long each takes."""
    yield from _in_process()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'clas.sqlite3'}"
        upgrade_url(url)
        yield from _over_http(url, "SQLite", folder)
        with PostgresServer.running() as server:
            yield from _over_http(server.new_database(), "PostgreSQL", folder)


def _in_process() -> Iterator[Row]:
    chance = Random(2025)
    groups = Groups(
        Alike(
            chance.choice(_DEPARTMENTS),
            chance.randint(0, _GROUPS // _EACH),
            chance.randint(7, 12),
            2,
            ("ce1", "ce2"),
            chance.randint(200_000, 1_400_000),
            ("children", "parents")[: chance.randint(0, 2)],
        )
        for _ in range(_GROUPS)
    )
    before = Scenario.of(ReferentialLibrary.load().parse("2025-2026"))
    after = replace(before, rate=before.rate + 100, own_maximum=before.own_maximum + 10_000)
    took = calmest(lambda: processor_seconds(lambda: compare(_unkept(groups), before, after)), 7)
    yield Row.at_most(_GOAL, name="15,000 groups, compared", value=took * 1000, unit="ms")
    for lever in levers_of(before):
        took = calmest(partial(processor_seconds, partial(best_reply, groups, before, lever, _ENVELOPE)), 7)
        yield Row.at_most(_GOAL, name=f"15,000 groups, best reply by {lever.id}", value=took * 1000, unit="ms")


def _unkept(groups: Groups) -> Groups:
    """Return the groups as they are before any scenario was replayed over them."""
    groups.kept.clear()
    return groups


def _over_http(url: str, what: str, folder: Path) -> Iterator[Row]:
    engine = create_engine(url)
    deposit(engine, _DEPARTMENTS, _GROUPS // _EACH // len(_DEPARTMENTS) + 1, _EACH)
    national = person(engine, "national", [{"kind": "national"}])
    engine.dispose()
    cookie, took = _cookie(url, national.id)
    yield Row.at_most(_GOAL, name=f"{what}, page in process, processor", value=took * 1000, unit="ms")
    environment = clean_environment(folder) | {"CLAS_DATABASE_URL": url, "CLAS_TODAY": str(NOW.date())}
    with serving(1, environment, folder) as port, connect(port) as connection:
        for name, query in (
            ("page", ""),
            ("page with the best maximum", f"&levier=maximum&enveloppe={_ENVELOPE // 100}"),
            ("page with the best rate", f"&levier=rate&enveloppe={_ENVELOPE // 100}"),
        ):
            addresses = [f"{_PAGE}?taux={30 + moved // 10}.{moved % 10}" for moved in range(_ASKED)]
            asked = [get(address + query, cookie=cookie) for address in addresses]
            waits(connection, asked[:5])
            measured = waits(connection, asked)
            yield Row.at_most(_GOAL, name=f"{what}, {name}: p50", value=median(measured) * 1000, unit="ms")
            yield Row(name=f"{what}, {name}: p95", value=quantiles(measured, n=20)[-1] * 1000, unit="ms")


def _cookie(url: str, account: UUID) -> tuple[str, float]:
    """Return the cookie of somebody who is signed in, as their browser sends it, and how long the page of a slider
    that is moved keeps the processor busy."""
    app = create_app(Settings(database_url=url, today=NOW.date(), log="errors"))
    client = signed_in(app, account)
    rates = count(3_000)
    took = calmest(lambda: processor_seconds(lambda: client.get(f"{_PAGE}?taux={next(rates) / 100:.2f}")), 7)
    with app.app_context():
        database.engine.dispose()
    name = app.config["SESSION_COOKIE_NAME"]
    kept = client.get_cookie(name)
    assert kept is not None
    return f"{name}={kept.value}", took
