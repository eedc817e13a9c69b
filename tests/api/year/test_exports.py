"""Sheets that are taken out of a call: what they say, who takes them, and what the trace keeps of it."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from clas_api.cli import clas
from clas_api.store import exported
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AuditEntry, Desk
from clas_core.sheets import SHEETS
from tests.api.year.conftest import Year

CALL = "department=marne&call=2025-2026"
OF_AN_AGENT = [name for name in SHEETS if name not in ("people", "activity")]
OF_A_PROGRAM = [name for name in OF_AN_AGENT if name != "work_list"]


def taken(year: Year, sheet: str, who: str = "agent51", more: str = "", form: str = "csv") -> Any:
    return year.world.ask(who, "GET", f"/exports/{sheet}.{form}?{CALL}&style=machine{more}")


def rows_of(year: Year, sheet: str, who: str = "agent51", more: str = "") -> list[dict[str, str]]:
    answer = taken(year, sheet, who, more)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.text, newline="")))


def settled(approved: Year) -> Year:
    approved.begin()
    approved.file("4000.00", "5500.00")
    approved.step("agent51", "/settlement")
    return approved


def test_dossiers_and_groups_say_what_was_asked_and_granted(approved: Year) -> None:
    dossiers = {each["porteur"]: each for each in rows_of(approved, "dossiers")}
    assert sorted(each["asked"] for each in dossiers.values()) == ["3129.70", "4944.70"]
    (granted,) = (each for each in dossiers.values() if each["outcome"] == "approved")
    assert (granted["state"], granted["groups"], granted["children"]) == ("approved", "2", "20")
    groups = rows_of(approved, "groups")
    assert [each["total"] for each in groups if each["retained"] == "true"] == ["3129.70", "1815.00"]
    assert {each["group.children"] for each in groups} == {"10"}
    assert {each["group.levels"] for each in groups} == {"ce2|cm1", "6e"}


def test_decisions_say_of_what_they_are_made(approved: Year) -> None:
    (decision,) = rows_of(approved, "decisions")
    # By hand: 2 800,70 + 1 815,00 = 4 615,70, and one bonus of 329,00.
    assert (decision["ps"], decision["bonuses"], decision["granted"]) == ("4615.70", "329.00", "4944.70")
    assert (decision["last"], decision["retained"], decision["outcome"]) == ("true", "2", "approved")
    assert rows_of(approved, "decisions", more=f"&session={approved.world.session}") == [decision]
    assert rows_of(approved, "decisions", more=f"&session={approved.dossier}") == []


def test_payments_go_from_one_sheet_to_the_other(approved: Year) -> None:
    approved.begin()
    # By hand: half of 4 944,70 is 2 472,35; 33,3 % of it 1 646,59.
    assert [each["amount"] for each in rows_of(approved, "payments_to_make")] == ["2472.35", "1646.59"]
    assert rows_of(approved, "payments_made") == []
    approved.pay()
    assert rows_of(approved, "payments_to_make") == []
    made = rows_of(approved, "payments_made")
    assert sorted(each["amount"] for each in made) == ["1646.59", "2472.35"]
    assert {(each["payer"], each["reference"], each["paid_on"]) for each in made} == {("Caf", "VIR-1", "2025-07-01")}


def test_a_bilan_stands_beside_what_was_foreseen(approved: Year) -> None:
    (bilan,) = rows_of(settled(approved), "bilans")
    assert (bilan["children_forecast"], bilan["children_actual"]) == ("20", "24")
    assert (bilan["costs_forecast"], bilan["costs_actual"]) == ("14000.00", "9500.00")
    # By hand: 33 % of 4 000,00 is 1 320,00, with 329,00; and 1 815,00.
    assert (bilan["granted"], bilan["due"], bilan["balance"]) == ("4944.70", "3464.00", "3464.00")
    groups = rows_of(approved, "bilan_groups")
    assert [(each["group.children"], each["bilan_group.children"]) for each in groups] == [("10", "12")] * 2
    assert [each["bilan_group.children.ce2.girls"] for each in groups] == ["6", "6"]
    assert [each["bilan_group.attendance"] for each in groups] == ["9.5", "9.5"]
    assert [each["bilan_group.running_costs"] for each in groups] == ["4000.00", "5500.00"]


def test_answers_actions_and_budgets_come_from_the_last_deposit(approved: Year) -> None:
    assert all(each["axes.parents"] and each["contact.email"] for each in rows_of(approved, "answers"))
    assert {each["action.city"] for each in rows_of(approved, "actions")} == {"Reims"}
    lines = rows_of(approved, "budgets")
    assert {each["side"] for each in lines} == {"charges", "produits"}
    assert all(each["account_label"] for each in lines)


def test_the_work_list_is_as_it_is_filtered(approved: Year) -> None:
    every = rows_of(approved, "work_list")
    assert len(every) == 2
    (found,) = rows_of(approved, "work_list", more="&state=approved")
    assert (found["amount"], found["next"], found["cities"]) == ("4944.70", "Notifier la décision", "Reims")
    assert rows_of(approved, "work_list", more="&q=introuvable") == []
    assert len(rows_of(approved, "work_list", more="&assigned_to=nobody")) == 2


def test_statistics_are_those_of_the_page(approved: Year) -> None:
    first, *_ = rows_of(approved, "statistics")
    assert (first["line"], first["children"], first["asked"], first["approved"]) == (
        "Total",
        "30",
        "8074.40",
        "4944.70",
    )


def test_what_was_done_and_by_whom_is_for_the_head(approved: Year) -> None:
    acts = rows_of(approved, "activity", "head51")
    assert "dossier.decided" in {each["act"] for each in acts}
    assert all(each["receipt"] for each in acts if each["act"] == "dossier.decided")
    assert taken(approved, "activity").status_code == 403


def test_people_are_for_the_head(approved: Year) -> None:
    people = rows_of(approved, "people", "head51")
    assert {"head", "agent", "committee"} <= {each["role"] for each in people}
    assert all("@" in each["email"] for each in people)
    assert taken(approved, "people").status_code == 403
    assert taken(approved, "people", "program51").status_code == 403


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
def test_every_sheet_in_every_form(approved: Year, form: str) -> None:
    settled(approved)
    for sheet in SHEETS:
        answer = taken(approved, sheet, "head51", form=form)
        assert answer.status_code == 200, (sheet, answer.text)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="clas-marne-2025-2026-{sheet}.{form}"'
        assert answer.headers["Cache-Control"] == "private, no-store"
        if form != "csv":
            book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
            assert book.sheet_names == [SHEETS[sheet].title, "Dictionnaire"]
            heads = book.get_sheet_by_index(0).to_python()[0]
            assert [each[1] for each in book.get_sheet_by_index(1).to_python()[1:]] == heads


def test_what_a_program_takes(approved: Year) -> None:
    for sheet in OF_A_PROGRAM:
        assert taken(approved, sheet, "program51").status_code == 200, sheet
    assert taken(approved, "work_list", "program51").status_code == 403
    for who in ("committee51", "porteur51", "national", "admin"):
        assert taken(approved, "dossiers", who).status_code == 403, who
    assert taken(approved, "dossiers", "agent77").status_code == 404


def test_columns_are_chosen_and_in_the_order_that_is_asked(approved: Year) -> None:
    (head, *_) = csv.reader(StringIO(taken(approved, "dossiers", more="&columns=asked,receipt,asked").text))
    assert head == ["asked", "receipt"]
    (head, *_) = csv.reader(StringIO(taken(approved, "groups", more="&columns=group.children,total").text))
    assert head == ["group.children", "total"]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        (f"dossiers.csv?{CALL}&columns=askd,x", 422, "« askd » n'est pas une colonne"),
        (f"dossiers.pdf?{CALL}", 404, "xlsx, ods, csv"),
        (f"rien.csv?{CALL}", 404, "introuvable"),
        ("dossiers.csv?department=marne&call=2031-2032", 404, ""),
        ("dossiers.csv?department=marne", 422, "call"),
        (f"dossiers.csv?{CALL}&style=robot&part=x&odd=1", 422, "odd"),
        (f"decisions.csv?{CALL}&session=x", 422, "session"),
    ],
)
def test_what_cannot_be_taken_is_said(approved: Year, address: str, status: int, said: str) -> None:
    answer = approved.world.ask("agent51", "GET", f"/exports/{address}")
    assert answer.status_code == status, answer.text
    assert said.lower() in answer.text.lower()
    assert answer.content_type == "application/problem+json"


def test_the_dictionary_of_a_csv_is_asked_for_apart(approved: Year) -> None:
    said = rows_of(approved, "dossiers", more="&part=dictionary")
    (asked,) = (each for each in said if each["name"] == "asked")
    assert (asked["label"], asked["kind"], asked["unit"]) == ("Demandé", "montant", "€")


def test_who_took_what_is_in_the_trace(approved: Year) -> None:
    taken(approved, "dossiers", "program51", "&columns=receipt,asked")
    with approved.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(AuditEntry).where(AuditEntry.chain == "marne").order_by(AuditEntry.number.desc()).limit(1)
        entry = database.session.scalars(query).one()
        said, told = orjson.loads(entry.entry), orjson.loads(entry.told or "{}")
        database.session.rollback()
    assert said["action"] == "export.taken"
    assert said["who"].startswith("token:")
    assert told["after"] == {
        "sheet": "dossiers", "call": "2025-2026", "form": "csv", "machine": True, "columns": ["receipt", "asked"],
        "filter": {}, "rows": 2,
    }  # fmt: skip


def test_pieces_say_the_same_as_a_whole(approved: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = ("dossiers", "groups", "payments_to_make", "work_list", "activity")
    approved.begin()
    whole = [taken(approved, each, "head51").text for each in sheets]
    pieces = exported.pieces
    monkeypatch.setattr(exported, "AT_ONCE", 1)

    def one_by_one(session: Any, query: Any, by: Any, values: Any, size: int = 1) -> Iterator[Any]:
        return pieces(session, query, by, values, 1)

    monkeypatch.setattr(exported, "pieces", one_by_one)
    cut = [taken(approved, each, "head51").text for each in sheets]
    assert cut[:4] == whole[:4]
    assert cut[4].startswith(whole[4]), "each export is an act, and none of a dossier"


def test_a_page_keeps_what_was_chosen(approved: Year) -> None:
    browser = approved.world.browser("agent51")
    page = "/espace/caf/marne/2025-2026/exports?feuille=payments_to_make"
    assert browser.open(page).status == 200
    sent = {"csrf_token": browser.forms[-1].values["csrf_token"]}
    answer = browser.client.post(
        page, data={**sent, "form": "ods", "columns": ["receipt", "amount"], "action": "export"}
    )
    assert answer.status_code == 200
    assert answer.mimetype == "application/vnd.oasis.opendocument.spreadsheet"
    with approved.app.app_context():
        open_session(database.session, EVERYTHING)
        kept = dict(database.session.scalars(select(Desk)).one().exports)
        database.session.rollback()
    assert kept["payments_to_make"] == {"form": "ods", "style": "people", "columns": ["receipt", "amount"]}
    html = browser.open(page).html
    assert html.count('name="columns"') > html.count("checked") - 2 == 2
    refused = browser.client.post(page, data={**sent, "form": "zip", "columns": ["nom"], "action": "export"})
    assert refused.status_code == 422
    none = browser.client.post(page, data={**sent, "action": "export"})
    assert "Cochez au moins une colonne" in none.text


def test_pages_lead_to_their_sheets(approved: Year) -> None:
    browser = approved.world.browser("head51")
    for page, sheet in (
        ("/espace/caf/marne/2025-2026/dossiers?etat=approved", "feuille=work_list&amp;etat=approved"),
        ("/espace/caf/marne/2025-2026/suivi", "feuille=payments_to_make"),
        ("/espace/caf/marne/2025-2026/statistiques", "feuille=statistics"),
        ("/espace/departements/marne/personnes", "feuille=people"),
        (f"/espace/caf/seances/{approved.world.session}", f"feuille=decisions&amp;seance={approved.world.session}"),
    ):
        assert sheet in browser.open(page).html, page


def test_a_command_writes_a_sheet(approved: Year, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = app.extensions["clas"].settings.database_url
    monkeypatch.setenv("CLAS_DATABASE_URL", url)
    file = tmp_path / "dossiers.csv"
    asked = ["export", "dossiers", "--department", "marne", "--year", "2025-2026", "-o", str(file), "--json"]
    told = CliRunner().invoke(clas, asked)
    assert told.exit_code == 0, told.output
    assert orjson.loads(told.stdout) == {"files": [str(file), str(tmp_path / "dossiers-dictionnaire.csv")], "rows": 2}
    assert file.read_text("utf-8-sig").count("\n") == 3
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["dossier"], "n'est pas une feuille"),
        (["dossiers"], "--department"),
        (["dossiers", "--department", "marne", "--year", "2025-2026", "-o", "x.pdf"], "xlsx, ods, csv"),
    ],
)
def test_a_command_that_says_too_little(asked: list[str], said: str) -> None:
    told = CliRunner().invoke(clas, ["export", *asked])
    assert told.exit_code == 2
    assert said in told.output


def test_a_command_names_the_sheets() -> None:
    told = CliRunner().invoke(clas, ["export", "--json"])
    assert [each["name"] for each in orjson.loads(told.output)["sheets"]] == list(SHEETS)
