"""``clas questions``: what a dossier is asked in a year."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clas = Callable[..., Any]

ESSAI = Path(__file__).parents[2] / "core" / "essai_national"


@pytest.fixture
def asked() -> dict[str, str]:
    """Return the setting of an installation to which the rules of 2030-2031 were added, with three questions."""
    return {"CLAS_REFERENTIALS": str(ESSAI)}


def test_the_questions_of_a_year_are_listed(clas: Clas, asked: dict[str, str]) -> None:
    done = clas("questions", "list", "2030-2031", **asked)
    assert done.status == 0, done.errors
    rows = {line.split()[0]: line for line in done.output.splitlines()[1:]}
    assert list(rows) == ["digital", "digital_how", "digital_where"]
    assert "oui ou non" in rows["digital"]
    assert [each["id"] for each in clas("questions", "list", "2030-2031", "--json", **asked).json] == list(rows)


def test_a_year_that_asks_nothing_more_says_so(clas: Clas) -> None:
    assert "Aucune question" in clas("questions", "list", "2025-2026", "--department", "marne").output


def test_a_question_is_shown_with_all_that_is_declared(clas: Clas, asked: dict[str, str]) -> None:
    done = clas("questions", "show", "2030-2031", "digital_how", **asked)
    assert done.status == 0, done.errors
    for said in ("facultatif", "digital : oui", "au moins 10, au plus 500", "association", "est reprise", "Source : "):
        assert said in done.output, done.output
    assert clas("questions", "show", "2030-2031", "digital_how", "--json", **asked).json["kind"] == "narrative"


def test_what_is_not_a_question_is_refused_with_what_was_meant(clas: Clas, asked: dict[str, str]) -> None:
    done = clas("questions", "show", "2030-2031", "digitl", **asked)
    assert done.status == 2
    assert "Vouliez-vous dire « digital » ?" in done.errors
    assert clas("questions", "list", "2030-2031", "--department", "nulle-part", **asked).status == 2
