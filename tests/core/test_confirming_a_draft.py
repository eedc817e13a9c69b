"""What a draft carries is confirmed by its place, by a source, on a day; nothing else of the file changes."""

from datetime import date
from importlib.resources import files

import pytest

from clas_core.errors import InvalidInput, Refused
from clas_core.national import Referential
from clas_core.national.confirming import confirm
from clas_core.national.drafting import DraftYear, draft_year
from clas_core.national.files import referential_of_texts
from clas_core.years import SchoolYear

DATA = files("clas_core.national") / "data"
RULES = (DATA / "2025-2026.toml").read_text(encoding="utf-8")
QUESTIONS = (DATA / "questions" / "2025-2026.toml").read_text(encoding="utf-8")
DAY = date(2026, 5, 4)
ALL = ("ps", "bonuses", "thresholds", "criteria", "questions")


@pytest.fixture(scope="module")
def draft(referential_2025: Referential) -> DraftYear:
    return draft_year(referential_2025, SchoolYear(2026), RULES, QUESTIONS)


def test_a_figure_is_confirmed_by_its_place(draft: DraftYear) -> None:
    made = confirm(draft.rules, draft.questions, ["bonuses.parents"], source="caf-fr", on=DAY)
    year = referential_of_texts(made.rules, made.questions, name="r", asking="q")
    children, parents = (year.bonus_amount(each) for each in ("children", "parents"))
    assert (parents.standing, parents.to_confirm, parents.checked_on) == ("published", False, DAY)
    assert parents.source.id == "caf-fr"
    assert (children.standing, children.to_confirm) == ("expected", True)
    assert made.places == ["bonuses.parents"]
    assert made.questions == draft.questions


def test_a_draft_that_is_confirmed_whole_may_come_into_force(draft: DraftYear) -> None:
    made = confirm(draft.rules, draft.questions, ALL, source=None, on=DAY)
    year = referential_of_texts(made.rules, made.questions, name="r", asking="q", ready=True)
    assert len(made.places) == draft.to_confirm + len(year.rules.criteria)
    assert made.questions == QUESTIONS.replace("'année scolaire 2025-2026", "'année scolaire 2026-2027")


def test_what_is_confirmed_stays_as_it_is(draft: DraftYear) -> None:
    made = confirm(draft.rules, draft.questions, ALL, source=None, on=DAY)
    again = confirm(made.rules, made.questions, ALL, source="caf-fr", on=date(2026, 6, 1))
    assert (again.rules, again.questions, again.places) == (made.rules, made.questions, [])


def test_all_that_is_not_there_is_named_at_once(draft: DraftYear) -> None:
    with pytest.raises(InvalidInput) as refusal:
        confirm(draft.rules, draft.questions, ["ps.maximun", "questions", "ps"], source="circulaire", on=DAY)
    assert [f"{each.dotted}: {each.message}" for each in refusal.value.problems] == [
        "ps.maximun: Rien de ce nom dans le projet. Vouliez-vous dire « ps.maximum » ?",
        "source: La source « circulaire » n'est pas déclarée sous [sources] : ajoutez-la.",
    ]


def test_nothing_is_confirmed_in_a_year_in_force() -> None:
    with pytest.raises(Refused, match="n'est plus un projet"):
        confirm(RULES, QUESTIONS, ALL, source=None, on=DAY)
