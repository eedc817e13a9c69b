"""A hundred thousand mistakes cost no more than a hundred: they are refused before they are looked at one by one."""

import difflib
import gc
from collections.abc import Callable
from time import process_time
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_core import errors
from tests.browsing import Browser, signed_in
from tests.casts import SMALL
from tests.stages import Stages, World

BOUND = 0.15
"""Seconds of processor that a request of this kind may take; a test waits for three times as much."""

LARGEST_ANSWER = 40_000
MOST_PROBLEMS, LONGEST_GUESS = 100, 60
KINDS = ("sqlite", "postgresql")


def keys(count: int = 60_000) -> dict[str, int]:
    return {f"k{number}": 1 for number in range(count)}


YEAR = {"school_year": "2025-2026"}
LONG = "a" * 900_000
NAMED = {"label": "x"}
GROUP = {"label": "x", "children": 10, "running_costs": "100.00"}
ALL_WRONG = {"label": 1, "children": "a", "adults": "x", "running_costs": "z", "bonuses": ["a"] * 50, "levels": ["b"]}

OPEN: dict[str, tuple[str, Any]] = {
    **{f"unknown keys to {path}": (path, keys()) for path in ("/estimates", "/session", "/assessments", "/accounts")},
    **{f"one long key to {path}": (path, {LONG: 1}) for path in ("/estimates", "/session", "/assessments")},
    "groups with unknown keys": ("/estimates", {**YEAR, "groups": [{**GROUP, **keys(6)}] * 5_000}),
    "one group of unknown keys": ("/estimates", {**YEAR, "groups": [keys()]}),
    "a long key of a group": ("/estimates", {**YEAR, "groups": [{**GROUP, LONG: 1}]}),
    "wrong groups": ("/estimates", {**YEAR, "groups": [1] * 5_000}),
    "too many groups": ("/estimates", {**YEAR, "groups": [1] * 100_000}),
    "groups all wrong": ("/estimates", {**YEAR, "groups": [ALL_WRONG] * 3_000}),
    "groups all wrong without a year": ("/estimates", {"groups": [ALL_WRONG] * 3_000}),
    "facts": ("/assessments", {**YEAR, "dossier": keys()}),
    "a long fact": ("/assessments", {**YEAR, "dossier": {LONG: 1}}),
    "groups of facts": ("/assessments", {**YEAR, "dossier": {}, "actions": [{"groups": [keys(6)] * 500}] * 10}),
    "groups without a name": ("/assessments", {**YEAR, "dossier": {}, "actions": [{"groups": [{}] * 500}] * 10}),
    "sound groups": (
        "/assessments",
        {**YEAR, "dossier": {}, "actions": [{"label": "x", "groups": [NAMED] * 500}] * 11},
    ),
    "values of a wrong kind": ("/session", {"email": [1] * 100_000, "password": keys(30_000)}),
    "a long address": ("/accounts", {"email": "a@" + "b." * 450_000 + "fr", "name": "x"}),
}

_KEYED: dict[str, Any] = {
    "unknown keys": keys(),
    "actions with unknown keys": {"actions": [{**keys(6), "title": 1}] * 50},
    "groups with unknown keys": {"actions": [{**keys(20), "groups": [{**keys(20), "children": "x"}] * 50}] * 40},
    "wrong schools": {"actions": [{"schools": [1] * 500}] * 50},
    "axes": {"axes": keys()},
    "attestations": {"attestations": keys()},
    "accounts that are not": {"budget": [{"account": "6" * 50, "amount": "x", "funder": "y"}] * 200},
    "a long choice": {"articulations": [{"scheme": LONG, "text": "x"}]},
    "actions that are numbers": {"actions": [1] * 100_000},
    "a table for a list": {"actions": keys()},
}


@pytest.fixture(scope="module", params=KINDS)
def world(stages: Stages, make_app: Callable[..., Flask], make_database: Callable[[str], str], request: Any) -> World:
    app = make_app(database_url=make_database(request.param))
    app.config["RATELIMIT_ENABLED"] = False
    return stages.put_back(app, "deposited", SMALL)


@pytest.fixture
def guesses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count what is compared with known words, each of which takes time."""
    made: list[str] = []

    def count(word: str, *arguments: Any, **options: Any) -> list[str]:
        made.append(word)
        return difflib.get_close_matches(word, *arguments, **options)

    monkeypatch.setattr(errors, "get_close_matches", count)
    return made


def spent(ask: Callable[[], TestResponse]) -> tuple[TestResponse, float]:
    """Return an answer and the processor time that it took, without what others have left to be collected."""
    gc.collect()
    before = process_time()
    answer = ask()
    return answer, process_time() - before


def assert_bounded(answer: TestResponse, seconds: float, guesses: list[str]) -> None:
    assert answer.status_code == 422, answer.text[:300]
    assert len(answer.data) <= LARGEST_ANSWER
    assert len(answer.get_json().get("errors", ())) <= MOST_PROBLEMS + 1
    assert len(guesses) <= 3 * MOST_PROBLEMS
    assert all(len(each) <= LONGEST_GUESS for each in guesses)
    assert seconds < 3 * BOUND


@pytest.mark.parametrize("name", OPEN)
def test_a_crowd_of_mistakes_from_anybody_costs_little(client: FlaskClient, guesses: list[str], name: str) -> None:
    path, body = OPEN[name]
    raw = orjson.dumps(body)
    assert len(raw) <= 1024 * 1024
    client.post(f"/api/v1{path}", json={"k": 1})  # what is imported when it is first used costs once
    guesses.clear()
    answer, seconds = spent(lambda: client.post(f"/api/v1{path}", data=raw, content_type="application/json"))
    assert_bounded(answer, seconds, guesses)


@pytest.mark.parametrize("name", _KEYED)
def test_a_crowd_of_mistakes_in_a_dossier_costs_little(world: World, guesses: list[str], name: str) -> None:
    headers = {"Authorization": f"Bearer {world.keys['neighbour51']}", "If-Match": '"1"'}
    raw, path = orjson.dumps(_KEYED[name]), f"/api/v1/dossiers/{world.draft}"
    answer, seconds = spent(
        lambda: world.client.patch(path, data=raw, content_type="application/json", headers=headers)
    )
    assert_bounded(answer, seconds, guesses)


def test_the_reasons_of_a_decision_are_as_many_as_there_may_be_bonuses(world: World, guesses: list[str]) -> None:
    body = {"proposal": {"outcome": "approved", "groups": [{"position": 1, "retained": True, "bonuses": keys()}]}}
    path = f"/dossiers/{world.deposited}/study"
    answer, seconds = spent(lambda: world.ask("head51", "POST", path, body, headers={"If-Match": '"1"'}))
    assert_bounded(answer, seconds, guesses)


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"k{number}=1" for number in range(60_000)),
        "&".join(f"k{number}=1" for number in range(4_000)),
        "&".join(f"k{number}=1&k{number}=2" for number in range(2_000)),
        "&".join(["state=draf"] * 4_000),
        "state=" + ",".join(["draf"] * 60_000),
        "sort=" + LONG,
        LONG + "=1",
    ],
    ids=["very many", "unknown", "twice", "wrong words", "wrong words together", "a long word", "a long key"],
)
def test_a_crowd_in_an_address_costs_little(world: World, guesses: list[str], query: str) -> None:
    answer, seconds = spent(lambda: world.ask("head51", "GET", f"/dossiers?{query}"))
    assert_bounded(answer, seconds, guesses)


@pytest.mark.parametrize("path", ["contact", "axes", "budget"])
def test_a_page_refuses_a_form_of_more_fields_than_any_has(world: World, path: str) -> None:
    browser = Browser(signed_in(world.client.application, world.accounts["neighbour51"]))
    address = f"/espace/dossiers/{world.draft}/{path}"
    token = browser.open(address).form("save").values["csrf_token"]
    kind = "application/x-www-form-urlencoded"
    raw = f"csrf_token={token}&action=save&" + "&".join(f"k{number}=1" for number in range(50_000))
    answer, seconds = spent(lambda: browser.client.post(address, data=raw[:490_000], content_type=kind))
    assert answer.status_code == 422
    assert "champs" in answer.get_data(as_text=True)
    assert seconds < 3 * BOUND


def test_a_budget_of_a_thousand_rows_is_shown_again(world: World) -> None:
    browser = Browser(signed_in(world.client.application, world.accounts["neighbour51"]))
    address = f"/espace/dossiers/{world.draft}/budget"
    form = {"csrf_token": browser.open(address).form("save").values["csrf_token"], "action": "save"}
    for ranks in (range(1000), (999,)):
        rows = {f"budget/{rank}/label": "x" for rank in ranks}
        assert browser.client.post(address, data={**form, **rows}).status_code in (412, 422)


def test_a_few_mistakes_are_each_told_with_what_was_meant(client: FlaskClient) -> None:
    row = {**GROUP, "childrn": 3, **keys(19)}
    told = client.post("/api/v1/estimates", json={**YEAR, "groups": [row], "departement": "marne"}).get_json()["errors"]
    assert len(told) == 21
    assert {"pointer": "/departement", "detail": "Champ inconnu. Vouliez-vous dire « department » ?"} in told
    many = client.post("/api/v1/estimates", json={**YEAR, "groups": [{**row, "k": 1}]}).get_json()["errors"]
    assert [each["pointer"] for each in many] == ["/groups/0"]
    assert many[0]["detail"].startswith("21 champs inconnus, dont « childrn »,")


def test_the_first_of_many_mistakes_are_told_and_that_there_are_others(client: FlaskClient) -> None:
    told = client.post("/api/v1/estimates", json={**YEAR, "groups": [{"label": "x"}] * 60}).get_json()["errors"]
    assert len(told) == MOST_PROBLEMS + 1
    assert told[0] == {"pointer": "/groups/0/children", "detail": errors.REQUIRED}
    assert (told[-1]["pointer"], "autres erreurs" in told[-1]["detail"]) == ("", True)
