"""What the tests of the service share: applications with a database of their own, departments that do not exist, and
a way to tell French from the English of the libraries underneath."""

import re
from collections.abc import Callable
from datetime import date
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from clas_api import create_app
from clas_api.config import Settings
from clas_core.departments import DepartmentPlugin, DepartmentRegistry, hookimpl, read_department_directory

TODAY = date(2025, 7, 1)
"""The day of the tests: the call of Marne is open, that of Seine-et-Marne is closed."""

GROUP = "clas.departments"

_DEPARTMENT = """\
slug = "{slug}"
code = "{code}"
name = {name}
[caf]
name = "Caf d'essai"
"""

_CAMPAIGN = """\
school_year = "{year}"
checked_on = 2026-11-21
{first}
[sources.note]
title = "Note d'essai"
[institutions.caf]
name = "Caf d'essai"
[calendar]
{dates}
[deposit]
online_only = true
source = "note"
{more}
"""

MakeApp = Callable[..., Flask]
MakeDepartment = Callable[..., DepartmentPlugin]


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> MakeApp:
    """Return a function that builds an application: its clock pinned, its database in a folder of its own."""

    def make(*, today: date = TODAY, registry: DepartmentRegistry | None = None, **settings: Any) -> Flask:
        url = f"sqlite:///{tmp_path_factory.mktemp('base') / 'clas.sqlite3'}"
        return create_app(Settings(**{"database_url": url, "today": today, **settings}), registry)

    return make


@pytest.fixture(scope="session")
def app(make_app: MakeApp) -> Flask:
    """Return the application with the two installed departments."""
    return make_app()


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def make_department(tmp_path_factory: pytest.TempPathFactory) -> MakeDepartment:
    """Return a function that makes the plugin of a department that does not exist.

    `first` and `more` are added to the campaign's file, among its first keys and after its tables; `hooks` are
    functions of the plugin, by their names. `name` is TOML.
    """

    def make(
        slug: str = "essai",
        code: str = "08",
        name: str = '"Essai"',
        *,
        year: str = "2025-2026",
        dates: str = "opens = 2025-05-05\ncloses = 2025-08-30",
        first: str = "",
        more: str = "",
        **hooks: Callable[..., Any],
    ) -> DepartmentPlugin:
        folder = tmp_path_factory.mktemp(slug)
        (folder / "department.toml").write_text(_DEPARTMENT.format(slug=slug, code=code, name=name), encoding="utf-8")
        campaign = _CAMPAIGN.format(year=year, dates=dates, first=first, more=more)
        (folder / f"{year}.toml").write_text(campaign, encoding="utf-8")
        hooks["clas_department"] = lambda: read_department_directory(folder)
        methods = {key: staticmethod(hookimpl(function)) for key, function in hooks.items()}
        return DepartmentPlugin(type("Plugin", (), methods)(), name=slug, distribution=f"clas-{slug}", version="2.0")

    return make


@pytest.fixture(scope="session")
def with_department(make_app: MakeApp) -> Callable[[DepartmentPlugin], FlaskClient]:
    """Return a function that serves one more department beside the two installed ones."""

    def serve(plugin: DepartmentPlugin) -> FlaskClient:
        registry = DepartmentRegistry([*DepartmentRegistry.load(), plugin])
        return make_app(registry=registry).test_client()

    return serve


@pytest.fixture(scope="session")
def broken_client(make_app: MakeApp) -> FlaskClient:
    """Return a client of the installed departments and of one whose module cannot be imported, Aube."""
    broken = EntryPoint(name="aube", value="clas_aube_qui_manque", group=GROUP)
    registry = DepartmentRegistry.load(installed=[*entry_points(group=GROUP), broken])
    return make_app(registry=registry).test_client()


_ENGLISH = re.compile(
    r"\b(fields?|missing|required|invalid|null|unknown|must|may|not|error|the|of|is|data|such|no)\b", re.IGNORECASE
)


@pytest.fixture(scope="session")
def assert_french() -> Callable[[str], None]:
    """Return a function that refuses a sentence with an English word; what the sentence quotes is somebody else's."""

    def check(text: str) -> None:
        assert text, "an empty sentence says nothing"
        found = _ENGLISH.search(re.sub(r"«[^»]*»", "", text))
        assert found is None, f"{found[0]!r} in {text!r}" if found else ""

    return check
