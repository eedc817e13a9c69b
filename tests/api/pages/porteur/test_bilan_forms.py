"""The forms of a bilan and its JSON say the same thing, each value at its place."""

from dataclasses import replace
from typing import Any

import pytest

from clas_api.pages.porteur import bilan_typed
from clas_api.pages.porteur.bilan_folder import field_of
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.questions import Asked
from clas_api.pages.porteur.written import answered
from clas_core.bilans.bilan_schemas import bilan_json, read_bilan
from clas_core.dossiers import BudgetLine, layout_of
from clas_core.dossiers.asked import first_questions
from clas_core.questions import Condition, Questionnaire
from clas_core.years import SchoolYear
from tests.api.pages.porteur.followed import whole_bilan

LAYOUT = layout_of(SchoolYear(2025))
ASKED = first_questions()
KEPT = bilan_json(read_bilan(whole_bilan("8500.00", "5400.50"), LAYOUT, [1, 2]))


def test_each_page_shown_is_read_back_equal() -> None:
    for position in (1, 2):
        form = bilan_typed.form_of_group(KEPT, position, ASKED)
        assert bilan_typed.with_group(form, position, KEPT["groups"]) == {"groups": KEPT["groups"]}
    form = bilan_typed.form_of_page(KEPT, "recit", ASKED)
    assert answered(form, "bilan", "recit", {}) == {name: KEPT[name] for name in ("schools", "axes")}
    assert bilan_typed.budget(bilan_typed.form_of_page(KEPT, "budget", ASKED), []) == {"budget": KEPT["budget"]}


def test_a_group_of_which_nothing_is_told_is_an_empty_form_and_reads_as_one() -> None:
    form = bilan_typed.form_of_group({"groups": []}, 3, ASKED)
    assert not form.values
    (group,) = bilan_typed.with_group(TypedForm(questionnaire=ASKED), 3, [])["groups"]
    assert {name: each for name, each in group.items() if each} == {"position": 3}


def test_the_forecast_of_a_line_goes_to_the_row_that_is_like_it_and_once() -> None:
    lines = [
        BudgetLine(account="74", label=None, funder=each, amount=rank) for rank, each in enumerate(("caf", "msa"), 1)
    ]
    kept = [{"account": "74", "label": None, "funder": each, "amount": None} for each in ("msa", "caf", "caf")]
    form = bilan_typed.form_of_page({"budget": kept}, "budget", ASKED)
    assert bilan_typed.foreseen_amounts(form, lines) == {0: 2, 1: 1}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("groups", 0, "attendance"), "groups/4/attendance"),
        (("groups", 0, "children", 0, "girls"), "groups/4/children/ce2/girls"),
        (("groups", 0, "children", 0, "level"), "groups/4/children"),
        (("groups", 0, "children"), "groups/4/children"),
        (("axes", "parents"), "axes/parents"),
        (("schools",), "schools"),
    ],
)
def test_a_place_of_the_json_finds_its_field_by_the_place_of_the_group_in_the_deposit(path: Any, field: str) -> None:
    content = {"groups": [{"position": 5, "children": [{"level": "ce2", "girls": 1, "boys": 2}]}]}
    assert field_of(path, content) == field


def test_a_page_has_the_fields_of_what_is_asked_there_and_no_others() -> None:
    """Not of whom a nature leaves out, nor of the bonuses of a group that has none, nor of what follows on a question
    that its year does not have any more."""
    given = next(each for each in ASKED.questions if each.id == "bilan_group.parents")
    other = replace(given, id="marne.other", natures=("commune",))
    gone = replace(given, id="marne.gone", when=Condition(question="visits", answers=("oui",)))
    questions = Questionnaire((*ASKED.questions, other, gone))
    asked = Asked(questions, "association", "bilan", bonuses=frozenset({"groups/1"}))

    def fields(place: str, page: str, asked: Asked = asked) -> set[str]:
        return {each.question.id for row in asked.fields(place, page) for each in row}

    assert "bilan_group.bonus_use" in fields("groups/1", "costs")
    assert fields("groups/0", "costs") == {"bilan_group.running_costs"}
    assert {"marne.other", "marne.gone"}.isdisjoint(fields("groups/0", "year"))
    assert "marne.other" in fields("groups/0", "year", replace(asked, nature="commune"))
    assert (asked.asks("", "recit"), asked.asks("", "questions")) == (True, False)
