"""Statistics of the nation and of a department among a hundred thousand dossiers; the settlement of five thousand.

The dossiers are of 101 departments and ten years on PostgreSQL, as for lists; then all of one year, which is twenty
times what the nation has. Each is asked again and again: cold, the department having changed each time (for the nation
another one each time, the others being kept), then warm, nothing having changed.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench.filled import NOW, engine_of, identified, person, porteurs
from bench.measure import Row
from bench.samples import content
from clas_api import create_app
from clas_api.config import Settings
from clas_api.context import Context
from clas_api.security.principal import SYSTEM
from clas_api.services.rules.finding import find_campaign
from clas_api.services.year.settling_many import count_to_settle, settle_all
from clas_api.store.database import EVERYTHING, database, engine_options, open_session
from clas_api.store.models import AuditHead
from clas_api.store.models.base import canonical
from tests.databases import PostgresServer

YEARS = tuple(f"{year}-{year + 1}" for year in range(2016, 2026))
_LAST = YEARS[-1]
_DEPARTMENTS = ("marne", "seine_et_marne", *(f"departement_{number:03d}" for number in range(99)))
_ROUNDS = 21
_GROUPS = 3
_LEVELS = ("ce2 cm1", "cp ce1", "6e 5e")


def measure() -> Iterator[Row]:
    """Yield the times of both statistics and of the settlement."""
    with PostgresServer.running() as server:
        yield from _statistics(server, YEARS, "100,000 dossiers of ten years")
        yield from _statistics(server, (_LAST,), "100,000 of one year")
        yield from _settlement(server)


def _statistics(server: PostgresServer, years: Sequence[str], what: str) -> Iterator[Row]:
    url = server.new_database()
    count = 100_000
    with engine_of(url) as engine:
        keys = porteurs(engine, count // len(_DEPARTMENTS) // len(years) + 1, _DEPARTMENTS[:1])
        team = person(engine, "national", [{"kind": "national"}])
        agent = person(engine, "agent", [{"kind": "agent", "department": "marne"}])
    fill(url, _spread(count, years, keys), "settled")
    app = create_app(Settings(database_url=url, today=date(2025, 7, 1), log="errors"))
    for whose, key, path, changed, bound in (
        ("the nation", team.key, f"/api/v1/statistics/{_LAST}", _DEPARTMENTS[:_ROUNDS], 300),
        ("a department", agent.key, f"/api/v1/departments/marne/statistics/{_LAST}", ("marne",) * _ROUNDS, 30),
    ):
        for how, departments in (("cold", changed), ("warm", (None,) * _ROUNDS)):
            taken = _asked(app, path, key, departments) * 1000
            yield Row.at_most(bound, name=f"statistics of {whose}, {what}, {how}", value=taken, unit="ms")
    with app.app_context():
        database.engine.dispose()


def _spread(count: int, years: Sequence[str], keys: Sequence[UUID]) -> Iterator[tuple[str, str, UUID, int]]:
    for number in range(count):
        turn, place = divmod(number, len(_DEPARTMENTS))
        porteur, year = divmod(turn, len(years))
        yield _DEPARTMENTS[place], years[year], keys[porteur], number


def _asked(app: Flask, path: str, key: str, changed: Sequence[str | None]) -> float:
    """Return how long an answer takes, a department of `changed` having changed before each."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    times = []
    for department in changed:
        if department:
            with app.app_context():
                open_session(database.session, EVERYTHING, writing=True)
                database.session.get_one(AuditHead, department).number += 1
                database.session.commit()
        start = perf_counter()
        response = client.get(path)
        times.append(perf_counter() - start)
        assert response.status_code == 200, response.text
        assert response.get_json()["total"]["dossiers"]
    return median(times[1:])


def _settlement(server: PostgresServer) -> Iterator[Row]:
    url = server.new_database()
    count = 5_000
    with engine_of(url) as engine:
        keys = porteurs(engine, count, ("marne",))
    fill(url, (("marne", _LAST, key, number) for number, key in enumerate(keys)), "bilan_filed")
    app = create_app(Settings(database_url=url, today=date(2025, 7, 1), log="errors"))
    engine = create_engine(**engine_options(url))
    with Session(engine) as session:
        installation = app.extensions["clas"]
        context = Context(installation, session, SYSTEM, installation.clock.now())
        start = perf_counter()
        assert count_to_settle(context, "marne", _LAST) == count
        refused = [reason for _, reason in settle_all(context, "marne", _LAST) if reason]
        taken = perf_counter() - start
    engine.dispose()
    assert not refused, refused[0]
    yield Row.at_most(10, name="settlement of 5,000 dossiers", value=taken, unit="s")


Rows = Iterator[tuple[str, str, UUID, int]]


def fill(url: str, rows: Rows, state: str) -> None:
    """Add dossiers that were deposited and approved, of three groups each, and have a bilan when they need one.

    By hand: three groups of 8 000,00 € are approved, each at 33 % of it: 2 640,00.
    """
    parsed = make_url(url)
    told = list(rows)
    with psycopg.connect(host=str(parsed.query["host"]), user="postgres", dbname=parsed.database) as connection:
        for table, columns, made in _tables(told, state):
            with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for values in made:
                    copy.write_row(values)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _tables(told: list[tuple[str, str, UUID, int]], state: str) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    installation = create_app(Settings()).extensions["clas"]
    digest = installation.library.parse(_LAST).digest
    _, call = find_campaign(installation, "marne", _LAST)
    whole = content()
    (first,) = whole["actions"][0]["groups"]
    whole["actions"][0]["groups"] = [{**first, "levels": levels.split(), "bonuses": []} for levels in _LEVELS]
    text = canonical(whole)
    sealed = "sha256:" + "0" * 64
    yield "dossiers", (
        "id", "department", "school_year", "porteur_id", "place", "state", "content", "changed", "receipt",
        "deposited_at", "versions", "actions", "groups", "children", "asked_cents", "granted_cents", "settled_cents",
        "outcome", "revision", "created_at", "updated_at",
    ), (
        (
            identified("dossier", n), department, year, porteur, 1, state, text, False, f"{n:010d}", NOW,
            1, 1, _GROUPS, 30, 792_000, 792_000, 0, "approved", 1, NOW, NOW,
        )
        for department, year, porteur, n in told
    )  # fmt: skip
    yield "dossier_versions", (
        "id", "dossier_id", "department", "porteur_id", "school_year", "number", "receipt", "content",
        "content_digest", "porteur", "referential_digest", "campaign_digest", "estimate", "forecast_cents",
        "deposited_at", "deposited_by",
    ), (
        (
            identified("version", n), identified("dossier", n), department, porteur, year, 1, f"{n:010d}", text, sealed,
            "{}", digest, call.digest, "{}", 792_000, NOW, "system",
        )
        for department, year, porteur, n in told
    )  # fmt: skip
    yield "deposited_groups", (
        "version_id", "position", "action", "department", "porteur_id", "label", "levels", "city", "children",
        "paid_adults", "volunteer_adults", "running_costs_cents", "eligible", "bonuses", "ps_cents", "total_cents",
    ), (
        (
            identified("version", n), place, 1, department, porteur, "CE2", _LEVELS[place - 1], f"Ville {n % 40}",
            10, 1, 1, 800_000, True, "", 264_000, 264_000,
        )
        for department, _, porteur, n in told
        for place in range(1, _GROUPS + 1)
    )  # fmt: skip
    last = sorted({(department, year) for department, year, _, _ in told})
    yield "receipt_ranks", ("department", "school_year", "last"), ((*each, 1) for each in last)
    yield (
        "audit_heads",
        ("chain", "number", "digest"),
        ((department, 1, sealed) for department in sorted({each for each, _ in last})),
    )
    yield "decisions", (
        "id", "dossier_id", "department", "porteur_id", "school_year", "number", "version", "outcome", "reason",
        "granted_cents", "estimate", "referential_digest", "decided_by", "decided_at",
    ), (
        (
            identified("decision", n), identified("dossier", n), department, porteur, year, 1, 1, "approved", "",
            792_000, "{}", digest, "system", NOW,
        )
        for department, year, porteur, n in told
    )  # fmt: skip
    yield "decided_groups", (
        "decision_id", "position", "department", "porteur_id", "retained", "running_costs_cents", "bonuses", "ps_cents",
        "bonus_cents", "supplement_cents", "total_cents",
    ), (
        (identified("decision", n), place, department, porteur, True, 800_000, "{}", 264_000, 0, 0, 264_000)
        for department, _, porteur, n in told
        for place in range(1, _GROUPS + 1)
    )  # fmt: skip
    if state != "bilan_filed":
        return
    bilan = canonical(
        {
            "groups": [
                {
                    "position": place,
                    "children": [{"level": "ce2", "girls": 5, "boys": 5}],
                    "attendance": 95,
                    "sessions_held": 58,
                    "parents": 9,
                    "paid_adults": 1,
                    "volunteer_adults": 1,
                    "running_costs": "7600.00",
                    "bonus_use": None,
                }
                for place in range(1, _GROUPS + 1)
            ],
            "schools": 1,
            "axes": dict.fromkeys(("children", "parents", "school", "territory"), "Ce qui a été fait."),
            "budget": [
                {"account": "64", "label": None, "funder": None, "amount": "23000.00"},
                {"account": "70", "label": None, "funder": None, "amount": "23000.00"},
            ],
        }
    )
    yield "bilans", (
        "id", "dossier_id", "department", "porteur_id", "school_year", "content", "state", "filed_at", "revision",
        "created_at", "updated_at",
    ), (
        (identified("bilan", n), identified("dossier", n), department, porteur, year, bilan, "filed", NOW, 1, NOW, NOW)
        for department, year, porteur, n in told
    )  # fmt: skip
