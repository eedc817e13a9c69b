"""The offline form: taken, filled and given back equals typing; what is wrong is told by cell, and nothing is saved."""

import io
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from xlsxwriter import Workbook

from bench.samples import content
from clas_api.exchange.form_workbook import write_form
from clas_api.exchange.reading import read_every_sheet
from clas_api.installation import Installation
from clas_api.services.importing.offline import blank_form, form_of_dossier, take_form
from clas_api.store.database import database
from clas_core.dossiers import content_json, layout_of, questionnaire_of, read_content
from clas_core.errors import InvalidInput, Refused
from clas_core.imports.cells import Row, text_of
from clas_core.imports.form_fields import FormField, read_answer, written
from clas_core.imports.form_reading import read_form
from clas_core.imports.offline_form import OfflineForm, form_of
from clas_core.questions import Questionnaire, invented_answer
from clas_core.years import SchoolYear
from tests.api.conftest import LendDatabase
from tests.casts import SMALL
from tests.contexts import _installation, context_on
from tests.stages import Stages, World

YEAR = SchoolYear.parse("2025-2026")


def _asked(installation: Installation, slug: str, call: str) -> Questionnaire:
    estimator = installation.estimator(call, slug)
    assert estimator.campaign is not None
    return questionnaire_of(estimator.referential, estimator.campaign)


def _form(asked: Questionnaire, said: Mapping[str, Any]) -> OfflineForm:
    bonuses = {"children": "Enfants", "parents": "Parents"}
    return form_of(asked, layout_of(YEAR), bonuses, said, nature=None, title="Essai", identity={})


def _answered(asked: Questionnaire, subject: str, said: dict[str, Any]) -> dict[str, Any]:
    """Answer every question of a subject that a file declares."""
    return {**said, "answers": {each.id: invented_answer(each, YEAR) for each in asked.of(subject)}}


@pytest.mark.parametrize(("slug", "call"), [("marne", "2025-2026"), ("seine_et_marne", "2024-2025")])
def test_a_form_that_is_taken_and_given_back_says_what_was_typed(slug: str, call: str) -> None:
    asked, layout = _asked(_installation(), slug, call), layout_of(YEAR)
    (action,) = content()["actions"]
    labels = ("A", "=1+1")
    groups = [_answered(asked, "group", {**action["groups"][0], "label": label}) for label in labels]
    actions = [_answered(asked, "action", {**action, "groups": groups, "title": title}) for title in ("Nord", "Sud")]
    said = _answered(asked, "dossier", {**content(), "actions": actions, "attestations": {}})
    typed = content_json(read_content(said, layout, asked))
    form = _form(asked, typed)
    read = read_form(form, asked, read_every_sheet(io.BytesIO(write_form(form))))
    assert read.faults == []
    assert content_json(read_content(read.content, layout, asked)) == typed


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("tenths", 95), ("whole", 3), ("amount", "12.50"), ("day", "2025-09-01"), ("month", "2025-09"),
        ("yes_no", False), ("lines", ["a", "b"]), ("commune", "51454"), ("several_of", ["x", "y"]),
        ("by_level", [{"level": "ce2", "girls": 1, "boys": 0}]),
    ],
)  # fmt: skip
def test_an_answer_of_each_kind_is_written_in_a_cell_and_read_back(kind: str, value: Any) -> None:
    asked = FormField(id="q", label="Q", kind=kind, options={"x": "Un, deux", "y": "Trois"})
    back = read_answer(asked, written(asked, value))
    assert back == ("Reims (51454)" if kind == "commune" else value)


def _changed(workbook: bytes, **cells: str) -> io.BytesIO:
    """Return a workbook with other texts in some cells, ``Groupes_D6``."""
    sheets = read_every_sheet(io.BytesIO(workbook))
    made = io.BytesIO()
    with Workbook(made, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row in rows:
                _write(sheet, row)
            for cell, text in cells.items():
                if cell.startswith(name + "_"):
                    sheet.write_string(cell.removeprefix(name + "_"), text)
    made.seek(0)
    return made


def _write(sheet: Any, row: Row) -> None:
    for at, cell in enumerate(row.cells):
        sheet.write_string(row.number - 1, at, text_of(cell))


@pytest.fixture
def world(make_app: Callable[..., Flask], stages: Stages, lend_database: LendDatabase) -> World:
    return stages.put_back(make_app(database_url=lend_database("sqlite", empty=False)), "deposited", SMALL)


def _column(world: World, key: UUID, sheet: str, question: str) -> str:
    """Return the letter of the column of a question."""
    _, body = _taken(world, key)
    row = next(each for each in read_every_sheet(io.BytesIO(body))[sheet] if each.number == 5)
    return chr(65 + list(row.cells).index(question))


def _taken(world: World, key: UUID) -> Any:
    with world.app.app_context(), context_on(database.engine) as context:
        return form_of_dossier(context, key)


def test_a_filled_form_becomes_the_draft(world: World) -> None:
    key = UUID(world.draft)
    with world.app.app_context(), context_on(database.engine) as context:
        before, body = form_of_dossier(context, key)
        revision = before.revision
    with world.app.app_context(), context_on(database.engine) as context:
        row = take_form(context, key, _changed(body, Actions_A6="1", Actions_B6="Écrit hors connexion"))
        assert row.content["actions"][0]["title"] == "Écrit hors connexion"
        assert row.revision == revision + 1


def test_what_is_wrong_is_told_by_cell_and_nothing_is_saved(world: World) -> None:
    key = UUID(world.deposited)
    _, body = _taken(world, key)
    children = _column(world, key, "Groupes", "group.children")
    levels = _column(world, key, "Groupes", "group.levels")
    wrong = {f"Groupes_{children}6": "-3", f"Groupes_{levels}6": "CE9", "Budget_D6": "9999999999999"}
    changed = _changed(body, **wrong)
    with world.app.app_context(), context_on(database.engine) as context:
        with pytest.raises(InvalidInput) as refused:
            take_form(context, key, changed)
        told = [each.message[:40] for each in refused.value.problems]
    assert sum(each.startswith(f"Feuille « Groupes », cellule {children}6") for each in told) == 1
    assert sum(each.startswith(f"Feuille « Groupes », cellule {levels}6") for each in told) == 1
    assert sum(each.startswith("Feuille « Budget », cellule D6") for each in told) == 1


def test_a_form_of_another_call_or_dossier_and_a_blank_one_over_a_draft_are_refused(world: World) -> None:
    with world.app.app_context(), context_on(database.engine) as context:
        blank = blank_form(context, "marne", "2025-2026")
        elsewhere = blank_form(context, "seine_et_marne", "2024-2025")
        _, theirs = form_of_dossier(context, UUID(world.draft))
    for body, said in ((blank, "vierge"), (elsewhere, "autre appel"), (theirs, "autre dossier")):
        with world.app.app_context(), context_on(database.engine) as context, pytest.raises(Refused, match=said):
            take_form(context, UUID(world.deposited), io.BytesIO(body))


def test_what_is_no_form_is_refused_on_the_page_and_a_form_is_taken(world: World) -> None:
    browser = world.browser("porteur51")
    page = f"/espace/dossiers/{world.deposited}/hors-connexion"
    body = browser.client.get(f"/espace/dossiers/{world.deposited}/formulaire.xlsx").data

    def given(file: io.BytesIO) -> Any:
        values = {**browser.open(page).form("give").values.to_dict(), "action": "give", "file": (file, "f.xlsx")}
        return browser.client.post(page, data=values, content_type="multipart/form-data")

    refused = given(io.BytesIO(b"Nom;SIRET"))
    assert refused.status_code == 422
    assert "Rien n'est enregistré" in refused.text
    taken = given(_changed(body, Actions_A6="1", Actions_B6="Autre titre"))
    assert (taken.status_code, taken.headers["Location"]) == (303, f"/espace/dossiers/{world.deposited}")
    assert "Le formulaire est enregistré" in browser.open(taken.headers["Location"]).text
