"""``clas referentials correct``: the file that one would write by hand, and nothing where anything is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clas_core.national import ReferentialLibrary

Clas = Callable[..., Any]

ASKED = ("--reason", "Une erreur.", "--title", "Rectificatif n° 4", "--by", "Cnaf", "--on", "2026-03-02")


def test_a_correction_is_written_beside_its_year_and_read_from_there(clas: Clas, tmp_path: Path) -> None:
    asked = ("referentials", "correct", "2025-2026", "--set", "ps.maximum=2790.00", *ASKED, "-o", str(tmp_path))
    done = clas(*asked, "--json")
    assert done.status == 0, done.errors
    told = json.loads(done.output)
    assert (told["changed"], Path(told["file"]).name) == (True, "2025-2026.correction-1.toml")
    year = ReferentialLibrary.load(tmp_path).parse("2025-2026")
    assert (year.ps.maximum.text, year.digest) == ("2\u202f790,00\u00a0€", told["digest"])
    assert [(each.number, each.by, each.reason) for each in year.corrections] == [(1, "Cnaf", "Une erreur.")]

    again = clas(*asked)
    assert (again.status, again.output.splitlines()[0]) == (0, f"Déjà là : {told['file']}")
    other = clas("referentials", "correct", "2025-2026", "--set", "ps.rate=0.34", *ASKED, "-o", str(tmp_path))
    assert other.status == 0, other.errors
    assert "correction n° 2" in other.output
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"2025-2026.correction-{each}.toml" for each in (1, 2)]


@pytest.mark.parametrize(
    ("year", "values", "said"),
    [
        ("2025-2026", ["ps.maximum=2800.70"], ["Aucune valeur ne change"]),
        ("2025-2026", ["ps.maximum=beaucoup", "ps.nowhere=1"], ["Écrivez un nombre", "ne dit rien à cette place"]),
        ("2025-2026", ["ps.maximum=9000"], ["prix plafond"]),
        ("2025-2026", ["ps.maximum"], ["PLACE=VALEUR"]),
        ("2025-2026", ["ps.rate=0.34", "ps.rate=0.35"], ["donnée deux fois"]),
        ("2030-2031", ["ps.rate=0.34"], ["Années connues"]),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    clas: Clas, tmp_path: Path, year: str, values: list[str], said: list[str]
) -> None:
    given = [part for each in values for part in ("--set", each)]
    done = clas("referentials", "correct", year, *given, *ASKED, "-o", str(tmp_path))
    assert done.status == 2
    for each in said:
        assert each.lower() in done.errors.lower()
    assert list(tmp_path.iterdir()) == []
