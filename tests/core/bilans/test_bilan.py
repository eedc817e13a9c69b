"""A bilan: prefilled from the dossier, read with every mistake, and complete before it is filed."""

from dataclasses import replace
from typing import Any

import pytest

from clas_core.bilans.bilan import BilanContent, BilanGroup, bilan_points, prefilled
from clas_core.bilans.bilan_schemas import bilan_json, kept_bilan, read_bilan
from clas_core.dossiers import layout_of
from clas_core.dossiers.asked import first_questions
from clas_core.eligibility import AXES
from clas_core.errors import InvalidInput
from clas_core.questions import Questionnaire
from clas_core.years import SchoolYear
from tests.core.dossiers.conftest import COMPLETE, GROUP, Change, changed, read

LAYOUT = layout_of(SchoolYear(2025))

TOLD: dict[str, Any] = {
    "position": 2,
    "children": [{"level": "ce2", "girls": 5, "boys": 4}, {"level": "cm1", "girls": 1, "boys": 0}],
    "attendance": 95,
    "sessions_held": 58,
    "parents": 9,
    "paid_adults": 1,
    "volunteer_adults": 1,
    "running_costs": "7600.00",
    "bonus_use": "Un atelier de théâtre.",
}
# Charges: 7 600,00; produits: 5 000,00 + 2 600,00.
WHOLE: dict[str, Any] = {
    "groups": [TOLD],
    "schools": 2,
    "axes": dict.fromkeys(("children", "parents", "school", "territory"), "Ce qui a été fait."),
    "budget": [
        {"account": "64", "label": None, "funder": None, "amount": "7600.00"},
        {"account": "74", "label": None, "funder": "caf", "amount": "5000.00"},
        {"account": "70", "label": None, "funder": None, "amount": "2600.00"},
    ],
}


def told(*changes: Change) -> BilanContent:
    return read_bilan(changed(WHOLE, *changes), LAYOUT, [2])


def problems(data: Any, positions: tuple[int, ...] = (2,)) -> dict[str, str]:
    try:
        read_bilan(data, LAYOUT, positions)
    except InvalidInput as error:
        return {problem.pointer: problem.message for problem in error.problems}
    return {}


def open_points(
    bilan: BilanContent, bonus: frozenset[int] = frozenset({2}), questions: Questionnaire | None = None
) -> dict[str, str]:
    return {
        f"{'/'.join(map(str, point.path))} {point.label}": point.verdict
        for point in bilan_points(bilan, [2], bonus, questions or first_questions())
        if point.verdict != "met"
    }


def test_a_bilan_begins_with_the_approved_groups_the_schools_and_the_lines_of_the_budget() -> None:
    two = changed(COMPLETE, (("actions", 0, "groups"), [GROUP, {**GROUP, "paid_adults": 3}]))
    bilan = prefilled(read(two), [2])
    assert bilan.groups == (BilanGroup(position=2, paid_adults=3, volunteer_adults=1),)
    assert bilan.schools == 1
    assert [line.account for line in bilan.budget] == ["64", "60", "74", "74", "864", "870"]
    assert {line.amount for line in bilan.budget} == {None}


def test_what_is_written_is_read_back_equal() -> None:
    assert read_bilan(bilan_json(told()), LAYOUT, [2]) == told()
    assert read_bilan(bilan_json(BilanContent()), LAYOUT, []).groups == ()


def test_what_is_kept_is_taken_up_equal() -> None:
    for bilan in (told(), BilanContent(axes=dict.fromkeys(AXES)), prefilled(read(COMPLETE), [1])):
        again = kept_bilan(bilan_json(bilan))
        assert bilan_json(again) == bilan_json(bilan)
        assert (again.groups, again.schools, again.budget) == (bilan.groups, bilan.schools, bilan.budget)


@pytest.mark.parametrize(("tenths", "children"), [(0, 0), (4, 0), (5, 1), (74, 7), (75, 8), (125, 13), (None, None)])
def test_the_average_is_that_of_the_nearest_child(tenths: int | None, children: int | None) -> None:
    assert BilanGroup(position=1, attendance=tenths).average == children


def test_a_whole_bilan_lacks_nothing() -> None:
    assert open_points(told()) == {}


@pytest.mark.parametrize(
    "name",
    ["attendance", "sessions_held", "parents", "paid_adults", "volunteer_adults", "running_costs", "bonus_use"],
)
def test_each_figure_of_a_group_is_asked_for(name: str) -> None:
    missing = open_points(told((("groups", 0, name), None)))
    assert list(missing.values()) == ["unknown"]
    assert next(iter(missing)).startswith(f"groups/0/{name} groupe 2")


def test_zero_is_an_answer() -> None:
    nobody = (("groups", 0, "parents"), 0), (("groups", 0, "volunteer_adults"), 0)
    assert open_points(told(*nobody)) == {}


def test_what_the_bonuses_paid_for_is_asked_where_one_was_granted() -> None:
    assert open_points(told((("groups", 0, "bonus_use"), None)), frozenset()) == {}


def test_an_approved_group_that_is_not_told_of_is_missing() -> None:
    assert open_points(told((("groups",), []))) == {"groups groupe 2": "unknown"}


def test_everything_is_asked_for_at_once() -> None:
    points = bilan_points(BilanContent(), [2], frozenset(), first_questions())
    assert [point.path for point in points if point.verdict == "unknown"] == [
        ("groups",),
        ("schools",),
        *(("axes", axis) for axis in ("children", "parents", "school", "territory")),
        ("budget",),
    ]


def test_a_bilan_counts_no_heading_twice() -> None:
    more = [{"account": "641", "amount": "100.00"}, {"account": "75", "amount": "100.00"}]
    whole = [{"label": None, "funder": None, **each} for each in more]
    assert open_points(told((("budget",), [*WHOLE["budget"], *whole]))) == {
        "budget/0/amount budget, compte 64 compté une fois": "not_met"
    }


def test_more_children_present_than_counted_is_a_mistake() -> None:
    # 5 + 4 + 1 + 0 = 10 children are counted.
    assert open_points(told((("groups", 0, "attendance"), 100))) == {}
    assert list(open_points(told((("groups", 0, "attendance"), 101))).values()) == ["not_met"]


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ((("budget", 0, "amount"), "7600.01"), "charges égales aux produits"),
        ((("groups", 0, "running_costs"), "7600.01"), "dépenses des groupes comprises dans les charges"),
    ],
)
def test_a_budget_that_does_not_hold_together_is_a_mistake(change: Change, label: str) -> None:
    assert open_points(told(change)) == {f"budget {label}": "not_met"}


def test_an_amount_of_the_budget_is_asked_for() -> None:
    missing = open_points(told((("budget", 2, "amount"), None)))
    assert missing["budget/2/amount budget, compte 70 : montant"] == "unknown"


def test_every_mistake_is_told_at_once_with_its_place() -> None:
    wrong = {
        "groups": [
            {"position": 1},
            {**TOLD, "children": [TOLD["children"][0], TOLD["children"][0]]},
            {"position": 2},
        ],
        "budget": [{"account": "999", "amount": "1.00"}],
    }
    found = problems(wrong)
    assert set(found) == {
        "/groups/0/position",
        "/groups/1/children/1/level",
        "/groups/2/position",
        "/budget/0/account",
    }
    assert found["/groups/0/position"] == "Le groupe 1 n'est pas agréé ; groupes agréés : 2."


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("groups", 0, "children", 0, "girls"), -1),
        (("groups", 0, "children", 0, "level"), "CE2"),
        (("groups", 0, "attendance"), 9.5),
        (("groups", 0, "attendance"), 10_001),
        (("groups", 0, "running_costs"), 7600),
        (("groups", 0, "running_costs"), "-1.00"),
        (("groups", 0, "names"), ["Camille"]),
        (("schools",), True),
    ],
)
def test_an_odd_value_is_refused_at_its_place(place: tuple[str | int, ...], value: object) -> None:
    assert list(problems(changed(WHOLE, (place, value)))) == ["/" + "/".join(map(str, place))]


def test_a_year_may_ask_for_less_than_the_json_keeps_and_says_where() -> None:
    bounds = {"bilan_group.attendance": 9, "bilan_group.parents": 8, "bilan.axes.parents": 10}
    asked = Questionnaire(tuple(replace(each, most=bounds.get(each.id)) for each in first_questions().questions))
    with pytest.raises(InvalidInput) as refusal:
        read_bilan(WHOLE, LAYOUT, [2], asked)
    said = {each.pointer: each.message for each in refusal.value.problems}
    assert set(said) == {"/groups/0/attendance", "/groups/0/parents", "/axes/parents"}
    assert said["/groups/0/attendance"] == "Un nombre entier de 0 à 90 est attendu ; reçu : 95."
    assert open_points(told(), questions=asked) == {
        "groups/0/attendance groupe 2 : présence moyenne": "not_met",
        "groups/0/parents groupe 2 : parents rencontrés": "not_met",
        "axes/parents axe « parents »": "not_met",
    }, "what was written under wider bounds is to be corrected"


def test_a_year_may_do_without_an_answer_that_no_result_rests_on() -> None:
    asked = Questionnaire(
        tuple(replace(each, required=each.id != "bilan_group.parents") for each in first_questions().questions)
    )
    assert open_points(told((("groups", 0, "parents"), None)), questions=asked) == {}


@pytest.mark.parametrize("data", [None, [], "bilan", 7])
def test_what_is_no_object_is_refused(data: object) -> None:
    assert problems(data)
