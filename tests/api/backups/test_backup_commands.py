"""``clas db backup`` and ``clas db restore``: from SQLite to PostgreSQL by two commands; never half a file."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clas_api.services.people.installation_key import cookie_key
from clas_api.store.models import SecondFactor
from tests.api.backups.conftest import rows_of

Clas = Callable[..., Any]


@pytest.fixture
def here(filled: Engine, attachments: Path, monkeypatch: pytest.MonkeyPatch, shell: Path) -> Path:
    monkeypatch.setenv("CLAS_DATABASE_URL", filled.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CLAS_ATTACHMENTS", str(attachments))
    return shell


def test_two_commands_move_an_installation(filled: Engine, bare_engine: Engine, here: Path, clas: Clas) -> None:
    before = rows_of(filled)
    done = clas("db", "backup", "copie.zip")
    assert (done.status, done.errors) == (0, "")
    assert "2 document(s)" in done.output
    assert "backup.made" in str(rows_of(filled)["audit_entries"])  # traced after the copy, which has it not
    assert stat.S_IMODE((here / "copie.zip").stat().st_mode) == 0o600
    url = bare_engine.url.render_as_string(hide_password=False)
    done = clas("db", "restore", "copie.zip", CLAS_DATABASE_URL=url, CLAS_ATTACHMENTS=str(here / "other"))
    assert (done.status, done.errors) == (0, "")
    assert rows_of(bare_engine) == before
    # The text of invented rules is not what their digest names: a copy says so as the original does.
    told, original = clas("audit", "verify", CLAS_DATABASE_URL=url), clas("audit", "verify")
    assert (told.status, told.output) == (original.status, original.output)
    assert clas("db", "check", CLAS_DATABASE_URL=url).status == 0
    again = clas("db", "restore", "copie.zip", CLAS_DATABASE_URL=url, CLAS_ATTACHMENTS=str(here / "other"))
    assert (again.status, again.output) == (2, "")
    assert "n'est pas vide" in again.errors


def test_a_copy_for_a_trial_signs_with_another_key(filled: Engine, bare_engine: Engine, here: Path, clas: Clas) -> None:
    clas("db", "backup", "copie.zip")
    url = bare_engine.url.render_as_string(hide_password=False)
    elsewhere = {"CLAS_DATABASE_URL": url, "CLAS_ATTACHMENTS": str(here / "other")}
    assert _factors(filled)
    done = clas("db", "restore", "copie.zip", "--new-key", **elsewhere)
    assert (done.status, done.errors) == (0, "")
    assert _factors(bare_engine) == []
    assert "second" not in clas("db", "check", **elsewhere).output
    with Session(filled) as theirs, Session(bare_engine) as ours:
        assert cookie_key(ours) != cookie_key(theirs)


def _factors(engine: Engine) -> list[UUID]:
    with Session(engine) as session:
        return list(session.scalars(select(SecondFactor.account_id)))


def test_a_copy_never_replaces_another(here: Path, clas: Clas) -> None:
    (here / "copie.zip").write_bytes(b"hier")
    done = clas("db", "backup", "copie.zip")
    assert (done.status, done.output) == (2, "")
    assert "existe déjà" in done.errors
    assert (here / "copie.zip").read_bytes() == b"hier"


def test_a_document_that_cannot_be_read_is_1_and_said(here: Path, attachments: Path, clas: Clas) -> None:
    next(each for each in attachments.rglob("*1") if each.is_file()).unlink()
    done = clas("db", "backup", "copie.zip", "--json")
    assert (done.status, done.json["documents"], done.json["missing"]) == (1, 1, 1)
    assert (here / "copie.zip").is_file()


def test_a_folder_that_does_not_exist_is_told(here: Path, clas: Clas) -> None:
    done = clas("db", "backup", "nulle-part/copie.zip")
    assert (done.status, done.output) == (2, "")
    assert "Aucun fichier n'est laissé" in done.errors


@pytest.mark.parametrize("kibibytes", [1, 64, 1200])
def test_a_disk_that_is_full_leaves_no_half_file(here: Path, kibibytes: int) -> None:
    """The largest size of a file stands for the disk: writing stops early, in the tables, or in the documents."""
    command = f"{sys.executable} -c 'from clas_api.cli import main; main()' db backup copie.zip"
    before = set(here.iterdir())
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f {kibibytes}; trap '' XFSZ; exec {command}"],
        # A measure of what the tests reach would write its own file on that disk.
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "le disque est peut-être plein" in done.stderr
    assert "Traceback" not in done.stderr
    assert set(here.iterdir()) == before


def test_a_file_that_is_no_copy_is_2(here: Path, clas: Clas) -> None:
    (here / "copie.zip").write_bytes(b"autre chose")
    for arguments in (("copie.zip",), ("absent.zip",), ()):
        done = clas("db", "restore", *arguments, CLAS_DATABASE_URL="sqlite:///neuve.sqlite3")
        assert (done.status, done.output) == (2, "")
    assert not (here / "neuve.sqlite3").exists()
