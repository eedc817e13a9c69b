"""The wall's clock is read in one place of the service; who reads another clock is named here, with the reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.repository.test_repository import ROOT, tracked

CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "fromtimestamp", "localtime", "gmtime"}
OF_MODULES = {"datetime", "date", "time", "dt"}

READERS = {
    "api/clas_api/installation.py": {"datetime.now"},  # the one clock
    "api/clas_api/store/files.py": {"time.time"},  # compared with what the disk says of its files
    "api/clas_api/store/migrations/seals.py": {"datetime.now"},  # a migration is run by no installation
    "api/clas_api/services/maintenance/verifying_apart.py": {"time.time"},  # compared with what the disk says of a file
    "api/clas_api/security/limits.py": {"time"},  # compared with the library that counts attempts
}


def _readings(source: str) -> Iterator[str]:
    """Yield the calls that read a clock: ``datetime.now``, ``time.time``, and ``time`` as it is imported alone."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in CLOCKS:
            if isinstance(called.value, ast.Name) and called.value.id in OF_MODULES:
                yield f"{called.value.id}.{called.attr}"
        elif isinstance(called, ast.Name) and called.id == "time" and not node.args:
            yield "time"


def _read_by(path: Path) -> set[str]:
    return set(_readings(path.read_text(encoding="utf-8")))


def test_the_wall_is_read_where_it_is_known_to_be() -> None:
    of_ours = [
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ("core", "api", "plugins")
    ]
    found = {str(path.relative_to(ROOT)): read for path in of_ours if (read := _read_by(path))}
    assert found == READERS


def test_no_table_asks_the_database_for_the_moment() -> None:
    """A moment that a database gave would be that of no pinned day, and of another zone."""
    asked = ("func.now(", "current_timestamp", "clock_timestamp", "localtimestamp", "sysdate", "datetime('now'")
    stored = [path for path in tracked() if path.suffix == ".py" and "clas_api" in path.parts]
    said = {str(path): text.lower() for path in stored if (text := path.read_text(encoding="utf-8"))}
    assert [path for path, text in said.items() if any(each in text for each in asked)] == []
    assert len(said) > 200
