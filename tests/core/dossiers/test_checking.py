"""Checking a dossier: what it would be paid by hand, what the rules refuse, and when a deposit is in time."""

from datetime import date
from typing import Any

import pytest

from clas_core.dossiers import DossierContent, check_json
from tests.core.dossiers.conftest import COMPLETE, GROUP, Check, changed, read

_GROUP = ("actions", 0, "groups", 0)


def _with_groups(*groups: Any, common: str | None = "1000.00") -> dict[str, Any]:
    return changed(COMPLETE, (("actions", 0, "groups"), list(groups)), (("common_costs",), common))


def test_common_costs_are_shared_equally_and_the_first_groups_take_the_cents_left_over(check: Check) -> None:
    # 1,000.00 among three: 333.33 each, and one cent left for the first one.
    # 33 % of 1,000.00 + 333.34 = 1,333.34 is 440.0022, so 440.00; of 1,333.33 it is 439.9989, so 440.00.
    # 33 % of 2,000.05 + 333.33 = 2,333.38 is 770.0154, so 770.02.
    checked = check(
        _with_groups(
            {**GROUP, "running_costs": "1000.00"},
            {**GROUP, "running_costs": "1000.00"},
            {**GROUP, "running_costs": "2000.05"},
        )
    )
    assert checked.estimate is not None
    groups = checked.estimate.groups
    assert [each.group.running_costs for each in groups] == [1_333_34, 1_333_33, 2_333_38]
    assert [each.ps for each in groups] == [440_00, 440_00, 770_02]
    assert checked.total == 1_650_02


def test_no_cent_of_the_common_costs_is_lost() -> None:
    for count in range(1, 8):
        groups = [{**GROUP, "label": str(number)} for number in range(count)]
        shares = read(_with_groups(*groups, common="100.01")).shares_of_common_costs()
        assert sum(shares) == 100_01
        assert max(shares) - min(shares) <= 1
        assert list(shares) == sorted(shares, reverse=True)
    assert DossierContent(common_costs=100).shares_of_common_costs() == ()


def test_a_group_of_8000_euros_with_its_share_reaches_the_maximum_and_a_bonus_comes_on_top(check: Check) -> None:
    # 33 % of 8,000.00 + 1,000.00 = 2,970.00, above the maximum of 2,800.70; with the bonus of 329.00: 3,129.70.
    claimed = changed(COMPLETE, ((*_GROUP, "bonuses"), [{"id": "children", "beyond": "Une sortie."}]))
    assert check(COMPLETE).total == 2_800_70
    assert check(claimed).total == 3_129_70


def test_without_common_costs_a_group_has_its_own_alone(check: Check) -> None:
    # 33 % of 8,000.00.
    assert check(_with_groups(GROUP, common=None)).total == 2_640_00


def test_a_group_whose_children_or_costs_are_not_known_is_left_out_with_its_share(check: Check) -> None:
    # 1,000.00 among three is 333.34, 333.33, 333.33; the second and the third groups are not computed.
    # 33 % of 1,000.00 + 333.34 = 440.0022.
    checked = check(
        _with_groups(
            {**GROUP, "running_costs": "1000.00"},
            {**GROUP, "running_costs": None},
            {**GROUP, "children": None},
        )
    )
    assert checked.estimated == [("actions", 0, "groups", 0)]
    assert checked.total == 440_00


def test_the_places_of_an_estimate_are_those_of_its_groups(check: Check) -> None:
    action = {**COMPLETE["actions"][0], "groups": [{**GROUP, "running_costs": None}, GROUP]}
    shown = check_json(check(changed(COMPLETE, (("actions",), [action, COMPLETE["actions"][0]]))))
    assert [each["pointer"] for each in shown["estimate"]["groups"]] == ["/actions/0/groups/1", "/actions/1/groups/0"]


def test_nothing_is_estimated_while_no_group_can_be(check: Check) -> None:
    checked = check({})
    assert (checked.estimate, checked.total) == (None, 0)
    assert check_json(checked)["estimate"] is None


def test_a_group_that_is_not_eligible_is_paid_nothing_and_is_no_obstacle(check: Check) -> None:
    # Seven children are too few: this group is paid nothing, the other one its 33 % of 1,000.00 + 500.00 = 495.00.
    checked = check(_with_groups({**GROUP, "children": 7}, {**GROUP, "running_costs": "1000.00"}))
    assert checked.obstacles == ()
    assert checked.total == 495_00


def test_a_previous_bilan_that_is_not_filed_is_an_obstacle_in_marne(check: Check) -> None:
    (problem,) = check(changed(COMPLETE, (("previous_bilan",), "not_filed"))).obstacles
    assert problem.path == ("previous_bilan",)
    assert problem.message == "Un porteur déjà financé dépose son bilan 2024-2025 : il sert à l'étude du dossier."


@pytest.mark.parametrize("answer", ["filed", "not_concerned"])
def test_a_bilan_filed_or_not_concerned_is_none(check: Check, answer: str) -> None:
    assert check(changed(COMPLETE, (("previous_bilan",), answer))).obstacles == ()


def test_a_previous_bilan_that_is_not_filed_is_no_obstacle_in_seine_et_marne(check: Check) -> None:
    content = changed(COMPLETE, (("previous_bilan",), "not_filed"))
    assert check(content, "seine_et_marne", "2024-2025").obstacles == ()


def test_obstacles_name_what_is_missing_first_with_its_label(check: Check) -> None:
    content = changed(COMPLETE, (("previous_bilan",), "not_filed"), (("contact", "name"), None))
    first, second = check(content).obstacles
    assert (first.pointer, first.message) == ("/contact/name", "personne chargée du dossier : À renseigner.")
    assert second.pointer == "/previous_bilan"


def _deadline(check: Check, on: date, **options: Any) -> str:
    findings = check(COMPLETE, on=on, **options).assessment.findings
    (found,) = [each for each in findings if each.criterion.id == "marne.deadline"]
    return found.verdict


@pytest.mark.parametrize(
    ("on", "until", "verdict"),
    [
        (date(2025, 8, 18), None, "met"),  # the closing day
        (date(2025, 8, 19), None, "not_met"),
        (date(2025, 8, 19), date(2025, 8, 31), "met"),
        (date(2025, 8, 31), date(2025, 8, 31), "met"),
        (date(2025, 9, 1), date(2025, 8, 31), "not_met"),
        (date(2025, 8, 1), date(2025, 8, 31), "met"),
        (date(2025, 8, 19), date(2025, 8, 1), "not_met"),
    ],
)
def test_more_time_counts_as_in_time(check: Check, on: date, until: date | None, verdict: str) -> None:
    assert _deadline(check, on, extended_until=until) == verdict


def test_the_day_is_no_obstacle_here_since_the_clock_of_the_service_judges_it(check: Check) -> None:
    late = check(COMPLETE, on=date(2025, 12, 1))
    assert late.obstacles == ()
    assert late.assessment.admissible == "not_met"


def test_a_dossier_declares_itself_complete_when_it_is(check: Check) -> None:
    for content, complete in ((COMPLETE, True), ({}, False)):
        shown = check_json(check(content))
        assert shown["complete"] is complete
        assert (shown["to_do"] == 0) is complete


def test_axes_that_nobody_has_touched_are_not_known_and_not_missed(check: Check) -> None:
    def verdict(content: Any) -> str:
        findings = check(content).assessment.findings
        return next(each.verdict for each in findings if each.criterion.id == "dossier.axes")

    assert verdict({}) == "unknown"
    assert verdict({"axes": {"parents": "Un café."}}) == "not_met"
    assert verdict(COMPLETE) == "met"


def test_adults_are_not_known_while_one_of_the_two_counts_is_not(check: Check) -> None:
    checked = check(changed(COMPLETE, ((*_GROUP, "volunteer_adults"), None)))
    (group,) = checked.assessment.actions[0].groups
    assert next(each.verdict for each in group.findings if each.criterion.id == "group.adults") == "unknown"
    (without,) = check(changed(COMPLETE, ((*_GROUP, "volunteer_adults"), 0))).assessment.actions[0].groups
    assert without.verdict == "not_met"
