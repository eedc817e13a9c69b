"""The draft of a next year carries what the last one says, word for word, and marks all of it to confirm."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from clas_core.errors import InvalidInput, Refused
from clas_core.national import Referential, ReferentialLibrary
from clas_core.national.difference import differences
from clas_core.national.drafting import DraftYear, draft_year
from clas_core.national.files import referential_of_texts
from clas_core.years import SchoolYear
from tests.core.test_corrections_of_a_year import CORRECTION

NEXT = SchoolYear(2026)
DATA = files("clas_core.national") / "data"
RULES = (DATA / "2025-2026.toml").read_text(encoding="utf-8")
QUESTIONS = (DATA / "questions" / "2025-2026.toml").read_text(encoding="utf-8")


def read(draft: DraftYear, *, ready: bool = False) -> Referential:
    return referential_of_texts(draft.rules, draft.questions, name="r", asking="q", ready=ready)


@pytest.fixture(scope="module")
def draft(referential_2025: Referential) -> DraftYear:
    return draft_year(referential_2025, NEXT, RULES, QUESTIONS)


def test_a_draft_is_a_year_that_can_be_read_and_is_a_project(draft: DraftYear) -> None:
    year = read(draft)
    assert (year.school_year, year.status, year.provisional, year.life) == (NEXT, "draft", True, ())


def test_every_figure_and_every_question_is_to_confirm(draft: DraftYear) -> None:
    year = read(draft)
    assert all(each.to_confirm and each.standing == "expected" for each in year.figures())
    assert all(each.to_confirm for each in year.questions)
    assert draft.to_confirm == len(list(year.figures())) + len(year.questions)
    with pytest.raises(InvalidInput) as refusal:
        read(draft, ready=True)
    # Each of them, and each criterion that no text publishes.
    assert len(refusal.value.problems) == draft.to_confirm + len(year.rules.criteria)


def _subjects_but_confirmed(last: Referential, year: Referential) -> list[str]:
    """Return what differs beside what is to be confirmed: a draft is one, and no more."""
    return [each.subject for each in differences(last, year) if each.effect != "confirmed"]


def test_nothing_else_changes_from_the_year_before(draft: DraftYear, referential_2025: Referential) -> None:
    assert _subjects_but_confirmed(referential_2025, read(draft)) == ["status"]


def test_a_draft_keeps_the_comments_and_the_order(draft: DraftYear) -> None:
    kept = [line for line in draft.rules.split("\n") if line != "to_confirm = true"]
    same = RULES.replace("'année scolaire 2025-2026", "'année scolaire 2026-2027").replace('"in_force"', '"draft"')
    same = same.replace('school_year = "2025-2026"', 'school_year = "2026-2027"')
    changed = [(one, other) for one, other in zip(same.split("\n"), kept, strict=True) if one != other]
    assert set(changed) == {('standing = "published"', 'standing = "expected"')}


def test_what_is_cited_stays_the_document_that_it_is(draft: DraftYear) -> None:
    assert 'title = "Note de cadrage Clas de la Marne, 2025-2026"' in draft.rules


def test_who_begins_a_draft_may_stand_in_it(referential_2025: Referential) -> None:
    (begun,) = read(draft_year(referential_2025, NEXT, RULES, QUESTIONS, on=date(2026, 1, 5), by="Cnaf")).life
    assert (begun.step, begun.on, begun.by) == ("draft", date(2026, 1, 5), "Cnaf")


def test_a_draft_of_a_draft_is_one_too(draft: DraftYear) -> None:
    again = draft_year(read(draft), SchoolYear(2027), draft.rules, draft.questions)
    assert (read(again).school_year, again.to_confirm) == (SchoolYear(2027), draft.to_confirm)


def test_days_of_the_year_move_on_with_it(referential_2025: Referential) -> None:
    day = """
[[criteria]]
id = "dossier.begun"
subject = "dossier"
kind = "before"
field = "{field}"
day = 2025-10-15
severity = "warning"
label = "commencé"
message = "Un groupe commence tôt."
source = "caf-fr"
standing = "published"
checked_on = 2026-11-21
"""
    moved = draft_year(referential_2025, NEXT, RULES + day, QUESTIONS).rules
    assert "day = 2026-10-15" in moved
    assert "published_on = 2025-05-26" in moved


def test_what_was_corrected_is_carried_as_it_was_corrected(tmp_path: Path) -> None:
    (tmp_path / "2025-2026.correction-1.toml").write_text(CORRECTION, encoding="utf-8")
    last = ReferentialLibrary.load(tmp_path).latest()
    year = read(draft_year(last, NEXT, RULES, QUESTIONS))
    assert str(year.ps.maximum.value) == "2790.00"
    assert year.ps.maximum.source.title == "Circulaire rectificative n° 2026-004"
    assert [each.expected for _, each in year.rules.criteria if each.id == "group.children"] == ["8 à 13"]
    assert year.corrections == ()
    days = ["ps.maximum.checked_on", "criteria.group.children.checked_on"]
    assert _subjects_but_confirmed(last, year) == ["status", *days]


def test_a_file_whose_figures_cannot_be_marked_is_not_begun_from(referential_2025: Referential) -> None:
    start, end = RULES.index("[ps.rate]"), RULES.index("[ps.price_ceiling]")
    body = ", ".join(RULES[start:end].strip().split("\n")[1:])
    inline = RULES[:start].rstrip("\n") + f"\nrate = {{ {body} }}\n\n" + RULES[end:]
    with pytest.raises(Refused, match=r"écrivez \[ps.rate\]"):
        draft_year(referential_2025, NEXT, inline, QUESTIONS)


def test_a_year_that_asks_in_its_own_file_stays_one_file(essai_national: Referential) -> None:
    made = draft_year(essai_national, SchoolYear(2031), essai_national.text)
    assert made.questions == ""
    assert referential_of_texts(made.rules, name="r").school_year == SchoolYear(2031)
