"""The questions of a dossier are data: declared once, refused where they do not hold together, answered by kind."""

from collections.abc import Callable
from typing import Any

import pytest

from clas_core.departments import Campaign
from clas_core.dossiers import DossierContent, completeness, content_json, copied_for_next_year, layout_of, read_content
from clas_core.errors import InvalidInput
from clas_core.questions import KINDS, NO_QUESTIONS, Questionnaire, write_answer
from clas_core.questions.answers import answered_before
from clas_core.years import SchoolYear
from tests.core.dossiers.conftest import porteur

Mistakes = Callable[..., list[str]]

FIRST = 'id = "essai.room"'
LAYOUT = layout_of(SchoolYear(2025))


@pytest.fixture(scope="session")
def asked(essai_campaign: Campaign) -> Questionnaire:
    return Questionnaire(essai_campaign.questions)


def read(asked: Questionnaire, data: dict[str, Any], before: dict[str, Any] | None = None) -> DossierContent:
    return read_content(data, LAYOUT, asked, answered_before(before or {}))


def refused(asked: Questionnaire, data: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidInput) as error:
        read(asked, data)
    return {problem.dotted: problem.message for problem in error.value.problems}


ANSWERS = {
    "answers": {
        "essai.room": "Salle des fêtes",
        "essai.families": 12,
        "essai.snack": True,
        "essai.snack_by": "families",
    },
    "actions": [
        {
            "answers": {
                "essai.outings": "Le musée.\nLa forêt.",
                "essai.hosts": ["Musée d'Essai", "Office des forêts"],
                "essai.first_day": "2025-09-22",
                "essai.review": "2026-01",
                "essai.college": "Collège des Tilleuls (0999999F)",
            },
            "groups": [{"answers": {"essai.fee": "12.50", "essai.days": ["monday", "friday"]}}],
        }
    ],
}
"""An answer to each question of the tests, one of each kind."""


def test_there_is_a_question_of_each_kind(asked: Questionnaire) -> None:
    assert {each.kind for each in asked.questions} == set(KINDS)


def test_answers_are_read_and_written_back(asked: Questionnaire) -> None:
    content = read(asked, ANSWERS)
    written = content_json(content)
    assert written["answers"] == ANSWERS["answers"]
    action, group = written["actions"][0], written["actions"][0]["groups"][0]
    assert action["answers"] == ANSWERS["actions"][0]["answers"]  # type: ignore[index]
    assert group["answers"] == {"essai.fee": "12.50", "essai.days": ["monday", "friday"]}
    assert read(asked, written) == content


def test_an_empty_answer_is_none_and_a_dossier_without_answers_says_nothing_of_them(asked: Questionnaire) -> None:
    content = read(asked, {"answers": {"essai.room": "", "essai.snack": None}})
    assert content.answers == {}
    assert "answers" not in content_json(content)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("essai.room", 3, "Un texte entre guillemets est attendu."),
        ("essai.room", "x" * 201, "Un texte de 1 à 200 caractères est attendu."),
        ("essai.families", 0, "Un nombre entier de 1 à 500 est attendu ; reçu : 0."),
        ("essai.families", "12", "Un nombre entier est attendu, sans guillemets."),
        ("essai.snack", "oui", "« true » ou « false » est attendu, sans guillemets."),
        ("essai.snack_by", "teachers", "« teachers » n'est pas admis ; choix possibles : families, volunteers."),
        (
            "essai.romm",
            "Salle",
            "« essai.romm » n'est pas une question de cet appel. Vouliez-vous dire « essai.room » ?",
        ),
    ],
)
def test_what_does_not_answer_is_refused_at_its_place(asked: Questionnaire, name: str, value: Any, said: str) -> None:
    assert refused(asked, {"answers": {name: value}}) == {f"answers.{name}": said}


def test_every_wrong_answer_is_told_at_once_wherever_it_is(asked: Questionnaire) -> None:
    group = {"answers": {"essai.fee": "12,50", "essai.days": ["sunday"]}}
    action = {"answers": {"essai.first_day": "22/09/2025", "essai.review": "2025-13"}, "groups": [group]}
    assert set(refused(asked, {"answers": {"essai.room": 1}, "actions": [action]})) == {
        "answers.essai.room",
        "actions[0].answers.essai.first_day",
        "actions[0].answers.essai.review",
        "actions[0].groups[0].answers.essai.fee",
        "actions[0].groups[0].answers.essai.days",
    }


def test_an_answer_to_what_is_no_longer_asked_stays_and_no_other_comes(asked: Questionnaire) -> None:
    before = {"answers": {"essai.gone": True}}
    assert read(asked, before, before).answers == {"essai.gone": True}
    assert asked.no_longer_asked("dossier", before["answers"]) == {"essai.gone": "oui"}
    with pytest.raises(InvalidInput):
        read(asked, {"answers": {"essai.gone": False}}, before)


def test_more_answers_than_there_can_be_questions_are_refused_as_a_whole(asked: Questionnaire) -> None:
    assert list(refused(asked, {"answers": {f"x{rank}": "a" for rank in range(1000)}})) == ["answers"]
    many = refused(asked, {"answers": {f"essai.roo{rank}": "a" for rank in range(100)}})
    assert sum("Vouliez-vous" in said for said in many.values()) <= 20


def points(content: DossierContent, campaign: Campaign, asked: Questionnaire) -> dict[str, str]:
    found = completeness(content, porteur(), campaign, frozenset(), {}, asked)
    return {".".join(map(str, each.path)): each.verdict for each in found if "answers" in each.path}


def test_only_what_is_required_is_missing(essai_campaign: Campaign, asked: Questionnaire) -> None:
    assert points(DossierContent(), essai_campaign, asked) == {"answers.essai.families": "unknown"}
    assert set(points(read(asked, ANSWERS), essai_campaign, asked).values()) == {"met"}


def test_an_answer_that_is_no_choice_any_more_is_to_be_corrected(
    essai_campaign: Campaign, asked: Questionnaire
) -> None:
    kept = DossierContent(answers={"essai.families": 3, "essai.snack": True, "essai.snack_by": "teachers"})
    assert points(kept, essai_campaign, asked)["answers.essai.snack_by"] == "not_met"


def test_a_question_with_a_condition_is_asked_after_its_answer_alone(asked: Questionnaire) -> None:
    def names(answers: dict[str, Any], nature: str = "association") -> set[str]:
        return {each.id for each, _ in asked.asked("dossier", {"answers": answers}, nature)}

    assert "essai.snack_by" not in names({}) | names({"essai.snack": False})
    assert "essai.snack_by" in names({"essai.snack": True})
    assert "essai.families" not in names({}, "commune")


def test_a_new_year_begins_with_the_answers_that_are_carried(asked: Questionnaire) -> None:
    copied = copied_for_next_year(read(asked, ANSWERS), asked)
    assert copied.answers == {"essai.snack": True}
    assert copied.actions[0].answers == copied.actions[0].groups[0].answers == {}
    assert copied_for_next_year(read(asked, ANSWERS), NO_QUESTIONS).answers == {}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("essai.snack", False, "non"),
        ("essai.fee", "12.50", "12,50\u00a0€"),
        ("essai.first_day", "2025-09-22", "22 septembre 2025"),
        ("essai.review", "2026-01", "janvier 2026"),
        ("essai.days", ["monday", "sunday"], "Lundi, sunday"),
        ("essai.snack_by", "families", "Les familles"),
        ("essai.families", 12, "12"),
        ("essai.outings_average", 95, "9,5"),
        ("essai.outings_average", 90, "9"),
        ("essai.outings_children", [{"level": "6e", "girls": 1, "boys": 0}], "1 enfant (6e : 1 fille, 0 garçon)"),
        ("essai.room", None, ""),
    ],
)
def test_an_answer_is_written_as_people_read_it(asked: Questionnaire, name: str, value: Any, words: str) -> None:
    question = asked.question(name)
    assert question is not None
    assert write_answer(question, value) == words


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("amount", "beaucoup"),
        ("day", "demain"),
        ("month", "mai"),
        ("tenths", "neuf"),
        ("by_level", [{"level": "ce2", "girls": "x"}]),
        ("by_level", 7),
        ("commune", "Ys"),
        ("one_of", {"a": 1}),
    ],
)
def test_what_is_no_answer_is_written_as_it_was_given(asked: Questionnaire, kind: str, typed: Any) -> None:
    """As it was typed, on a page where somebody else has saved meanwhile."""
    question = next(each for each in asked.questions if each.kind == kind)
    assert write_answer(question, typed)


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('kind = "whole"', 'kind = "number"', "questions[1].kind: « number » n'est pas admis"),
        ('id = "essai.room"', 'id = "room"', "questions[0].id: Une question locale commence par « essai. »"),
        ('id = "essai.families"', 'id = "essai.room"', "questions[1].id: « essai.room » est déjà l'identifiant"),
        ("most = 500", "most = 0", "questions[1].most: Le maximum (0) est sous le minimum (1)."),
        ('kind = "whole"', 'kind = "yes_no"', "questions[1].least: « yes_no » (oui ou non) n'a pas de borne"),
        ('question = "essai.snack"', 'question = "essai.snak"', "questions[3].when.question: « essai.snak » n'est pas"),
        (
            'question = "essai.snack"',
            'question = "essai.snack_by"',
            "questions[3].when.question: « essai.snack_by » n'est",
        ),
        ('question = "essai.snack"', 'question = "essai.room"', "questions[3].when.question: « essai.room » est une"),
        ('answers = ["oui"]', 'answers = ["Oui"]', "questions[3].when.answers[0]: « Oui » n'est pas une réponse"),
        ('kind = "one_of"', 'kind = "text"', "questions[3].choices: « text » n'a pas de choix"),
        ('{ id = "families", label = "Les familles" },', "", "questions[3].choices: « one_of » demande deux choix"),
        ('id = "volunteers"', 'id = "families"', "questions[3].choices[1].id: « families » est déjà l'identifiant"),
        ("Nom de la salle", "Nom de chaque enfant", "questions[0].label: Cette question fait écrire le nom"),
        ("Nom de la salle", "Enfants : date de naissance", "questions[0].label: Cette question fait écrire le nom"),
        ("Sorties prévues", "Allergies des élèves", "questions[4].label: Cette question fait écrire le nom"),
        (
            'natures = ["association"]\nleast',
            'natures = ["asso"]\nleast',
            "questions[1].natures[0]: « asso » n'est pas",
        ),
    ],
)
def test_questions_that_do_not_hold_together_are_refused(
    campaign_mistakes: Mistakes, written: str, instead: str, said: str
) -> None:
    found = campaign_mistakes({written: instead}, after=FIRST)
    assert any(each.startswith(said) for each in found), found


@pytest.mark.parametrize("label", ["Nombre d'enfants en situation de handicap", "Enfants dont l'adresse est en Qpv"])
def test_a_count_of_children_may_be_asked(campaign_mistakes: Mistakes, label: str) -> None:
    assert campaign_mistakes({"Familles accompagnées": label}) == []
