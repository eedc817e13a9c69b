"""``POST /estimates`` refuses what is wrong: every problem at once, each at its place, in French."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

Ask = Callable[..., TestResponse]
Row = Callable[..., dict[str, Any]]
Errors = Callable[[TestResponse], dict[str, str]]
Problem = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"running_costs": "-1.00"}, "/running_costs"),
        ({"running_costs": "-0.01"}, "/running_costs"),
        ({"running_costs": "1000000.01"}, "/running_costs"),
        ({"running_costs": "99999999999999999999"}, "/running_costs"),
        ({"running_costs": "9000.123"}, "/running_costs"),
        ({"running_costs": "9000,12"}, "/running_costs"),
        ({"running_costs": "9 000"}, "/running_costs"),
        ({"running_costs": "9e3"}, "/running_costs"),
        ({"running_costs": "NaN"}, "/running_costs"),
        ({"running_costs": "Infinity"}, "/running_costs"),
        ({"running_costs": "\u0669\u0660\u0660\u0660"}, "/running_costs"),  # digits, and not ours
        ({"running_costs": ""}, "/running_costs"),
        ({"running_costs": 9000}, "/running_costs"),
        ({"running_costs": 9000.5}, "/running_costs"),
        ({"running_costs": None}, "/running_costs"),
        ({"running_costs": ...}, "/running_costs"),
        ({"running_costs": ["9000"]}, "/running_costs"),
        ({"children": "10"}, "/children"),
        ({"children": 10.0}, "/children"),
        ({"children": True}, "/children"),
        ({"children": -1}, "/children"),
        ({"children": 1001}, "/children"),
        ({"children": None}, "/children"),
        ({"children": ...}, "/children"),
        ({"adults": "2"}, "/adults"),
        ({"adults": -1}, "/adults"),
        ({"adults": True}, "/adults"),
        ({"label": ""}, "/label"),
        ({"label": "x" * 201}, "/label"),
        ({"label": 3}, "/label"),
        ({"label": ...}, "/label"),
        ({"bonuses": "children"}, "/bonuses"),
        ({"bonuses": {"children": True}}, "/bonuses"),
        ({"bonuses": ["enfants"]}, "/bonuses/0"),
        ({"bonuses": ["children", "children"]}, "/bonuses/1"),
        ({"bonuses": [None]}, "/bonuses/0"),
        ({"levels": "ce2"}, "/levels"),
        ({"levels": ["ce2", "ce7"]}, "/levels/1"),
        ({"outside_school_time": "oui"}, "/outside_school_time"),
        ({"outside_school_time": 1}, "/outside_school_time"),
        ({"chidren": 10}, "/chidren"),
        ({"a/b~c": 1}, "/a~1b~0c"),
    ],
)
@pytest.mark.parametrize("explain", [True, False])
def test_a_wrong_value_is_named_by_its_place(
    ask: Ask, errors: Errors, row: Row, changed: dict[str, Any], place: str, explain: bool
) -> None:
    assert list(errors(ask(row(), row(**changed), explain=explain))) == [f"/groups/1{place}"]


@pytest.mark.parametrize("group", [None, 3, "CE2-CM1", [], True])
def test_a_group_that_is_no_object_is_refused(ask: Ask, errors: Errors, group: Any) -> None:
    assert list(errors(ask(group))) == ["/groups/0"]


@pytest.mark.parametrize("groups", [[], {}, "groupes", 3, None, ...])
def test_without_a_list_of_groups_nothing_is_computed(ask: Ask, errors: Errors, groups: Any) -> None:
    assert list(errors(ask(groups=groups))) == ["/groups"]


def test_2000_groups_are_explained_and_2001_refused(ask: Ask, errors: Errors, row: Row) -> None:
    assert ask(*[row()] * 2000).status_code == 200
    told = errors(ask(*[row()] * 2001))["/groups"]
    assert "2000" in told
    assert "explain" in told


def test_5000_groups_are_accepted_and_5001_refused(ask: Ask, errors: Errors, row: Row) -> None:
    accepted = ask(*[row()] * 5000, explain=False)
    assert accepted.get_json()["total"] == "14003500.00"
    assert "5000" in errors(ask(*[row()] * 5001, explain=False))["/groups"]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"explian": True}, "/explian"),
        ({"explain": "non"}, "/explain"),
        ({"explain": None}, "/explain"),
        ({"school_year": 2025}, "/school_year"),
        ({"school_year": None}, "/school_year"),
        ({"school_year": ...}, "/school_year"),
        ({"department": 51}, "/department"),
        ({"department": ""}, "/department"),
    ],
)
def test_a_wrong_field_beside_the_groups_is_named(
    ask: Ask, errors: Errors, row: Row, changed: dict[str, Any], place: str
) -> None:
    assert list(errors(ask(row(), **changed))) == [place]


def test_a_misspelt_field_is_told_what_was_meant(ask: Ask, errors: Errors, row: Row) -> None:
    assert "« children »" in errors(ask(row(chidren=10)))["/groups/0/chidren"]
    assert "« department »" in errors(ask(row(), deparment="marne"))["/deparment"]


def test_all_the_problems_of_all_the_groups_come_at_once(ask: Ask, errors: Errors, row: Row) -> None:
    found = errors(ask(row(children="dix", running_costs="-1"), row(), row(label="", bonuses=["x"], age=9), 3))
    assert set(found) == {
        "/groups/0/children",
        "/groups/0/running_costs",
        "/groups/2/label",
        "/groups/2/bonuses/0",
        "/groups/2/age",
        "/groups/3",
    }


def test_problems_of_the_envelope_do_not_hide_those_of_the_groups(ask: Ask, errors: Errors, row: Row) -> None:
    """DESIGN, section 10: all errors of an input at once."""
    found = errors(ask(row(children=-1), unknown_field=1))
    assert set(found) == {"/unknown_field", "/groups/0/children"}


@pytest.mark.parametrize("fields", [{"department": "nulle_part"}, {"school_year": "2030-2031"}, {"school_year": "x"}])
def test_an_unknown_department_or_year_is_not_found(ask: Ask, problem: Problem, row: Row, fields: Any) -> None:
    found = problem(ask(row(), **fields), 404)
    assert found["type"] == "urn:clas:problem:unknown"
    assert ("marne, seine_et_marne" if "department" in fields else "2024-2025, 2025-2026") in found["detail"]


def test_a_department_without_a_call_that_year_is_not_found(ask: Ask, problem: Problem, row: Row) -> None:
    assert "2025-2026" in problem(ask(row(), department="marne", school_year="2024-2025"), 404)["detail"]


@pytest.mark.parametrize("explain", [True, False])
def test_a_bonus_without_a_published_amount_is_refused_and_named(
    ask: Ask, errors: Errors, row: Row, explain: bool
) -> None:
    asked = [row(), row(bonuses=["parents", "children"])]
    found = errors(ask(*asked, school_year="2024-2025", explain=explain))
    assert set(found) == {"/groups/1/bonuses/0", "/groups/1/bonuses/1"}
    assert "Bonus parents" in found["/groups/1/bonuses/0"]
    assert "Bonus enfants" in found["/groups/1/bonuses/1"]
    assert all("2024-2025" in sentence for sentence in found.values())


def test_in_2004_there_was_no_bonus_to_ask_for(ask: Ask, errors: Errors, row: Row) -> None:
    found = errors(ask(row(bonuses=["children"]), school_year="2004-2005"))
    assert "2004-2005" in found["/groups/0/bonuses/0"]
