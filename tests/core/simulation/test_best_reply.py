"""The best reply to an envelope: the last value that fits, on the grid of each lever, beside trying every value."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.errors import InvalidInput
from clas_core.national import Referential, ReferentialLibrary
from clas_core.simulation.best_reply import Totals, best_reply
from clas_core.simulation.counted import Alike, Groups, judge_kinds, pay
from clas_core.simulation.levers import lever_of, levers_of
from clas_core.simulation.scenario import Scenario

LIBRARY = ReferentialLibrary.load()
SCENARIO = Scenario.of(LIBRARY.parse("2025-2026"))
BONUSES: tuple[tuple[str, ...], ...] = ((), ("children",), ("parents",), ("children", "parents"))

alike = st.builds(
    Alike,
    department=st.sampled_from(("marne", "seine_et_marne")),
    porteur=st.integers(0, 3),
    children=st.none() | st.integers(6, 14),
    adults=st.none() | st.integers(1, 3),
    levels=st.sampled_from((None, ("cp", "ce1"), ("maternelle",))),
    running_costs=st.integers(0, 1_500_000),
    bonuses=st.sampled_from(BONUSES),
    refused=st.booleans(),
    number=st.integers(1, 5),
    outside=st.sampled_from((None, True, False)),
)
LEVERS = [each.id for each in levers_of(SCENARIO)]


def _total(groups: list[Alike], scenario: Scenario) -> int:
    """Return what the groups are paid, each of them by itself."""
    alone = [(each, Groups([each])) for each in groups]
    return sum(each.number * pay(one, scenario, judge_kinds(one, scenario))[0] for each, one in alone)


def _group(costs: int, *bonuses: str, number: int = 1, children: int = 10) -> Alike:
    return Alike("marne", 1, children, 2, None, costs, bonuses, False, number)


@settings(max_examples=60)
@given(st.lists(alike, max_size=12), st.sampled_from(LEVERS), st.integers(1, 100_000_000))
def test_a_total_in_a_moment_is_that_of_each_group_by_the_rule(groups: list[Alike], name: str, value: int) -> None:
    lever = lever_of(SCENARIO, name)
    moved = lever.put(SCENARIO, max(lever.least, min(lever.most, value)))
    assert Totals(Groups(groups), SCENARIO).of(moved) == _total(groups, moved)


@settings(max_examples=30)
@given(st.lists(alike, max_size=12), st.sampled_from(LEVERS), st.integers(0, 20_000_000))
def test_the_value_fits_and_the_next_step_does_not(groups: list[Alike], name: str, envelope: int) -> None:
    lever = lever_of(SCENARIO, name)

    def total(value: int) -> int:
        moved = lever.put(SCENARIO, value)
        return _total(groups, moved)

    reply = best_reply(Groups(groups), SCENARIO, lever, envelope)
    match reply.outcome:
        case "fits":
            assert reply.value is not None
            assert reply.total == total(reply.value) <= envelope < total(reply.value + 1) == reply.over
            assert reply.left == envelope - reply.total
        case "all_fit":
            assert reply.total == total(lever.most) <= envelope
        case "none_fits":
            assert reply.total == total(lever.least) > envelope
        case "no_effect":
            assert total(lever.least) == total(lever.most) == reply.total
    assert all(came_to == total(value) for value, came_to in reply.curve)
    assert [came_to for _, came_to in reply.curve] == sorted(came_to for _, came_to in reply.curve)


@pytest.mark.parametrize("envelope", [3_999, 66_000, 100_001])
def test_the_rate_found_is_the_best_of_all_up_to_forty_percent(envelope: int) -> None:
    groups = [_group(100_000), _group(123_457, number=2), _group(900_000, children=7)]
    lever = lever_of(SCENARIO, "rate")
    rates = range(lever.least, 4_001)
    moment = Totals(Groups(groups), SCENARIO)
    totals = [moment.of(lever.put(SCENARIO, each)) for each in rates]
    fitting = [rate for rate, total in zip(rates, totals, strict=True) if total <= envelope]
    assert best_reply(Groups(groups), SCENARIO, lever, envelope).value == max(fitting) < 4_000


def test_the_maximum_found_is_the_best_of_all_that_there_are() -> None:
    groups = [_group(700), _group(1_000, number=3), _group(1_200)]
    lever = lever_of(SCENARIO, "maximum")
    fitting = [
        each for each in range(1, 500) if Totals(Groups(groups), SCENARIO).of(lever.put(SCENARIO, each)) <= 1_500
    ]
    assert best_reply(Groups(groups), SCENARIO, lever, 1_500).value == max(fitting) == 317


def test_a_bonus_shares_what_the_ps_leaves() -> None:
    groups = [_group(800_000, "children", number=3), _group(800_000)]
    reply = best_reply(Groups(groups), SCENARIO, lever_of(SCENARIO, "bonus:children"), 4 * 264_000 + 100_000)
    assert (reply.value, reply.left, reply.present) == (33_333, 1, 32_900)


def test_a_lever_that_no_group_is_paid_by_changes_nothing() -> None:
    reply = best_reply(Groups([_group(800_000)]), SCENARIO, lever_of(SCENARIO, "bonus:parents"), 10)
    assert (reply.outcome, reply.value, reply.total) == ("no_effect", None, 264_000)


def test_an_envelope_too_small_or_large_enough_is_said_to_be() -> None:
    groups = [_group(800_000, "parents", number=2)]
    maximum = lever_of(SCENARIO, "maximum")
    assert best_reply(Groups(groups), SCENARIO, maximum, 65_800).outcome == "none_fits"
    assert best_reply(Groups(groups), SCENARIO, maximum, 2 * 264_000 + 65_800).outcome == "all_fit"


def test_a_maximum_that_follows_the_ceiling_is_its_share_and_one_that_does_not_is_left_as_it_is() -> None:
    groups = [_group(900_000)]
    higher = replace(SCENARIO, ceiling=900_000)
    assert Totals(Groups(groups), SCENARIO).of(higher) == 280_070
    assert Totals(Groups(groups), SCENARIO).of(replace(higher, follows=True)) == 297_000
    reply = best_reply(Groups(groups), SCENARIO, lever_of(SCENARIO, "ceiling"), 264_000)
    assert (reply.value, reply.scenario.maximum) == (800_001, 264_000)
    assert not reply.beyond_ceiling


def test_a_maximum_above_the_ceiling_is_told_to_be() -> None:
    cheap = replace(SCENARIO, ceiling=100_000)
    assert best_reply(Groups([_group(900_000)]), cheap, lever_of(SCENARIO, "maximum"), 200_000).beyond_ceiling


@pytest.mark.parametrize("envelope", [-1, 10**15])
def test_an_envelope_that_cannot_be_meant_is_refused(envelope: int) -> None:
    with pytest.raises(InvalidInput, match="Une enveloppe va de"):
        best_reply(Groups([]), SCENARIO, lever_of(SCENARIO, "rate"), envelope)


def test_an_unknown_lever_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidInput, match="maximum, rate, ceiling, bonus:children, bonus:parents"):
        lever_of(SCENARIO, "taux")


def test_a_year_without_published_bonuses_has_levers_that_begin_at_nothing(library: ReferentialLibrary) -> None:
    year: Referential = library.parse("2024-2025")
    scenario = Scenario.of(year)
    assert set(scenario.bonuses.values()) <= {0}
    assert scenario.provisional
