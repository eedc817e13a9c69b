"""``clas db`` and ``clas serve``: a database that is not ready is told what it needs, in a sentence."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clas = Callable[..., Any]

WRONG = ["nimporte://base", "sqlite:////nulle/part/clas.sqlite3"]


def test_a_database_is_made_then_checked(clas: Clas, shell: Path) -> None:
    before = clas("db", "check")
    assert (before.status, before.errors) == (1, "")
    assert "clas db upgrade" in before.output
    made = clas("db", "upgrade")
    assert (made.status, made.errors) == (0, "")
    assert "5" in made.output
    assert (shell / "clas.sqlite3").is_file()
    after = clas("db", "check")
    assert (after.status, after.errors) == (0, "")


def test_upgrading_again_changes_nothing(clas: Clas) -> None:
    clas("db", "upgrade")
    again = clas("db", "upgrade")
    assert again.status == 0
    assert "0 " in again.output


def test_the_configured_database_is_the_one_that_is_made(clas: Clas, shell: Path) -> None:
    assert clas("db", "upgrade", CLAS_DATABASE_URL="sqlite:///autre.sqlite3").status == 0
    assert {each.name.split("-")[0] for each in shell.iterdir()} == {"autre.sqlite3"}


def test_a_check_whose_answer_is_no_leaves_nothing_behind(clas: Clas, shell: Path) -> None:
    assert clas("db", "check").status == 1
    assert list(shell.iterdir()) == []


def test_serve_refuses_a_database_that_is_not_upgraded(clas: Clas) -> None:
    done = clas("serve")
    assert (done.status, done.output) == (2, "")
    assert "clas db upgrade" in done.errors


def test_a_file_that_is_no_database_is_told(clas: Clas, shell: Path) -> None:
    (shell / "clas.sqlite3").write_bytes(b"ceci n'est pas une base" * 100)
    assert clas("db", "check").status == 1
    assert clas("serve").status == 2


def test_a_database_of_somebody_else_is_left_alone(clas: Clas, shell: Path) -> None:
    with sqlite3.connect(shell / "clas.sqlite3") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.execute("INSERT INTO alembic_version VALUES ('inconnue')")
    connection.close()
    assert clas("db", "check").status == 1
    done = clas("db", "upgrade")
    assert (done.status, done.output) == (2, "")
    assert done.errors.strip()


@pytest.mark.parametrize("url", WRONG)
@pytest.mark.parametrize("arguments", [("db", "check"), ("db", "upgrade"), ("serve",)], ids=" ".join)
def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(
    clas: Clas, assert_french: Callable[[str], None], arguments: tuple[str, ...], url: str
) -> None:
    done = clas(*arguments, CLAS_DATABASE_URL=url)
    assert done.status in ((1, 2) if arguments == ("db", "check") else (2,))
    sentence = done.output + done.errors
    assert_french(sentence.removeprefix("Error: "))
    assert "base" in sentence


@pytest.mark.parametrize("arguments", [("db", "check"), ("db", "upgrade"), ("serve",), ("departments", "list")])
def test_a_wrong_configuration_is_2_before_anything_is_done(
    clas: Clas, shell: Path, arguments: tuple[str, ...]
) -> None:
    done = clas(*arguments, CLAS_TODAY="demain")
    assert (done.status, done.output) == (2, "")
    assert "CLAS_TODAY" in done.errors
    assert list(shell.iterdir()) == []


def rights(folder: Path) -> dict[str, int]:
    return {each.name: each.stat().st_mode & 0o777 for each in folder.rglob("*") if each.is_file()}


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_a_new_database_is_its_owners_alone_while_it_is_made_and_after(
    clas: Clas, shell: Path, umask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, int]] = []
    begin = sqlite3.connect

    def watch(*arguments: Any, **options: Any) -> sqlite3.Connection:
        seen.append(rights(shell))
        connection: sqlite3.Connection = begin(*arguments, **options)
        seen.append(rights(shell))
        return connection

    monkeypatch.setattr("sqlite3.dbapi2.connect", watch)
    monkeypatch.setattr("sqlite3.connect", watch)
    before = os.umask(umask)
    try:
        assert clas("db", "upgrade").status == 0
    finally:
        os.umask(before)
    assert any("clas.sqlite3" in each for each in seen)
    assert {mode for each in (*seen, rights(shell)) for mode in each.values()} == {0o600}


def test_a_database_that_others_may_read_is_named_with_how_to_mend_it(clas: Clas, shell: Path) -> None:
    clas("db", "upgrade")
    assert "Attention" not in clas("db", "check").output
    (shell / "clas.sqlite3").chmod(0o644)
    checked = clas("db", "check")
    assert (checked.status, "chmod 600" in checked.output) == (0, True)
    assert str(shell / "clas.sqlite3") in checked.output
    assert clas("db", "check", "--json").json["warnings"] != []
