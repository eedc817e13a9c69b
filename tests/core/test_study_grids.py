"""A study grid: each score has its reason, points are exact, and every mistake is told at once."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from clas_core.departments import Campaign
from clas_core.errors import InvalidInput
from clas_core.questions import Questionnaire
from clas_core.questions.grid import Grid, grid_json, read_grid, total_in_words

CHOICE = 'id = "essai.anchored"'
SCALE = 'id = "essai.partners"'
SCORED: dict[str, Any] = {
    "essai.anchored": {"score": "strong", "reason": "Deux associations du quartier."},
    "essai.partners": {"score": 3, "reason": "Trois conventions."},
}


@pytest.fixture(scope="session")
def asked(essai_campaign: Campaign) -> Questionnaire:
    return Questionnaire(essai_campaign.questions)


def read(asked: Questionnaire, data: Any) -> Grid:
    return read_grid(data, asked, "association")


def refused(asked: Questionnaire, data: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as error:
        read(asked, data)
    return {problem.dotted: problem.message for problem in error.value.problems}


def test_points_are_weighted_and_added_up_exactly(asked: Questionnaire) -> None:
    # 1,5 × 2 points and 3 of 5: 6 of 1,5 × 2 + 5 = 8.
    grid = read(asked, SCORED)
    assert (grid.total, grid.most) == (Decimal(6), Decimal(8))
    kept = grid_json(grid)
    assert kept is not None
    assert (kept["total"], kept["most"], kept["scores"][0]["worth"]) == ("6", "8", "3")
    assert total_in_words(kept) == "6 sur 8"


def test_thirds_of_a_weight_are_written_without_a_rounding(asked: Questionnaire) -> None:
    weighted = [replace(each, weight=Decimal("0.10")) if each.subject == "study" else each for each in asked.questions]
    kept = grid_json(read(Questionnaire(weighted), SCORED))
    assert kept is not None
    assert (kept["total"], total_in_words(kept)) == ("0.5", "0,5 sur 0,7")


def test_a_dossier_that_is_not_scored_has_no_grid(asked: Questionnaire) -> None:
    assert grid_json(read(asked, {})) is None
    assert total_in_words(None) == ""


def test_every_mistake_of_a_grid_is_told_at_once(asked: Questionnaire) -> None:
    data = {
        "essai.anchored": {"score": "middling", "reason": ""},
        "essai.partners": {"score": None, "reason": "Pourtant.", "why": 1},
        "essai.partner": {"score": 1, "reason": "x"},
    }
    assert refused(asked, data) == {
        "grid.essai.anchored.score": "« middling » n'est pas admis ; choix possibles : weak, strong.",
        "grid.essai.anchored.reason": "Dites pourquoi : chaque note a son motif.",
        "grid.essai.partners.score": "Donnez la note.",
        "grid.essai.partners.why": "Ce champ n'est pas connu : « score » et « reason » seuls.",
        "grid.essai.partner": "« essai.partner » n'est pas une question de la grille. Vouliez-vous dire "
        "« essai.partners » ?",
    }
    assert refused(asked, {"essai.partners": 3}) == {
        "grid.essai.partners": "Une table est attendue : « score » et « reason »."
    }
    assert "grid.essai.partners.reason" in refused(asked, {"essai.partners": {"score": 1, "reason": 2}})
    assert list(refused(asked, {"essai.partners": {"score": 6, "reason": "Trop."}})) == ["grid.essai.partners.score"]


def test_what_is_required_is_scored(asked: Questionnaire) -> None:
    required = [replace(each, required=each.subject == "study") for each in asked.questions]
    assert refused(Questionnaire(required), {}) == {
        "grid.essai.anchored.score": "À noter.",
        "grid.essai.partners.score": "À noter.",
    }


@pytest.mark.parametrize(
    ("after", "written", "instead", "said"),
    [
        (CHOICE, 'kind = "one_of"', 'kind = "several_of"', "questions[11].kind: Une grille se note par un choix"),
        (CHOICE, ", points = 2", "", "questions[11].choices[1].points: Dites ce que vaut ce choix"),
        (CHOICE, "weight = 1.5", "counted = true", "questions[11].counted: Une note n'est ni reprise ni comptée"),
        (CHOICE, "weight = 1.5", "weight = -1", "questions[11].weight: Un nombre positif ou nul"),
        (SCALE, "most = 5\n", "", "questions[12].most: Une note a un maximum"),
        (
            SCALE,
            'subject = "study"',
            'subject = "dossier"\nweight = 2',
            "questions[12].weight: Seule une grille d'étude",
        ),
        (CHOICE, 'subject = "study"', 'subject = "dossier"', "questions[11].choices[0].points: Seule une grille"),
    ],
)
def test_a_grid_that_cannot_be_scored_is_refused_with_the_file(
    campaign_mistakes: Callable[..., list[str]], after: str, written: str, instead: str, said: str
) -> None:
    found = campaign_mistakes({written: instead}, after=after)
    assert any(each.startswith(said) for each in found), found
