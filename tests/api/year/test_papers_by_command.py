"""The papers of a session come by command; its letters, and the sheets of its call, by JSON too."""

import io
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from clas_api.cli import clas
from clas_api.cli.sessions import PAPERS
from clas_api.store.database import database
from tests.api.year.conftest import Year

HEADS = {
    "convening-letter": "Convocation",
    "agenda": "Ordre du jour",
    "attendance-sheet": "Feuille d'émargement",
    "minutes": "Procès-verbal",
    "matrix": "Matrice des décisions",
}


@pytest.fixture
def shell(approved: Year, monkeypatch: pytest.MonkeyPatch) -> Year:
    with approved.app.app_context():
        url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CLAS_DATABASE_URL", url)
    return approved


def run(*asked: str) -> Any:
    told = CliRunner().invoke(clas, asked)
    assert told.exit_code == 0, (told.output, told.exception)
    return told


def test_each_paper_of_a_session_is_written_by_command(shell: Year, tmp_path: Path) -> None:
    (session,) = orjson.loads(run("sessions", "list", "marne", "2025-2026", "--json").output)
    assert (session["id"], session["state"]) == (str(shell.world.session), "closed")
    assert session["id"] in run("sessions", "list", "marne").output
    assert "Aucune séance" in run("sessions", "list", "marne", "2024-2025").output
    for paper in PAPERS:
        assert HEADS[paper].lower() in run("sessions", "paper", session["id"], paper).output.lower(), paper
    file = tmp_path / "pv.pdf"
    run("sessions", "paper", session["id"], "minutes", "-o", str(file))
    assert "procès-verbal" in PdfReader(file).pages[0].extract_text()
    assert orjson.loads(run("sessions", "paper", session["id"], "agenda", "--json").output)["title"]


@pytest.mark.parametrize("form", ["zip", "pdf"])
def test_the_letters_of_a_session_are_made_by_json(approved: Year, form: str) -> None:
    begun = approved.ask("agent51", "POST", f"//sessions/{approved.world.session}/letters", {"form": form})
    assert begun.status_code == 202, begun.text
    job = begun.headers["Location"].removeprefix("/api/v1")
    for _ in range(5):
        told = approved.ask("agent51", "POST", f"/{job}/work").get_json()
        if told["state"] == "done":
            break
    assert (told["problems"], told["result"]) == ([], f"clas-courriers.{form}")
    assert approved.ask("agent51", "GET", f"/{job}").get_json() == told
    with approved.ask("agent51", "GET", f"/{job}/file") as answer:
        file = io.BytesIO(answer.data)
        assert answer.mimetype == f"application/{form}"
    if form == "pdf":
        assert "n'est pas encore notifiée" in " ".join(PdfReader(file).pages[0].extract_text().split())
    else:
        with zipfile.ZipFile(file) as archive:
            assert [name.endswith("-approved-projet.pdf") for name in archive.namelist()] == [True]
    wrong = approved.ask("agent51", "POST", f"//sessions/{approved.world.session}/letters", {"form": "papier"})
    assert (wrong.status_code, wrong.get_json()["errors"][0]["pointer"]) == (422, "/form")


def test_the_sheets_of_a_call_and_their_columns_are_listed_by_json(approved: Year) -> None:
    call = "department=marne&call=2025-2026"
    told = approved.ask("agent51", "GET", f"//exports?{call}").get_json()
    names = [each["name"] for each in told["sheets"]]
    assert (told["formats"], {"dossiers", "groups", "work_list"} <= set(names)) == (["xlsx", "ods", "csv"], True)
    assert "people" not in names
    assert "people" in [
        each["name"] for each in approved.ask("head51", "GET", f"//exports?{call}").get_json()["sheets"]
    ]
    columns = approved.ask("agent51", "GET", f"//exports/groups/columns?{call}").get_json()["columns"]
    chosen = ",".join(each["name"] for each in columns[:3])
    rows = approved.ask("agent51", "GET", f"//exports/groups.csv?{call}&style=machine&columns={chosen}").text
    assert rows.lstrip("\ufeff").splitlines()[0].replace('"', "") == chosen
    assert approved.ask("agent51", "GET", f"//exports/people/columns?{call}").status_code == 403
    assert approved.ask("agent51", "GET", f"//exports/nothing/columns?{call}").status_code == 404
    assert approved.ask("agent51", "GET", "//exports?department=marne").status_code == 422
