"""What was deposited is read from what was sealed, when a department, a call or a year is taken away; and nobody else
reads any more of it than before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.rules_taken_away import SHOWN, WAYS, Kept, addresses, fill, take_away
from tests.databases import PostgresServer

AT_HOME = ("porteur51", "neighbour51", "head51", "committee51")
ELSEWHERE = ("porteur77", "head77")

Answers = Mapping[tuple[str, str], int]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], make_database: Callable[[str], str]
) -> Iterator[Kept]:
    """Return a database in which much was deposited, on each kind: nothing here changes it but what is refused."""
    url = make_database(request.param)
    yield fill(make_app(database_url=url, log="errors"))
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        server.drop(url)


@pytest.fixture(scope="module")
def before(kept: Kept, make_app: Callable[..., Flask]) -> Answers:
    """Return what everybody is answered while all the rules are there."""
    app = make_app(**kept.settings)
    everything = [(who, each) for who in (*AT_HOME, *ELSEWHERE) for each in addresses(app, kept)]
    assert len(everything) > 500
    return _answers(app, kept, everything)


@pytest.fixture(params=WAYS)
def bereft(
    request: pytest.FixtureRequest, kept: Kept, make_app: Callable[..., Flask], tmp_path: Path
) -> tuple[Flask, str]:
    """Return the same installation without rules that it had, in each way."""
    app = make_app(**kept.settings)
    take_away(app, request.param, tmp_path)
    return app, request.param


def _client(app: Flask, kept: Kept, who: str) -> FlaskClient:
    client = app.test_client()
    if who in kept.world.accounts:
        with client.session_transaction() as session:
            session["_user_id"] = f"{kept.world.accounts[who]}.1"
    return client


def _ask(client: FlaskClient, kept: Kept, who: str, address: str) -> int:
    key = kept.world.keys.get(who)
    headers = {"Authorization": f"Bearer {key}"} if key and address.startswith("/api/") else {}
    with client.get(address, headers=headers) as answer:
        status: int = answer.status_code
    return status


def _answers(app: Flask, kept: Kept, asked: Iterable[tuple[str, str]]) -> Answers:
    clients = {who: _client(app, kept, who) for who in (*AT_HOME, *ELSEWHERE)}
    return {(who, address): _ask(clients[who], kept, who, address) for who, address in asked}


def test_whoever_read_what_was_deposited_reads_it_still(kept: Kept, before: Answers, bereft: tuple[Flask, str]) -> None:
    shown = [each for each, status in before.items() if each[0] in AT_HOME and status in SHOWN]
    assert len(shown) > 150
    after = _answers(bereft[0], kept, shown)
    assert {each: status for each, status in after.items() if status not in SHOWN} == {}


def test_nobody_elsewhere_reads_more_of_it(kept: Kept, before: Answers, bereft: tuple[Flask, str]) -> None:
    after = _answers(bereft[0], kept, [each for each in before if each[0] in ELSEWHERE])
    assert {each: status for each, status in after.items() if status != before[each]} == {}
