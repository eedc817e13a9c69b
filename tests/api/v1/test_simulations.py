"""``GET /statistics/{year}/simulation``: a year under other figures, and the best reply, as they may be told."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from bench.simulated import deposit
from clas_api.store.database import database
from tests.casts import SMALL
from tests.stages import Stages, World

PATH = "/statistics/2024-2025/simulation"


@pytest.fixture
def world(stages: Stages, app: Flask) -> World:
    """Give a world where two departments have enough groups of 2024-2025 to be told, and one has one of 2025-2026."""
    found = stages.put_back(app, "deposited", SMALL)
    with app.app_context():
        deposit(database.engine, ("aube", "ardennes"), applicants=12, groups=5, year="2024-2025")
    return found


def asked(world: World, query: str, path: str = PATH) -> Any:
    answer = world.ask("national", "GET", f"{path}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_unchanged_figures_change_nothing(world: World) -> None:
    told = asked(world, "")
    assert told["total"]["difference"] == "0.00"
    assert told["before"] == told["after"]
    assert told["by_fate"] == []
    assert told["reply"] is None
    assert told["provisional"]  # the figures of 2024-2025 are expected


def test_departments_add_up_to_the_nation(world: World) -> None:
    told = asked(world, "rate=0.35&bonus=children:100.00&least=9")
    for name in ("before", "after", "difference"):
        parts = [Decimal(each["total"][name]) for each in told["by_department"]]
        assert sum(parts) == Decimal(told["total"][name])
    assert {each["fate"] for each in told["by_fate"]} >= {"gains", "not_eligible_now"}
    assert told["after"]["bonuses"] == {"children": "100.00", "parents": "0.00"}


def test_the_best_reply_is_given_with_whom_it_changes(world: World) -> None:
    reply = asked(world, "lever=rate&envelope=200000.00")["reply"]
    assert reply["outcome"] == "fits"
    above = asked(world, f"rate={Decimal(reply['value']) + Decimal('0.0001')}")
    assert Decimal(reply["total"]) <= 200_000 < Decimal(above["total"]["after"])
    assert {each["fate"] for each in reply["by_fate"]} == {"loses"}
    assert [each["value"] for each in reply["curve"]] == sorted(each["value"] for each in reply["curve"])


def test_what_few_groups_make_is_null(world: World) -> None:
    told = asked(world, "rate=0.10&envelope=10.00", "/statistics/2025-2026/simulation")
    assert told["total"] is None
    assert told["by_fate"] == []
    assert [each["total"] for each in told["by_department"]] == [None]
    assert (told["reply"]["value"], told["reply"]["curve"], told["reply"]["total"]) == (None, [], None)


def test_all_that_is_wrong_is_told_at_its_place(world: World) -> None:
    query = "rate=33&maximum=x&least=a&bonus=autre:3&envelope=-1&lever=taux&maximum_follows_ceiling=oui"
    answer = world.ask("national", "GET", f"{PATH}?{query}")
    assert answer.status_code == 422
    found = {each["path"] if "path" in each else each["pointer"] for each in answer.get_json()["errors"]}
    assert len(found) == 7


def test_only_the_national_team_simulates(world: World) -> None:
    assert world.ask("agent51", "GET", PATH).status_code == 403


def test_an_unknown_year_is_not_found(world: World) -> None:
    assert world.ask("national", "GET", "/statistics/2031-2032/simulation").status_code == 404
    assert world.ask("national", "GET", "/statistics/hier/simulation").status_code == 404


HOSTILE = ("abc", "-5", "1e3", "NaN", "inf", "9" * 39, "<script>", "\u0663", "33;34", "0.00001", "=1+1", "1,5")


@pytest.mark.parametrize(
    "name", ["rate", "price_ceiling", "maximum", "maximum_follows_ceiling", "least", "most", "lever", "envelope"]
)
def test_a_value_that_says_nothing_is_told_at_its_place(world: World, name: str) -> None:
    for value in HOSTILE:
        answer = world.ask("national", "GET", f"{PATH}?{urlencode({name: value})}")
        assert answer.status_code == 422, value
        assert [each.get("path", each.get("pointer")).strip("/") for each in answer.get_json()["errors"]] == [name], (
            value
        )


@pytest.mark.parametrize(
    "query",
    ["bonus=children", "bonus=children:", "bonus=:3", "bonus=children:1.00&bonus=children:2.00", "rate=0.3&rate=0.4"],
)
def test_what_is_said_by_halves_or_twice_is_refused(world: World, query: str) -> None:
    assert world.ask("national", "GET", f"{PATH}?{query}").status_code == 422
