"""What a year is made of: bonuses and bilans, and what of it may be told outside of a department."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from clas_core.statistics.between import LEAST_SHOWN
from clas_core.statistics.year_parts import YearParts, count_parts

ENOUGH = range(LEAST_SHOWN)


def _granted(porteur: int, *bonuses: str) -> tuple[int, int, int, tuple[str, ...], int]:
    return 280_070, 32_900 * len(bonuses), 15_050, bonuses, porteur


def test_money_bonuses_and_what_bilans_say_are_added_up() -> None:
    filed: Sequence[tuple[Hashable, Sequence[Mapping[str, Any]]]] = [
        (1, [{"attendance": 95, "parents": 4, "sessions_held": 30}, {"parents": None}]),
        (1, []),
    ]
    parts = count_parts([_granted(1, "children"), _granted(1), _granted(2, "children", "parents")], filed)
    assert (parts.ps, parts.bonus, parts.supplement) == (840_210, 98_700, 45_150)
    assert parts.bonuses == {"children": 2, "parents": 1}
    assert (parts.bilans, parts.held, parts.attended, parts.parents, parts.sessions) == (2, 2, 10, 4, 30)
    assert parts.bonus_porteurs == {"children": 2, "parents": 1}
    assert parts.other_porteurs == {"children": 1, "parents": 1}
    assert parts.bilan_porteurs == 1


def test_a_bonus_is_told_outside_where_those_with_it_and_those_without_are_enough_or_nobody() -> None:
    everybody = [_granted(each, "children") for each in ENOUGH]
    assert count_parts(everybody, ()).bonuses_told == {"children": LEAST_SHOWN}
    assert count_parts(everybody[1:], ()).bonuses_told == {}
    one_without = [*everybody, _granted(9)]
    assert count_parts(one_without, ()).bonuses_told == {}
    many_without = [*everybody, *(_granted(10 + each) for each in ENOUGH)]
    assert count_parts(many_without, ()).bonuses_told == {"children": LEAST_SHOWN}


def test_parents_are_told_outside_where_enough_porteurs_have_filed_a_bilan() -> None:
    filed = [(each, [{"parents": 3}]) for each in ENOUGH]
    assert count_parts((), filed).parents_told == 3 * LEAST_SHOWN
    assert count_parts((), [*filed[1:], filed[1]]).parents_told is None


def test_counts_that_were_kept_before_porteurs_were_counted_are_told_to_nobody_outside() -> None:
    kept = YearParts(bonuses={"children": 12}, parents=40, bilans=9)
    assert (kept.bonuses_told, kept.parents_told) == ({}, None)
