"""Forms and the JSON of a dossier: what is shown is read back equal, and every place of a refusal finds its field."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from bench.samples import content
from clas_api.pages.porteur import written
from clas_api.pages.porteur.budget_table import budget_table, totals_typed
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.places import field_of
from clas_api.pages.porteur.shown import form_of
from clas_api.pages.porteur.wording import name_of_field, shown_changes
from clas_core.dossiers import changes_between, content_json, layout_of, national_questions, read_content
from clas_core.errors import Problem
from clas_core.national import ReferentialLibrary
from clas_core.questions import Questionnaire
from clas_core.years import SchoolYear

LAYOUT = layout_of(SchoolYear(2025))


def kept(**sections: Any) -> dict[str, Any]:
    """Return the content of a dossier as it is kept."""
    return content_json(read_content({**content(), **sections}, LAYOUT))


@pytest.fixture(scope="module")
def asked() -> Questionnaire:
    return Questionnaire(national_questions(ReferentialLibrary.load().parse("2025-2026")))


@pytest.mark.parametrize("page", ["contact", "axes", "articulations", "attestations", "actions", "budget"])
def test_a_page_shown_is_read_back_equal(page: str, asked: Questionnaire) -> None:
    saved = kept(contact={"name": "A", "phone": "03 26 79 15 41"}, beyond_homework=False)
    read = written.section(form_of(saved, asked), page, {})
    assert read
    assert read == {key: saved[key] for key in read}


def test_an_action_shown_is_read_back_equal_even_one_of_which_nothing_is_known(asked: Questionnaire) -> None:
    actions = [*content()["actions"], {"groups": [{}, {"children": 8}]}]
    saved = kept(actions=actions)
    for rank in (0, 1):
        groups = saved["actions"][rank].pop("groups")
        form = form_of({f"actions/{rank}": saved["actions"][rank]}, asked)
        assert written.action(form, rank) == saved["actions"][rank]
        for number, group in enumerate(groups):
            place = f"actions/{rank}/groups/{number}"
            assert written.group(form_of({place: group}, asked), place) == group


def test_the_lines_of_a_budget_keep_their_order_and_what_the_table_does_not_show() -> None:
    lines = [
        {"account": "74", "funder": "commune", "label": "Ville", "amount": "10.00"},
        {"account": "64", "amount": None, "label": "à préciser"},
        {"account": "641", "amount": "3.00"},
        {"account": "64", "amount": "4.00"},
    ]
    saved = kept(budget=lines)
    form = form_of({"budget": saved["budget"]})
    assert written.budget(form) == {"budget": saved["budget"]}
    shown = [row for side in budget_table(LAYOUT, form) for each in side.classes for row in (*each.rows, *each.details)]
    assert {row.rank for row in shown} >= {0, 1, 2, 3}
    assert len({row.rank for row in shown}) == len(shown)
    assert {row.account for row in shown} == set(LAYOUT.accounts)


def test_a_budget_has_blank_rows_for_funders_after_those_that_are_filled() -> None:
    form = form_of({"budget": [{"account": "74", "label": None, "funder": "caf", "amount": "1.00"}]})
    grants = next(each for side in budget_table(LAYOUT, form) for each in side.classes if each.number == "74")
    assert [row.rank == 0 for row in grants.rows] == [True, False, False, False]


def test_a_class_is_open_where_something_is_written_in_its_details() -> None:
    form = form_of({"budget": [{"account": "641", "label": None, "funder": None, "amount": "1.00"}]})
    classes = {each.number: each for side in budget_table(LAYOUT, form) for each in side.classes}
    assert (classes["64"].open, classes["60"].open) == (True, False)


def test_totals_add_what_can_be_read() -> None:
    typed = {"budget/0/account": "64", "budget/0/amount": "1 000,50", "budget/1/account": "74", "budget/1/amount": "x"}
    totals = totals_typed(TypedForm(MultiDict(typed)))
    assert (totals.charges, totals.produits) == (100050, 0)


def test_empty_lines_of_the_budget_are_left_out_and_the_others_are_found_again() -> None:
    typed = {"budget/0/account": "60", "budget/3/account": "74", "budget/3/funder": "caf", "budget/5/account": "64"}
    form = TypedForm(MultiDict({**typed, "budget/5/amount": "2"}))
    assert [line["account"] for line in written.budget(form)["budget"]] == ["74", "64"]
    assert written.lines_typed(form) == [3, 5]


def test_a_row_taken_out_moves_those_behind_it() -> None:
    typed = {"actions/0/title": "T", "actions/0/groups/0/label": "A", "actions/0/groups/1/label": "B"}
    form = TypedForm(MultiDict({**typed, "actions/0/groups/2/label": "C", "actions/0/groups/2/children": "9"}))
    left = form.without_row("actions/0/groups", 1)
    assert [left.value(f"actions/0/groups/{rank}/label") for rank in left.indices("actions/0/groups")] == ["A", "C"]
    assert left.value("actions/0/groups/1/children") == "9"
    assert left.value("actions/0/title") == "T"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("contact", "email"), "contact/email"),
        (("actions", 0, "schools", 0), "actions/0/schools"),
        (("actions", 0, "groups", 0, "levels", 1), "actions/0/groups/0/levels"),
        (("actions", 0, "groups", 0, "children"), "actions/0/groups/0/children"),
        (("actions", 0, "groups", 0, "bonuses", 0, "beyond"), "actions/0/groups/0/beyond/children"),
        (("actions", 0, "groups", 0, "bonuses", 0, "id"), "actions/0/groups/0/bonuses"),
        (("articulations", 0, "text"), "articulations/reaap"),
        (("budget",), "budget"),
    ],
)
def test_each_place_has_its_field(path: tuple[str | int, ...], name: str) -> None:
    assert field_of(path, kept()) == name


def test_a_field_has_one_message_worded_for_whoever_types(asked: Questionnaire) -> None:
    form = TypedForm(MultiDict({"common_costs": "beaucoup"}), questionnaire=asked)
    written.section(form, "actions", {})
    form.refuse([("common_costs", Problem(("common_costs",), "avec un point")), ("common_costs", Problem((), "autre"))])
    assert "virgule" in form.error("common_costs")
    assert form.summary == [("common_costs", "dépenses communes", form.error("common_costs"))]


def test_a_bonus_described_and_not_ticked_is_not_forgotten() -> None:
    form = TypedForm(MultiDict({"actions/0/groups/0/label": "", "actions/0/groups/0/beyond/parents": "Un café"}))
    assert written.forgotten_bonuses(form, 0, ["children", "parents"]) == ["actions/0/groups/0/beyond/parents"]
    form.values.add("actions/0/groups/0/bonuses", "parents")
    assert written.forgotten_bonuses(form, 0, ["children", "parents"]) == []


def test_changes_are_told_in_words(asked: Questionnaire) -> None:
    before, after = kept(), kept(common_costs="0.00", beyond_homework=False, previous_bilan="not_filed")
    after["actions"][0]["groups"][0]["levels"] = ["cp"]
    after["budget"] = after["budget"][:1]
    shown = shown_changes(changes_between(before, after), "2025-2026", asked)
    told = {each.place: (each.before, each.after) for each in shown}
    assert told["dépenses communes"] == ("1\u202f000,00\u00a0€", "0,00\u00a0€")
    assert told["plus que l'aide aux devoirs"] == ("oui", "non")
    assert told["bilan précédent"] == ("déposé", "pas encore déposé")
    assert told["action 1, groupe 1, niveaux scolaires 1"] == ("CE2", "CP")
    assert "financeur : Caf" in told["ligne 2"][0]
    assert told["ligne 2"][1] == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("actions/0/groups/1/children", "action 1, groupe 2, enfants inscrits"),
        ("axes/school", "axe « concertation avec l'école »"),
        ("actions/0/groups/0/beyond/children", "action 1, groupe 1, ce qui va au-delà du socle"),
        ("articulations/reaap", "articulation « Reaap »"),
        ("siret", "SIRET"),
    ],
)
def test_a_field_is_called_by_what_it_asks(name: str, words: str, asked: Questionnaire) -> None:
    assert name_of_field(name, asked) == words
