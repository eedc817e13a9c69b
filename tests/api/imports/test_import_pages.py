"""A file is given on a page, its columns corrected, tried, taken in and undone there; without a script."""

import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask

from clas_api.exchange.reading import read_file
from tests.api.conftest import LendDatabase
from tests.browsing import Browser
from tests.casts import SMALL
from tests.stages import Stages, World

IMPORTS = "/espace/departements/marne/imports"
FILE = "Qui;Code;Quoi\n<b>Loups</b>;35338402700036;club\nVille;44306184100047;mairie\nFaux;123;club\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], stages: Stages, lend_database: LendDatabase
) -> World:
    app = make_app(database_url=lend_database(request.param, empty=False))
    return stages.put_back(app, "deposited", SMALL)


def given(browser: Browser, text: str, kind: str = "porteurs") -> Any:
    token = browser.open(IMPORTS).form("try").values["csrf_token"]
    values = {"csrf_token": token, "kind": kind, "action": "try", "file": (io.BytesIO(text.encode()), "porteurs.csv")}
    return browser.client.post(IMPORTS, data=values, content_type="multipart/form-data")


def test_a_file_is_tried_corrected_taken_in_and_undone(world: World) -> None:
    browser = world.browser("agent51")
    draft = given(browser, FILE).headers["Location"]
    browser.open(draft)
    assert "Dites quelle colonne du fichier est « Nom »" in browser.text
    browser.send("try", columns__name="Qui", columns__siret="Code", columns__nature="Quoi")
    assert "« club » veut dire" in browser.text
    browser.send("try", words__0__value="association")
    assert "<b>Loups" not in browser.html
    assert "Ligne 4, Code, « 123 »" in " ".join(browser.text.replace("<strong>", "").replace("</strong>", "").split())
    refused = read_file(io.BytesIO(browser.client.get(f"{draft}/a-corriger.xlsx").data))
    assert [row.cells[:3] for row in refused.rows[1:]] == [("Faux", "123", "club")]
    browser.send("commit")
    assert "/taches/" in browser.address
    browser.send("go_on")
    assert "a-corriger.xlsx" in browser.text
    browser.open(IMPORTS)
    assert "Import 1" in browser.text
    assert "2 lignes reprises" in browser.text
    browser.open(draft)
    assert "c'est l'import 1" in browser.text
    browser.open(f"{IMPORTS}/1/annulation")
    browser.send("undo")
    assert "L'import 1 est annulé" in browser.text
    again = given(browser, FILE).headers["Location"]
    assert "2</span> à reprendre" in browser.open(again).html  # its columns are known by now


def test_who_a_row_without_siret_is_of_is_chosen_on_the_page(world: World) -> None:
    browser = world.browser("agent51")
    rows = "2024-2025;35338402700036;Les <Loups>;E1\n2024-2025;;asso les <loups>;E2\n2024-2025;;Inconnu;E3\n"
    draft = given(browser, f"Année;SIRET;Nom;N° dossier\n{rows}", kind="past-years").headers["Location"]
    browser.open(draft)
    assert "1</span> à reprendre" in browser.html
    assert "« asso les <loups> », ligne 3" in unescape(browser.html)
    browser.send("try", same__0__siret="35338402700036", same__1__siret="12")
    assert "Un SIRET compte 14 chiffres" in browser.text
    browser.send("try", same__0__siret="35338402700036", same__1__siret="")
    assert "2</span> à reprendre" in browser.html
    browser.send("commit")


def test_what_is_no_table_is_told_beside_its_field(world: World) -> None:
    browser = world.browser("agent51")
    answer = given(browser, "%PDF-1.7")
    assert answer.status_code == 422
    assert "un PDF" in answer.text
    nothing = given(browser, FILE, kind="autre")
    assert (nothing.status_code, "Dites ce que dit le fichier" in nothing.text) == (422, True)


def test_the_file_of_somebody_else_is_not_there(world: World) -> None:
    draft = given(world.browser("agent51"), FILE).headers["Location"]
    assert world.browser("head51").open(draft).status == 404
    elsewhere = draft.replace("/marne/", "/seine_et_marne/")
    assert world.browser("agent77").open(elsewhere).status == 404
    assert world.browser("agent77").open(draft).status == 404
