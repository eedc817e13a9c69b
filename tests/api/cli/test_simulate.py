"""``clas simulate``: groups of files and of the service under other rules, in words, in JSON and as files."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from flask import Flask

from clas_core.national.library import ReferentialLibrary
from tests.api.cli.conftest import Ran
from tests.casts import SMALL
from tests.stages import Stages

Clas = Callable[..., Ran]

HEAD = "department,dossier,group,children,adults,levels,running_costs,bonus_children,bonus_parents"
ROWS = ("51,D1,1,10,2,ce2 cm1,9000.00,oui,non", "77,D2,1,8,2,cp,8000.00,non,non", "77,D3,1,13,2,cp,8000.00,non,non")


@pytest.fixture
def groups(shell: Path) -> Path:
    file = shell / "groupes.csv"
    file.write_text("\n".join((HEAD, *ROWS)) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def draft(shell: Path) -> Path:
    """Rules that nobody has decided: more is paid, to groups of nine to thirteen."""
    text = ReferentialLibrary.load().latest().text
    for written, instead in (("value = 2800.70", "value = 2900.70"), ("min = 8\nmax = 12", "min = 9\nmax = 13")):
        assert written in text
        text = text.replace(written, instead)
    file = shell / "projet.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_impact_is_told_in_words_and_in_json(clas: Clas, groups: Path, draft: Path) -> None:
    done = clas("simulate", "--rules", draft, "--data", groups)
    assert (done.status, done.errors) == (0, "")
    assert "Gagnent : 2 groupes" in done.output
    assert "Perdent : 1 groupe, 2\u202f640,00\u00a0€" in done.output
    assert "✗ Un groupe compte de 8 à 12 enfants. 1 groupe" in done.output
    told = clas("simulate", "--rules", draft, "--against", "2025-2026", "--data", groups, "--json").json
    assert list(told) == sorted(told)
    assert told["total"] == {"before": "5769.70", "after": "5869.70", "difference": "100.00"}
    assert told["uncertainty"]["low"] == told["uncertainty"]["high"] == "100.00"
    assert told["engine"] == "polars"
    assert [each["criterion"] for each in told["becomes_eligible"]["because"]] == ["group.children"]


def test_rules_that_do_not_change_change_nothing(clas: Clas, groups: Path) -> None:
    told = clas("simulate", "--rules", "2025-2026", "--data", groups, "--json", "--by", "level,size,nature").json
    assert told["total"]["difference"] == "0.00"
    assert told["unchanged"] == {"groups": 3}
    assert list(told["by"]) == ["level", "size", "nature"]


def test_every_form_of_report_is_written(clas: Clas, groups: Path, draft: Path, shell: Path) -> None:
    names = ("r.pdf", "r.html", "r.md", "r.csv", "r.parquet")
    done = clas("simulate", "--rules", draft, "--data", groups, *(word for name in names for word in ("-o", name)))
    assert done.status == 0, done.errors
    assert (shell / "r.pdf").read_bytes().startswith(b"%PDF")
    assert "<svg" in (shell / "r.html").read_text(encoding="utf-8")
    assert "| 51 Marne | 1 |" in (shell / "r.md").read_text(encoding="utf-8")
    lines = (shell / "r.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("total,,3,5769.70,5869.70,100.00,")
    frame = pl.read_parquet(shell / "r.parquet")
    assert frame["after"].to_list()[0] == Decimal("5869.70")
    assert len(frame) == len(lines) - 1
    assert sorted(each.name for each in shell.iterdir()) == sorted((*names, groups.name, draft.name))


def test_a_workbook_and_parquet_say_what_the_csv_says(clas: Clas, groups: Path, draft: Path, shell: Path) -> None:
    pl.read_csv(groups, infer_schema=False).write_parquet(shell / "groupes.parquet")
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        sheet = book.add_worksheet()
        for rank, line in enumerate((HEAD, *ROWS)):
            for column, cell in enumerate(line.split(",")):
                number = rank > 0 and column in (3, 4, 6)
                sheet.write(rank, column, float(cell) if number else cell)
    (shell / "groupes.xlsx").write_bytes(body.getvalue())
    totals = [
        clas("simulate", "--rules", draft, "--data", f"groupes.{form}", "--json").json["total"]
        for form in ("csv", "parquet", "xlsx")
    ]
    assert totals[0] == totals[1] == totals[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--rules"),
        (("--rules", "2025-2026"), "« --data FICHIER », ou « --from-database »"),
        (("--rules", "2030-2031", "--data", "groupes.csv"), "Années connues"),
        (("--rules", "2025-2026", "--against", "x.toml", "--data", "groupes.csv"), "« x.toml » n'existe pas"),
        (("--rules", "2025-2026", "--data", "rien.csv"), "n'existe pas"),
        (("--rules", "2025-2026", "--data", "groupes.txt"), "se termine par .csv"),
        (("--rules", "2025-2026", "--data", "groupes.csv", "-o", "r.doc"), "se termine par .pdf"),
        (("--rules", "2025-2026", "--data", "groupes.csv", "-o", "nulle/part.csv"), "ne peut pas être écrit"),
        (("--rules", "2025-2026", "--data", "groupes.csv", "--by", "departement"), "Vouliez-vous dire « department »"),
        (("--rules", "2025-2026", "--data", "groupes.csv", "--engine", "pandas"), "--engine"),
        (("--rules", "2025-2026", "--data", "groupes.csv", "--range", "ps.maximum=3..2"), "à l'envers"),
        (("--rules", "2025-2026", "--data", "troue.csv"), "La colonne « running_costs » manque"),
        (("--rules", "contradit.toml", "--data", "groupes.csv"), "Le maximum (7) est sous le minimum (8)"),
    ],
)
def test_what_is_asked_wrongly_is_2_and_writes_nothing(
    clas: Clas, groups: Path, shell: Path, assert_french: Callable[[str], None], words: tuple[str, ...], said: str
) -> None:
    (shell / "troue.csv").write_text("department,dossier\n51,D1\n", encoding="utf-8")
    text = ReferentialLibrary.load().latest().text
    (shell / "contradit.toml").write_text(text.replace("min = 8\nmax = 12", "min = 8\nmax = 7"), encoding="utf-8")
    before = sorted(shell.iterdir())
    done = clas("simulate", *words)
    assert (done.status, done.output) == (2, "")
    assert said in done.errors
    assert "Traceback" not in done.errors
    assert_french(done.errors)
    assert sorted(shell.iterdir()) == before


def test_an_interrupted_run_leaves_what_was_there(clas: Clas, shell: Path, draft: Path) -> None:
    rows = "\n".join(ROWS * 400_000)
    (shell / "long.csv").write_text(f"{HEAD}\n{rows}\n", encoding="utf-8")
    (shell / "r.csv").write_text("avant", encoding="utf-8")
    words = [sys.executable, "-m", "clas_api.cli", "simulate", "--rules", draft.name, "--data", "long.csv"]
    with subprocess.Popen([*words, "-o", "r.csv", "-o", "r.html"], cwd=shell, stderr=subprocess.PIPE) as running:
        time.sleep(1.5)
        running.terminate()
    assert (shell / "r.csv").read_text(encoding="utf-8") == "avant"
    assert sorted(each.name for each in shell.iterdir()) == ["long.csv", "projet.toml", "r.csv"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_groups_of_the_service_are_replayed(
    clas: Clas,
    make_app: Callable[..., Flask],
    stages: Stages,
    lend_database: Callable[[str], str],
    kind: str,
) -> None:
    url = lend_database(kind)
    world = stages.put_back(make_app(database_url=url, today=date(2025, 7, 1)), "deposited", SMALL)
    setting = {"CLAS_DATABASE_URL": url}
    words = ("simulate", "--rules", "2025-2026", "--from-database", "--by", "department,nature", "--json")
    told = clas(*words, **setting).json
    dossier = world.ask("agent51", "GET", f"/dossiers/{world.deposited}").json
    assert told["groups"] == dossier["groups"]
    assert told["refused"] == []
    assert told["total"]["after"] == dossier["asked"]
    assert [each["department"] for each in told["by"]["department"]] == ["51"]
    assert json.dumps(told).count("Alex") == 0
    assert clas("simulate", "--rules", "2025-2026", "--from-database", "--envelopes", **setting).status == 0
