"""Every refusal names the field, and all of them at once."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.casts import SIRETS, SMALL, described
from tests.stages import Stages, World


@pytest.fixture(scope="module")
def world(stages: Stages, make_app: Callable[..., Flask], make_database: Callable[[str], str]) -> World:
    return stages.put_back(make_app(database_url=make_database("sqlite")), "deposited", SMALL)


Problems = Callable[[TestResponse, int], dict[str, Any]]


def places(found: dict[str, Any]) -> set[str]:
    return {each["pointer"] for each in found["errors"]}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/dossiers?limit=-5&sort=foo&state=foo", {"/limit", "/sort", "/state"}),
        ("/dossiers?limit=201&after=zz", {"/limit", "/after"}),
        ("/dossiers?school_year=x&department=zz", {"/school_year", "/department"}),
        ("/dossiers?school_year=2025-2027", {"/school_year"}),
        ("/porteurs?siren=12&siret=34", {"/siren", "/siret"}),
        ("/departments/marne/sessions?year=x&limit=0", {"/year", "/limit"}),
        ("/accounts?limit=x", {"/limit"}),
    ],
)
def test_a_filter_that_nothing_can_match_is_refused_by_its_name_with_the_others(
    world: World, problem: Problems, path: str, expected: set[str]
) -> None:
    assert places(problem(world.ask("admin", "GET", path), 422)) == expected


def test_an_unknown_department_is_told_which_ones_there_are(world: World, problem: Problems) -> None:
    found = problem(world.ask("agent51", "GET", "/dossiers?department=zz"), 422)
    assert "marne, seine_et_marne" in found["errors"][0]["detail"]


def test_a_filter_is_read_as_people_write_it(world: World) -> None:
    spaced = f"{SIRETS[0][:3]} {SIRETS[0][3:6]} {SIRETS[0][6:9]}"
    found = world.ask("agent51", "GET", f"/porteurs?siren={spaced}").get_json()
    assert [each["siret"] for each in found["items"]] == [SIRETS[0]]


def test_a_duplicate_says_by_which_field_it_is_one(world: World, problem: Problems) -> None:
    again = world.ask("applicant", "POST", "/porteurs", described(SIRETS[0]))
    assert places(problem(again, 409)) == {"/siret"}
    person = {"email": "neighbour51@clas.example", "name": "Une personne"}
    path = f"/porteurs/{world.neighbour}/people"
    assert places(problem(world.ask("neighbour51", "POST", path, person), 409)) == {"/email"}


def test_a_body_that_is_too_long_is_refused_as_a_whole(world: World, problem: Problems) -> None:
    found = problem(world.ask("applicant", "POST", "/porteurs", {"name": "x" * 2_000_000}), 413)
    assert places(found) == {""}


def test_a_siret_does_not_hold_from_a_day_to_come(world: World, problem: Problems) -> None:
    body = described("21510454800015", siret_since="2125-01-01", email="x")
    assert places(problem(world.ask("applicant", "POST", "/porteurs", body), 422)) == {"/siret_since", "/email"}
    changed = world.ask(
        "porteur51", "PATCH", f"/porteurs/{world.porteur}", {"siret_since": "2125-01-01"}, headers={"If-Match": "*"}
    )
    assert places(problem(changed, 422)) == {"/siret_since"}


def test_a_star_changes_whatever_version_is_there(world: World) -> None:
    path = f"/dossiers/{world.draft}"
    for name in ("Ann", "Alex"):
        body = {"contact": {"name": name, "email": "a@exemple.fr", "phone": None}}
        assert world.ask("neighbour51", "PATCH", path, body, headers={"If-Match": "*"}).status_code == 200
    other = {"contact": {**body["contact"], "name": "Zoé"}}
    assert world.ask("neighbour51", "PATCH", path, other, headers={"If-Match": '"999"'}).status_code == 412
    deposit = world.ask("porteur51", "POST", f"/dossiers/{world.deposited}/deposit", headers={"If-Match": "*"})
    assert deposit.status_code != 412


def test_what_is_not_found_is_said_in_sound_french(world: World) -> None:
    said = world.ask("head77", "GET", "/departments/marne/audit").get_json()["detail"]
    assert said == "Cette trace n'existe pas, ou ne vous est pas ouverte. Revenez à votre liste."
