"""A commune is answered by its name or its code, kept by its code and read by its name."""

from collections.abc import Callable

import pytest

from clas_core.departments import Campaign
from clas_core.eligibility import Criterion, Rules, facts_of_answers, judge
from clas_core.questions import Questionnaire, write_answer
from clas_core.questions.communes import parse_commune, write_commune


@pytest.mark.parametrize("text", ["51454", "Reims", "REIMS ", "Reims (51454)"])
def test_a_commune_is_kept_by_its_code_however_it_is_typed(text: str) -> None:
    assert parse_commune(text) == "51454"
    assert write_commune("51454") == "Reims (51454)"
    assert parse_commune("Épernay") == "51230", "the commune, and not a part of it"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Reimss", "Aucune commune ne s'appelle « Reimss »"),
        ("99999", "« 99999 » n'est le code d'aucune commune"),
        ("51454 51230", "n'est le code d'aucune commune"),
        ("Saint-Denis", r"Saint-Denis \(11339\) ; .*Saint-Denis \(97411\). Écrivez le code de la vôtre"),
    ],
)
def test_what_is_no_commune_or_several_says_what_is_expected(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_commune(text)


def test_an_answer_and_a_criterion_are_written_with_names(essai_campaign: Campaign) -> None:
    asked = Questionnaire(essai_campaign.questions)
    question = asked.question("essai.meeting_place")
    assert question is not None
    assert write_answer(question, "51230") == "Épernay (51230)"
    template = next(each for _, each in essai_campaign.rules.criteria if each.id == "essai.on_monday")
    criterion = Criterion(
        id="essai.in_reims",
        subject="dossier",
        question="essai.meeting_place",
        kind="one_of",
        options=("51454",),
        severity="warning",
        label="à Reims",
        message="À Reims.",
        source=template.source,
        standing="published",
        checked_on=template.checked_on,
    )
    ((_, named),) = Rules.of([criterion], origin="essai").named(essai_campaign.questions).criteria
    facts = facts_of_answers(asked, "dossier", {"answers": {"essai.meeting_place": "51230"}}, "association")
    found = judge(named, facts, origin="essai")
    assert (found.verdict, found.given_text, named.expected) == (
        "not_met",
        "Épernay (51230)",
        "uniquement Reims (51454)",
    )


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("Reimss", "criteria[4].options[0]: Aucune commune ne s'appelle « Reimss »"),
        ("Reims", "criteria[4].options[0]: Une commune se nomme par son code : écrivez « 51454 »."),
    ],
)
def test_a_criterion_names_communes_by_their_code(
    campaign_mistakes: Callable[..., list[str]], option: str, said: str
) -> None:
    changes = {
        'subject = "group"': 'subject = "dossier"',
        '"essai.days"': '"essai.meeting_place"',
        '"covers"': '"one_of"',
        '"monday"': f'"{option}"',
    }
    found = campaign_mistakes(changes, after='id = "essai.on_monday"')
    assert any(each.startswith(said) for each in found), found
