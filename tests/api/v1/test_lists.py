"""Lists: several states, each order whole over its pages, filters, pages of what is attached to a dossier."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from clas_api.store.orders import SORTS
from tests.casts import SMALL
from tests.stages import Stages, World


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(stages: Stages, make_app: Callable[..., Flask], make_database: Callable[[str], str], request: Any) -> World:
    return stages.put_back(make_app(database_url=make_database(request.param)), "deposited", SMALL)


def all_of(world: World, who: str, path: str, name: str = "items") -> list[dict[str, Any]]:
    """Return every row of a list, read one row a page."""
    rows: list[dict[str, Any]] = []
    after = ""
    for _ in range(30):
        answer = world.ask(who, "GET", f"{path}{'&' if '?' in path else '?'}limit=1{after}")
        assert answer.status_code == 200, answer.text
        rows += answer.json[name]
        if answer.json["next"] is None:
            return rows
        after = f"&after={answer.json['next']}"
    raise AssertionError("a list without end")


def test_several_states_are_asked_for_at_once(world: World) -> None:
    for asked in ("state=draft,deposited", "state=draft&state=deposited"):
        assert {each["state"] for each in all_of(world, "agent51", f"/dossiers?{asked}")} == {"draft", "deposited"}
    assert {each["state"] for each in all_of(world, "agent51", "/dossiers?state=deposited")} == {"deposited"}


@pytest.mark.parametrize("sort", SORTS)
def test_each_order_gives_each_dossier_once(world: World, sort: str) -> None:
    found = all_of(world, "agent51", f"/dossiers?sort={sort}&q=Porteur")
    deposited_alone = sort.lstrip("-") in ("deposited_at", "receipt")
    assert {each["id"] for each in found} == {world.deposited} | (set() if deposited_alone else {world.draft})
    assert len(found) == (1 if deposited_alone else 2)


def test_dossiers_are_sorted_by_porteur_and_by_amount(world: World) -> None:
    names = [each["porteur"]["name"] for each in all_of(world, "agent51", "/dossiers?sort=-porteur")]
    assert names == sorted(names, reverse=True)
    asked = [float(each["asked"]) for each in all_of(world, "agent51", "/dossiers?sort=asked")]
    assert asked == sorted(asked)
    assert asked[0] < asked[1]


def test_porteurs_are_sorted_and_filtered(world: World) -> None:
    found = [each["siret"] for each in all_of(world, "agent51", "/porteurs?sort=-siret")]
    assert found == sorted(found, reverse=True)
    assert len(found) == 2
    assert len(all_of(world, "agent51", "/porteurs?department=marne")) == 2
    refused = world.ask("agent51", "GET", "/porteurs?department=seine_et_marne")  # where else one applies is not told
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, "/department")


def test_accounts_are_sorted_and_filtered(world: World) -> None:
    names = [each["name"] for each in all_of(world, "admin", "/accounts?sort=-name")]
    assert names == sorted(names, reverse=True)
    (agent,) = all_of(world, "admin", "/accounts?role=agent&department=marne")
    assert agent["email"] == "agent51@clas.example"
    assert [each["name"] for each in all_of(world, "admin", "/accounts?email=AGENT7")] == ["agent77"]
    assert all_of(world, "head51", "/accounts?role=agent&department=seine_et_marne") == []


def test_the_trace_is_filtered_by_what_how_whom_and_when(world: World) -> None:
    path = "/departments/marne/audit"
    every = all_of(world, "head51", path)
    assert {each["entry"]["subject"] for each in all_of(world, "head51", f"{path}?subject={world.draft}")} == {
        world.draft
    }
    (deposit,) = all_of(world, "head51", f"{path}?action=dossier.deposited")
    assert deposit["entry"]["subject"] == world.deposited
    who = deposit["entry"]["who"]
    mine = all_of(world, "head51", f"{path}?who={who}")
    assert 0 < len(mine) < len(every)
    assert {each["entry"]["who"] for each in mine} == {who}
    day = deposit["entry"]["at"][:10]
    assert len(all_of(world, "head51", f"{path}?since={day}&until={day}")) == len(every)
    assert all_of(world, "head51", f"{path}?until=2020-01-01") == []
    assert all_of(world, "head51", f"{path}?action=dossier.%25") == []


def test_versions_and_extensions_come_by_pages(world: World) -> None:
    path = "/departments/marne/campaigns/2025-2026/extensions"
    for day in ("2026-01-10", "2026-01-11"):
        body = {"porteur": world.porteur, "until": day, "reason": "Inondation"}
        assert world.ask("agent51", "POST", path, body).status_code == 201
    assert [each["until"][:10] for each in all_of(world, "agent51", path, "extensions")] == ["2026-01-10", "2026-01-11"]
    assert [
        each["version"] for each in all_of(world, "agent51", f"/dossiers/{world.deposited}/versions", "versions")
    ] == [1]


@pytest.mark.parametrize(
    "path",
    [
        "/dossiers?sort=asked&after=WyI5OTk5OTk5OTk5OTk5OTk5OTk5OTkiLCJ4Il0=",
        "/departments/marne/audit?after=Wzk5OTk5OTk5OTk5OTldCg==",
        "/departments/marne/audit?since=hier",
    ],
)
def test_a_place_or_a_day_that_cannot_be_is_refused(world: World, path: str) -> None:
    assert world.ask("head51", "GET", path).status_code == 422
