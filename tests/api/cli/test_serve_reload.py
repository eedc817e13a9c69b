"""``clas serve --reload``: for whoever writes pages, what is served is what was written last."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

Clas = Callable[..., Any]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Take the place of Werkzeug's server, and keep what it was asked to serve."""
    asked: list[dict[str, Any]] = []

    def run_simple(host: str, port: int, app: Flask, **options: Any) -> None:
        asked.append({"host": host, "port": port, "app": app, **options})

    monkeypatch.setattr("werkzeug.serving.run_simple", run_simple)
    return asked


def test_code_templates_and_the_files_of_departments_are_watched(clas: Clas, served: list[dict[str, Any]]) -> None:
    assert clas("db", "upgrade").status == 0
    done = clas("serve", "--reload", "--port", "8793")
    assert (done.status, done.errors) == (0, "")
    assert "suit ce qui change" in done.output
    (asked,) = served
    assert (asked["host"], asked["port"], asked["use_reloader"]) == ("127.0.0.1", 8793, True)
    assert asked["app"].jinja_env.auto_reload
    assert str(Path(str(files("clas_marne"))) / "2025-2026.toml") in asked["extra_files"]


def test_the_process_that_begins_again_has_its_port_already(
    clas: Clas, served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clas("db", "upgrade").status == 0
    monkeypatch.setattr("clas_api.cli.service._is_free", lambda host, port: False)
    assert clas("serve", "--reload").status == 2
    assert clas("serve", "--reload", WERKZEUG_RUN_MAIN="true").status == 0
    assert len(served) == 1
