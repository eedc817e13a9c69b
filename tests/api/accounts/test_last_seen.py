"""When a session last asked is known to a quarter of an hour, and costs a page nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, event, select, update
from sqlalchemy.exc import OperationalError

from clas_api.store import last_seen
from clas_api.store.models import Token
from clas_core.years import write_moment
from tests.api.accounts.conftest import NOW, PASSWORD, House
from tests.api.accounts.phones import password_given
from tests.browsing import Browser

ANN = "ann@exemple.fr"


@contextmanager
def writing() -> Iterator[list[str]]:
    """Give what is changed in the database meanwhile."""
    changes: list[str] = []

    def execute(connection: Connection, cursor: object, statement: str, *more: object) -> None:
        if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
            changes.append(statement)

    event.listen(Engine, "before_cursor_execute", execute)
    yield changes
    event.remove(Engine, "before_cursor_execute", execute)


def seen(house: House) -> list[datetime | None]:
    return house.rows(select(Token.seen_at))


def there(house: House, cookie: str, moment: datetime) -> Browser:
    """Open a page at another moment, by the same cookie."""
    later = house.at(moment)
    later.client.set_cookie("clas", cookie)
    return Browser(later.client).open("/mon-compte")


def test_it_is_kept_once_a_quarter_of_an_hour_and_shown(house: House) -> None:
    house.person(ANN)
    password_given(house.client, ANN, PASSWORD)
    cookie = house.client.get_cookie("clas")
    assert cookie is not None
    with writing() as changes:
        there(house, cookie.value, NOW + timedelta(minutes=14))
        assert changes == []
        there(house, cookie.value, NOW + timedelta(minutes=15))
        assert len(changes) == 1
        there(house, cookie.value, NOW + timedelta(minutes=29))
        assert len(changes) == 1
    assert seen(house) == [NOW + timedelta(minutes=15)]
    page = password_given(house.app.test_client(), ANN, PASSWORD).open("/mon-compte")
    assert f"active le {write_moment(NOW + timedelta(minutes=15))}" in page.text


def test_a_key_of_the_json_service_is_seen_too(house: House) -> None:
    house.person(ANN)
    key = house.key(ANN)
    later = house.at(NOW + timedelta(hours=1))
    assert later.ask("GET", "/me", key).status_code == 200
    assert seen(house) == [NOW + timedelta(hours=1)]


def test_what_keeps_it_from_being_written_keeps_nobody_from_reading(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.person(ANN)
    key = house.key(ANN)

    class Full:
        def _execute_on_connection(self, *given: object) -> None:
            raise OperationalError("UPDATE", {}, Exception("disk full"))

    monkeypatch.setattr(last_seen, "_KEPT", Full())
    later = house.at(NOW + timedelta(hours=1))
    assert later.ask("GET", "/me", key).status_code == 200
    assert seen(house) == [None]


def test_a_session_that_has_ended_is_not_seen(house: House) -> None:
    house.person(ANN)
    key = house.key(ANN)
    house.change(update(Token).values(revoked_at=NOW))
    assert house.at(NOW + timedelta(hours=1)).ask("GET", "/me", key).status_code == 401
    assert seen(house) == [None]
