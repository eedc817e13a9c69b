"""An estimate as a sheet says what its answer says: each step with its source, what is provisional or supposed."""

from typing import Any

import pytest

from clas_core.documents.estimate_sheet import MOST_IN_A_SHEET, NOT_A_DECISION, estimate_sheet
from clas_core.errors import InvalidInput
from clas_core.estimates import Estimator, answer, read_groups
from clas_core.national import Referential
from tests.core.documents.words import words_of

ROWS: list[dict[str, Any]] = [
    {"label": "CE2", "children": 10, "adults": 2, "running_costs": "9000.00", "bonuses": ["children"]},
    {"label": "6e", "children": 7, "running_costs": "5000.00"},
]


def _answer(referential: Referential, rows: list[dict[str, Any]]) -> dict[str, Any]:
    estimator = Estimator(referential)
    groups = read_groups(rows, estimator.bonuses_on_offer, referential.school_year)
    return answer(estimator.estimate(groups))


def test_it_tells_amounts_steps_sources_and_why_a_group_is_not_paid(referential_2025: Referential) -> None:
    found = _answer(referential_2025, ROWS)
    document = estimate_sheet(found, ROWS, referential_2025, "Marne", "https://clas.exemple.fr/simulateur?year=x")
    assert (document.title, document.subtitle) == ("Clas : estimation 2025-2026, Marne", NOT_A_DECISION)
    lines = words_of(document)
    assert "Montant estimé : 3\u202f129,70\u00a0€" in lines
    assert "CE2 | 10 | 2 | 2\u202f800,70\u00a0€ | 329,00\u00a0€ | 3\u202f129,70\u00a0€" in lines
    assert "6e (non éligible) | 7 | non dit | 0,00\u00a0€ | aucun | 0,00\u00a0€" in lines
    for number, step in enumerate(found["groups"][0]["steps"], start=1):
        (line,) = [each for each in lines if each.startswith(f"{number}. {step['label']} | ")]
        assert step["operation"] in line
        assert line.endswith(step["source"])
    assert [each for each in lines if each.startswith("3. ") and " | étape 2, règle nationale | " in each]
    assert [each for each in lines if "Attendu : 8 à 12 ; indiqué : 7." in each]
    assert [each for each in lines if each.startswith("Bonus enfants") and " | 329,00\u00a0€ | publié | " in each]
    for each in referential_2025.assumptions:
        assert f"{each.question} : {each.answer}" in lines
    assert "Cette estimation <https://clas.exemple.fr/simulateur?year=x>" in lines


def test_what_rests_on_expected_figures_says_so_everywhere(referential_2024: Referential) -> None:
    rows = [{"label": "CE2", "children": 10, "running_costs": "9000.00"}]
    lines = words_of(estimate_sheet(_answer(referential_2024, rows), rows, referential_2024))
    assert [each for each in lines if each.startswith("Montants provisoires")]
    assert [each for each in lines if "(chiffre attendu) | " in each]
    assert [each for each in lines if "attendu, pas encore publié" in each]
    assert "Retrouver cette estimation" not in lines


def test_a_sheet_has_an_end(referential_2025: Referential) -> None:
    rows = [{"label": "CE2", "children": 10, "running_costs": "9000.00"}] * (MOST_IN_A_SHEET + 1)
    with pytest.raises(InvalidInput, match="par document"):
        estimate_sheet(_answer(referential_2025, rows), rows, referential_2025)
