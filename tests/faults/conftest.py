"""What the tests of faults share: installations on both databases, and one that is served with a small world in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from bench.filled import siret_of
from bench.samples import content
from clas_api import create_app
from clas_api.config import Settings
from clas_api.store.database import database
from tests.casts import SMALL, described
from tests.databases import PostgresServer, upgrade_url
from tests.installations import Caller, Installation, Service
from tests.stages import World, told_in

TODAY = "2025-07-01"
KINDS = ("sqlite", "postgresql")
"""The databases. Of two processes, each begins with one half of the tests, which is one database's: ``worksteal``."""

Install = Callable[..., Installation]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer.running() as server:
        yield server


@pytest.fixture(scope="session")
def install(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Install:
    """Return a function that makes an installation with an empty database of a kind, in a folder of its own."""

    def make(kind: str, url: str = "", **settings: str) -> Installation:
        folder = tmp_path_factory.mktemp("installation")
        if not url and kind == "postgresql":
            server: PostgresServer = request.getfixturevalue("postgres")
            url = server.new_database()
        elif not url:
            url = f"sqlite:///{folder / 'clas.sqlite3'}"
            upgrade_url(url)
        own = {"CLAS_DATABASE_URL": url, "CLAS_ATTACHMENTS": str(folder / "attachments"), "CLAS_LOG": "errors"}
        return Installation(folder, {**own, **settings})

    return make


@dataclass(frozen=True)
class Served:
    """An installation that is served, the small world in it, and its database."""

    installation: Installation
    service: Service
    world: World
    engine: Engine
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def caller(self, who: str) -> Caller:
        return Caller(self.service.url, self.world.keys.get(who, ""))

    def porteur(self, **more: Any) -> str:
        """Describe one more organisation of porteur51's; return its key."""
        key: str = self.caller("porteur51").post("/porteurs", described(siret_of(next(self.numbers)), **more))["id"]
        return key

    def draft(self, **more: Any) -> str:
        """Write one more complete draft of porteur51's in the Marne; return its path."""
        call = {"department": "marne", "school_year": "2025-2026", "porteur": self.porteur()}
        caller = self.caller("porteur51")
        path = f"/dossiers/{caller.post('/dossiers', call)['id']}"
        caller.patch(path, {**content(), **more})
        return path


def build_world(installation: Installation) -> World:
    """Fill the empty database of an installation, as its own service would."""
    settings = Settings(
        database_url=installation.settings["CLAS_DATABASE_URL"],
        attachments=Path(installation.settings["CLAS_ATTACHMENTS"]),
        today=date.fromisoformat(TODAY),
        log="errors",
    )
    app = create_app(settings)
    world = told_in(app, "deposited", SMALL)
    with app.app_context():
        database.engine.dispose()
    return world


@contextmanager
def served(installation: Installation, **settings: str) -> Iterator[Served]:
    """Serve an installation with the small world in it, by two processes."""
    world = build_world(installation)
    engine = create_engine(installation.settings["CLAS_DATABASE_URL"])
    service = Service.start(installation, settings={"CLAS_TODAY": TODAY, **settings}, workers=2)
    try:
        yield Served(installation, service, world, engine)
    finally:
        service.stop()
        engine.dispose()


@pytest.fixture(scope="session", params=KINDS)
def everyday(request: pytest.FixtureRequest, install: Install) -> Iterator[Served]:
    """Return an installation that is served, on each database; tests share it, and take nothing from one another."""
    with served(install(request.param)) as running:
        yield running
