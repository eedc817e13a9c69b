"""An explained estimate tells, when asked, which step, figure, fact or aid each operand comes from: one chain, in which
any operand that is altered shows. It is asked for, since a group without it is held to 2,000 bytes."""

from copy import deepcopy
from typing import Any

import pytest

from clas_core.calculation import recompute
from clas_core.departments import DepartmentPlugin
from clas_core.estimates import Estimator, answer, origins_in_words
from clas_core.groups import Group
from clas_core.national import Referential

JSON = dict[str, Any]


@pytest.fixture(scope="module")
def groups(essai: DepartmentPlugin, referential_2025: Referential) -> list[JSON]:
    """Return two groups by the rules of a department that has an aid, explained with their chain."""
    facts: JSON = {"adults": 3, "levels": ("cp",), "outside_school_time": True}
    asked = [Group("A", 10, 900_005, bonuses=("children", "parents"), **facts), Group("B", 8, 100_001, **facts)]
    explained: list[JSON] = answer(Estimator(referential_2025, essai).estimate(asked), chain=True)["groups"]
    return explained


def test_each_operand_names_the_step_the_figure_the_fact_or_the_aid_that_it_comes_from(groups: list[JSON]) -> None:
    first, second = ({each["id"]: each["from"] for each in group["steps"]} for group in groups)
    assert first == {
        "running_costs": ["fact:groups/0/running_costs"],
        "share": ["rule:ps.rate", "step:running_costs"],
        "ps": ["step:share", "rule:ps.maximum"],
        "bonus.children": ["rule:bonuses.children"],
        "bonus.parents": ["rule:bonuses.parents"],
        "supplement.ville": ["aid:ville"],
        "total": ["step:ps", "step:bonus.children", "step:bonus.parents", "step:supplement.ville"],
    }
    assert second["running_costs"] == ["fact:groups/1/running_costs"]
    assert all(len(each["from"]) == len(each["operands"]) for group in groups for each in group["steps"])


def test_people_are_told_the_same(groups: list[JSON]) -> None:
    assert origins_in_words(groups[1]["steps"]) == [
        "ce qui est déclaré",
        "règle nationale, étape 1",
        "étape 2, règle nationale",
        "aide locale",
        "étape 3, étape 4",
    ]


def test_without_being_asked_nothing_more_is_sent(essai: DepartmentPlugin, referential_2025: Referential) -> None:
    told = answer(Estimator(referential_2025, essai).estimate([Group("A", 10, 900_005)]))
    assert all("from" not in each for group in told["groups"] for each in group["steps"])


def test_any_operand_or_origin_that_is_altered_shows(groups: list[JSON]) -> None:
    for group in groups:
        steps = group["steps"]
        assert recompute(steps) == group["total"]
        for place, step in enumerate(steps):
            for rank, (operand, origin) in enumerate(zip(step["operands"], step["from"], strict=True)):
                if origin.startswith("step:"):
                    assert recompute(_other(steps, place, "operands", rank, f"9{operand}")) is None, step["id"]
                if not origin.startswith(("fact:", "aid:")):
                    for other in ("step:running_costs", "rule:ps.price_ceiling", "step:nulle.part"):
                        if other != origin:
                            assert recompute(_other(steps, place, "from", rank, other)) is None, step["id"]
            shorter = deepcopy(steps)
            shorter[place]["from"].pop()
            assert recompute(shorter) is None, step["id"]


def _other(steps: list[JSON], place: int, key: str, rank: int, value: str) -> list[JSON]:
    other = deepcopy(steps)
    other[place][key][rank] = value
    return other
