"""What anybody reads says of a year that it is a project, and of one that was corrected what was."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_api.installation import Installation
from clas_api.services.retention.planning import rules_of
from clas_core.national import ReferentialLibrary
from clas_core.national.drafting import draft_year
from clas_core.years import SchoolYear
from tests.core.test_corrections_of_a_year import CORRECTION

TextOf = Callable[[TestResponse], str]

DATA = files("clas_core.national") / "data"
ASKED = "/simulateur?action=compute&g0-label=CE2&g0-children=10&g0-costs=9000"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that adds a draft of 2026-2027, and a correction of 2025-2026."""
    rules, questions = ((DATA / name).read_text("utf-8") for name in ("2025-2026.toml", "questions/2025-2026.toml"))
    made = draft_year(ReferentialLibrary.load().latest(), SchoolYear(2026), rules, questions)
    (tmp_path / "questions").mkdir()
    (tmp_path / "2026-2027.toml").write_text(made.rules, encoding="utf-8")
    (tmp_path / "questions" / "2026-2027.toml").write_text(made.questions, encoding="utf-8")
    (tmp_path / "2025-2026.correction-1.toml").write_text(CORRECTION, encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(make_app: Callable[..., object], folder: Path) -> FlaskClient:
    return make_app(referentials=folder).test_client()  # type: ignore[attr-defined,no-any-return]  # an application


def test_the_simulator_begins_with_the_year_in_force_and_names_projects(client: FlaskClient, text_of: TextOf) -> None:
    html = client.get("/simulateur").get_data(as_text=True)
    assert '<option value="2025-2026" selected>2025-2026</option>' in html
    assert ">2026-2027 (projet)</option>" in html


def test_amounts_by_a_project_say_that_nothing_is_deposited_under_it(client: FlaskClient, text_of: TextOf) -> None:
    text = text_of(client.get(f"{ASKED}&year=2026-2027"))
    assert "montant provisoire" in text
    assert "Les règles de 2026-2027 ne sont pas encore en vigueur (projet)" in text


def test_amounts_by_corrected_rules_say_the_correction(client: FlaskClient, text_of: TextOf) -> None:
    text = text_of(client.get(f"{ASKED}&year=2025-2026"))
    assert "2\u202f790,00\u00a0€" in text
    assert "Règles corrigées. Correction n° 1, du 2 mars 2026 : Le montant publié" in text


def test_the_first_page_and_the_rules_say_it_too(client: FlaskClient, text_of: TextOf) -> None:
    assert "(projet, montants provisoires)" in text_of(client.get("/"))
    assert "rien ne se dépose sous ces règles" in text_of(client.get("/regles-nationales/2026-2027"))
    assert "correction n° 1, du 2 mars 2026" in text_of(client.get("/regles-nationales/2025-2026"))


def test_nothing_goes_by_the_durations_of_a_project(client: FlaskClient) -> None:
    installation: Installation = client.application.extensions["clas"]
    assert {str(each.year) for each in rules_of(installation)} == {"2024-2025", "2025-2026"}


def test_json_says_the_life_and_the_corrections_of_a_year(client: FlaskClient) -> None:
    project = client.get("/api/v1/referentials/2026-2027").get_json()
    assert (project["status"], project["provisional"], project["life"]) == ("draft", True, [])
    assert project["ps"]["rate"]["to_confirm"] is True
    corrected = client.get("/api/v1/referentials/2025-2026").get_json()
    assert [each["number"] for each in corrected["corrections"]] == [1]
    assert "to_confirm" not in corrected["ps"]["rate"]
