"""The costs that all the groups share are a step of their own in what explains the amount of each."""

from clas_core.calculation import recompute
from clas_core.estimates import answer
from tests.core.dossiers.conftest import COMPLETE, GROUP, Check


def test_a_groups_own_costs_and_its_share_of_the_common_ones_add_up_in_the_explanation(check: Check) -> None:
    groups = [{**GROUP, "label": label} for label in ("A", "B")]
    actions = [{**COMPLETE["actions"][0], "groups": groups}]
    found = check({**COMPLETE, "actions": actions, "common_costs": "1200.01"})
    assert found.estimate is not None
    shown = answer(found.estimate)["groups"]
    steps = [group["steps"][0] for group in shown]
    assert [(each["id"], each["result"]) for each in steps] == [
        ("running_costs", "8600.01"),
        ("running_costs", "8600.00"),
    ]
    assert [each["operands"] for each in steps] == [["8000.00", "600.01"], ["8000.00", "600.00"]]
    assert steps[1]["operation"] == "8\u202f000,00\u00a0€ + 600,00\u00a0€"
    assert "sa part des dépenses communes" in steps[1]["label"]
    assert [recompute(group["steps"]) for group in shown] == [group["total"] for group in shown]
    alone = check({**COMPLETE, "common_costs": None})
    assert alone.estimate is not None
    assert answer(alone.estimate)["groups"][0]["steps"][0]["id"] == "running_costs"
