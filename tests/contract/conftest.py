"""What the tests of the contract share: the stages of a story on each database, its limits of attempts lifted."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask

from clas_api import create_app
from clas_api.config import Settings
from clas_api.security import passwords
from clas_api.services.people import inviting
from clas_api.store.database import database
from tests.databases import Databases, PostgresServer, SqliteFolder
from tests.stages import Stages


@pytest.fixture(scope="module", autouse=True)
def cheap_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", cache(lambda: PasswordHasher.from_parameters(CHEAPEST)))
        patch.setattr(inviting, "STEP", 0.0)
        yield


@pytest.fixture(scope="module")
def stages() -> Iterator[Stages]:
    """Return the stages of the story, kept on each kind of database."""
    with PostgresServer.running(durable=False) as server, SqliteFolder.kept() as files:
        kinds: Mapping[str, Databases] = {"sqlite": files, "postgresql": server}
        kept = Stages(kinds.__getitem__)
        yield kept
        kept.close()


@pytest.fixture(scope="module")
def apps(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Flask]]:
    """Return an application on each database, by its kind."""
    folder = tmp_path_factory.mktemp("contract")
    apps = {}
    for kind in ("sqlite", "postgresql"):
        databases = stages.databases_of(kind)
        databases.copy("model", "contract")
        documents, url = folder / f"attachments-{kind}", databases.url("contract")
        apps[kind] = create_app(Settings(database_url=url, attachments=documents, today=date(2025, 7, 1), log="errors"))
        apps[kind].config["RATELIMIT_ENABLED"] = False
    yield apps
    for app in apps.values():
        with app.app_context():
            database.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)
