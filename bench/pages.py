"""The pages that people open all day, among ten thousand dossiers, on SQLite and on PostgreSQL, under granian.

A porteur's dossier, one of its sections and its check; the Caf's list, the study of a dossier, a dossier of a session;
the agendas of somebody with a draft, of a member and of an agent.
Waits of one client are told in milliseconds and beside an empty view of the same server; what eight clients get at
once, in pages per second of two processes; and how many statements a page asks, counted apart.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from socket import socket
from statistics import median, quantiles

from flask import Flask
from sqlalchemy import create_engine

from bench.client import Crowd, connect, get, waits
from bench.filled import dossiers, porteurs, siret_of
from bench.measure import Row
from bench.samples import content
from bench.served import EMPTY
from bench.server import clean_environment, serving
from clas_api import create_app
from clas_api.config import Settings
from clas_api.store.database import database
from tests.casts import NOW, SIRETS, at_a_committee, part
from tests.databases import PostgresServer, upgrade_url
from tests.readings import watched
from tests.stages import World, told_in

_STATEMENTS = 12
"""The goal; the tests hold every page to one more, which asks what Cafs have stated of their calls."""

_AGENDA = 20
"""The goal of an agenda, in milliseconds: programs ask for it every hour."""

_DOSSIERS = 10_000
_WORKERS = 2
_CLIENTS = 8
_ASKED = 300
_SECONDS = 3.0
_MARNE, _YEAR = "marne", "2025-2026"
_WRITTEN = part("written", "neighbour51", SIRETS[1], content(), end="draft")
_BROUGHT = part("0", "porteur51", siret_of(900_000), content(), end="approved")  # a SIRET that no filled one has
_COMMITTEE = at_a_committee(0)
_CAST = replace(_COMMITTEE, parts=(*(each for each in _COMMITTEE.parts if each.key != "draft"), _WRITTEN, _BROUGHT))


def measure() -> Iterator[Row]:
    """Yield, for each database and page, its waits, what a crowd gets, and its statements."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'clas.sqlite3'}"
        upgrade_url(url)
        yield from _on(url, "SQLite", folder)
        with PostgresServer.running() as server:
            yield from _on(server.new_database(), "PostgreSQL", folder)


def _on(url: str, what: str, folder: Path) -> Iterator[Row]:
    app = create_app(Settings(database_url=url, today=NOW.date(), log="errors"))
    world = told_in(app, "session open", _CAST)
    _fill(url)
    pages = _pages(world)
    yield from _statements(app, world, pages, what)
    asked = {name: get(path, cookie=_cookie(app, world, who)) for name, (who, path) in pages.items()}
    with app.app_context():
        database.engine.dispose()
    environment = clean_environment(folder) | {"CLAS_DATABASE_URL": url, "CLAS_TODAY": str(NOW.date())}
    with serving(_WORKERS, environment, folder) as port:
        with connect(port) as connection:
            yield from _waits(connection, asked, what)
        with Crowd(port, _CLIENTS) as crowd:
            for name, request in asked.items():
                crowd.load([request], _SECONDS / 3)
                rate = crowd.load([request], _SECONDS).per_second
                yield Row(name=f"{what}, {name}: {_CLIENTS} clients", value=rate, unit="pages/s")


def _fill(url: str) -> None:
    """Put ten thousand dossiers of two years beside those of the story."""
    engine = create_engine(url)
    keys = porteurs(engine, _DOSSIERS // 2, (_MARNE,))
    engine.dispose()
    years = (_YEAR, "2024-2025")
    dossiers(url, ((_MARNE, years[number % 2], keys[number // 2], number) for number in range(_DOSSIERS)), content())


def _pages(world: World) -> Mapping[str, tuple[str, str]]:
    draft, brought = f"/espace/dossiers/{world.dossier('written')}", world.dossier("0")
    item = f"/espace/caf/seances/{world.session}/dossiers/{world.made.items['0']}"
    return {
        "dossier": ("neighbour51", draft),
        "section": ("neighbour51", f"{draft}/budget"),
        "check": ("neighbour51", f"{draft}/verifier"),
        "list": ("agent51", f"/espace/caf/{_MARNE}/{_YEAR}/dossiers"),
        "study": ("agent51", f"/espace/caf/dossiers/{brought}/etude"),
        "item": ("agent51", item),
        **{f"agenda of {who}": (who, _agenda(world, who)) for who in ("neighbour51", "committee51", "agent51")},
    }


def _agenda(world: World, who: str) -> str:
    """Return the private address of somebody's agenda, made on its page."""
    shown = world.browser(who).open("/mon-compte/agenda").send("make").html
    found: str = re.findall(r"<code>https?://[^/]+(/agenda/[^<]+)</code>", shown)[0]
    return found


def _cookie(app: Flask, world: World, who: str) -> str:
    """Return the cookie of somebody who is signed in, as their browser sends it."""
    name = app.config["SESSION_COOKIE_NAME"]
    kept = world.browser(who).client.get_cookie(name)
    assert kept is not None
    return f"{name}={kept.value}"


def _statements(app: Flask, world: World, pages: Mapping[str, tuple[str, str]], what: str) -> Iterator[Row]:
    for name, (who, path) in pages.items():
        client = world.browser(who).client
        with watched() as seen:
            response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        count = len(seen[-1][1].statements)
        yield Row.at_most(_STATEMENTS, name=f"{what}, {name}: statements", value=count, unit="")


def _waits(connection: socket, asked: Mapping[str, bytes], what: str) -> Iterator[Row]:
    empty = median(waits(connection, [get(EMPTY)] * _ASKED))
    for name, request in asked.items():
        waits(connection, [request] * (_ASKED // 10))
        measured = waits(connection, [request] * _ASKED)
        typical, longest = median(measured), quantiles(measured, n=100)[-1]
        for share, value in (("p50", typical * 1000), ("p99", longest * 1000)):
            row = Row(name=f"{what}, {name}: {share}", value=value, unit="ms")
            of_agenda = name.startswith("agenda")
            yield Row.at_most(_AGENDA, name=row.name, value=value, unit="ms") if of_agenda else row
        yield Row(name=f"{what}, {name}: p50 / an empty view", value=typical / empty, unit="×")
        yield Row.at_most(4, name=f"{what}, {name}: p99 / p50", value=longest / typical, unit="×")
