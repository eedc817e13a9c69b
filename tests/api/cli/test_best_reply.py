"""``clas best-reply``: the largest value of a figure that fits an envelope, over files of groups or the service's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Clas = Callable[..., Any]

ROWS = """department,dossier,group,children,adults,levels,running_costs,bonus_children,bonus_parents
51,D1,A,10,2,ce1 ce2,9000.00,oui,non
marne,D1,B,10,2,ce1 ce2,8000.00,non,non
77,D2,A,7,2,cm1,8000.00,non,oui
77,D2,B,12,2,cm1,5000.00,non,oui
99,D3,A,12,2,cm1,5000.00,non,oui
77,D3,B,12,2,cm1,-5,non,oui
"""


@pytest.fixture
def groups(shell: Path) -> Path:
    file = shell / "groupes.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def test_the_reply_is_exact_and_rows_that_cannot_be_computed_are_counted(clas: Clas, groups: Path) -> None:
    done = clas("best-reply", "--rules", "2025-2026", "--envelope", "7000.00", "--data", groups, "--json")
    assert done.status == 0
    told = done.json
    assert (told["value"], told["total"], told["left"], told["outcome"]) == ("2346.00", "7000.00", "0.00", "fits")
    assert {each["reason"]: each["count"] for each in told["refused"]} == {"department": 1, "costs_negative": 1}
    assert {each["fate"]: each["groups"] for each in told["by_fate"]} == {"loses": 2, "same": 1, "refused": 1}
    assert [each["department"] for each in told["by_department"]] == ["51", "77"]


def test_parquet_and_csv_give_the_same(clas: Clas, groups: Path, shell: Path) -> None:
    columns = pl.read_csv(groups, infer_schema=False)
    columns.write_parquet(shell / "groupes.parquet")
    asked = ("best-reply", "--rules", "2025-2026", "--envelope", "6000", "--lever", "rate", "--json", "--data")
    assert clas(*asked, groups).json == clas(*asked, shell / "groupes.parquet").json


def test_the_status_is_one_where_even_the_smallest_value_is_too_much(clas: Clas, groups: Path) -> None:
    done = clas("best-reply", "--rules", "2025-2026", "--envelope", "1", "--lever", "bonus:parents", "--data", groups)
    assert done.status == 1
    assert "Même la plus petite valeur dépasse l'enveloppe" in done.output


def test_the_curve_and_the_report_are_written(clas: Clas, groups: Path, shell: Path) -> None:
    files = [shell / f"reponse.{form}" for form in ("svg", "html", "md")]
    options = [part for each in files for part in ("-o", each)]
    done = clas("best-reply", "--rules", "2025-2026", "--envelope", "7000", "--data", groups, *options)
    assert done.status == 0
    svg, html, md = (each.read_text(encoding="utf-8") for each in files)
    assert svg.startswith("<svg")
    assert "Enveloppe : 7\u202f000,00\u00a0€" in svg
    assert "<table" in html
    assert "| Perdent | 2 |" in md


def test_the_groups_of_the_service_are_those_that_were_deposited(clas: Clas, shell: Path) -> None:
    assert clas("db", "upgrade").status == 0
    done = clas("best-reply", "--rules", "2025-2026", "--envelope", "7000", "--from-database", "--json")
    assert done.status == 0
    assert (done.json["groups"], done.json["outcome"]) == (0, "no_effect")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "« --data FICHIER », ou « --from-database »"),
        (("--data", "groupes.csv", "--from-database"), "l'un des deux"),
        (("--data", "groupes.csv", "--envelope", "beaucoup"), "Un montant en euros est attendu"),
        (("--data", "groupes.csv", "--lever", "taux"), "n'est pas un levier"),
        (("--data", "groupes.csv", "--rules", "1999-2000"), "1999-2000"),
        (("--data", "groupes.csv", "--rules", "absent.toml"), "n'existe pas"),
        (("--data", "groupes.csv", "-o", "courbe.png"), "se termine par .svg, .pdf, .html, .md"),
        (("--data", "groupes.ods"), "groupes.ods"),
        (("--data", "groupes.parquet"), "groupes.parquet"),
        (("--data", "manque.csv"), "La colonne « adults » manque"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    clas: Clas, groups: Path, shell: Path, options: tuple[str, ...], said: str
) -> None:
    (shell / "groupes.ods").touch()
    (shell / "groupes.parquet").write_bytes(b"PAR1 and nothing else")
    (shell / "manque.csv").write_text(ROWS.replace("adults", "adulte"), encoding="utf-8")
    done = clas("best-reply", "--rules", "2025-2026", "--envelope", "7000", *options)
    assert done.status == 2
    assert said in done.errors
    assert "Traceback" not in done.errors
