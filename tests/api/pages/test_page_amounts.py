"""Amounts on the pages come from the rules of the year: nobody types them, so a change of the rules is seen at once."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.national import read_referential

SHIPPED = files("clas_core.national") / "data" / "2025-2026.toml"

CHANGES = {
    'school_year = "2025-2026"': 'school_year = "2026-2027"',
    "value = 0.33\n": "value = 0.40\n",
    "value = 8487\n": "value = 9001\n",
    "value = 2800.70\n": "value = 3111.11\n",
    "value = 329\n": "value = 412\n",
}


@pytest.fixture(scope="module")
def changed(
    tmp_path_factory: pytest.TempPathFactory,
    make_app: Callable[..., Flask],
    make_department: Callable[..., DepartmentPlugin],
) -> FlaskClient:
    """Return a client of an installation that adds a year with other figures, and a department whose call is for it."""
    folder: Path = tmp_path_factory.mktemp("regles")
    text = read_referential(SHIPPED).text
    for written, instead in CHANGES.items():
        assert written in text
        text = text.replace(written, instead)
    (folder / "2026-2027.toml").write_text(text, encoding="utf-8")
    plugin = make_department(year="2026-2027", dates="opens = 2026-05-05\ncloses = 2026-08-30")
    registry = DepartmentRegistry([*DepartmentRegistry.load(), plugin])
    return make_app(referentials=folder, registry=registry).test_client()


@pytest.mark.parametrize(
    "path",
    [
        "/departements/essai/2026-2027",
        "/departements/essai/2026-2027/note-de-cadrage",
        "/regles-nationales/2026-2027",
    ],
)
def test_a_page_shows_the_figures_of_its_year_and_none_of_another(
    changed: FlaskClient, text_of: Callable[[TestResponse], str], path: str
) -> None:
    text = text_of(changed.get(path)).split("Ce qui change de")[0]
    for figure in ("40\u00a0%", "9\u202f001,00\u00a0€", "3\u202f111,11\u00a0€", "412,00\u00a0€"):
        assert figure in text
    for other in ("33\u00a0%", "8\u202f487", "2\u202f800", "329", "3\u202f458"):
        assert other not in text


def test_the_examples_of_a_page_are_computed_by_its_figures(
    changed: FlaskClient, text_of: Callable[[TestResponse], str]
) -> None:
    text = text_of(changed.get("/departements/essai/2026-2027"))
    assert "2\u202f000,00\u00a0€" in text  # 40 % of 5 000 €
    assert "3\u202f935,11\u00a0€" in text  # the maximum and both bonuses


def test_the_home_page_and_the_simulator_offer_the_added_year(
    changed: FlaskClient, text_of: Callable[[TestResponse], str]
) -> None:
    assert "3\u202f111,11\u00a0€ au plus par groupe" in text_of(changed.get("/"))
    assert "Bonus enfants (412,00\u00a0€)" in text_of(changed.get("/simulateur"))
    arguments = {"action": "compute", "g0-label": "A", "g0-children": "10", "g0-costs": "9000"}
    assert "3\u202f111,11\u00a0€" in text_of(changed.get("/simulateur", query_string=arguments))


def test_the_service_and_its_page_give_the_same_cents(
    changed: FlaskClient, text_of: Callable[[TestResponse], str]
) -> None:
    group: dict[str, Any] = {"label": "A", "children": 10, "running_costs": "7777.77", "bonuses": ["parents"]}
    answer = changed.post("/api/v1/estimates", json={"school_year": "2026-2027", "groups": [group]}).get_json()
    assert answer["total"] == "3523.11"
    arguments = {"g0-label": "A", "g0-children": "10", "g0-costs": "7 777,77", "g0-bonus": "parents"}
    page = changed.get("/simulateur", query_string={"action": "compute", "year": "2026-2027", **arguments})
    assert "3\u202f523,11\u00a0€" in text_of(page)


def test_the_shipped_years_keep_their_figures(changed: FlaskClient, text_of: Callable[[TestResponse], str]) -> None:
    assert "2\u202f800,70\u00a0€" in text_of(changed.get("/departements/marne/2025-2026"))
