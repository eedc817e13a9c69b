"""Facts given in JSON are read by the vocabulary, or all that is wrong with them is said at once."""

from datetime import date
from typing import Any

import pytest

from clas_core.eligibility.facts import MOST, read_facts
from clas_core.errors import Problem

DAY = "Une date est attendue, par exemple « 2025-08-18 »."


def _said(subject: Any, table: Any, **options: Any) -> list[str]:
    problems: list[Problem] = []
    read_facts(subject, table, ("dossier",), problems, **options)
    return [f"{problem.dotted}: {problem.message}" for problem in problems]


def test_sound_facts_are_read() -> None:
    problems: list[Problem] = []
    given = {"axes": ["children", "school"], "complete": True, "deposited_on": "2025-08-18", "beyond_homework": None}
    assert read_facts("dossier", given, (), problems) == {
        "axes": ("children", "school"),
        "complete": True,
        "deposited_on": date(2025, 8, 18),
    }
    assert problems == []


@pytest.mark.parametrize("number", [0, 1, MOST])
def test_numbers_are_read_up_to_their_bounds(number: int) -> None:
    problems: list[Problem] = []
    assert read_facts("group", {"children": number, "weeks": number}, (), problems) == {
        "children": number,
        "weeks": number,
    }
    assert problems == []


def test_a_flag_that_is_false_is_known_to_be_false() -> None:
    assert read_facts("dossier", {"complete": False}, (), []) == {"complete": False}


@pytest.mark.parametrize(
    ("subject", "table", "said"),
    [
        ("dossier", ["axes"], ": Un objet est attendu : des champs et leurs valeurs."),
        ("dossier", {"axis": []}, ".axis: Champ inconnu. Vouliez-vous dire « axes » ?"),
        ("dossier", {"zzz": 1}, ".zzz: Champ inconnu."),
        ("dossier", {"complete": 1}, ".complete: « true » ou « false » est attendu, sans guillemets."),
        ("dossier", {"complete": "oui"}, ".complete: « true » ou « false » est attendu, sans guillemets."),
        ("dossier", {"deposited_on": "18/08/2025"}, f".deposited_on: {DAY}"),
        ("dossier", {"deposited_on": "2025-02-30"}, f".deposited_on: {DAY}"),
        ("dossier", {"deposited_on": 20250818}, f".deposited_on: {DAY}"),
        ("group", {"children": "8"}, f".children: Un nombre entier de 0 à {MOST} est attendu, sans guillemets."),
        ("group", {"children": 8.0}, f".children: Un nombre entier de 0 à {MOST} est attendu, sans guillemets."),
        ("group", {"children": True}, f".children: Un nombre entier de 0 à {MOST} est attendu, sans guillemets."),
        ("group", {"children": -1}, f".children: Un nombre entier de 0 à {MOST} est attendu, sans guillemets."),
        ("group", {"children": MOST + 1}, f".children: Un nombre entier de 0 à {MOST} est attendu, sans guillemets."),
    ],
)
def test_what_is_wrong_is_said_at_its_place(subject: str, table: Any, said: str) -> None:
    assert _said(subject, table) == [f"dossier{said}"]


@pytest.mark.parametrize(
    ("axes", "begins"),
    [
        ("children", "Une liste de choix distincts est attendue, parmi : children, parents"),
        (["childrn"], "« childrn » n'est pas admis. Vouliez-vous dire « children » ? Choix possibles : children"),
        ([3], "« 3 » n'est pas admis. Choix possibles : children"),
        (["parents", "parents"], "Un choix est répété. Choix possibles : children"),
        (["parents"] * 5, "Une liste de choix distincts est attendue"),
    ],
)
def test_choices_are_distinct_known_words(axes: Any, begins: str) -> None:
    (said,) = _said("dossier", {"axes": axes})
    assert said.startswith(f"dossier.axes: {begins}")


def test_an_endless_word_is_not_repeated_whole() -> None:
    (said,) = _said("dossier", {"axes": ["x" * 100_000]})
    assert len(said) < 250


def test_all_problems_come_at_once_and_what_belongs_to_others_is_left_to_them() -> None:
    table = {"axes": 3, "groups": [], "complete": "x", "deposited_on": "2025-08-18"}
    assert [each.split(":")[0] for each in _said("dossier", table, beside=["groups"])] == [
        "dossier.axes",
        "dossier.complete",
    ]
