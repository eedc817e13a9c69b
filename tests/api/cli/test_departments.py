"""``clas departments list|show|check``: who is installed, what each says, whether it is sound."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

Clas = Callable[..., Any]

MARNE = Path(str(files("clas_marne")))


def test_the_installed_departments_are_listed(clas: Clas) -> None:
    done = clas("departments", "list")
    assert done.status == 0
    _, marne, seine_et_marne = done.output.splitlines()
    assert marne.split() == ["51", "marne", "Marne", "2025-2026", "servi"]
    assert seine_et_marne.split() == ["77", "seine_et_marne", "Seine-et-Marne", "2024-2025", "servi"]


def test_the_list_in_json_is_that_of_the_service(clas: Clas, client: FlaskClient) -> None:
    listed = clas("departments", "list", "--json", CLAS_TODAY="2025-07-01").json
    assert listed == client.get("/api/v1/departments").get_json()["departments"]


def test_an_enabled_department_that_is_not_installed_is_listed_with_its_reason(clas: Clas) -> None:
    done = clas("departments", "list", CLAS_DEPARTMENTS="marne,aube")
    assert done.status == 0
    assert "indisponible" in done.output
    assert "aube : " in done.output
    assert "seine_et_marne" not in done.output
    *_, broken = clas("departments", "list", "--json", CLAS_DEPARTMENTS="marne,aube").json
    assert (broken["slug"], broken["status"]) == ("aube", "unavailable")
    assert broken["reason"]


def test_a_department_is_shown_with_its_facts(clas: Clas) -> None:
    done = clas("departments", "show", "marne")
    assert done.status == 0
    for fact in (
        "51 Marne (marne), clas-marne",
        "03 26 79 15 41",
        "ouverture 26 mai 2025, clôture 18 août 2025",
        "septembre 2025 : Comité technique et des financeurs",
        "sylvie.jurion@caf51.caf.fr",
        "Répondre aux besoins",
    ):
        assert fact in done.output


def test_a_department_is_shown_whole_in_json(clas: Clas, client: FlaskClient) -> None:
    shown = clas("departments", "show", "seine_et_marne", "--json", CLAS_TODAY="2025-07-01").json
    calls = shown.pop("calls")
    assert shown == client.get("/api/v1/departments/seine_et_marne").get_json()
    path = "/api/v1/departments/seine_et_marne/campaigns/2024-2025"
    assert calls == {"2024-2025": client.get(path).get_json()}


def test_an_opening_day_that_is_not_known_is_said_to_be_missing(clas: Clas) -> None:
    assert "ouverture non communiquée" in clas("departments", "show", "seine_et_marne").output


@pytest.mark.parametrize("command", ["show", "check"])
def test_an_unknown_department_is_2_and_the_others_are_named(clas: Clas, command: str) -> None:
    done = clas("departments", command, "nulle_part")
    assert (done.status, done.output) == (2, "")
    assert "marne, seine_et_marne" in done.errors


@pytest.mark.parametrize("slug", ["marne", "seine_et_marne"])
def test_the_installed_departments_are_sound(clas: Clas, slug: str) -> None:
    done = clas("departments", "check", slug)
    assert (done.status, done.errors) == (0, "")
    assert done.output.endswith("valable.\n")
    report = clas("departments", "check", slug, "--json").json
    assert (report["valid"], report["problems"]) == (True, [])


def test_what_a_document_does_not_say_is_a_remark(clas: Clas) -> None:
    output = clas("departments", "check", "seine_et_marne").output
    place = "remarque : clas_seine_et_marne/2024-2025.toml:6: gaps[0]: "
    assert f"{place}Non communiqué : Le jour d'ouverture de l'appel. [unknown.gap]" in output


def test_an_unavailable_department_is_1_with_its_reason(clas: Clas) -> None:
    done = clas("departments", "check", "aube", CLAS_DEPARTMENTS="aube")
    assert done.status == 1
    assert "aucun greffon" in done.output


@pytest.fixture
def folder(shell: Path) -> Path:
    """Return a copy of Marne's files, to break."""
    copy = shell / "clas_marne"
    copy.mkdir()
    for file in MARNE.glob("*.toml"):
        (copy / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return copy


def test_a_folder_of_files_is_checked_without_being_installed(clas: Clas, folder: Path) -> None:
    assert clas("departments", "check", folder).status == 0


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_every_mistake_of_every_file_is_1_with_its_line(clas: Clas, folder: Path, options: tuple[str, ...]) -> None:
    who, call = folder / "department.toml", folder / "2025-2026.toml"
    who.write_text(who.read_text(encoding="utf-8").replace('"51"', "51"), encoding="utf-8")
    text = call.read_text(encoding="utf-8").replace("closes = 2025-08-18", "closes = 2025-04-01")
    call.write_text(text.replace("email = ", "courriel = ", 1), encoding="utf-8")
    done = clas("departments", "check", folder, *options)
    assert (done.status, done.errors) == (1, "")
    lines = done.json["problems"] if options else done.output.splitlines()
    for start in (
        "clas_marne/department.toml:2: code: ",
        f"clas_marne/2025-2026.toml:{_line(text, 'closes = ')}: calendar.closes: ",
        f"clas_marne/2025-2026.toml:{_line(text, 'email = ')}: contacts[0].courriel: ",
    ):
        assert any(line.startswith(start) for line in lines), lines


def _line(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(words))


def test_a_folder_without_a_department_says_what_is_missing(clas: Clas, shell: Path) -> None:
    """Somebody points at the folder above, or at an empty one: the answer names the file that is looked for."""
    (shell / "vide").mkdir()
    done = clas("departments", "check", shell / "vide")
    assert done.status in (1, 2)
    assert "department.toml" in done.output + done.errors
