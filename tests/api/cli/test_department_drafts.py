"""``clas departments new-year`` and ``preview``: a next call is begun from the last one; a folder is served as it is,
with invented people, and nothing of it is kept."""

import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from sqlalchemy import select

from clas_api import create_app
from clas_api.config import load_settings
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow
from tests.drafts import added_year

Clas = Callable[..., Any]

SOWN = Path(__file__).resolve().parents[2] / "core" / "sown"


@pytest.fixture
def ardennes(shell: Path) -> Path:
    copytree(SOWN, shell / "ardennes", ignore=lambda *_: ["mistakes.toml", "__pycache__"])
    return shell / "ardennes" / "clas_ardennes"


def test_a_next_year_is_valid_and_not_ready(clas: Clas, ardennes: Path) -> None:
    done = clas("departments", "new-year", "./ardennes", "2026-2027", "--json")
    assert done.status == 0
    assert done.json["file"] == "ardennes/clas_ardennes/2026-2027.toml"
    assert done.json["to_confirm"] > 50
    assert (ardennes / "2026-2027.toml").is_file()
    assert clas("departments", "check", "--path", ardennes).status == 0
    assert clas("departments", "check", "--path", ardennes, "--ready").status == 1


def test_another_call_of_a_year_is_begun_by_its_name(clas: Clas, ardennes: Path) -> None:
    done = clas("departments", "new-year", "./ardennes", "2025-2026", "--call", "janvier", "--json")
    assert done.status == 0
    told = [done.json[name] for name in ("file", "from", "school_year", "call")]
    file = "ardennes/clas_ardennes/2025-2026-janvier.toml"
    assert told == [file, "2025-2026", "2025-2026", "2025-2026-janvier"]
    assert clas("departments", "check", "--path", ardennes).status == 0
    after = clas("departments", "new-year", "./ardennes", "2026-2027", "--call", "janvier", "--json")
    assert after.json["from"] == "2025-2026-janvier"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("./ardennes", "2025-2026"), "une année d'après"),
        (("./ardennes", "2026-2027", "--call", "Janvier"), "2025-2026-janvier"),
        (("./ardennes", "2026-2027", "--call", ""), "2025-2026-janvier"),
        (("./ardennes", "2026"), "2025-2026"),
        (("./ailleurs", "2026-2027"), "n'est pas un dossier"),
        (("ailleurs", "2026-2027"), "n'est pas servi"),
    ],
)
def test_a_next_year_that_cannot_be_begun_is_2_and_nothing_is_written(
    clas: Clas, ardennes: Path, given: tuple[str, str], said: str
) -> None:
    done = clas("departments", "new-year", *given)
    assert (done.status, done.output) == (2, "")
    assert said in done.errors
    assert not (ardennes / "2026-2027.toml").exists()


def test_a_folder_is_served_with_people_and_dossiers_of_its_department_and_nothing_is_kept(
    clas: Clas, ardennes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def run(command: list[str], *, check: bool, env: dict[str, str]) -> None:
        settings = load_settings(env)
        app = create_app(settings)
        client = app.test_client()
        (listed,) = client.get("/api/v1/departments").get_json()["departments"]
        page = client.get("/departements/ardennes/2025-2026").get_data(as_text=True)
        seen.update(command=command, settings=settings, listed=listed, page=page)
        seen["day"] = app.extensions["clas"].clock.today()
        with app.app_context():
            open_session(database.session, EVERYTHING)
            seen["states"] = Counter(database.session.scalars(select(DossierRow.state)))

    monkeypatch.setattr(subprocess, "run", run)
    before = dict(os.environ)
    done = clas("departments", "preview", "ardennes", "--port", "8797")
    assert (done.status, done.errors) == (0, "")
    assert seen["command"][-4:] == ["serve", "--reload", "--port", "8797"]
    assert (seen["listed"]["slug"], seen["listed"]["campaigns"][0]["state"]) == ("ardennes", "open")
    assert "Webinaire : préparer son dossier" in seen["page"]
    assert "<strong>Essai :</strong>" in seen["page"]
    assert seen["day"] == date(2025, 6, 23)
    assert seen["states"] == {"deposited": 11, "draft": 1}
    assert "agent08@clas.example" in done.output
    assert seen["settings"].rehearsal is None, "it was one while its folder was there"
    assert not Path(seen["settings"].database_url.removeprefix("sqlite:///")).parent.exists()
    assert dict(os.environ) == before


def test_a_preview_says_where_its_story_stops_and_why(clas: Clas, ardennes: Path) -> None:
    early = clas("departments", "preview", "ardennes", "--no-serve", "--stage", "decided", "--day", "2025-06-10")
    assert (early.status, early.errors) == (0, "")
    assert "Le 10 juin 2025, l'histoire s'arrête aux dépôts" in early.output
    assert clas("departments", "preview", "ardennes", "--no-serve", "--day", "juin").status == 2
    unknown = clas("departments", "preview", "ardennes", "--no-serve", "--year", "2031-2032")
    assert (unknown.status, "n'a pas d'appel 2031-2032 ; ses appels : 2025-2026." in unknown.errors) == (2, True)


def test_a_preview_reads_the_years_that_the_configuration_adds(clas: Clas, ardennes: Path) -> None:
    added_year(Path("regles"), "consultation")
    call = (ardennes / "2025-2026.toml").read_text(encoding="utf-8")
    (ardennes / "2025-2026.toml").unlink()
    moved = re.sub(r"2024-2025|2025-2026", lambda each: f"{int(each[0][:4]) + 1}-{int(each[0][:4]) + 2}", call)
    moved = re.sub(r"202[56]-(?=\d\d)(?!202)", lambda each: f"{int(each[0][:4]) + 1}-", moved)
    (ardennes / "2026-2027.toml").write_text(moved, encoding="utf-8")
    asked = ("departments", "preview", "ardennes", "--no-serve", "--year", "2026-2027")
    alone = clas(*asked)
    added = clas(*asked, CLAS_REFERENTIALS="regles")
    assert (added.status, added.errors) == (0, "")
    assert "peut être servi" in added.output
    unknown = "Les règles nationales de 2026-2027 ne sont pas connues ici."
    assert (unknown in alone.output, unknown in added.output) == (True, False)


def test_a_preview_of_an_announced_call_or_of_none_goes_no_further(clas: Clas, ardennes: Path) -> None:
    call = ardennes / "2025-2026.toml"
    text = call.read_text(encoding="utf-8")
    call.write_text(re.sub(r"(?m)^closes = .*$", 'closes = { text = "en juillet" }', text), encoding="utf-8")
    announced = clas("departments", "preview", "ardennes", "--no-serve", "--stage", "settled")
    assert (announced.status, announced.errors) == (0, "")
    assert "rien ne s'y dépose. L'histoire s'arrête aux brouillons." in announced.output
    call.unlink()
    none = clas("departments", "preview", "ardennes", "--no-serve")
    assert (none.status, "n'a pas encore d'appel" in none.output) == (0, True), none.errors


def test_a_folder_that_cannot_be_read_is_told_before_anything_is_served(clas: Clas, ardennes: Path) -> None:
    call = ardennes / "2025-2026.toml"
    call.write_text(call.read_text(encoding="utf-8").replace("opens = ", "ouvre = "), encoding="utf-8")
    done = clas("departments", "preview", "ardennes")
    assert done.status == 1
    assert "Champ inconnu." in done.output
