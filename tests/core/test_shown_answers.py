"""An answer that is for the committee, or for some institutions, is read by nobody else."""

from collections.abc import Callable

import pytest

from clas_core.departments import Campaign
from clas_core.questions import NO_QUESTIONS, Questionnaire
from clas_core.questions.shown import Reader

SCHOOL = 'id = "essai.college"'
CONTENT = {
    "answers": {"essai.room": "Salle"},
    "actions": [
        {
            "title": "Action",
            "answers": {"essai.college": "Collège (0999999F)", "essai.outings": "Le musée."},
            "groups": [{"answers": {"essai.gone": 1}}],
        }
    ],
}


@pytest.fixture(scope="session")
def asked(essai_campaign: Campaign) -> Questionnaire:
    return Questionnaire(essai_campaign.questions)


@pytest.mark.parametrize(
    ("reader", "reads"),
    [
        (Reader(), False),
        (Reader(committee=True, institutions={"caf"}), True),
        (Reader(institutions={"msa"}), True),
        (Reader(institutions={"caf"}), False),
    ],
)
def test_whom_an_answer_is_for_reads_it_and_nobody_else(asked: Questionnaire, reader: Reader, reads: bool) -> None:
    shown = reader.content(CONTENT, asked)
    assert ("essai.college" in shown["actions"][0]["answers"]) is reads
    assert shown["actions"][0]["answers"]["essai.outings"] == "Le musée."
    assert shown["answers"] == {"essai.room": "Salle"}
    assert "answers" not in shown["actions"][0]["groups"][0], "nobody knows any more whom it was for"
    assert (reader.questions(asked).question("essai.college") is not None) is reads
    assert CONTENT["actions"][0]["answers"]["essai.college"]  # type: ignore[index]  # what is kept is not changed


def test_where_the_questions_are_not_known_no_answer_is_shown() -> None:
    assert Reader(committee=True).content(CONTENT, NO_QUESTIONS) == {"actions": [{"title": "Action", "groups": [{}]}]}


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        (
            '"msa"]',
            '"mas"]',
            "questions[13].shown_to[1]: « mas » n'est ni « committee » (le comité), ni une institution",
        ),
        ('kind = "school"', 'kind = "whole"\ncounted = true', "questions[13].shown_to: Les statistiques montreraient"),
        (
            'subject = "action"',
            'subject = "study"',
            "questions[13].shown_to: Une grille d'étude est montrée à qui décide",
        ),
    ],
)
def test_an_answer_that_would_be_read_by_others_in_another_way_is_refused_with_the_file(
    campaign_mistakes: Callable[..., list[str]], written: str, instead: str, said: str
) -> None:
    found = campaign_mistakes({written: instead}, after=SCHOOL)
    assert any(each.startswith(said) for each in found), found


def test_a_criterion_shows_what_it_judges_to_whoever_reads_the_dossier(
    campaign_mistakes: Callable[..., list[str]],
) -> None:
    label = 'label = "Participation demandée à chaque famille"'
    found = campaign_mistakes({label: f'{label}\nshown_to = ["committee"]'})
    assert found == ["questions[7].shown_to: Un critère montre à tous la réponse qu'il juge : retirez l'un ou l'autre."]
