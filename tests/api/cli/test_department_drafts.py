"""``clas departments new-year`` and ``preview``: a next call is begun from the last one; a folder is served as it is,
with invented people, and nothing of it is kept."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from clas_api import create_app

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


def test_a_folder_is_served_with_people_of_its_department_and_nothing_is_kept(
    clas: Clas, ardennes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def run(command: list[str], *, check: bool, env: dict[str, str]) -> None:
        client = create_app().test_client()
        (listed,) = client.get("/api/v1/departments").get_json()["departments"]
        page = client.get("/departements/ardennes/2025-2026").get_data(as_text=True)
        seen.update(command=command, env=env, listed=listed, page=page)
        seen["there"] = Path(env["CLAS_DATABASE_URL"].removeprefix("sqlite:///")).exists()

    monkeypatch.setattr(subprocess, "run", run)
    before = dict(os.environ)
    done = clas("departments", "preview", "ardennes", "--port", "8797")
    assert (done.status, done.errors) == (0, "")
    assert seen["command"][-4:] == ["serve", "--reload", "--port", "8797"]
    assert (seen["listed"]["slug"], seen["listed"]["campaigns"][0]["state"]) == ("ardennes", "open")
    assert "Webinaire : préparer son dossier" in seen["page"]
    assert seen["env"]["CLAS_TODAY"] == "2025-06-23"
    assert "agent08@clas.example" in done.output
    assert seen["there"]
    assert not Path(seen["env"]["CLAS_DATABASE_URL"].removeprefix("sqlite:///")).parent.exists()
    assert dict(os.environ) == before


def test_a_folder_that_cannot_be_read_is_told_before_anything_is_served(clas: Clas, ardennes: Path) -> None:
    call = ardennes / "2025-2026.toml"
    call.write_text(call.read_text(encoding="utf-8").replace("opens = ", "ouvre = "), encoding="utf-8")
    done = clas("departments", "preview", "ardennes")
    assert done.status == 1
    assert "Champ inconnu." in done.output
