"""Files of groups as they come: every way of writing a value, what is refused and why, and ranges that are stated."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clas_core.errors import InvalidInput
from clas_core.national import Referential, ReferentialLibrary
from clas_core.simulation.ends import read_ends
from clas_core.simulation.engines import ENGINES
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.running import Simulation, run

HEAD = "department,dossier,group,children,adults,levels,running_costs,bonus_children,bonus_parents"
SOUND = "51,D1,1,10,2,ce2 cm1,9000.00,oui,non"
DEPARTMENTS = {"51": "51", "marne": "51", "77": "77"}


@pytest.fixture(scope="module")
def rules(referential_2025: Referential) -> RuleSet:
    return RuleSet(referential=referential_2025)


@pytest.fixture(scope="module")
def expected(library: ReferentialLibrary) -> RuleSet:
    return RuleSet(referential=library.parse("2024-2025"))


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "groups.csv"
    file.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return file


def told(file: Path, before: RuleSet, after: RuleSet, engine: str = "polars", **options: Any) -> dict[str, Any]:
    made = ENGINES[engine]("")
    try:
        simulation = Simulation(before=before, after=after, departments=DEPARTMENTS, **options)
        return run(simulation, [(file.name, file)], made).as_json()
    finally:
        made.ended()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",D1,1,10,2,ce2,9000.00,,", "department"),
        ("99,D1,1,10,2,ce2,9000.00,,", "department"),
        ("51,D1,1,10,2,ce2,,,", "costs_missing"),
        ("51,D1,1,10,2,ce2,neuf mille,,", "costs_unread"),
        ("51,D1,1,10,2,ce2,1e3,,", "costs_unread"),
        ("51,D1,1,10,2,ce2,-1.00,,", "costs_negative"),
        ("51,D1,1,10,2,ce2,1000000.01,,", "costs_above"),
        ("51,D1,1,10,2,ce2,100.005,,", "costs_finer"),
        ("51,D1,1,dix,2,ce2,9000.00,,", "children"),
        ("51,D1,1,10.5,2,ce2,9000.00,,", "children"),
        ("51,D1,1,-1,2,ce2,9000.00,,", "children"),
        ("51,D1,1,1001,2,ce2,9000.00,,", "children"),
        ("51,D1,1,10,deux,ce2,9000.00,,", "adults"),
        ("51,D1,1,10,2,ce3,9000.00,,", "levels"),
        ("51,D1,1,10,2,;,9000.00,,", "levels"),
        ("51,D1,1,10,2,ce2,9000.00,peut-être,", "bonus"),
    ],
)
def test_a_row_that_cannot_be_computed_is_counted_by_its_reason(
    tmp_path: Path, rules: RuleSet, row: str, reason: str
) -> None:
    found = told(written(tmp_path, SOUND, row), rules, rules)
    assert (found["rows"], found["groups"]) == (2, 1)
    assert [(each["reason"], each["rows"]) for each in found["refused"]] == [(reason, 1)]
    assert found["refused"][0]["examples"][0]["dossier"] == "D1"
    assert found["total"]["after"] == "3129.70"


@pytest.mark.parametrize(
    "row",
    [
        "marne,D1,1,10,2,ce2 cm1,9000.00,oui,non",
        " 51 ,D1,1,10,2, CE2 ,9000.00,OUI,",
        "51,D1,1,10,2,ce2;cm1,9000.0,1,0",
        "51,D1,1,10,2,,9000,true,false",
        "51,D1,1,,,ce2,9000.00000,vrai,faux",
    ],
)
def test_the_same_group_may_be_written_in_many_ways(tmp_path: Path, rules: RuleSet, row: str) -> None:
    found = told(written(tmp_path, row), rules, rules)
    assert (found["refused"], found["total"]["after"]) == ([], "3129.70")
    assert [each["department"] for each in found["by"]["department"]] == ["51"]


def test_a_french_spreadsheet_is_read_with_its_semicolons_and_commas(tmp_path: Path, rules: RuleSet) -> None:
    file = written(tmp_path, "51;D1;1;10;2;ce2 cm1;5000,25;non;non", head=HEAD.replace(",", ";"))
    assert told(file, rules, rules)["total"]["after"] == "1650.08"


@pytest.mark.parametrize(
    ("costs", "total"),
    [
        (pl.Series([9000], dtype=pl.Int32), "2800.70"),
        (pl.Series([5000.25], dtype=pl.Float64), "1650.08"),
        (pl.Series([0.29], dtype=pl.Float64), "0.10"),
        (pl.Series([Decimal("5000.25")], dtype=pl.Decimal(12, 2)), "1650.08"),
        (pl.Series([Decimal("5000.2500")], dtype=pl.Decimal(18, 4)), "1650.08"),
        (pl.Series([5000.255], dtype=pl.Float64), None),
        (pl.Series([Decimal("5000.2550")], dtype=pl.Decimal(18, 4)), None),
        (pl.Series([float("nan")], dtype=pl.Float64), None),
        (pl.Series([float("inf")], dtype=pl.Float64), None),
    ],
)
def test_costs_are_exact_cents_whatever_their_type_or_are_refused(
    tmp_path: Path, rules: RuleSet, costs: pl.Series, total: str | None
) -> None:
    file = tmp_path / "groups.parquet"
    frame = pl.DataFrame(dict(zip(HEAD.split(","), map(_one, SOUND.split(",")), strict=True)))
    frame.with_columns(costs.alias("running_costs"), pl.lit("non").alias("bonus_children")).write_parquet(file)
    for engine in ("polars", "duckdb"):
        if engine == "duckdb":
            pytest.importorskip("duckdb")
        found = told(file, rules, rules, engine)
        assert found["groups"] == (total is not None)
        assert total is None or found["total"]["after"] == total


def _one(value: str) -> list[str]:
    return [value]


def test_all_that_is_wrong_with_columns_is_said_at_once(tmp_path: Path, rules: RuleSet) -> None:
    file = tmp_path / "groups.parquet"
    pl.DataFrame({"departement": ["51"], "dossier": ["D"], "group": ["1"], "children": [[1]]}).write_parquet(file)
    with pytest.raises(InvalidInput) as error:
        told(file, rules, rules)
    said = str(error.value)
    assert "« department » manque" in said
    assert "Vouliez-vous dire « departement » ?" in said
    assert "« children » n'est faite ni de nombres ni de texte" in said
    assert len(error.value.problems) == 7


@pytest.mark.parametrize("body", [b"", b"PAR1 not a parquet", b"\xff\xfe\x00d\x00e"])
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, rules: RuleSet, body: bytes) -> None:
    for name in ("groups.csv", "groups.parquet"):
        file = tmp_path / name
        file.write_bytes(body)
        with pytest.raises(InvalidInput):
            told(file, rules, rules)


def test_a_bonus_that_one_of_the_years_has_not_published_is_refused(
    tmp_path: Path, rules: RuleSet, expected: RuleSet
) -> None:
    file = written(tmp_path, SOUND, "51,D2,1,10,2,ce2,9000.00,non,non")
    assert [each["reason"] for each in told(file, rules, expected)["refused"]] == ["bonus_unpublished"]
    assert told(file, rules, expected, bonuses=False)["refused"] == []


def test_an_expected_figure_without_a_range_leaves_no_single_number(
    tmp_path: Path, rules: RuleSet, expected: RuleSet
) -> None:
    file = written(tmp_path, SOUND)
    unsure = told(file, rules, expected, bonuses=False)["uncertainty"]
    assert (unsure["low"], unsure["high"], unsure["total"]) == (None, None, None)
    assert any("est attendu, et pas publié" in each for each in unsure["because"])
    ends = read_ends(["ps.maximum=2750..2850", "ps.rate=0.33..0.33"], [], rules, expected)
    unsure = told(file, rules, expected, bonuses=False, ends=ends)["uncertainty"]
    assert (unsure["low"], unsure["high"]) == ("-50.70", "49.30")
    assert unsure["total"] == {"low": "2750.00", "high": "2850.00"}


def test_both_ends_of_what_porteurs_may_do_are_exact(tmp_path: Path, rules: RuleSet) -> None:
    file = written(tmp_path, "51,D1,1,10,2,ce2,5000.01,non,non")
    ends = read_ends([], ["costs=+2%..+5%", "groups=-3%..+3%"], rules, rules)
    unsure = told(file, rules, rules, ends=ends)["uncertainty"]
    low = (Decimal("5000.01") * Decimal("1.02")).quantize(Decimal("0.01")) * Decimal("0.33")
    assert unsure["total"]["low"] == str((low.quantize(Decimal("0.01")) * Decimal("0.97")).quantize(Decimal("0.01")))
    assert unsure["total"]["high"] == "1784.48"


@pytest.mark.parametrize(
    ("ranges", "behaviours", "said"),
    [
        (["ps.maximum=2850..2750"], [], "à l'envers"),
        (["ps.maximum=2750..9000"], [], "dépasserait le prix plafond"),
        (["ps.maxmum=2750..2850"], [], "Vouliez-vous dire « ps.maximum » ?"),
        (["ps.rate=33..34"], [], "33 % s'écrit 0.33"),
        (["ps.maximum"], [], "écrivez par exemple"),
        (["ps.maximum=1.005..2"], [], "au centime près"),
        ([], ["costs=5%..2%"], "à l'envers"),
        ([], ["groups=-100%..0%"], "il ne resterait rien"),
        ([], ["enfants=1%..2%"], "écrivez « costs=+2%..+5% »"),
    ],
)
def test_a_range_that_cannot_be_meant_is_refused(
    rules: RuleSet, ranges: Sequence[str], behaviours: Sequence[str], said: str
) -> None:
    with pytest.raises(InvalidInput, match="à corriger") as error:
        read_ends(ranges, behaviours, rules, rules)
    assert said in str(error.value)


def test_envelopes_that_would_be_exceeded_are_told(tmp_path: Path, rules: RuleSet) -> None:
    file = written(tmp_path, SOUND, "77,D2,1,10,2,ce2,9000.00,non,non")
    limits = {"51": {"ps": 280_069, "bonuses": 32_900}, "77": {"ps": 280_070}}
    found = told(file, rules, rules, envelopes=limits, by=())
    assert [(each["department"], each["kind"], each["exceeded_by"]) for each in found["envelopes"]] == [
        ("51", "ps", "0.01")
    ]
    assert found["by"] == {}


def test_several_files_are_counted_as_one(tmp_path: Path, rules: RuleSet) -> None:
    made = ENGINES["polars"]("")
    one, other = tmp_path / "one.csv", tmp_path / "other.parquet"
    written(tmp_path, SOUND).rename(one)
    pl.read_csv(one, infer_schema=False).write_parquet(other)
    simulation = Simulation(before=rules, after=rules, departments=DEPARTMENTS)
    found = run(simulation, [("one.csv", one), ("other.parquet", other)], made).as_json()
    assert (found["groups"], found["total"]["after"]) == (2, "6259.40")


def test_duckdb_prints_the_document_that_polars_prints(tmp_path: Path, rules: RuleSet, expected: RuleSet) -> None:
    pytest.importorskip("duckdb")
    rows = [SOUND, "51,D2,1,7,2,cp,8000.10,,", "77,D3,2,,1,3e,1,,", "77,D4,,10,2,ce3,-5,,", "xx,,,,,,,,"]
    file = written(tmp_path, *rows)
    options: dict[str, Any] = {"bonuses": False, "by": ("level",)}
    documents = [json.dumps(told(file, rules, expected, engine, **options)) for engine in ("polars", "duckdb")]
    assert documents[0] == documents[1]
