"""What the tests of the contract share: a whole small world on each database, its limits of attempts lifted."""

import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask

from clas_api import create_app
from clas_api.config import Settings
from clas_api.security import passwords
from clas_api.store.database import database
from tests.databases import PostgresServer, upgrade_url
from tests.world import World, build


@pytest.fixture(scope="module", autouse=True)
def cheap_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", cache(lambda: PasswordHasher.from_parameters(CHEAPEST)))
        yield


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer.running(durable=False) as server:
        yield server


KINDS = ("sqlite", "postgresql")
"""The databases. Of two processes, each begins with one half of the tests, which is one database's: ``worksteal``."""


@pytest.fixture(scope="module", params=KINDS)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("contract")
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    else:
        url = f"sqlite:///{folder / 'clas.sqlite3'}"
        upgrade_url(url)
    settings = Settings(database_url=url, attachments=folder / "attachments", today=date(2025, 7, 1), log="errors")
    app = create_app(settings)
    app.config["RATELIMIT_ENABLED"] = False
    yield app
    with app.app_context():
        database.engine.dispose()
    shutil.rmtree(Path(folder), ignore_errors=True)


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    return build(app)
