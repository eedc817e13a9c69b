"""``clas estimate``: the contract of ``POST /estimates``, from a file or from standard input."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

Clas = Callable[..., Any]

EXAMPLE = {
    "department": "marne",
    "school_year": "2025-2026",
    "groups": [{"label": "CE2-CM1", "children": 10, "adults": 2, "running_costs": "9000.00", "bonuses": ["children"]}],
}


def _file(shell: Path, request: Any) -> Path:
    file = shell / "demande.json"
    file.write_text(json.dumps(request), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("year", "costs", "total"),
    [
        ("2025-2026", "8487", "2800.70"),
        ("2025-2026", "8000", "2640.00"),
        ("2024-2025", "9000", "2800.70"),
        ("2004-2005", "5599", "1679.70"),
    ],
)
def test_the_published_figures_come_out(clas: Clas, shell: Path, year: str, costs: str, total: str) -> None:
    request = {"school_year": year, "groups": [{"label": "A", "children": 10, "running_costs": costs}]}
    done = clas("estimate", _file(shell, request), "--json")
    assert (done.status, done.errors) == (0, "")
    assert done.json["total"] == total


def test_the_command_and_the_service_give_one_answer(clas: Clas, shell: Path, client: FlaskClient) -> None:
    served = client.post("/api/v1/estimates", json=EXAMPLE).get_json()
    assert clas("estimate", _file(shell, EXAMPLE), "--json").json == served
    assert clas("estimate", "-", "--json", given=json.dumps(EXAMPLE).encode()).json == served
    chained = client.post("/api/v1/estimates", json={**EXAMPLE, "chain": True}).get_json()
    assert clas("estimate", _file(shell, {**EXAMPLE, "chain": True}), "--json").json == chained != served


def test_without_json_the_answer_is_for_people(clas: Clas) -> None:
    done = clas("estimate", "-", given=json.dumps(EXAMPLE).encode())
    assert done.status == 0
    for part in (
        "Année scolaire 2025-2026, marne",
        "CE2-CM1 : 3\u202f129,70\u00a0€",
        "33\u00a0% × 9\u202f000,00\u00a0€ = 2\u202f970,00\u00a0€",
        "[Note de cadrage Clas de la Marne, 2025-2026, partie 3]",
        "  2. Part prise en charge : ",
        "    d'après : règle nationale, étape 1 [",
        "Total : 3\u202f129,70\u00a0€",
        "Règles : sha256:",
    ):
        assert part in done.output


def test_a_provisional_total_says_so(clas: Clas) -> None:
    request = {"school_year": "2024-2025", "groups": EXAMPLE["groups"][0:1]}
    request["groups"] = [{"label": "A", "children": 10, "running_costs": "100"}]
    assert "(provisoire)" in clas("estimate", "-", given=json.dumps(request).encode()).output


def test_why_a_group_is_not_eligible_is_said_in_french(clas: Clas) -> None:
    group = {
        "label": "A",
        "children": 7,
        "running_costs": "100",
        "levels": ["maternelle", "cp"],
        "outside_school_time": False,
    }
    request = {"school_year": "2025-2026", "groups": [group]}
    output = clas("estimate", "-", given=json.dumps(request).encode()).output
    assert "non éligible" in output
    assert "indiqué : 7." in output
    assert "indiqué : maternelle, CP." in output
    assert "indiqué : non." in output


def test_amounts_without_explanations_may_be_asked_for(clas: Clas) -> None:
    done = clas("estimate", "-", given=json.dumps({**EXAMPLE, "explain": False}).encode())
    assert done.status == 0
    assert "Total : 3\u202f129,70\u00a0€" in done.output


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b'{"label": "\xe9"}', "JSON"),
        (b'{"running_costs": NaN}', "JSON"),
        ('{"school_year": "2025-2026"}'.encode("utf-16"), "UTF-16"),
        (b'{"school_year": "2025-2026", "groups": [], "groups": []}', "groups: Ce champ est donné plusieurs fois"),
        (b"[]", "attendue"),
        (b"3", "attendue"),
        (b"{}", "school_year"),
        (b'{"school_year": "2025-2026"}', "groups"),
        (b'{"school_year": "2025-2026", "groups": []}', "groups"),
        (b'{"school_year": "2030-2031", "groups": []}', "2030-2031"),
        (b'{"school_year": "2025-2026", "department": "x", "groups": []}', "marne, seine_et_marne"),
        (b'{"school_year": "2025-2026", "groups": [{"label": "A", "children": -1}]}', "groups[0].children"),
        (b'{"school_year": "2025-2026", "groups": [{"chidren": 1}]}', "children"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_a_bad_input_is_2_with_a_sentence_and_no_amount(
    clas: Clas, assert_french: Callable[[str], None], given: bytes, word: str, options: tuple[str, ...]
) -> None:
    done = clas("estimate", "-", *options, given=given)
    assert (done.status, done.output) == (2, "")
    assert word in done.errors
    assert "Traceback" not in done.errors
    for line in done.errors.splitlines():
        assert not line.startswith(":")
        if "JSON" not in line:  # what the parser adds is its own
            assert_french(line)


def test_a_byte_order_mark_is_understood(clas: Clas) -> None:
    groups = [{"label": "A", "children": 10, "running_costs": "9000.00"}]
    given = json.dumps({"school_year": "2025-2026", "groups": groups}).encode("utf-8-sig")
    assert clas("estimate", "-", given=given).status == 0


def test_all_the_problems_are_told_at_once(clas: Clas) -> None:
    groups = [{"label": "", "children": "x", "running_costs": "-1"}, {"label": "B", "children": 9}]
    request = {"school_year": "2025-2026", "groups": groups}
    errors = clas("estimate", "-", given=json.dumps(request).encode()).errors
    for place in ("groups[0].label", "groups[0].children", "groups[0].running_costs", "groups[1].running_costs"):
        assert place in errors


def test_a_folder_is_no_file(clas: Clas, shell: Path) -> None:
    assert clas("estimate", shell).status == 2


def test_an_estimate_is_written_as_a_sheet(clas: Clas, shell: Path) -> None:
    for name, start in (("feuille.pdf", b"%PDF"), ("feuille.md", b"# Clas : estimation 2025-2026, Marne")):
        done = clas("estimate", _file(shell, EXAMPLE), "-o", shell / name)
        assert done.status == 0, done.errors
        assert (shell / name).read_bytes().startswith(start)
    refused = clas("estimate", _file(shell, EXAMPLE), "-o", shell / "feuille.odt")
    assert (refused.status, "se termine par" in refused.errors) == (2, True)
