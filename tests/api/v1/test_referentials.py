"""``GET /referentials``: the national rules of each year, and what changed from one to another, in words."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

JSON = dict[str, Any]


def _get(client: FlaskClient, path: str) -> JSON:
    response = client.get(f"/api/v1/referentials{path}")
    assert response.status_code == 200
    answer: JSON = response.get_json()
    return answer


def test_the_known_years_are_listed_with_their_digests(client: FlaskClient) -> None:
    listed = _get(client, "")["referentials"]
    assert [(each["school_year"], each["status"]) for each in listed] == [
        ("2004-2005", "closed"),
        ("2024-2025", "closed"),
        ("2025-2026", "in_force"),
    ]
    assert len({each["digest"] for each in listed}) == 3
    for each in listed:
        assert _get(client, f"/{each['school_year']}")["digest"] == each["digest"]


@pytest.mark.parametrize(
    ("year", "rate", "ceiling", "maximum", "standing"),
    [
        ("2004-2005", "0.3", "5599.00", "1680.00", "published"),
        ("2024-2025", "0.33", "8487.00", "2800.70", "expected"),
        ("2025-2026", "0.33", "8487.00", "2800.70", "published"),
    ],
)
def test_each_figure_comes_with_its_source_and_standing(
    client: FlaskClient, year: str, rate: str, ceiling: str, maximum: str, standing: str
) -> None:
    ps = _get(client, f"/{year}")["ps"]
    figures = [ps["rate"], ps["price_ceiling"], ps["maximum"]]
    assert [figure["value"] for figure in figures] == [rate, ceiling, maximum]
    assert {figure["standing"] for figure in figures} == {standing}
    assert all(figure["source"] and figure["unit"] and figure["checked_on"] for figure in figures)


def test_a_bonus_has_an_amount_only_where_one_is_published(client: FlaskClient) -> None:
    amounts = {year: [each["amount"] for each in _get(client, f"/{year}")["bonuses"]] for year in YEARS}
    assert amounts["2004-2005"] == []
    assert amounts["2024-2025"] == [None, None]
    assert [amount["value"] for amount in amounts["2025-2026"]] == ["329.00", "329.00"]


YEARS = ("2004-2005", "2024-2025", "2025-2026")


def test_the_four_axes_and_ten_base_actions_of_2025_are_there(client: FlaskClient) -> None:
    rules = _get(client, "/2025-2026")
    assert [axis["id"] for axis in rules["axes"]] == ["children", "parents", "school", "territory"]
    assert [action["axis"] for action in rules["base_actions"]] == ["children"] * 5 + ["parents"] * 5
    assert {criterion["id"] for criterion in rules["criteria"]} >= {"dossier.axes", "group.children", "group.adults"}


@pytest.mark.parametrize("year", ["2030-2031", "2025", "2025-2027", "x", "%F0%9F%8E%92"])
@pytest.mark.parametrize("path", ["/{}", "/{}/differences/2025-2026", "/2025-2026/differences/{}"])
def test_an_unknown_year_is_not_found_and_the_known_ones_are_named(
    client: FlaskClient, problem: Callable[..., JSON], path: str, year: str
) -> None:
    detail = problem(client.get("/api/v1/referentials" + path.format(year)), 404)["detail"]
    assert all(each in detail for each in YEARS)


def test_what_changed_is_said_in_words_with_both_values(client: FlaskClient) -> None:
    answer = _get(client, "/2004-2005/differences/2025-2026")
    assert (answer["older"]["school_year"], answer["newer"]["school_year"]) == ("2004-2005", "2025-2026")
    maximum = next(each for each in answer["changes"] if each["subject"] == "ps.maximum")
    assert maximum["kind"] == "changed"
    assert "1\u202f680,00\u00a0€" in maximum["sentence"]
    assert "2\u202f800,70\u00a0€" in maximum["sentence"]
    bonus = next(each for each in answer["changes"] if "Bonus enfants" in each["sentence"])
    assert (bonus["kind"], bonus["before"]) == ("added", None)
    amounts = {each["title"]: (each["before"], each["after"], each["difference"]) for each in answer["cases"]}
    assert ("1680.00", "2800.70", "1120.70") in amounts.values()


def test_the_way_back_undoes_what_the_way_there_did(client: FlaskClient) -> None:
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    there = _get(client, "/2024-2025/differences/2025-2026")["changes"]
    back = _get(client, "/2025-2026/differences/2024-2025")["changes"]

    def states(changes: list[JSON]) -> set[tuple[str, str | None, str | None]]:
        return {(each["kind"], each["before"], each["after"]) for each in changes}

    assert states(back) == {(opposite[kind], after, before) for kind, before, after in states(there)}


def test_a_year_does_not_differ_from_itself(client: FlaskClient) -> None:
    assert _get(client, "/2025-2026/differences/2025-2026")["changes"] == []
