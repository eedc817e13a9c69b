"""What holds of the Ps whatever the costs, and whatever a year's figures will be."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clas_core.calculation import PsRule
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.money import LARGEST_COST, Rate
from clas_core.national import Referential, ReferentialLibrary

COSTS = st.integers(0, LARGEST_COST)
RATES = st.decimals(min_value="0.0001", max_value="1", places=4)
MAXIMA = st.integers(1, 2_000_000)


def _made(rule: PsRule, rate: Decimal, maximum: int) -> PsRule:
    return replace(rule, rate=Rate.of(rate), maximum=maximum)


@given(RATES, MAXIMA, COSTS)
def test_the_published_maximum_caps_the_ps(rule_2025: PsRule, rate: Decimal, maximum: int, costs: int) -> None:
    assert 0 <= _made(rule_2025, rate, maximum).ps(costs) <= maximum


@given(RATES, MAXIMA, COSTS, COSTS)
def test_more_costs_never_pay_less(rule_2025: PsRule, rate: Decimal, maximum: int, some: int, others: int) -> None:
    rule = _made(rule_2025, rate, maximum)
    assert rule.ps(min(some, others)) <= rule.ps(max(some, others))


@given(RATES, MAXIMA)
def test_no_costs_no_ps(rule_2025: PsRule, rate: Decimal, maximum: int) -> None:
    assert _made(rule_2025, rate, maximum).ps(0) == 0


@given(RATES, MAXIMA, COSTS)
def test_the_ps_is_never_more_than_the_costs(rule_2025: PsRule, rate: Decimal, maximum: int, costs: int) -> None:
    assert _made(rule_2025, rate, maximum).ps(costs) <= costs


@given(COSTS)
def test_below_the_maximum_rounding_moves_the_ps_by_half_a_cent_at_most(rule_2025: PsRule, costs: int) -> None:
    ps = rule_2025.ps(costs)
    assume(ps < rule_2025.maximum)
    assert abs(Decimal(ps) - Decimal(costs) * Decimal("0.33")) <= Decimal("0.5")


@given(RATES, MAXIMA)
@example(Decimal("0.33"), 280070)
@example(Decimal("0.30"), 168000)
@example(Decimal(1), 1)
@example(Decimal("0.5"), 1)
def test_the_costs_said_to_reach_the_maximum_are_the_least_that_do(
    rule_2025: PsRule, rate: Decimal, maximum: int
) -> None:
    rule = _made(rule_2025, rate, maximum)
    reaching = rule.costs_reaching_maximum
    assert rule.ps(reaching) == maximum
    assert rule.ps(reaching - 1) < maximum


@pytest.mark.parametrize("year", ["2004-2005", "2024-2025", "2025-2026"])
def test_each_years_maximum_is_reached_at_the_costs_that_it_says(library: ReferentialLibrary, year: str) -> None:
    rule = PsRule.of(library.parse(year).ps)
    assert rule.ps(rule.costs_reaching_maximum) == rule.maximum
    assert rule.ps(rule.costs_reaching_maximum - 1) == rule.maximum - 1


GROUPS = st.lists(
    st.builds(
        Group,
        label=st.just("groupe"),
        children=st.integers(6, 14),
        running_costs=COSTS,
        adults=st.sampled_from([None, 1, 2, 3]),
        levels=st.none(),
        outside_school_time=st.none() | st.booleans(),
        bonuses=st.sampled_from([(), ("children",), ("parents",), ("children", "parents")]),
    ),
    min_size=1,
    max_size=8,
)


@given(GROUPS)
def test_the_total_is_the_sum_of_the_groups_each_estimated_alone(
    referential_2025: Referential, groups: list[Group]
) -> None:
    estimator = Estimator(referential_2025)
    alone = [estimator.estimate([group]).total for group in groups]
    assert estimator.estimate(groups).total == sum(alone)
    assert estimator.estimate(reversed(groups)).total == sum(alone)


@given(COSTS, COSTS)
def test_a_bonus_does_not_depend_on_the_costs(referential_2025: Referential, some: int, others: int) -> None:
    estimator = Estimator(referential_2025)

    def added(costs: int, *bonuses: str) -> int:
        (group,) = estimator.estimate([Group("g", 10, costs, adults=2, bonuses=bonuses)]).groups
        return group.total - group.ps

    assert added(some, "children") == added(others, "children") == 32900
    assert added(some, "parents", "children") == added(others, "children", "parents") == 65800


@given(st.lists(COSTS, max_size=30))
def test_each_of_many_costs_is_paid_as_if_it_were_alone(rule_2025: PsRule, costs: list[int]) -> None:
    assert list(rule_2025.ps_of_each(costs)) == [rule_2025.ps(each) for each in costs]
