"""``clas audit``, and the script with which a controller does without us."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.trace.conftest import Tamper, add_entries

Clas = Callable[..., Any]
SCRIPT = Path(__file__).parents[3] / "docs" / "controle" / "verifier_trace.py"


@pytest.fixture
def here(traced: Engine, monkeypatch: pytest.MonkeyPatch, shell: Path) -> Path:
    monkeypatch.setenv("CLAS_DATABASE_URL", traced.url.render_as_string(hide_password=False))
    return shell


def test_an_intact_trace_is_said_so(here: Path, clas: Clas) -> None:
    done = clas("audit", "verify")
    assert (done.status, done.output, done.errors) == (
        0,
        "La trace est intacte : 8 entrée(s) dans 2 chaîne(s), 0 ligne(s) de la base conforme(s).\n",
        "",
    )
    assert clas("audit", "verify", "--chain", "marne", "--json").json == {
        "intact": True,
        "chains": ["marne"],
        "entries": 6,
        "rows": 0,
        "faults": [],
    }


def test_a_trace_with_a_fault_is_1(here: Path, clas: Clas, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_entries WHERE chain='marne' AND number = 3")
    done = clas("audit", "verify")
    assert (done.status, done.output) == (1, "Chaîne marne, entrée 3 : elle manque.\n")
    done = clas("audit", "verify", "--json")
    assert (done.status, done.json["intact"], done.json["faults"][0]["number"]) == (1, False, 3)
    assert clas("audit", "verify", "--chain", "national").status == 0


def test_the_heads_that_an_export_prints_are_those_to_expect(here: Path, clas: Clas, tamper: Tamper) -> None:
    done = clas("audit", "export", "--all", "-o", "trace.jsonl")
    assert (done.status, done.output) == (0, "")
    heads = [line for line in done.errors.splitlines() if "sha256:" in line]
    assert [each.rsplit(":", 2)[0] for each in heads] == ["marne:6", "national:2"]
    assert clas("audit", "export", "--all", "-o", "trace.jsonl", "--json").json == {"heads": heads}
    expected = [word for each in heads for word in ("--expect", each)]
    assert clas("audit", "verify", *expected).status == 0
    tamper("DELETE FROM audit_entries WHERE chain='national'", "DELETE FROM audit_heads WHERE chain='national'")
    assert clas("audit", "verify").status == 0
    assert clas("audit", "verify", *expected).status == 1


def test_what_is_asked_wrongly_is_2(here: Path, clas: Clas) -> None:
    head = "marne:1:sha256:" + "0" * 64
    for words in (
        ("verify", "--chain", "aube"),
        ("verify", "--expect", "marne"),
        ("verify", "--chain", "national", "--expect", head),
        ("export",),
        ("export", "marne", "--all"),
        ("export", "aube"),
        ("export", "marne", "--json"),
    ):
        done = clas("audit", *words)
        assert (done.status, done.output) == (2, "")


def _verified(*arguments: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, make_database: Callable[[str], str]) -> tuple[Path, str]:
    """Return an export, and the head that its command said to note."""
    from sqlalchemy import create_engine

    folder = tmp_path_factory.mktemp("export")
    url = make_database("sqlite")
    engine = create_engine(url)
    add_entries(engine, "marne", 6)
    engine.dispose()
    command = "from clas_api.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "audit", "export", "marne", "-o", "trace.jsonl"],
        cwd=folder, env={"CLAS_DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return folder / "trace.jsonl", done.stderr.splitlines()[-1]


def test_the_script_of_the_controller_finds_a_good_export_intact(exported: tuple[Path, str]) -> None:
    file, head = exported
    status, said = _verified(file, head)
    assert (status, said.count("intacte")) == (0, 1)
    assert head.split(":", 2)[2] in said


def _altered(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines[2]["entry"] = lines[2]["entry"].replace("essai-2", "essai-7")
    return lines


def _swapped(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines[2]["number"], lines[3]["number"] = lines[3]["number"], lines[2]["number"]
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


def _inserted(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for line in lines[3:7]:
        line["number"] += 1
    return [*lines[:3], {**lines[2], "number": 4}, *lines[3:]]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (_altered, "entrée 3"),
        (lambda lines: lines[:2] + lines[3:], "entrée 4"),
        (_inserted, "entrée 4"),
        (_swapped, "entrée 3"),
        (lambda lines: lines[:5], "entrée 6"),
    ],
    ids=["altered", "removed", "inserted", "swapped", "cut before a head that was noted"],
)
def test_the_script_of_the_controller_finds_what_was_tampered_with(
    exported: tuple[Path, str],
    tmp_path: Path,
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    place: str,
) -> None:
    file, head = exported
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    wrong = tmp_path / "trace.jsonl"
    wrong.write_text("".join(json.dumps(each) + "\n" for each in change(lines)), encoding="utf-8")
    status, said = _verified(wrong, head)
    assert status == 1
    assert place in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        (lambda lines: lines[:5] + lines[6:], 1, "sa tête dit 6"),
        (lambda lines: lines[:6] + lines[7:], 1, "sa tête dit rien"),
        (lambda lines: lines[:-1], 1, "coupé"),
        (lambda lines: lines[:5], 1, "coupé"),
        (lambda lines: [*lines[:5], {**lines[6], "number": 5, "digest": lines[4]["digest"]}, lines[7]], 1, "annonce 6"),
        (lambda lines: [*lines, lines[0]], 1, "suivent la fin"),
        (lambda lines: lines[6:], 1, "sa tête dit 6"),
        (lambda lines: [], 2, "vide"),
    ],
    ids=["last entry", "head", "end", "half", "end with its head", "more", "whole chain", "everything"],
)
def test_the_script_of_the_controller_needs_no_note_to_find_an_export_that_was_cut(
    exported: tuple[Path, str],
    tmp_path: Path,
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    status: int,
    said: str,
) -> None:
    lines = [json.loads(line) for line in exported[0].read_text("utf-8").splitlines()]
    wrong = tmp_path / "trace.jsonl"
    wrong.write_text("".join(json.dumps(each) + "\n" for each in change(lines)), encoding="utf-8")
    found = _verified(wrong)
    assert (found[0], said in found[1]) == (status, True), found[1]


def test_the_script_of_the_controller_misses_a_whole_chain(here: Path, clas: Clas, tmp_path: Path) -> None:
    assert clas("audit", "export", "--all", "-o", "trace.jsonl").status == 0
    lines = (here / "trace.jsonl").read_text("utf-8").splitlines(keepends=True)
    assert _verified(here / "trace.jsonl")[0] == 0
    for left_out in ('"chain":"national"', '"national"'):
        wrong = tmp_path / "wrong.jsonl"
        wrong.write_text("".join(line for line in lines if left_out not in line), encoding="utf-8")
        assert _verified(wrong)[0] == 1


def test_the_script_of_the_controller_says_what_it_cannot_read(tmp_path: Path) -> None:
    wrong = tmp_path / "trace.jsonl"
    wrong.write_text("pas du JSON", encoding="utf-8")
    for arguments in ((wrong,), (tmp_path / "nulle-part",), ()):
        status, said = _verified(*arguments)
        assert status == 2
        assert "Traceback" not in said
