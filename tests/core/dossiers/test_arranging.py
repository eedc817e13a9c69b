"""Groups of a dossier come, go and change places: nothing else of the dossier moves with them."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.dossiers.arranging import (
    with_action_written,
    with_group_added,
    with_group_copied,
    with_group_moved_up,
    with_group_taken_out,
    with_group_written,
)

JSON = dict[str, Any]

ACTIONS: list[JSON] = [
    {"title": "Tilleuls", "groups": [{"label": "CP", "children": 8}, {"label": "CE1"}, {"label": "CE2"}]},
    {"title": "Collège"},
]


def labels(actions: list[JSON]) -> list[list[Any]]:
    return [[each.get("label") for each in action.get("groups", [])] for action in actions]


def test_a_group_is_added_at_the_end_of_its_action() -> None:
    assert with_group_added(ACTIONS, 0)[0]["groups"][-1] == {}
    assert labels(with_group_added(ACTIONS, 1)) == [["CP", "CE1", "CE2"], [None]]


def test_a_copy_says_all_but_what_the_group_is_called() -> None:
    copied = with_group_copied(ACTIONS, 0, 0)
    assert copied[0]["groups"][-1] == {"label": None, "children": 8}
    assert labels(copied)[0][:3] == ["CP", "CE1", "CE2"]


def test_what_stands_behind_a_group_moves_up_when_it_goes() -> None:
    assert labels(with_group_taken_out(ACTIONS, 0, 1)) == [["CP", "CE2"], []]


@pytest.mark.parametrize(
    ("group", "order"), [(0, ["CP", "CE1", "CE2"]), (1, ["CE1", "CP", "CE2"]), (2, ["CP", "CE2", "CE1"])]
)
def test_a_group_moves_before_the_one_that_stands_before_it(group: int, order: list[str]) -> None:
    assert labels(with_group_moved_up(ACTIONS, 0, group)) == [order, []]


def test_a_group_is_written_where_it_stands_or_at_the_end() -> None:
    written = {"label": "CM1"}
    assert labels(with_group_written(ACTIONS, 0, 1, written)) == [["CP", "CM1", "CE2"], []]
    assert labels(with_group_written(ACTIONS, 0, 7, written)) == [["CP", "CE1", "CE2", "CM1"], []]
    assert labels(with_group_written(ACTIONS, 2, 0, written)) == [["CP", "CE1", "CE2"], [], ["CM1"]]


def test_an_action_is_written_and_keeps_its_groups() -> None:
    renamed = with_action_written(ACTIONS, 0, {"title": "Lilas"})
    assert renamed[0]["title"] == "Lilas"
    assert labels(renamed) == labels(ACTIONS)
    assert with_action_written(ACTIONS, 5, {"title": "Neuve"})[-1] == {"title": "Neuve", "groups": []}


@given(st.integers(0, 2))
def test_the_dossier_that_was_given_is_not_touched(group: int) -> None:
    before = [{**each, "groups": [dict(one) for one in each.get("groups", [])]} for each in ACTIONS]
    changes: list[Callable[[], list[JSON]]] = [
        lambda: with_group_added(before, 0),
        lambda: with_group_copied(before, 0, group),
        lambda: with_group_taken_out(before, 0, group),
        lambda: with_group_moved_up(before, 0, group),
        lambda: with_group_written(before, 0, group, {}),
        lambda: with_action_written(before, 0, {}),
    ]
    for change in changes:
        changed = change()
        assert changed[1] == before[1]
        assert labels(before)[0] == ["CP", "CE1", "CE2"]
