"""The name of a department is at the head of its pages, with its logo where it has one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from clas_core.departments import Department, DepartmentPlugin, DepartmentRegistry, hookimpl, read_department_directory

ESSAI = Path(__file__).parents[2] / "core" / "essai"


@dataclass
class _Read:
    department: Department

    @hookimpl
    def clas_department(self) -> Department:
        return self.department


def test_a_department_is_named_with_its_logo_which_can_do_nothing(make_app: Callable[..., Flask]) -> None:
    plugin = DepartmentPlugin(
        _Read(read_department_directory(ESSAI)), name="essai", distribution="clas-essai", version="1.0"
    )
    client = make_app(registry=DepartmentRegistry([plugin])).test_client()
    for path in ("/departements/essai", "/departements/essai/2025-2026"):
        page = client.get(path).text
        assert '<img src="/departements/essai/logo" alt="">' in page
        assert "<span>Caf d&#39;essai</span>" in page
    assert "/logo" not in client.get("/").text
    picture = client.get("/departements/essai/logo")
    assert picture.data == (ESSAI / "logo.svg").read_bytes()
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get("/departements/essai/logo", headers={"If-None-Match": picture.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_department_without_a_logo_is_named_all_the_same(client: FlaskClient) -> None:
    page = client.get("/departements/marne").text
    assert "Caf de la Marne</span>" in page
    assert "/logo" not in page
