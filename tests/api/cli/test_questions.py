"""``clas questions``: what a dossier is asked in a year."""

import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from clas_core.departments import DepartmentRegistry
from clas_core.questions import KNOWN
from tests.api.conftest import MakeApp
from tests.api.departments import MakeDepartment
from tests.asked import question

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
    assert set(rows) == {*KNOWN, "digital", "digital_how", "digital_where"}
    assert "oui ou non" in rows["digital"]
    assert list(rows)[:3] == ["contact.name", "contact.email", "contact.phone"], "in the order of the pages"
    assert "Contact" in rows["contact.name"]
    assert [each["id"] for each in clas("questions", "list", "2030-2031", "--json", **asked).json] == list(rows)


@pytest.mark.parametrize("year", ["2004-2005", "2024-2025", "2025-2026"])
def test_every_year_asks_what_the_calculation_rests_on(clas: Clas, year: str) -> None:
    """A year of before the questions were data asks the same."""
    assert len(clas("questions", "list", year, "--json").json) == len(KNOWN)


def test_the_questions_of_a_call_are_those_of_its_year_in_its_words(clas: Clas) -> None:
    done = clas("questions", "show", "2025-2026", "previous_bilan", "--department", "marne")
    assert "Le bilan 2024-2025 est :" in done.output
    assert "obligatoire" in done.output


def test_the_questions_of_a_year_are_checked(clas: Clas, asked: dict[str, str], tmp_path: Path) -> None:
    done = clas("questions", "check", "2030-2031", **asked)
    assert (done.status, done.output.count("Rien ne manque")) == (0, 1), done.errors
    added = tmp_path / "added"
    shutil.copytree(ESSAI, added)
    file = added / "questions" / "2030-2031.toml"
    wrong = file.read_text(encoding="utf-8").replace('id = "group.weeks"', 'id = "group.wekks"')
    file.write_text(wrong, encoding="utf-8")
    done = clas("questions", "check", "2030-2031", CLAS_REFERENTIALS=str(added))
    assert done.status == 1, done.errors
    assert "Il manque 1 question que toute année pose : group.weeks." in done.output
    assert clas("questions", "check", "2030-2031", "--json", CLAS_REFERENTIALS=str(added)).json["valid"] is False


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


def test_a_local_question_that_follows_on_none_of_the_nation_is_told_with_its_line(
    make_app: MakeApp, make_department: MakeDepartment, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = 'when = { question = "group.inside", answers = ["non"] }'
    marne = make_department("marne", "51", '"Marne"', more=question("marne.why", "group", "text", inside))
    installation = make_app(registry=DepartmentRegistry([marne])).extensions["clas"]
    command = import_module("clas_api.cli.questions")  # the package names its command so too
    monkeypatch.setattr(command, "load_installation", lambda: installation)
    done = CliRunner().invoke(command.questions, ["check", "2025-2026", "--department", "marne"])
    assert done.exit_code == 1
    (line,) = [each for each in done.output.splitlines() if "group.inside" in each]
    assert line.startswith("marne/2025-2026.toml:")
    assert "« group.inside » n'est une question ni de cet appel, ni des règles nationales 2025-2026." in line
    assert CliRunner().invoke(command.questions, ["check", "2025-2026"]).exit_code == 0
