"""What changed between two contents, what a new year takes up from the last one, and how a receipt is numbered."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.dossiers import changes_between, content_json, copied_for_next_year, receipt_number
from clas_core.dossiers.copying import sections_carried
from clas_core.national import Referential
from clas_core.questions import Questionnaire
from clas_core.years import SchoolYear
from tests.core.dossiers.conftest import COMPLETE, changed, read

_JSON = st.recursive(
    st.none() | st.integers(0, 3) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


def _changes(before: Any, after: Any) -> dict[str, tuple[Any, Any]]:
    return {each.pointer: (each.before, each.after) for each in changes_between(before, after)}


def test_a_value_that_changed_is_named_by_its_place() -> None:
    after = changed(
        COMPLETE,
        (("actions", 0, "groups", 0, "children"), 12),
        (("common_costs",), None),
        (("attestations", "accuracy"), False),
    )
    assert _changes(COMPLETE, after) == {
        "/actions/0/groups/0/children": (10, 12),
        "/common_costs": ("1000.00", None),
        "/attestations/accuracy": (True, False),
    }


def test_what_is_added_or_taken_away_is_shown_whole() -> None:
    line = {"account": "61", "label": None, "funder": None, "amount": "1.00"}
    more = changed(COMPLETE, (("budget",), [*COMPLETE["budget"], line]))
    assert _changes(COMPLETE, more) == {"/budget/6": (None, line)}
    assert _changes(more, COMPLETE) == {"/budget/6": (line, None)}
    assert _changes({"contact": None}, {"contact": {"name": "x"}}) == {"/contact": (None, {"name": "x"})}


def test_a_place_with_a_slash_or_a_tilde_is_written_as_a_pointer() -> None:
    assert list(_changes({"a/b~c": 1}, {"a/b~c": 2})) == ["/a~1b~0c"]


@given(value=_JSON)
def test_nothing_changed_between_equal_values(value: Any) -> None:
    assert _changes(value, value) == {}


@given(before=_JSON, after=_JSON)
def test_changes_are_the_same_seen_from_the_other_side(before: Any, after: Any) -> None:
    assert {place: (new, old) for place, (old, new) in _changes(before, after).items()} == _changes(after, before)


@pytest.fixture(scope="module")
def asked(referential_2025: Referential) -> Questionnaire:
    return Questionnaire(referential_2025.questions)


def test_a_new_year_keeps_what_describes_the_project(asked: Questionnaire) -> None:
    content = read(COMPLETE)
    copied = copied_for_next_year(content, asked)
    assert copied.contact == content.contact
    assert copied.axes == content.axes
    assert copied.articulations == content.articulations
    assert copied.beyond_homework is True
    (action,) = copied.actions
    assert (action.title, action.place, action.schools) == (
        "Quartier des Tilleuls",
        content.actions[0].place,
        ("École des Tilleuls",),
    )
    (group,) = action.groups
    assert (group.label, group.levels, group.sessions_per_week, group.weeks) == ("CE2-CM1", ("ce2", "cm1"), 2, 30)
    assert group.outside_school_time is True


def test_a_new_year_leaves_open_what_is_said_of_one_year(asked: Questionnaire) -> None:
    claimed = changed(COMPLETE, (("actions", 0, "groups", 0, "bonuses"), [{"id": "parents", "beyond": "x"}]))
    copied = copied_for_next_year(read(claimed), asked)
    (group,) = copied.groups
    assert (group.children, group.paid_adults, group.volunteer_adults, group.running_costs) == (None,) * 4
    assert group.bonuses == ()
    assert (copied.common_costs, copied.budget, copied.previous_bilan, copied.attestations) == (None, (), None, {})


def test_a_copied_dossier_can_be_written_and_read(asked: Questionnaire) -> None:
    copied = copied_for_next_year(read(COMPLETE), asked)
    assert read(content_json(copied)) == copied


def test_the_sections_that_are_kept_are_those_of_what_is_carried(asked: Questionnaire) -> None:
    kept, anew = sections_carried(asked)
    assert kept == ["contact", "actions", "axes", "beyond_homework", "articulations"]
    assert anew == ["groups", "common_costs", "budget", "previous_bilan", "attestations", "programmes"]
    phoneless = Questionnaire(tuple(replace(each, carried=False) for each in asked.questions))
    assert sections_carried(phoneless)[0] == ["actions"]


def test_a_receipt_says_the_department_the_year_and_the_rank() -> None:
    assert receipt_number("51", SchoolYear(2025), 42) == "51-2025-00042"
    assert receipt_number("2A", SchoolYear(2025), 1) == "2A-2025-00001"
    assert receipt_number("971", SchoolYear(2025), 123_456) == "971-2025-123456"
