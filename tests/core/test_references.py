"""A question of a call follows on one of its file, or of its national year, and never on what is not there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clas_core.bilans.bilan import BilanGroup
from clas_core.bilans.forecast import answer_sides
from clas_core.conformance.checking import check_folder
from clas_core.departments import Campaign, campaign_of_text
from clas_core.dossiers import national_references, questionnaire_of
from clas_core.dossiers.content import DossierGroup
from clas_core.national import Referential, ReferentialLibrary
from clas_core.questions import Questionnaire
from clas_core.reading import line_of
from tests.core.conftest import Mistakes

WHY = 'id = "essai.outside_why"'
ASKED = 'question = "group.outside_school_time"'
OUTINGS = 'id = "essai.outings_children"'
PAIR = 'paired = "group.children"'


@pytest.fixture(scope="session")
def asked(referential_2025: Referential, essai_campaign: Campaign) -> Questionnaire:
    return questionnaire_of(referential_2025, essai_campaign)


@pytest.mark.parametrize(("given", "put"), [(False, True), (True, False), (None, False)])
def test_a_local_question_is_asked_after_the_answer_to_a_national_one(
    asked: Questionnaire, given: bool | None, put: bool
) -> None:
    group = DossierGroup(outside_school_time=given)
    assert any(each.id == "essai.outside_why" for each, _ in asked.asked("group", group, None)) is put


def test_a_local_question_tells_what_became_of_what_a_national_one_foresaw(asked: Questionnaire) -> None:
    told = BilanGroup(position=1, answers={"essai.outings_children": [{"level": "ce2", "girls": 3, "boys": 4}]})
    sides = answer_sides(asked, "bilan_group", DossierGroup(children=10), told)
    (outings,) = [each.as_json() for each in sides if each.question.id == "essai.outings_children"]
    assert (outings["paired"], outings["forecast"], outings["difference"]) == ("group.children", 10, -3)
    assert outings["actual_text"] == "7 enfants (CE2 : 3 filles, 4 garçons)"


def test_the_call_of_the_tests_follows_on_nothing_that_its_year_does_not_have(
    essai_campaign: Campaign, referential_2025: Referential
) -> None:
    assert list(national_references(essai_campaign, referential_2025)) == []


WRONG = [
    (WHY, ASKED, 'question = "group.inside"', "when.question: « group.inside » n'est une question ni de cet appel, ni"),
    (WHY, ASKED, 'question = "group.label"', "when.question: « group.label » est une réponse libre"),
    (WHY, ASKED, 'question = "beyond_homework"', "when.question: « beyond_homework » ne porte pas sur la même chose"),
    (WHY, '"non"', '"jamais"', "when.answers[0]: « jamais » n'est pas une réponse de « group.outside_school_time »"),
    (OUTINGS, PAIR, 'paired = "group.child"', "paired: « group.child » n'est une question ni de cet appel, ni"),
    (OUTINGS, PAIR, 'paired = "group.label"', "paired: « group.label » attend un texte d'une ligne : le réel se"),
    (OUTINGS, PAIR, 'paired = "common_costs"', "paired: « common_costs » ne porte pas sur « chaque groupe »"),
]


@pytest.mark.parametrize(("after", "written", "instead", "said"), WRONG)
def test_what_only_its_national_year_tells_is_told_with_its_line(
    write_essai: Callable[..., Any], referential_2025: Referential, after: str, written: str, instead: str, said: str
) -> None:
    text = (write_essai() / "2025-2026.toml").read_text(encoding="utf-8")
    head, found, tail = text.partition(after)
    text = f"{head}{found}{tail.replace(written, instead, 1)}"
    (problem,) = national_references(campaign_of_text(text, "essai", name="essai"), referential_2025)
    assert said in f"{problem.dotted}: {problem.message}"
    line = line_of(text, problem.path)
    assert instead in text.splitlines()[(line or 0) - 1]


def test_the_check_of_a_department_tells_it(write_essai: Callable[..., Any], library: ReferentialLibrary) -> None:
    folder = write_essai({"2025-2026.toml": {ASKED: 'question = "group.inside"'}})
    (problem,) = [each for each in check_folder(folder, library).problems if "[questions.asking]" in each]
    assert "« group.inside » n'est une question ni de cet appel, ni des règles nationales 2025-2026." in problem


@pytest.mark.parametrize(
    ("after", "written", "instead"),
    [(WHY, ASKED, 'question = "essai.inside"'), (OUTINGS, PAIR, 'paired = "essai.child"')],
)
def test_what_would_be_of_its_own_file_is_refused_with_it(
    campaign_mistakes: Mistakes, after: str, written: str, instead: str
) -> None:
    found = campaign_mistakes({written: instead}, after=after)
    assert len(found) == 1
    assert "n'est pas une question posée plus haut dans ce fichier." in found[0]


def test_a_national_question_follows_on_none_of_a_department(referential_mistakes: Mistakes) -> None:
    """So that nothing ever leads back to where it began, across two files either."""
    found = referential_mistakes({'question = "digital"': 'question = "essai.snack"'}, after="[questions.when]")
    assert any("« essai.snack » n'est pas une question posée plus haut" in each for each in found), found


def test_a_national_question_that_went_asks_no_more_and_breaks_nothing(
    referential_2025: Referential, essai_campaign: Campaign
) -> None:
    """As of a deposit whose rules were sealed: whatever followed on it is not asked, its answer stays."""
    left = tuple(each for each in referential_2025.questions if each.id not in ("group.outside_school_time",))
    asked = questionnaire_of(replace(referential_2025, questions=left), essai_campaign)
    group = DossierGroup(outside_school_time=False, answers={"essai.outside_why": "La salle n'est libre qu'à midi."})
    assert "essai.outside_why" not in [each.id for each, _ in asked.asked("group", group, None)]
    assert asked.no_longer_asked("group", group.answers) == {}
