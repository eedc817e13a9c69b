"""A certificate that one reads says each step of its data, with the number of the step that each operand comes from."""

from typing import Any

import pytest

from clas_core.documents.certificate import certificate_document
from clas_core.money import parse_amount, write_euros
from tests.core.documents.words import words_of

ADDRESS = "https://clas.exemple.fr/verifier?empreinte=0"


@pytest.fixture
def lines(certificate: dict[str, Any]) -> list[str]:
    return words_of(certificate_document(certificate, "2025-2026", ADDRESS))


def test_every_step_is_there_once_in_its_order_with_its_result(certificate: dict[str, Any], lines: list[str]) -> None:
    rows = [each.split(" | ") for each in lines if each.count(" | ") == 4 and each[0].isdigit()]
    told = {int(row[0]): row for row in rows}
    assert sorted(told) == list(range(1, len(certificate["steps"]) + 1))
    for place, step in enumerate(certificate["steps"], start=1):
        assert told[place][1].startswith(step["label"])
        assert told[place][3] == write_euros(parse_amount(step["result"]))
        assert told[place][4] == step["source"]


def test_each_operand_says_where_it_comes_from(certificate: dict[str, Any], lines: list[str]) -> None:
    numbers = {each["id"]: place for place, each in enumerate(certificate["steps"], start=1)}
    (share,) = [each for each in lines if each.startswith(f"{numbers['g1.told.share']} | ")]
    assert f"33\u00a0% (règle) × 9\u202f000,00\u00a0€ (étape {numbers['g1.told.running_costs']})" in share
    (ps,) = [each for each in lines if each.startswith(f"{numbers['g1.told.ps']} | ")]
    assert (
        f"le plus petit de 2\u202f970,00\u00a0€ (étape {numbers['g1.told.share']}) et de 2\u202f800,70\u00a0€ (règle)"
        in ps
    )
    (costs,) = [each for each in lines if each.startswith(f"{numbers['g1.told.running_costs']} | ")]
    assert "8\u202f000,00\u00a0€ (donné) + 1\u202f000,00\u00a0€ (donné)" in costs


def test_it_says_the_amount_in_words_the_digest_and_where_it_is_verified(
    certificate: dict[str, Any], lines: list[str]
) -> None:
    words = {
        "4309.20": "quatre mille trois cent neuf euros et vingt centimes",
        "4028.50": "quatre mille vingt-huit euros et cinquante centimes",
    }
    assert f"Montant : {write_euros(parse_amount(certificate['amount']))} ({words[certificate['amount']]})" in lines
    assert f"Empreinte du certificat : {certificate['digest']}" in lines
    assert f"La page où un certificat se vérifie <{ADDRESS}>" in lines
    assert "Calcul scellé le : 16 septembre 2025 à 17 h 30 min 05 s (heure de Paris)" in lines


def test_what_rests_on_expected_figures_says_that_it_is_provisional(certificate: dict[str, Any]) -> None:
    step = {**certificate["steps"][1], "standing": "expected"}
    steps = [certificate["steps"][0], step, *certificate["steps"][2:]]
    lines = words_of(certificate_document({**certificate, "provisional": True, "steps": steps}, "2025-2026", ADDRESS))
    assert [each for each in lines if each.startswith("Montant provisoire")]
    assert [each for each in lines if f"{step['label']} (chiffre attendu)" in each]
