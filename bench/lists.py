"""An agent's filtered list among a hundred thousand dossiers of 101 departments, in process, on PostgreSQL.

The list is compared with the same one where there are a thousand dossiers in all, of the agent's own department, so
that pages are as full there.
"""

from collections.abc import Iterator
from datetime import date
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from bench.filled import dossiers, engine_of, person, porteurs
from bench.measure import Row
from bench.samples import content
from clas_api import create_app
from clas_api.config import Settings
from clas_api.store.database import database
from tests.databases import PostgresServer

YEARS = tuple(f"{year}-{year + 1}" for year in range(2016, 2026))
_DEPARTMENTS = tuple(f"departement_{number:03d}" for number in range(101))
_AGENT = _DEPARTMENTS[50]
_ROUNDS = 150


def measure() -> Iterator[Row]:
    """Yield the times of the first page and of a deep one, and how they grow with the number of dossiers."""
    with PostgresServer.running() as server:
        many = _client(server, 100_000, _DEPARTMENTS)
        few = _client(server, 1_000, (_AGENT,))
        for what, query in (
            ("first page", "sort=-updated_at"),
            ("first page, one state", "state=deposited&sort=-updated_at"),
            ("first page, one year", "school_year=2025-2026&state=deposited&sort=-deposited_at"),
        ):
            yield from _compare(what, many, few, query)
        yield from _compare("deep page", _deep(many), _deep(few), "")
        for client, _ in (many, few):
            with client.application.app_context():
                database.engine.dispose()


Target = tuple[FlaskClient, str]


def _client(server: PostgresServer, count: int, departments: tuple[str, ...]) -> Target:
    """Return a client of a database with `count` dossiers, spread over the departments and the years."""
    url = server.new_database()
    with engine_of(url) as engine:
        keys = porteurs(engine, max(count // len(departments) // len(YEARS), 1) + 1, departments)
        agent = person(engine, "agent", [{"kind": "agent", "department": _AGENT}])
    dossiers(url, _rows(count, departments, keys), content())
    client = create_app(Settings(database_url=url, today=date(2025, 7, 1), log="errors")).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {agent.key}"
    return client, ""


def _rows(count: int, departments: tuple[str, ...], keys: list[UUID]) -> Iterator[tuple[str, str, UUID, int]]:
    for number in range(count):
        turn, place = divmod(number, len(departments))
        porteur, year = divmod(turn, len(YEARS))
        yield departments[place], YEARS[year], keys[porteur], number


def _deep(target: Target) -> Target:
    """Return the place of a page far into the list."""
    client, _ = target
    after = ""
    for _ in range(12):
        after = _ask(client, f"limit=50{after}")["next"]
        after = f"&after={after}"
    return client, after


def _ask(client: FlaskClient, query: str) -> dict[str, Any]:
    response = client.get(f"/api/v1/dossiers?{query}")
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    assert len(answer["items"]) == 50
    return answer


def _compare(what: str, many: Target, few: Target, query: str) -> Iterator[Row]:
    times: dict[int, list[float]] = {0: [], 1: []}
    for round_ in range(_ROUNDS):
        for place, (client, after) in enumerate((many, few)):
            start = perf_counter()
            _ask(client, f"limit=50&{query}{after}")
            if round_ >= 10:
                times[place].append(perf_counter() - start)
    ninety_fifth = quantiles(times[0], n=20)[-1]
    yield Row.at_most(30, name=f"list of 100,000, {what}, p95", value=ninety_fifth * 1000, unit="ms")
    grown = median(times[0]) / median(times[1])
    yield Row.at_most(1.3, name=f"list of 100,000 / 1,000, {what}", value=grown, unit="×")
