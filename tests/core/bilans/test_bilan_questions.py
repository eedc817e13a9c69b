"""The questions of a bilan: read with it, asked for before it is filed, kept once they are no longer asked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clas_core.bilans.bilan import BilanContent, BilanGroup, bilan_points, on_groups_of
from clas_core.bilans.bilan_schemas import bilan_json, kept_bilan, read_bilan
from clas_core.bilans.forecast import answer_sides
from clas_core.departments import Campaign
from clas_core.dossiers import layout_of
from clas_core.dossiers.content import DossierContent, DossierGroup
from clas_core.errors import InvalidInput
from clas_core.questions import Questionnaire
from clas_core.questions.answers import answered_before
from clas_core.years import SchoolYear

LAYOUT = layout_of(SchoolYear(2025))
TOLD: dict[str, Any] = {
    "answers": {"essai.families_met": 9},
    "groups": [{"position": 2, "answers": {"essai.fee_asked": "10.50"}}],
}
PAIRED = 'id = "essai.families_met"'
PAIRED_GROUP = 'id = "essai.fee_asked"'


@pytest.fixture(scope="session")
def asked(essai_campaign: Campaign) -> Questionnaire:
    return Questionnaire(essai_campaign.questions)


def read(asked: Questionnaire, data: Any = TOLD, before: Any = None) -> BilanContent:
    return read_bilan(data, LAYOUT, [2], asked, answered_before(before or {}))


def test_answers_are_read_written_and_taken_up_again(asked: Questionnaire) -> None:
    bilan = read(asked)
    written = bilan_json(bilan)
    assert (written["answers"], written["groups"][0]["answers"]) == (TOLD["answers"], {"essai.fee_asked": "10.50"})
    assert read(asked, written) == kept_bilan(written)
    assert bilan_json(kept_bilan(written)) == written


def test_a_bilan_without_answers_is_written_as_it_was_before_there_were_questions(asked: Questionnaire) -> None:
    written = bilan_json(read(asked, {"groups": [{"position": 2}]}))
    assert "answers" not in written
    assert "answers" not in written["groups"][0]
    assert kept_bilan(written).answers == {}


def test_every_wrong_answer_is_told_at_its_place(asked: Questionnaire) -> None:
    wrong = {"answers": {"essai.families": 3}, "groups": [{"position": 2, "answers": {"essai.fee_asked": 10}}]}
    with pytest.raises(InvalidInput) as refused:
        read(asked, wrong)
    assert {each.dotted for each in refused.value.problems} == {
        "answers.essai.families",
        "groups[0].answers.essai.fee_asked",
    }


def test_what_is_no_longer_asked_stays_and_nobody_answers_it_anew() -> None:
    nothing = Questionnaire()
    assert read(nothing, TOLD, TOLD).groups[0].answers == {"essai.fee_asked": "10.50"}
    with pytest.raises(InvalidInput):
        read(nothing, TOLD)


def test_a_corrected_decision_leaves_the_answers_where_they_are(asked: Questionnaire) -> None:
    written = read(asked)
    assert on_groups_of(replace(written, groups=written.groups, answers={}), written) == written


def test_only_what_is_required_is_asked_for_before_a_bilan_is_filed(asked: Questionnaire) -> None:
    def left(bilan: BilanContent) -> list[str]:
        points = bilan_points(bilan, [2], frozenset(), asked, "association")
        return [point.label for point in points if "answers" in point.path and point.verdict != "met"]

    assert left(read(asked, {"groups": [{"position": 2}]})) == ["Familles rencontrées dans l'année"]
    assert left(read(asked)) == []


def test_a_number_and_an_amount_stand_beside_what_was_foreseen_with_their_difference(asked: Questionnaire) -> None:
    told = BilanContent(answers={"essai.families_met": 9})
    (families,) = answer_sides(asked, "bilan", DossierContent(answers={"essai.families": 12}), told)
    assert (families.forecast, families.actual, families.difference) == (12, 9, -3)
    group = BilanGroup(position=1, answers={"essai.fee_asked": "12.50"})
    (fee,) = answer_sides(asked, "bilan_group", DossierGroup(answers={"essai.fee": "12.00"}), group)
    assert fee.difference == "0.50"
    (unknown,) = answer_sides(asked, "bilan_group", DossierGroup(), group)
    assert (unknown.forecast, unknown.difference, unknown.as_json()["forecast_text"]) == (None, None, "")


@pytest.mark.parametrize(
    ("after", "written", "instead", "said"),
    [
        (
            PAIRED,
            '"essai.families"',
            '"essai.familles"',
            "questions[9].paired: « essai.familles » n'est pas une question",
        ),
        (
            PAIRED,
            '"essai.families"',
            '"essai.fee"',
            "questions[9].paired: « essai.fee » ne porte pas sur « le dossier »",
        ),
        (PAIRED, '"essai.families"', '"essai.room"', "questions[9].paired: « essai.room » attend un texte"),
        (PAIRED, "required = true", "carried = true", "questions[9].carried: Une réponse du bilan n'est pas reprise"),
        (PAIRED_GROUP, '"bilan_group"', '"group"', "questions[10].paired: Seule une question du bilan"),
    ],
)
def test_a_pair_that_is_none_is_refused_with_the_file(
    campaign_mistakes: Callable[..., list[str]], after: str, written: str, instead: str, said: str
) -> None:
    found = campaign_mistakes({written: instead}, after=after)
    assert any(each.startswith(said) for each in found), found
