"""Departments that do not exist, or that cannot be loaded, for the tests of the service."""

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from clas_core.departments import DepartmentPlugin, DepartmentRegistry, hookimpl, read_department_directory

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

MakeDepartment = Callable[..., DepartmentPlugin]


@pytest.fixture(scope="session")
def make_department(tmp_path_factory: pytest.TempPathFactory) -> MakeDepartment:
    """Return a function that makes the plugin of a department that does not exist.

    `first` and `more` are added to the campaign's file, among its first keys and after its tables, `caf` to the
    department's; `hooks` are functions of the plugin, by their names. `name` is TOML.
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
        caf: str = "",
        **hooks: Callable[..., Any],
    ) -> DepartmentPlugin:
        folder = tmp_path_factory.mktemp(slug)
        department = _DEPARTMENT.format(slug=slug, code=code, name=name) + caf
        (folder / "department.toml").write_text(department, encoding="utf-8")
        campaign = _CAMPAIGN.format(year=year, dates=dates, first=first, more=more)
        (folder / f"{year}.toml").write_text(campaign, encoding="utf-8")
        hooks["clas_department"] = lambda: read_department_directory(folder)
        methods = {key: staticmethod(hookimpl(function)) for key, function in hooks.items()}
        return DepartmentPlugin(type("Plugin", (), methods)(), name=slug, distribution=f"clas-{slug}", version="2.0")

    return make


@pytest.fixture(scope="session")
def with_department(
    make_app: Callable[..., Flask], make_database: Callable[[str], str]
) -> Callable[[DepartmentPlugin], FlaskClient]:
    """Return a function that serves one more department beside the two installed ones."""

    def serve(plugin: DepartmentPlugin) -> FlaskClient:
        registry = DepartmentRegistry([*DepartmentRegistry.load(), plugin])
        return make_app(registry=registry, database_url=make_database("sqlite")).test_client()

    return serve


@pytest.fixture(scope="session")
def broken_client(make_app: Callable[..., Flask]) -> FlaskClient:
    """Return a client of the installed departments and of one whose module cannot be imported, Aube."""
    broken = EntryPoint(name="aube", value="clas_aube_qui_manque", group=GROUP)
    registry = DepartmentRegistry.load(installed=[*entry_points(group=GROUP), broken])
    return make_app(registry=registry).test_client()
