"""Keys of programs: of one department, for some things, until a day, shown once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from clas_api.store.models import Token
from tests.api.accounts.conftest import ADMIN, NOW, House, agent, head

JSON = dict[str, Any]
ASKED = {"label": "Entrepôt", "department": "marne", "scopes": ["dossiers:read", "porteurs:read"], "days": 30}


def test_a_program_reads_with_its_key_until_it_ends(house: House, problem: Callable[..., JSON]) -> None:
    house.person("cheffe@caf.fr", head())
    response = house.ask("POST", "/tokens", house.key("cheffe@caf.fr"), json=ASKED)
    assert (response.status_code, response.headers["Cache-Control"]) == (201, "no-store")
    token = response.get_json()
    assert token["expires_at"] == (NOW + timedelta(days=30)).isoformat()
    me = house.ask("GET", "/me", token["token"]).get_json()
    assert (me["name"], me["account"], me["email"]) == ("Entrepôt", None, None)
    assert me["scopes"] == ["dossiers:read", "porteurs:read"]
    assert [(role["kind"], role["department"]) for role in me["roles"]] == [("service", "marne")]
    assert house.ask("GET", "/porteurs", token["token"]).status_code == 200
    problem(house.ask("POST", "/tokens", token["token"], json=ASKED), 403)
    problem(house.at(NOW + timedelta(days=30)).ask("GET", "/me", token["token"]), 401)
    problem(house.ask("DELETE", "/session", token["token"]), 401)


def test_the_key_is_shown_once_and_kept_as_a_hash(house: House) -> None:
    house.person("cheffe@caf.fr", head())
    key = house.key("cheffe@caf.fr")
    token = house.ask("POST", "/tokens", key, json=ASKED).get_json()
    listed = house.ask("GET", "/tokens", key).get_json()["items"]
    assert listed == [{name: value for name, value in token.items() if name != "token"}]
    assert all(token["token"] != each.token_hash for each in house.rows(select(Token)))


def test_a_key_that_is_revoked_opens_nothing_more(house: House, problem: Callable[..., JSON]) -> None:
    house.person("cheffe@caf.fr", head())
    key = house.key("cheffe@caf.fr")
    token = house.ask("POST", "/tokens", key, json=ASKED).get_json()
    for _ in range(2):
        assert house.ask("DELETE", f"/tokens/{token['id']}", key).status_code == 204
    problem(house.ask("GET", "/me", token["token"]), 401)
    assert house.ask("GET", "/tokens", key).get_json()["items"][0]["revoked_at"] == NOW.isoformat()
    assert [each for each in house.traced() if each[0] == "marne"] == [
        ("marne", "token.create"),
        ("marne", "token.revoke"),
    ]


def test_keys_are_of_the_department_of_whoever_asks(house: House, problem: Callable[..., JSON]) -> None:
    house.person("cheffe@caf.fr", head())
    house.person("chef@caf77.fr", head("seine_et_marne"))
    house.person("admin@caf.fr", ADMIN)
    token = house.ask("POST", "/tokens", house.key("cheffe@caf.fr"), json=ASKED).get_json()
    other = house.key("chef@caf77.fr")
    assert house.ask("GET", "/tokens", other).get_json()["items"] == []
    problem(house.ask("DELETE", f"/tokens/{token['id']}", other), 404)
    problem(house.ask("DELETE", f"/tokens/{uuid4()}", other), 404)
    problem(house.ask("DELETE", "/tokens/x", other), 404)
    problem(house.ask("POST", "/tokens", other, json=ASKED), 403)
    assert len(house.ask("GET", "/tokens", house.key("admin@caf.fr")).get_json()["items"]) == 1


def test_the_session_of_a_person_is_no_key_of_a_program(house: House, problem: Callable[..., JSON]) -> None:
    house.person("admin@caf.fr", ADMIN)
    key = house.key("admin@caf.fr")
    assert house.ask("GET", "/tokens", key).get_json()["items"] == []
    (session,) = house.rows(select(Token))
    problem(house.ask("DELETE", f"/tokens/{session.id}", key), 404)


def test_an_agent_makes_no_key(house: House, problem: Callable[..., JSON]) -> None:
    house.person("agent@caf.fr", agent())
    key = house.key("agent@caf.fr")
    problem(house.ask("POST", "/tokens", key, json=ASKED), 403)
    problem(house.ask("GET", "/tokens", key), 403)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"days": 0}, "/days"),
        ({"days": 366}, "/days"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["dossiers:write"]}, "/scopes/0"),
        ({"label": "\x00\u200b"}, "/label"),
        ({"department": "marnne"}, "/department"),
    ],
)
def test_a_key_that_cannot_be_is_refused(
    house: House, errors: Callable[..., dict[str, str]], change: JSON, place: str
) -> None:
    house.person("admin@caf.fr", ADMIN)
    response = house.ask("POST", "/tokens", house.key("admin@caf.fr"), json={**ASKED, **change})
    assert list(errors(response)) == [place]
