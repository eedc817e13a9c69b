"""``clas departments new``: a plugin that installs, passes the check, and is served; or nothing at all."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from clas_core.departments import DepartmentRegistry

Clas = Callable[..., Any]

REPOSITORY = Path(__file__).resolve().parents[3]
REAL = ("marne", "seine_et_marne")

DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
"""A name that pip accepts (PEP 508)."""


@pytest.fixture
def ardennes(clas: Clas, shell: Path) -> Path:
    done = clas("departments", "new", "08", "ardennes", "Ardennes")
    assert (done.status, done.errors) == (0, "")
    return shell / "plugins" / "ardennes"


def test_the_new_plugin_passes_the_check(clas: Clas, ardennes: Path) -> None:
    done = clas("departments", "check", ardennes / "clas_ardennes")
    assert (done.status, done.errors) == (0, "")
    assert done.output.endswith("valable.\n")
    assert "À compléter" in done.output


def test_the_new_plugin_has_the_files_of_the_real_ones(ardennes: Path) -> None:
    def names(home: Path, slug: str) -> set[str]:
        kept = (file for file in home.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        return {re.sub(r"\d{4}-\d{4}", "YEAR", str(file.relative_to(home)).replace(slug, "SLUG")) for file in kept}

    for slug in REAL:
        assert names(REPOSITORY / "plugins" / slug, slug) == names(ardennes, "ardennes")


@pytest.mark.parametrize("slug", REAL)
@pytest.mark.parametrize("file", ["pyproject.toml", "clas_{}/__init__.py", "README.md"])
def test_its_files_are_those_of_the_real_ones_but_for_the_names(ardennes: Path, slug: str, file: str) -> None:
    def nameless(home: Path, slug: str, name: str) -> str:
        text = (home / file.format(slug)).read_text(encoding="utf-8")
        for written in (slug.replace("_", "-"), slug, name):
            text = text.replace(written, "X")
        return text

    name = {"marne": "Marne", "seine_et_marne": "Seine-et-Marne"}[slug]
    assert nameless(ardennes, "ardennes", "Ardennes") == nameless(REPOSITORY / "plugins" / slug, slug, name)


def test_its_distribution_is_found_by_its_entry_point(ardennes: Path) -> None:
    project = tomllib.loads((ardennes / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "clas-ardennes"
    assert project["entry-points"] == {"clas.departments": {"ardennes": "clas_ardennes"}}


def test_the_new_department_is_served(
    ardennes: Path, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ardennes))
    registry = DepartmentRegistry.load(installed=[EntryPoint("ardennes", "clas_ardennes", "clas.departments")])
    client = make_app(registry=registry, today=date(2025, 6, 1)).test_client()
    (listed,) = client.get("/api/v1/departments").get_json()["departments"]
    assert (listed["code"], listed["name"], listed["status"]) == ("08", "Ardennes", "available")
    assert listed["campaigns"][0]["state"] == "announced", "no closing day is made up"
    for path in ("/", "/departements/ardennes", "/departements/ardennes/2025-2026"):
        assert "Ardennes" in client.get(path).get_data(as_text=True)
    groups = [{"label": "A", "children": 10, "running_costs": "5000"}]
    request = {"department": "ardennes", "school_year": "2025-2026", "groups": groups}
    assert client.post("/api/v1/estimates", json=request).get_json()["total"] == "1650.00"


def test_a_code_is_enough_where_the_name_is_known(clas: Clas, shell: Path) -> None:
    assert clas("departments", "new", "21").status == 0
    who = tomllib.loads((shell / "plugins/cote_d_or/clas_cote_d_or/department.toml").read_text(encoding="utf-8"))
    assert (who["slug"], who["name"]) == ("cote_d_or", "Côte-d'Or")
    refused = clas("departments", "new", "987")
    assert refused.status == 2
    assert "ajoutez SLUG et NAME" in refused.errors


def test_what_is_still_to_be_written_is_told_and_is_not_ready(clas: Clas, shell: Path) -> None:
    assert clas("departments", "new", "21").status == 0
    folder = "plugins/cote_d_or/clas_cote_d_or"
    checked = clas("departments", "check", folder)
    assert checked.status == 0, checked.output
    assert "à écrire : clas_cote_d_or/2025-2026.toml:" in checked.output
    assert clas("departments", "check", folder, "--ready").status == 1
    assert clas("departments", "check", folder, "--json").json["to_write"]


@pytest.mark.parametrize("code", ["01", "2A", "2B", "95", "971", "976", "987"])
def test_each_kind_of_code_is_accepted(clas: Clas, shell: Path, code: str) -> None:
    assert clas("departments", "new", code, "essai", "Essai").status == 0
    written = tomllib.loads((shell / "plugins/essai/clas_essai/department.toml").read_text(encoding="utf-8"))
    assert written["code"] == code


@pytest.mark.parametrize("name", ["Côte-d'Or", "Val-d'Oise", "La Réunion", "$slug", "{name}", "100 % <b>", "Été #1"])
def test_a_name_is_written_as_given(clas: Clas, shell: Path, name: str) -> None:
    assert clas("departments", "new", "21", "essai", name).status == 0
    written = tomllib.loads((shell / "plugins/essai/clas_essai/department.toml").read_text(encoding="utf-8"))
    assert written["name"] == name
    found = clas("departments", "check", shell / "plugins/essai/clas_essai", "--json").json["found"]
    assert [each for each in found if each["check"].startswith(("file.", "folder."))] == []


def test_the_year_and_the_folder_may_be_chosen(clas: Clas, shell: Path) -> None:
    done = clas("departments", "new", "08", "ardennes", "Ardennes", "--year", "2024-2025", "--into", shell / "ailleurs")
    assert done.status == 0
    assert (shell / "ailleurs/ardennes/clas_ardennes/2024-2025.toml").is_file()
    assert not (shell / "plugins").exists()


@pytest.mark.parametrize(
    ("code", "slug", "name"),
    [
        ("8", "aube", "Aube"),
        ("00", "aube", "Aube"),
        ("96", "aube", "Aube"),
        ("2a", "aube", "Aube"),
        ("", "aube", "Aube"),
        ("10", "Aube", "Aube"),
        ("10", "aube-10", "Aube"),
        ("10", "1aube", "Aube"),
        ("10", "aubé", "Aube"),
        ("10", "../aube", "Aube"),
        ("10", "/tmp/aube", "Aube"),
        ("10", "", "Aube"),
        ("10", "a" * 60, "Aube"),
        ("10", "aube", ""),
        ("10", "aube", "  "),
        ("10", "aube", 'Au"be'),
        ("10", "aube", "Au\\be"),
        ("10", "aube", "Au\nbe"),
        ("10", "aube", "Au\tbe\x07"),
        ("10", "aube", "A" * 81),
    ],
)
def test_an_unfit_code_slug_or_name_is_2_and_nothing_is_written(
    clas: Clas, shell: Path, assert_french: Callable[[str], None], code: str, slug: str, name: str
) -> None:
    done = clas("departments", "new", "--", code, slug, name)
    assert (done.status, done.output) == (2, "")
    assert done.errors.strip()
    assert_french(done.errors)
    assert list(shell.iterdir()) == []


@pytest.mark.parametrize("slug", ["aube_", "aube__marne", "a_"])
def test_no_plugin_is_written_that_pip_would_not_install(clas: Clas, shell: Path, slug: str) -> None:
    if clas("departments", "new", "10", slug, "Aube").status == 2:
        assert list(shell.iterdir()) == []
        return
    project = tomllib.loads((shell / "plugins" / slug / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert DISTRIBUTION.fullmatch(project["name"])


def test_an_existing_folder_is_left_as_it_is(clas: Clas, ardennes: Path) -> None:
    (ardennes / "README.md").write_text("Mes notes", encoding="utf-8")
    before = {file: file.read_bytes() for file in ardennes.rglob("*") if file.is_file()}
    done = clas("departments", "new", "08", "ardennes", "Ardennes")
    assert (done.status, done.output) == (2, "")
    assert "existe déjà" in done.errors
    assert {file: file.read_bytes() for file in ardennes.rglob("*") if file.is_file()} == before


def test_an_unknown_year_is_2_and_nothing_is_written(clas: Clas, shell: Path) -> None:
    done = clas("departments", "new", "08", "ardennes", "Ardennes", "--year", "2030-2031")
    assert (done.status, done.output) == (2, "")
    assert "2025-2026" in done.errors
    assert list(shell.iterdir()) == []
