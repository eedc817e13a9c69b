"""``POST /estimates``: the contract of DESIGN section 6 and the figures of DOMAIN section 2, to the cent."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

Estimate = Callable[..., dict[str, Any]]
Row = Callable[..., dict[str, Any]]

EXAMPLE = {
    "department": "marne",
    "school_year": "2025-2026",
    "groups": [{"label": "CE2-CM1", "children": 10, "adults": 2, "running_costs": "9000.00", "bonuses": ["children"]}],
}


def test_the_example_of_the_contract_is_answered_as_written(client: FlaskClient) -> None:
    answer = client.post("/api/v1/estimates", json=EXAMPLE).get_json()
    (group,) = answer.pop("groups")
    referential = answer.pop("referential")
    assert answer == {
        "format": 1,
        "department": "marne",
        "school_year": "2025-2026",
        "provisional": False,
        "total": "3129.70",
    }
    steps = group.pop("steps")
    assert group.pop("advice")
    assert group == {
        "label": "CE2-CM1",
        "eligible": True,
        "ps": "2800.70",
        "total": "3129.70",
        "bonuses": [{"id": "children", "amount": "329.00"}],
        "supplements": [],
        "reasons": [],
    }
    assert (referential["school_year"], referential["status"]) == ("2025-2026", "in_force")
    assert [step["result"] for step in steps] == ["9000.00", "2970.00", "2800.70", "329.00", "3129.70"]
    assert all(step["id"] and step["label"] and step["operation"] and step["source"] for step in steps)


@pytest.mark.parametrize(
    ("year", "costs", "ps"),
    [
        ("2025-2026", "8486.97", "2800.70"),
        ("2025-2026", "8487", "2800.70"),  # 33 % × 8 487 € is 2 800,71 €: the published maximum stands
        ("2025-2026", "9000", "2800.70"),
        ("2025-2026", "8000", "2640.00"),
        ("2025-2026", "5000", "1650.00"),
        ("2025-2026", "0", "0.00"),
        ("2024-2025", "8487", "2800.70"),
        ("2024-2025", "8000", "2640.00"),
        ("2004-2005", "5599", "1679.70"),
        ("2004-2005", "5600", "1680.00"),  # published in whole euros
        ("2004-2005", "9000", "1680.00"),
    ],
)
def test_each_year_pays_its_own_published_figures(estimate: Estimate, row: Row, year: str, costs: str, ps: str) -> None:
    answer = estimate(row(running_costs=costs), school_year=year)
    assert (answer["groups"][0]["ps"], answer["total"]) == (ps, ps)


@pytest.mark.parametrize(("year", "provisional"), [("2004-2005", False), ("2024-2025", True), ("2025-2026", False)])
def test_an_amount_built_on_an_expected_figure_is_said_to_be_provisional(
    estimate: Estimate, row: Row, year: str, provisional: bool
) -> None:
    answer = estimate(row(), school_year=year)
    assert answer["provisional"] is provisional
    expected = [step["id"] for step in answer["groups"][0]["steps"] if step.get("standing") == "expected"]
    assert expected == (["share", "ps"] if provisional else [])


def test_both_bonuses_reach_the_most_that_a_group_is_paid(estimate: Estimate, row: Row) -> None:
    assert estimate(row(bonuses=["children", "parents"]))["total"] == "3458.70"


def test_a_bonus_does_not_depend_on_the_costs(estimate: Estimate, row: Row) -> None:
    (group,) = estimate(row(running_costs="0.00", bonuses=["parents"]))["groups"]
    assert (group["ps"], group["total"]) == ("0.00", "329.00")


def test_the_total_is_the_sum_of_the_groups(estimate: Estimate, row: Row) -> None:
    answer = estimate(row(running_costs="5000.01"), row(running_costs="8000.01"), row(running_costs="100"))
    assert [group["total"] for group in answer["groups"]] == ["1650.00", "2640.00", "33.00"]
    assert answer["total"] == "4323.00"


def test_without_a_department_the_national_rules_stand_alone(estimate: Estimate, row: Row) -> None:
    left_out, null = estimate(row()), estimate(row(), department=None)
    assert left_out == null
    assert left_out["department"] is None
    assert left_out["total"] == "2800.70"


@pytest.mark.parametrize("children", [0, 7, 13, 1000])
def test_a_group_out_of_bounds_is_paid_nothing_and_told_why(estimate: Estimate, row: Row, children: int) -> None:
    answer = estimate(row(children=children, bonuses=["children"]), row())
    refused, accepted = answer["groups"]
    assert (refused["eligible"], refused["ps"], refused["total"]) == (False, "0.00", "0.00")
    assert refused["bonuses"] == []
    (reason,) = refused["reasons"]
    assert reason["criterion"] == "group.children"
    assert (reason["expected"], reason["given"]) == ("8 à 12", children)
    assert "8 à 12 enfants" in reason["message"]
    assert accepted["eligible"] is True
    assert answer["total"] == accepted["total"] == "2800.70"


@pytest.mark.parametrize("children", [8, 12])
def test_the_bounds_of_a_group_belong_to_it(estimate: Estimate, row: Row, children: int) -> None:
    assert estimate(row(children=children))["groups"][0]["eligible"] is True


def test_every_missed_criterion_is_a_reason(estimate: Estimate, row: Row) -> None:
    facts = {"children": 3, "adults": 1, "levels": ["cp", "maternelle"], "outside_school_time": False}
    (group,) = estimate(row(**facts))["groups"]
    given = {reason["criterion"]: reason["given"] for reason in group["reasons"]}
    assert given == {f"group.{name}": value for name, value in facts.items()}


@pytest.mark.parametrize("adults", [..., None])
def test_adults_left_out_are_unknown_and_advised(estimate: Estimate, row: Row, adults: Any) -> None:
    (group,) = estimate(row(adults=adults))["groups"]
    assert (group["eligible"], group["ps"]) == (True, "2800.70")
    assert any("2 adultes" in each for each in group["advice"])


def test_advice_says_how_far_the_maximum_is(estimate: Estimate, row: Row) -> None:
    (group,) = estimate(row(running_costs="8174.96"))["groups"]
    assert any("312,00\u00a0€" in each for each in group["advice"])


def test_2004_has_no_criterion_that_a_group_could_miss(estimate: Estimate, row: Row) -> None:
    (group,) = estimate(row(children=15, adults=1), school_year="2004-2005")["groups"]
    assert group["eligible"] is True


def test_the_chain_is_told_when_it_is_asked(client: FlaskClient) -> None:
    plain, chained = (
        client.post("/api/v1/estimates", json={**EXAMPLE, "chain": each}).get_json() for each in (False, True)
    )
    told = [step.pop("from") for step in chained["groups"][0]["steps"]]
    assert told[1:3] == [["rule:ps.rate", "step:running_costs"], ["step:share", "rule:ps.maximum"]]
    assert chained == plain
    refused = client.post("/api/v1/estimates", json={**EXAMPLE, "chain": "oui"})
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, "/chain")
