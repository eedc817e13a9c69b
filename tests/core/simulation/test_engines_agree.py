"""One document whatever the engine, with every option at once, on files of every form; and groups said twice."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clas_core.errors import InvalidInput
from clas_core.national import Referential
from clas_core.simulation.alike_columns import read_alike
from clas_core.simulation.ends import read_ends
from clas_core.simulation.engines import ENGINES
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.running import Simulation, run
from clas_core.simulation.twice import MOST_COMPARED

HEAD = "department,dossier,group,children,adults,levels,running_costs,bonus_children,bonus_parents"
COLUMNS: Mapping[str, Any] = {
    "department": "51",
    "dossier": "D1",
    "group": "1",
    "children": 10,
    "adults": 2,
    "levels": "ce2 cm1",
    "running_costs": Decimal("9000.00"),
    "bonus_children": True,
    "bonus_parents": False,
}
DEPARTMENTS = {"51": "51", "77": "77", "marne": "51"}
ROWS = (
    "51,D1,1,10,2,ce2 cm1,9000.00,oui,non",
    "marne,D1,1,8,2,CP,8000.10,,oui",
    "77,D2,1,13,2,3e,1,non,oui",
    "77,D3,,7,1,,0.00,oui,oui",
    "77,D4,1,,,cp;ce1,4999.99,oui,oui",
    "77,D5,1,10,2,ce3,-5,,",
    "99,D6,1,10,2,cp,1,,",
    "77,D7,1,10,2,cp,1.005,,",
    "77,D8,1,10,2,cp,beaucoup,,",
    "77,D9,1,dix,2,cp,1,,",
    "77,D10,1,10,2,cp,1,peut-être,",
)


@pytest.fixture(scope="module")
def rules(referential_2025: Referential) -> RuleSet:
    return RuleSet(referential=referential_2025)


def parquet(path: Path, **columns: Any) -> Path:
    """Write a Parquet of rows that are sound but for some `columns`, each a series."""
    height = max((len(each) for each in columns.values()), default=1)
    pl.DataFrame({**{name: [value] * height for name, value in COLUMNS.items()}, **columns}).write_parquet(path)
    return path


def documents(files: Sequence[Path], before: RuleSet, after: RuleSet, **options: Any) -> list[dict[str, Any]]:
    """Return what each engine tells."""
    pytest.importorskip("duckdb")
    found = []
    for engine in ("polars", "duckdb"):
        made = ENGINES[engine]("")
        try:
            simulation = Simulation(before=before, after=after, departments=DEPARTMENTS, **options)
            found.append(run(simulation, [(each.name, each) for each in files], made).as_json())
        finally:
            made.ended()
    return found


@pytest.mark.parametrize("bonuses", [True, False])
def test_both_engines_print_one_document_with_every_option(tmp_path: Path, rules: RuleSet, *, bonuses: bool) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("\n".join((f"{HEAD},nature,autre", *(f"{each},association,x" for each in ROWS))), encoding="utf-8")
    other = parquet(tmp_path / "b.PARQUET", group=pl.Series([1, 2, 2]))
    after = rules.with_figures({"ps.maximum": Decimal(2900), "ps.rate": Decimal("0.31")})
    ends = read_ends(
        ["ps.maximum=2750..2950", "against.ps.rate=0.32..0.34", "bonuses.children=300..350"],
        ["costs=+2%..+5%", "groups=-3%..+3%"],
        rules,
        after,
    )
    limits = {"51": {"ps": 100_000, "bonuses": 1}, "77": {"ps": 1}}
    by = ("department", "level", "size", "nature")
    one, two = documents([csv, other], rules, after, by=by, ends=ends, envelopes=limits, bonuses=bonuses)
    assert json.dumps(one) == json.dumps(two)
    assert len(one["refused"]) == (7 if bonuses else 6) - 1
    assert one["envelopes"]
    assert one["uncertainty"]["low"] != one["uncertainty"]["high"]


@pytest.mark.parametrize(
    "columns",
    [
        {"running_costs": pl.Series([float("nan"), float("inf"), -1.5, None, 0.3, 8000.0, 1.005])},
        {"running_costs": pl.Series([9000.0, float("nan"), 5.0]), "children": pl.Series([10.0, 8.0, float("nan")])},
        {"running_costs": pl.Series([0.1, 5000.25, 8487.99], dtype=pl.Float32)},
        {"running_costs": pl.Series([100, 0], dtype=pl.Int8)},
        {"running_costs": pl.Series([Decimal("9000.0000000001"), Decimal(-1)], dtype=pl.Decimal(38, 10))},
        {"running_costs": pl.Series(["9000", "1 234,50"], dtype=pl.Categorical)},
        {"running_costs": pl.Series([None])},
        {"children": pl.Series([float("nan"), float("inf"), -1.0, 10.5, None, 10.0])},
        {"children": pl.Series(["10", "x"], dtype=pl.Categorical), "adults": pl.Series([None, None])},
        {"bonus_children": pl.Series(["oui", "x"], dtype=pl.Enum(["oui", "x"]))},
        {"bonus_children": pl.Series([0.0, 1.0, 2.0, None])},
        {"bonus_children": pl.Series([0, 1, 2, None], dtype=pl.Int8)},
        {"department": pl.Series(["51", "99"], dtype=pl.Categorical), "levels": pl.Series([None, None])},
        {"dossier": pl.Series([None]), "group": pl.Series([1.0])},
    ],
)
def test_a_parquet_of_any_types_is_read_alike(tmp_path: Path, rules: RuleSet, columns: Mapping[str, pl.Series]) -> None:
    one, two = documents([parquet(tmp_path / "g.parquet", **columns)], rules, rules)
    assert json.dumps(one) == json.dumps(two)
    assert one["rows"] == len(next(iter(columns.values())))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"department": pl.Series([51])}, "« 02 »"),
        ({"levels": pl.Series([["ce2"]])}, "écrivez-la en texte"),
        ({"running_costs": pl.Series([date(2025, 9, 1)])}, "écrivez-la en chiffres"),
        ({"children": pl.Series([True])}, "écrivez-la en chiffres"),
        ({"dossier": pl.Series([b"\xff"])}, "« dossier » n'est ni du texte ni des nombres"),
        ({"group": pl.Series([{"a": 1}])}, "« group » n'est ni du texte ni des nombres"),
        ({"bonus_parents": pl.Series([date(2025, 9, 1)])}, "écrivez oui ou non"),
    ],
)
def test_types_that_mean_nothing_are_refused(
    tmp_path: Path, rules: RuleSet, columns: Mapping[str, pl.Series], said: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        documents([parquet(tmp_path / "g.parquet", **columns)], rules, rules)
    assert said in str(error.value)


def test_groups_that_are_said_twice_are_told_and_count_as_the_files_say(tmp_path: Path, rules: RuleSet) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("\n".join((HEAD, *ROWS[:2], "51,,1,10,2,cp,1,,", "51,,1,10,2,cp,1,,")), encoding="utf-8")
    other = parquet(tmp_path / "b.parquet", group=pl.Series([1, 2]))
    one, two = documents([csv, other], rules, rules)
    assert one == two
    example = {"department": "51", "dossier": "D1", "group": "1", "rows": 3, "files": ["a.csv", "b.parquet"]}
    assert one["duplicates"] == {"searched": True, "groups": 1, "rows": 2, "examples": [example]}
    assert one["groups"] == 6
    assert any("2 ligne(s) de trop" in each and "51, dossier D1, groupe 1" in each for each in one["remarks"])
    read = read_alike([("a.csv", csv)], rules, DEPARTMENTS, ENGINES["polars"](""))
    assert any("1 ligne(s) de trop" in each for each in read.remarks)
    csv.write_text("\n".join((HEAD, ROWS[0], ROWS[2])), encoding="utf-8")
    assert documents([csv], rules, rules)[0]["duplicates"]["rows"] == 0


def test_they_are_not_looked_for_in_more_rows_than_are_compared(
    tmp_path: Path, rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clas_core.simulation.twice.MOST_COMPARED", 1)
    found, _ = documents([parquet(tmp_path / "g.parquet", group=pl.Series([1, 1]))], rules, rules)
    assert found["duplicates"] == {"searched": False, "groups": 0, "rows": 0, "examples": []}
    assert any("n'ont pas été cherchés" in each for each in found["remarks"])
    assert MOST_COMPARED > 100 * 15_000  # the groups of France, a hundred times


def test_a_bonus_that_files_do_not_know_is_asked_by_nobody(tmp_path: Path, rules: RuleSet) -> None:
    text = rules.referential.text
    added = text[text.index("[[bonuses]]") : text.index("[[bonuses.examples]]")].replace('"children"', '"rural"', 1)
    from clas_core.national.files import referential_of_text

    place = text.index("[[bonuses]]")
    after = RuleSet(referential=referential_of_text(text[:place] + added + text[place:], name="r.toml"))
    assert "rural" in after.bonuses
    csv = tmp_path / "a.csv"
    csv.write_text(f"{HEAD}\n{ROWS[0]}\n", encoding="utf-8")
    one, two = documents([csv], rules, after)
    assert one == two
    assert one["total"]["difference"] == "0.00"
    assert any("pas de colonne « bonus_rural »" in each for each in one["remarks"])
    csv.write_text(f"{HEAD},bonus_rural\n{ROWS[0]},oui\n", encoding="utf-8")
    assert documents([csv], rules, after)[0]["refused"][0]["reason"] == "bonus_unpublished"
