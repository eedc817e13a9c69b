"""An amount is explained by steps that anybody can check without trusting who made them."""

import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clas_core.calculation import PsRule, recompute
from clas_core.calculation.explanation import share_in_words
from clas_core.money import LARGEST_COST, Rate, amount_text, parse_amount
from clas_core.national import Referential


def _steps(rule: PsRule, costs: int) -> list[dict[str, Any]]:
    return [step.as_json() for step in rule.explain(costs)]


def test_the_steps_go_from_the_declared_costs_to_the_ps(rule_2025: PsRule) -> None:
    note = "Note de cadrage Clas de la Marne, 2025-2026, partie 3"
    assert _steps(rule_2025, 900_000) == [
        {
            "id": "running_costs",
            "label": "Dépenses de fonctionnement",
            "operation": "9\u202f000,00\u00a0€",
            "operator": "given",
            "operands": ["9000.00"],
            "result": "9000.00",
            "source": "déclaration du porteur",
        },
        {
            "id": "share",
            "label": "Part prise en charge",
            "operation": "33\u00a0% × 9\u202f000,00\u00a0€ = 2\u202f970,00\u00a0€",
            "operator": "share",
            "operands": ["0.33", "9000.00"],
            "result": "2970.00",
            "source": note,
        },
        {
            "id": "ps",
            "label": "Ps, dans la limite du maximum",
            "operation": "le plus petit de 2\u202f970,00\u00a0€ et 2\u202f800,70\u00a0€",
            "operator": "minimum",
            "operands": ["2970.00", "2800.70"],
            "result": "2800.70",
            "source": note,
        },
    ]


@pytest.mark.parametrize(
    ("costs", "operation"),
    [
        (848_697, "33\u00a0% × 8\u202f486,97\u00a0€ = 2\u202f800,7001\u00a0€, arrondi à 2\u202f800,70\u00a0€"),
        (150, "33\u00a0% × 1,50\u00a0€ = 0,495\u00a0€, arrondi à 0,50\u00a0€"),
        (100, "33\u00a0% × 1,00\u00a0€ = 0,33\u00a0€"),
        (0, "33\u00a0% × 0,00\u00a0€ = 0,00\u00a0€"),
    ],
)
def test_rounding_is_shown_where_it_changes_something(rule_2025: PsRule, costs: int, operation: str) -> None:
    assert _steps(rule_2025, costs)[1]["operation"] == operation


def test_a_step_that_rests_on_an_expected_figure_says_so(referential_2024: Referential) -> None:
    steps = _steps(PsRule.of(referential_2024.ps), 900_000)
    assert [step.get("standing") for step in steps] == [None, "expected", "expected"]


def test_a_step_that_rests_on_a_published_figure_says_nothing_of_it(rule_2025: PsRule) -> None:
    assert [step for step in _steps(rule_2025, 900_000) if "standing" in step] == []


@given(st.integers(0, LARGEST_COST))
def test_the_steps_alone_give_the_ps_again(rule_2025: PsRule, costs: int) -> None:
    assert recompute(_steps(rule_2025, costs)) == amount_text(rule_2025.ps(costs))


@given(st.integers(0, LARGEST_COST) | st.integers(0, 2_000_000))
@example(848_697)
@example(848_698)
def test_the_steps_that_are_written_at_once_are_those_made_one_by_one(rule_2025: PsRule, costs: int) -> None:
    """The text too: same order of fields, same values."""
    assert json.dumps(rule_2025.explain_as_json(costs)) == json.dumps(_steps(rule_2025, costs))


@pytest.mark.parametrize("value", ["0.3", "0.325", "0.05", "0.3333"])
@given(costs=st.integers(0, LARGEST_COST))
def test_a_share_is_told_exactly_whatever_the_decimals_of_its_rate(value: str, costs: int) -> None:
    rate = Rate.of(Decimal(value))
    told = share_in_words(costs, rate.share_of(costs), rate).partition(" = ")[2].partition("\u00a0€")[0]
    exact = Decimal(told.replace("\u202f", "").replace(",", "."))
    assert exact == Decimal(costs) / 100 * Decimal(value)


def test_a_sum_is_computed_again_too() -> None:
    steps = [
        {"id": "running_costs", "operator": "sum", "operands": ["2800.70", "329.00", "329.00"], "result": "3458.70"}
    ]
    assert recompute(steps) == "3458.70"


@pytest.mark.parametrize("name", ["share", "ps"])
def test_an_operand_that_is_not_the_result_it_comes_from_shows_even_where_its_own_step_adds_up(
    rule_2025: PsRule, name: str
) -> None:
    steps = _steps(rule_2025, 500_000)
    place = next(place for place, each in enumerate(steps) if each["id"] == name)
    other = {"share": ("0.33", "6000.00", "1980.00"), "ps": ("2000.00", "2800.70", "2000.00")}[name]
    steps[place] = {**steps[place], "operands": list(other[:2]), "result": other[2]}
    assert recompute(steps[: place + 1]) is None


def test_no_step_gives_no_amount() -> None:
    assert recompute([]) is None


def _tampered(steps: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield copies of `steps` with one result a cent higher, then with other costs, then with another rate."""
    for index, step in enumerate(steps):
        copy = deepcopy(steps)
        copy[index]["result"] = amount_text(parse_amount(step["result"]) + 1)
        yield step["id"], copy
    for index, place, instead in ((0, 0, "5000.01"), (1, 0, "0.34"), (1, 1, "4000.00")):
        copy = deepcopy(steps)
        copy[index]["operands"][place] = instead
        yield f"{steps[index]['id']} {place}", copy


@pytest.mark.parametrize("costs", [500_000, 848_697, 900_000])
def test_a_tampered_step_is_detected(rule_2025: PsRule, costs: int) -> None:
    tampered = dict(_tampered(_steps(rule_2025, costs)))
    assert {what: recompute(steps) for what, steps in tampered.items()} == dict.fromkeys(tampered)
    assert len(tampered) == 6


def test_an_earlier_tampered_step_is_detected_even_when_the_last_one_is_right(rule_2025: PsRule) -> None:
    steps = _steps(rule_2025, 900_000)
    steps[1]["result"] = "2970.01"
    assert steps[2]["result"] == "2800.70"
    assert recompute(steps) is None
