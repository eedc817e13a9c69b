"""What the tests of the contract share: a whole small world on each database, its limits of attempts lifted."""

import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache

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


@pytest.fixture(scope="module")
def apps(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Flask]]:
    """Return an application on each database, by its kind."""
    folder = tmp_path_factory.mktemp("contract")
    urls = {"sqlite": f"sqlite:///{folder / 'clas.sqlite3'}", "postgresql": postgres.new_database()}
    upgrade_url(urls["sqlite"])
    apps = {}
    for kind, url in urls.items():
        documents = folder / f"attachments-{kind}"
        apps[kind] = create_app(Settings(database_url=url, attachments=documents, today=date(2025, 7, 1), log="errors"))
        apps[kind].config["RATELIMIT_ENABLED"] = False
    yield apps
    for app in apps.values():
        with app.app_context():
            database.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def worlds(apps: dict[str, Flask]) -> dict[str, World]:
    return {kind: build(app) for kind, app in apps.items()}
