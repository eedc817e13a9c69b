"""A criterion may ask any question: judged by its kind, unknown while unanswered, and only ever stricter."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.conformance.checking import check_folder
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.dossiers import check_dossier
from clas_core.dossiers.content import DossierContent
from clas_core.eligibility import Finding, facts_of_answers
from clas_core.estimates import Estimator
from clas_core.national import Referential, ReferentialLibrary
from clas_core.questions import Questionnaire
from tests.core.dossiers.conftest import COMPLETE, porteur, read

FEE = 'id = "essai.fair_fee"'
DAYS = 'id = "essai.on_monday"'
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "essai.fee": st.sampled_from(["0.00", "20.00", "20.01", "free"]),
        "essai.days": st.sampled_from([["monday"], ["friday"], ["monday", "friday"], ["sunday"]]),
    },
)


def with_answers(answers: Mapping[str, Any]) -> DossierContent:
    content = read(COMPLETE)
    actions = tuple(
        replace(action, groups=tuple(replace(group, answers=answers) for group in action.groups))
        for action in content.actions
    )
    return replace(content, actions=actions)


def findings(
    referential: Referential, essai: DepartmentPlugin, campaign: Campaign, answers: Mapping[str, Any]
) -> dict[str, Finding]:
    check = check_dossier(
        with_answers(answers), porteur(), campaign, Estimator(referential, essai), deposited_on=campaign.checked_on
    )
    return {each.criterion.id: each for each in check.assessment.actions[0].groups[0].findings}


@pytest.mark.parametrize(
    ("answer", "verdict", "words"),
    [
        (None, "unknown", "non indiqué"),
        ("20.00", "met", "20,00\u00a0€"),
        ("20.01", "not_met", "20,01\u00a0€"),
        ("beaucoup", "unknown", "non indiqué"),
    ],
)
def test_an_amount_is_judged_to_the_cent_and_is_unknown_until_it_is_answered(
    referential_2025: Referential,
    essai: DepartmentPlugin,
    essai_campaign: Campaign,
    answer: str | None,
    verdict: str,
    words: str,
) -> None:
    answers = {} if answer is None else {"essai.fee": answer}
    found = findings(referential_2025, essai, essai_campaign, answers)["essai.fair_fee"]
    assert (found.verdict, found.given_text) == (verdict, words)


def test_choices_are_written_as_people_read_them(
    referential_2025: Referential, essai: DepartmentPlugin, essai_campaign: Campaign
) -> None:
    found = findings(referential_2025, essai, essai_campaign, {"essai.days": ["friday"]})["essai.on_monday"]
    assert (found.verdict, found.given_text, found.criterion.expected) == ("not_met", "Vendredi", "à la fois Lundi")


def test_what_is_missed_stands_beside_the_field_of_its_answer_and_is_not_paid(
    referential_2025: Referential, essai: DepartmentPlugin, essai_campaign: Campaign
) -> None:
    content = with_answers({"essai.fee": "99.00"})
    levels = tuple(
        replace(action, groups=tuple(replace(each, levels=("cp",), volunteer_adults=4) for each in action.groups))
        for action in content.actions
    )
    check = check_dossier(
        replace(content, actions=levels),
        porteur(),
        essai_campaign,
        Estimator(referential_2025, essai),
        deposited_on=essai_campaign.checked_on,
    )
    assert ("actions", 0, "groups", 0, "answers", "essai.fee") in [each.path for each in check.unpaid.reasons]
    assert check.total == 0


def test_an_answer_that_is_not_asked_for_is_no_fact(essai_campaign: Campaign) -> None:
    asked = Questionnaire(essai_campaign.questions)
    given = {"essai.snack_by": "families", "essai.families": 3, "essai.gone": True, "essai.room": "Salle"}
    assert facts_of_answers(asked, "dossier", {"answers": given}, "association") == {"answers/essai.families": 3}
    assert facts_of_answers(asked, "dossier", {"answers": given}, "commune") == {}
    after = facts_of_answers(asked, "dossier", {"answers": {**given, "essai.snack": True}}, "association")
    assert after["answers/essai.snack_by"] == ("families",)


@given(ANSWERS)
def test_whatever_is_answered_a_department_is_only_stricter(
    referential_2025: Referential, essai: DepartmentPlugin, essai_campaign: Campaign, answers: dict[str, Any]
) -> None:
    def eligible(estimator: Estimator) -> str:
        day = essai_campaign.checked_on
        content = with_answers(answers)
        return check_dossier(content, porteur(), essai_campaign, estimator, deposited_on=day).assessment.eligible

    gravity = ("met", "unknown", "not_met")
    local, national = eligible(Estimator(referential_2025, essai)), eligible(Estimator(referential_2025))
    assert gravity.index(local) >= gravity.index(national)


@pytest.mark.parametrize(
    ("after", "written", "instead", "said"),
    [
        (
            FEE,
            '"essai.fee"',
            '"essai.fees"',
            "criteria[3].question: « essai.fees » n'est pas une question de ce fichier.",
        ),
        (
            FEE,
            '"essai.fee"',
            '"essai.outings"',
            "criteria[3].question: « narrative » (un texte de plusieurs lignes) ne se",
        ),
        (FEE, '"essai.fee"', '"essai.outings"', "criteria[3].subject: La question porte sur « chaque action »"),
        (FEE, '"essai.fee"', '"essai.days"', "criteria[3].kind: « at_most » ne juge pas une réponse « several_of »"),
        (
            DAYS,
            '"monday"]',
            '"munday"]',
            "criteria[4].options[0]: « munday » n'est pas un choix de la question. Vouliez",
        ),
        (
            FEE,
            "question =",
            'field = "children"\nquestion =',
            "criteria[3].field: Un critère porte sur un champ, ou sur",
        ),
        (FEE, 'question = "essai.fee"', "", "criteria[3].field: Ce champ est obligatoire."),
    ],
)
def test_a_criterion_that_cannot_judge_an_answer_is_refused_with_the_file(
    campaign_mistakes: Callable[..., list[str]], after: str, written: str, instead: str, said: str
) -> None:
    found = campaign_mistakes({written: instead}, after=after)
    assert any(each.startswith(said) for each in found), found


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("digital", "« digital » n'est une question ni de cet appel, ni des règles nationales 2025-2026."),
    ],
)
def test_a_national_question_that_the_year_does_not_have_is_told_by_the_check(
    write_essai: Callable[..., Any], library: ReferentialLibrary, question: str, said: str
) -> None:
    folder = write_essai({"2025-2026.toml": {'question = "essai.fee"': f'question = "{question}"'}})
    report = check_folder(folder, library)
    assert any(said in each and "essai/2025-2026.toml:" in each for each in report.problems), report.problems


def test_a_national_criterion_judges_a_national_question(referential_mistakes: Callable[..., list[str]]) -> None:
    changes = {'field = "children"': 'question = "digital"'}
    found = referential_mistakes(changes, after="[[criteria]]")
    assert any("ne juge pas une réponse" in each or "porte sur" in each for each in found), found
