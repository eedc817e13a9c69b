"""The application is put together from its settings alone: two of them in one process know nothing of each other."""

import gc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from clas_api import create_app, create_worker
from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.errors import InvalidFile, InvalidInput

MakeApp = Callable[..., Flask]


def _slugs(app: Flask) -> list[str]:
    return [each["slug"] for each in app.test_client().get("/api/v1/departments").get_json()["departments"]]


def test_without_settings_they_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAS_TODAY", "2025-08-18")
    monkeypatch.setenv("CLAS_DEPARTMENTS", "marne")
    app = create_app()
    assert _slugs(app) == ["marne"]
    assert "dernier jour" in app.test_client().get("/").get_data(as_text=True)


def test_wrong_settings_make_no_application(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAS_TODAY", "demain")
    with pytest.raises(InvalidInput, match="CLAS_TODAY"):
        create_app()


def test_what_a_worker_has_built_is_not_looked_at_for_garbage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = gc.get_freeze_count()  # the tests themselves are not looked at either
    looked_at: list[int] = []

    def look(phase: str, _: object) -> None:
        if phase == "start":
            looked_at.append(gc.get_count()[0])

    gc.callbacks.append(look)
    try:
        assert _slugs(create_worker()) == ["marne", "seine_et_marne"]
        assert gc.get_freeze_count() > before + 50_000
        assert gc.isenabled()
        assert max(looked_at, default=0) < 10_000  # not even once, between its making and its being set aside
    finally:
        gc.callbacks.remove(look)
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def test_an_application_among_others_is_given_back(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    before = gc.get_freeze_count()
    make_app(own=True)
    assert (gc.get_freeze_count() <= before, gc.isenabled()) == (True, True)
    monkeypatch.setenv("CLAS_TODAY", "demain")
    with pytest.raises(InvalidInput):
        create_app()
    assert gc.isenabled()


def test_a_wrong_added_year_makes_no_application(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "2026-2027.toml").write_text('school_year = "2026-2027"', encoding="utf-8")
    with pytest.raises(InvalidFile, match=r"2026-2027\.toml:1: "):
        make_app(referentials=tmp_path)


def test_installed_is_enabled_unless_the_settings_say_otherwise(make_app: MakeApp) -> None:
    assert _slugs(make_app()) == ["marne", "seine_et_marne"]
    one = make_app(departments=("seine_et_marne",))
    assert _slugs(one) == ["seine_et_marne"]
    assert one.test_client().get("/departements/marne").status_code == 404


def test_two_applications_in_one_process_do_not_meet(
    make_app: MakeApp, make_department: Callable[..., DepartmentPlugin]
) -> None:
    mine = make_app(registry=DepartmentRegistry([make_department()]), today=date(2025, 9, 30))
    other = make_app()
    assert (_slugs(mine), _slugs(other)) == (["essai"], ["marne", "seine_et_marne"])
    assert "30 septembre 2025" in mine.test_client().get("/").get_data(as_text=True)
    assert "30 septembre 2025" not in other.test_client().get("/").get_data(as_text=True)


def test_an_installation_without_departments_has_a_home_and_amounts(make_app: MakeApp) -> None:
    client = make_app(departments=()).test_client()
    assert "Aucun département" in client.get("/").get_data(as_text=True)
    groups = [{"label": "A", "children": 10, "running_costs": "5000"}]
    answer = client.post("/api/v1/estimates", json={"school_year": "2025-2026", "groups": groups})
    assert answer.get_json()["total"] == "1650.00"


def test_two_departments_with_one_code_are_both_refused_by_name(
    make_app: MakeApp, make_department: Callable[..., DepartmentPlugin]
) -> None:
    plugins = [make_department("un", "08"), make_department("deux", "08"), make_department("b", "10")]
    registry = DepartmentRegistry(plugins)
    client = make_app(registry=registry).test_client()
    listed = client.get("/api/v1/departments").get_json()["departments"]
    assert [(each["slug"], each["status"]) for each in listed] == [
        ("b", "available"),
        ("un", "unavailable"),
        ("deux", "unavailable"),
    ]
    for broken in listed[1:]:
        assert "clas-un" in broken["reason"]
        assert "clas-deux" in broken["reason"]
        assert client.get(f"/departements/{broken['slug']}").status_code == 503
