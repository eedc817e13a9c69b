"""``clas readiness``: what a year still needs, in words, JSON and files; 1 while something is missing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from tests.api.cli.conftest import Ran
from tests.casts import SMALL
from tests.stages import Stages

Clas = Callable[..., Ran]


def test_without_a_database_the_files_are_judged_and_nobody_is(clas: Clas) -> None:
    done = clas("readiness", "2025-2026", CLAS_TODAY="2026-12-10")
    assert (done.status, done.errors) == (1, "")
    assert "\nMarne : ce qui manque :\n  - " in done.output
    assert "depuis le 21 novembre 2026 (jour où le fichier de l'appel a été comparé" in done.output
    told = clas("readiness", "2025-2026", "--department", "seine_et_marne", "--json", CLAS_TODAY="2026-12-10").json
    assert [each["department"] for each in told["departments"]] == ["seine_et_marne"]
    (line,) = told["departments"]
    assert (line["verdict"], told["ready"]) == ("blocked", False)
    assert "head" not in {each["id"] for each in line["items"]}


def test_without_a_year_it_is_the_coming_one(clas: Clas) -> None:
    told = clas("readiness", "--json", CLAS_TODAY="2025-06-10").json
    assert told["school_year"] == "2025-2026"
    nothing = clas("readiness", "--json", CLAS_TODAY="2025-09-01")
    assert (nothing.status, nothing.json["school_year"]) == (1, "2026-2027")
    assert nothing.json["nation"]["verdict"] == "blocked"


@pytest.mark.parametrize("asked", [["2025"], ["2025-2026", "--department", "nulle_part"]])
def test_what_is_no_year_or_no_department_is_2(clas: Clas, asked: list[str]) -> None:
    done = clas("readiness", *asked)
    assert (done.status, done.output) == (2, "")
    assert done.errors


def test_it_is_written_as_a_table_and_as_a_document(clas: Clas, shell: Path) -> None:
    assert clas("readiness", "2025-2026", "-o", "p.csv").status == 1
    header, *rows = (shell / "p.csv").read_text(encoding="utf-8-sig").splitlines()
    assert header.startswith('"Département";"Ce qu\'il faut";"État"')
    assert any(each.startswith('"Marne";"Clôture";"prêt"') for each in rows)
    assert clas("readiness", "2025-2026", "-o", "p.md").status == 1
    assert "# Clas : préparation de l'année 2025-2026" in (shell / "p.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_with_a_database_people_and_the_year_before_are_told(
    clas: Clas, make_app: Callable[..., Flask], stages: Stages, lend_database: Callable[[str], str], kind: str
) -> None:
    url = lend_database(kind)
    stages.put_back(make_app(database_url=url, today=date(2025, 7, 1)), "deposited", SMALL)
    told = clas("readiness", "2026-2027", "--json", CLAS_DATABASE_URL=url, CLAS_TODAY="2026-09-02").json
    (marne,) = [each for each in told["departments"] if each["department"] == "marne"]
    items = {each["id"]: each for each in marne["items"]}
    assert (items["head"]["state"], items["head"]["actor"]) == ("waiting", "national")  # invited, not entered yet
    assert items["before"]["told"] == "1 dossier encore ouvert."
    assert items["before"]["since"] == "2026-08-31"
