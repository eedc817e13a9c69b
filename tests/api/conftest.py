"""What the tests of the service share: applications with a database of their own, and a way to tell French from the
English of the libraries underneath."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from weakref import finalize

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, make_url

from clas_api import create_app
from clas_api.config import Settings
from clas_api.security import passwords
from clas_api.services.people import inviting
from clas_api.store import entries
from clas_api.store.database import database
from clas_core.departments import DepartmentRegistry
from tests.api.departments import broken_client, make_department, with_department
from tests.applications import Applications
from tests.casts import SMALL
from tests.databases import Databases, PostgresServer, SqliteFolder
from tests.once import made_once
from tests.readings import Asked, expect_one_reading, watched
from tests.stages import Stages, World

__all__ = ["broken_client", "make_department", "with_department"]

TODAY = date(2025, 7, 1)
"""The day of the tests: the call of Marne is open, that of Seine-et-Marne is closed."""


LENT = "lent_"
"""How the names of the databases begin that are lent to one test after the other."""


@pytest.fixture(autouse=True)
def one_reading() -> Iterator[list[tuple[str, Asked]]]:
    """Whatever a test opens is one reading: one transaction, nothing asked twice. Gives what was opened."""
    with watched() as seen:
        yield seen
    expect_one_reading(seen)


MakeApp = Callable[..., Flask]
MakeDatabase = Callable[[str], str]


class LendDatabase(Protocol):
    """Lends a test a database of a kind, and gives its address."""

    def __call__(self, kind: str, *, empty: bool = True) -> str: ...


def is_lent(url: str) -> bool:
    """Tell whether a database is one that is lent to one test after the other."""
    return Path(make_url(url).database or "").name.startswith(LENT)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Make the tests' passwords cheap to try, and let nobody wait; `test_passwords` and `test_strangers` hold what an
    installation does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", cache(lambda: PasswordHasher.from_parameters(CHEAPEST)))
        patch.setattr(inviting, "STEP", 0.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def every_row_is_told_of() -> Iterator[None]:
    """Refuse a command that writes rows of which nothing is told in their chain."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "refusing_untold", True)
        yield


def _hurry(connection: Any, record: Any) -> None:
    """Have SQLite not wait for its disk."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def hurried_sqlite() -> Iterator[None]:
    """Keep SQLite from waiting for its disk: no test here cuts the power. Those of faults do, and wait."""
    event.listen(Engine, "connect", _hurry)
    yield
    event.remove(Engine, "connect", _hurry)


@pytest.fixture
def careful_sqlite() -> Iterator[None]:
    """Have SQLite wait for its disk, as an installation does."""
    event.remove(Engine, "connect", _hurry)
    yield
    event.listen(Engine, "connect", _hurry)


@pytest.fixture(scope="session", autouse=True)
def what_is_made_once() -> Iterator[None]:
    """Have each process make once what depends on no test (`tests.once`)."""
    with made_once():
        yield


@pytest.fixture(scope="session")
def applications() -> Applications:
    """Return the applications that are lent to one test after the other."""
    return Applications()


@pytest.fixture(scope="session")
def opened() -> list[Engine]:
    """Return the engines of the applications that were made since the last test ended."""
    return []


@pytest.fixture(autouse=True)
def close_connections(opened: list[Engine], applications: Applications) -> Iterator[None]:
    """Close what a test leaves open: a server has a hundred places, and each application would keep some."""
    yield
    applications.take_back()
    while opened:
        opened.pop().dispose()


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory, opened: list[Engine], applications: Applications) -> MakeApp:
    """Return a function that builds an application: its clock pinned, its database in a folder of its own, no line
    for each request unless `log` asks for them.

    On a database that is lent to a test, the application is lent too: it has served other tests, and is as if it were
    new. `own` says that one is to be made all the same.
    """

    def make(
        *, today: date | None = TODAY, registry: DepartmentRegistry | None = None, own: bool = False, **asked: Any
    ) -> Flask:
        folder = tmp_path_factory.mktemp("base")
        usual = {"database_url": f"sqlite:///{folder / 'clas.sqlite3'}", "attachments": folder / "attachments"}
        settings = Settings(**{**usual, "today": today, "log": "errors", **asked})
        if not own and is_lent(settings.database_url):
            return applications.lend(settings, registry)
        app = create_app(settings, registry)
        with app.app_context():
            opened.append(database.engine)
            # An application that several tests share connects again: it closes what it has when it goes.
            finalize(app, database.engine.dispose)
        return app

    return make


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server of the tests' own, which ends with them."""
    with PostgresServer.running(durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite() -> Iterator[SqliteFolder]:
    """Return the folder of the tests' SQLite files."""
    with SqliteFolder.kept() as files:
        yield files


@pytest.fixture(scope="session")
def databases_of(request: pytest.FixtureRequest) -> Callable[[str], Databases]:
    """Return a function that gives the databases of a kind; a server starts when it is first asked for."""

    def of(kind: str) -> Databases:
        found: Databases = request.getfixturevalue("postgres" if kind == "postgresql" else kind)
        return found

    return of


@pytest.fixture(scope="session")
def make_database(databases_of: Callable[[str], Databases]) -> MakeDatabase:
    """Return a function that makes an empty database with every table, of the kind asked for, and gives its address.

    It stays as long as the tests: for what several of them share. A test that wants one for itself is lent one.
    """
    numbers = count(1)

    def make(kind: str) -> str:
        name = f"own_{next(numbers)}"
        databases_of(kind).copy("model", name)
        return databases_of(kind).url(name)

    return make


@pytest.fixture
def lend_database(databases_of: Callable[[str], Databases], stages: Stages, close_connections: None) -> LendDatabase:
    """Return a function that lends the test a database of a kind, empty, with every table, and gives its address.

    The next test is lent the same one, made empty again: applications that know its address are lent with it. One that
    a stage will be put into need not be made `empty` first.
    """
    numbers = count(1)

    def lend(kind: str, *, empty: bool = True) -> str:
        name = f"{LENT}{next(numbers)}"
        if empty:
            databases_of(kind).copy("model", name)
        stages.begins(databases_of(kind).url(name))
        return databases_of(kind).url(name)

    return lend


@pytest.fixture(scope="session")
def stages(databases_of: Callable[[str], Databases]) -> Iterator[Stages]:
    """Return the stages of stories that are kept as long as the tests."""
    kept = Stages(databases_of)
    yield kept
    kept.close()


@pytest.fixture
def small_world(stages: Stages, lend_database: LendDatabase, make_app: MakeApp) -> Callable[[str], World]:
    """Return a function that gives a small world on a kind of database: a dossier is deposited, another is a draft."""
    return lambda kind: stages.put_back(make_app(database_url=lend_database(kind, empty=False)), "deposited", SMALL)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Return a kind of database: the test runs once on SQLite, once on PostgreSQL."""
    return str(request.param)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Return an engine of an empty database, on SQLite, then on PostgreSQL."""
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def database_url(kind: str, lend_database: LendDatabase) -> str:
    """Return the address of an empty database: the test runs once on SQLite, once on PostgreSQL."""
    return lend_database(kind)


@pytest.fixture(scope="session")
def app(make_app: MakeApp, make_database: MakeDatabase) -> Flask:
    """Return the application with the two installed departments and a database of its own."""
    return make_app(database_url=make_database("sqlite"))


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


_ENGLISH = re.compile(
    r"\b(fields?|missing|required|invalid|null|unknown|must|may|not|error|the|of|is|data|such|no)\b", re.IGNORECASE
)


@pytest.fixture(scope="session")
def assert_french() -> Callable[[str], None]:
    """Return a function that refuses a sentence with an English word; what the sentence quotes is somebody else's."""

    def check(text: str) -> None:
        assert text, "an empty sentence says nothing"
        found = _ENGLISH.search(re.sub(r"«[^»]*»", "", text))
        assert found is None, f"{found[0]!r} in {text!r}" if found else ""

    return check
