"""What would not be paid is known before the deposit, with its reason and its place, beside what is missing."""

from typing import Any

import pytest

from clas_core.dossiers import check_json
from tests.core.dossiers.conftest import COMPLETE, GROUP, Check, changed

_GROUPS = ("actions", 0, "groups")
_GROUP = (*_GROUPS, 0)


def _with_groups(*groups: Any) -> dict[str, Any]:
    return changed(COMPLETE, (_GROUPS, list(groups)))


def test_a_dossier_whose_groups_would_be_paid_says_nothing(check: Check) -> None:
    unpaid = check(COMPLETE).unpaid
    assert (unpaid.words, unpaid.nothing, list(unpaid.reasons)) == ("", False, [])


@pytest.mark.parametrize(
    ("field", "value", "place", "message"),
    [
        ("children", 7, "children", "Un groupe compte de 8 à 12 enfants."),
        ("children", 13, "children", "Un groupe compte de 8 à 12 enfants."),
        ("volunteer_adults", 0, "paid_adults", "Un groupe est encadré par deux adultes au moins"),
        ("levels", ["maternelle"], "levels", "du CP à la terminale"),
        ("outside_school_time", False, "outside_school_time", "hors du temps scolaire"),
        ("running_costs", "0.00", "running_costs", "la Ps est de 0,00\u00a0€"),
    ],
)
def test_a_group_that_would_not_be_paid_is_told_on_the_field_that_decides(
    check: Check, field: str, value: Any, place: str, message: str
) -> None:
    content = changed(COMPLETE, ((*_GROUP, field), value), (("common_costs",), "0.00"))
    checked = check(content)
    (reason,) = checked.unpaid.reasons
    assert reason.path == (*_GROUP, place)
    assert message in reason.message
    assert reason.label == "action 1, groupe 1 (CE2-CM1)"
    assert checked.complete
    assert checked.unpaid.words == "1 groupe sur 1 ne serait pas payé"
    assert checked.unpaid.nothing
    assert checked.total == 0


def test_some_groups_paid_and_some_not_is_not_nothing(check: Check) -> None:
    checked = check(_with_groups({**GROUP, "children": 7}, GROUP, {**GROUP, "children": 13}))
    assert checked.unpaid.words == "2 groupes sur 3 ne seraient pas payés"
    assert not checked.unpaid.nothing
    assert [each.path[3] for each in checked.unpaid.reasons] == [0, 2]


def test_homework_help_alone_leaves_the_whole_dossier_unpaid(check: Check) -> None:
    unpaid = check(changed(COMPLETE, (("beyond_homework",), False))).unpaid
    assert (unpaid.words, unpaid.nothing) == ("le dossier ne serait pas payé", True)
    (reason,) = unpaid.reasons
    assert (reason.path, reason.message) == (("beyond_homework",), "L'aide aux devoirs seule n'est pas un Clas.")


def test_an_axis_that_is_missing_leaves_the_whole_dossier_unpaid(check: Check) -> None:
    unpaid = check(changed(COMPLETE, (("axes", "school"), None))).unpaid
    assert unpaid.nothing
    assert unpaid.reasons[0].path == ("axes",)


@pytest.mark.parametrize(
    "content",
    [
        {},
        _with_groups({**GROUP, "children": None}),
        _with_groups({**GROUP, "running_costs": None}),
        _with_groups({**GROUP, "children": 7}, {**GROUP, "children": None}),
        _with_groups({**GROUP, "running_costs": "0.00"}, {**GROUP, "running_costs": None}),
    ],
)
def test_what_is_not_known_yet_is_not_nothing(check: Check, content: dict[str, Any]) -> None:
    assert not check(content).unpaid.nothing


def test_the_json_of_a_check_says_what_would_not_be_paid(check: Check) -> None:
    shown = check_json(check(_with_groups({**GROUP, "children": 7}, GROUP)))["unpaid"]
    assert shown == {
        "nothing": False,
        "groups": 1,
        "among": 2,
        "summary": "1 groupe sur 2 ne serait pas payé",
        "reasons": [
            {
                "pointer": "/actions/0/groups/0/children",
                "label": "action 1, groupe 1 (CE2-CM1)",
                "message": "Un groupe compte de 8 à 12 enfants.",
            }
        ],
    }
    assert check_json(check(COMPLETE))["unpaid"]["summary"] == ""
