"""Whom other rules change: each group under two scenarios, as the explained estimate pays it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.errors import InvalidInput
from clas_core.estimates.estimate import Estimator
from clas_core.groups import Group
from clas_core.simulation.counted import Alike, Groups, judge_kinds, pay
from clas_core.simulation.fates import compare, whole_of
from clas_core.simulation.scenario import Scenario
from tests.core.simulation.test_best_reply import LIBRARY, SCENARIO, alike

ESTIMATOR = Estimator(LIBRARY.parse("2025-2026"))


@settings(max_examples=60)
@given(st.lists(alike, max_size=12))
def test_a_group_is_paid_as_its_explained_estimate_pays_it(groups: list[Alike]) -> None:
    for group in groups:
        one = Groups([group])
        judged = judge_kinds(one, SCENARIO)
        amount, eligible = pay(one, SCENARIO, judged)[0], judged.bonuses[0] is not None
        what = (group.adults, group.levels, group.outside, group.bonuses)
        declared = Group("", group.children, group.running_costs, *what)
        explained = ESTIMATOR.estimate([declared]).groups[0]
        if not group.refused:
            assert (amount, eligible) == (explained.national, explained.eligible)
        else:
            assert (amount, eligible) == (0, False)


@settings(max_examples=60)
@given(st.lists(alike, max_size=12))
def test_the_same_rules_change_nothing(groups: list[Alike]) -> None:
    fates = compare(Groups(groups), SCENARIO, Scenario.of(SCENARIO.referential))
    assert fates.total.difference == 0
    assert {fate for fate, cell in fates.by_fate.items() if cell.groups} <= {"same", "refused"}


@settings(max_examples=60)
@given(st.lists(alike, max_size=12), st.integers(1, 10_000), st.integers(1, 13), st.integers(1, 13))
def test_departments_and_fates_add_up_to_the_nation(groups: list[Alike], rate: int, one: int, other: int) -> None:
    sizes = (min(one, other), max(one, other))
    fates = compare(Groups(groups), SCENARIO, replace(SCENARIO, rate=rate, sizes=sizes))
    departments = [whole_of(each) for each in fates.departments.values()]
    whole = fates.total
    assert (whole.groups, whole.children) == (
        sum(each.number for each in groups),
        sum(each.number * (each.children or 0) for each in groups),
    )
    assert whole.difference == sum(each.difference for each in departments)
    assert whole.after == sum(each.after for each in departments)


def test_a_smaller_range_of_sizes_refuses_groups_by_the_criterion_of_the_year() -> None:
    groups = [Alike("marne", 1, children, 2, None, 800_000, (), False, 3) for children in (8, 10)]
    fates = compare(Groups(groups), SCENARIO, replace(SCENARIO, sizes=(9, 12)))
    assert fates.refused_by == {"group.children": 3}
    cell = fates.by_fate["not_eligible_now"]
    assert (cell.groups, cell.before, cell.after) == (3, 3 * 264_000, 0)
    back = compare(Groups(groups), replace(SCENARIO, sizes=(9, 12)), SCENARIO)
    assert back.by_fate["eligible_now"].difference == 3 * 264_000


def test_what_was_refused_for_another_reason_stays_refused() -> None:
    fates = compare(
        Groups([Alike("marne", 1, 8, 2, None, 800_000, refused=True)]), SCENARIO, replace(SCENARIO, rate=5_000)
    )
    assert fates.by_fate["refused"].groups == 1
    assert fates.total.after == 0


def test_all_that_cannot_be_meant_is_told_at_once() -> None:
    wrong = replace(
        SCENARIO, rate=0, ceiling=100_000, own_maximum=200_000, bonuses={"children": -1, "parents": 0}, sizes=(12, 8)
    )
    with pytest.raises(InvalidInput) as caught:
        wrong.checked()
    assert [each.dotted for each in caught.value.problems] == ["rate", "maximum", "bonus:children", "least"]
