"""An application that is lent to one test after the other is, for each, as it was made; what cannot be so is let go."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event

from clas_api.config import Settings
from clas_api.installation import Installation
from clas_api.security.limits import MAIL, count_request
from clas_api.store.database import database
from clas_core.departments import DepartmentRegistry
from tests.api.conftest import LendDatabase
from tests.applications import Applications


def _lent(applications: Applications, url: str, day: int = 1, registry: DepartmentRegistry | None = None) -> Flask:
    return applications.lend(Settings(database_url=url, today=date(2025, 7, day), log="errors"), registry)


def _installation(app: Flask) -> Installation:
    found: Installation = app.extensions["clas"]
    return found


@pytest.fixture
def mine() -> Applications:
    """Return applications that no other test is lent."""
    return Applications()


def test_nothing_that_requests_leave_is_found_by_the_next_test(mine: Applications, lend_database: LendDatabase) -> None:
    url = lend_database("sqlite")
    app = _lent(mine, url, registry=DepartmentRegistry([]))
    made = dict(app.config)
    client = app.test_client()
    assert client.get("/connexion").status_code == 200
    assert 'route="/connexion"' in client.get("/metrics").get_data(as_text=True)
    app.config["RATELIMIT_ENABLED"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.test_request_context():
        count_request(MAIL, "essai")
    assert app.secret_key is not None
    assert "clas-limits" in app.extensions
    _installation(app).made_once(("2025-2026", None), lambda: _installation(app).estimator("2025-2026", None))
    mine.take_back()
    again = _lent(mine, url, day=2)
    assert again is app
    assert dict(again.config) == made
    assert again.secret_key is None
    assert "clas-limits" not in again.extensions
    assert 'route="/connexion"' not in again.test_client().get("/metrics").get_data(as_text=True)
    installation = _installation(again)
    assert installation.clock.today() == date(2025, 7, 2)
    assert [each.slug for each in installation.registry] == ["marne", "seine_et_marne"]
    assert installation._estimators == {}
    mine.take_back()


def test_two_that_are_asked_for_at_once_are_two(mine: Applications, lend_database: LendDatabase) -> None:
    url = lend_database("sqlite")
    first, second = _lent(mine, url, 1), _lent(mine, url, 2)
    assert [_installation(each).clock.today().day for each in (first, second)] == [1, 2]
    mine.take_back()


@pytest.mark.parametrize("what", ["a route", "a hook", "a listener"])
def test_an_application_to_which_something_was_added_is_lent_to_nobody_else(
    mine: Applications, lend_database: LendDatabase, what: str
) -> None:
    url = lend_database("sqlite")
    app = _lent(mine, url)
    if what == "a route":
        app.add_url_rule("/essai", "essai", lambda: "")
    elif what == "a hook":
        app.before_request(lambda: None)
    else:
        with app.app_context():
            event.listen(database.engine, "begin", lambda connection: None)
    mine.take_back()
    again = _lent(mine, url)
    assert again is not app
    assert _lent(mine, url) is not app
    mine.take_back()


def test_who_listens_to_every_engine_for_a_while_has_added_nothing(
    mine: Applications, lend_database: LendDatabase
) -> None:
    url = lend_database("sqlite")

    def listen(connection: Connection) -> None: ...

    event.listen(Engine, "begin", listen)
    app = _lent(mine, url)
    event.remove(Engine, "begin", listen)
    mine.take_back()
    assert _lent(mine, url) is app
    mine.take_back()


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_is_lent_is_empty_again(
    mine: Applications, lend_database: LendDatabase, kind: str, time: str
) -> None:
    app = _lent(mine, lend_database(kind))
    with app.app_context(), database.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM installation_keys").scalar_one() == 0, time
    app.test_client().get("/connexion")
    with app.app_context(), database.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM installation_keys").scalar_one() == 1, "it leaves this"
    mine.take_back()
