"""Groups replayed under other rules: what columns count is what the explained calculation says of each group."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.national import Referential
from clas_core.simulation.impact import Impact
from clas_core.simulation.replay import BY, Replay
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.tally import AFTER, BEFORE, Tally

KNOWN = ("51", "77", "2A")
LEVELS = ("cp", "ce2", "cm1", "terminale", "maternelle", "superieur")

COSTS = st.integers(0, 100_000_000) | st.integers(840_000, 860_000) | st.integers(0, 99)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "department": st.sampled_from(KNOWN),
            "children": st.none() | st.integers(5, 16),
            "adults": st.none() | st.integers(0, 4),
            "levels": st.none() | st.lists(st.sampled_from(LEVELS), min_size=1, max_size=3, unique=True),
            "written": st.sampled_from(["{} {}", "{}-{}", "{},{}", "{} / {}"]),
            "cents": COSTS,
            "outside_school_time": st.none() | st.booleans(),
            "bonuses": st.sets(st.sampled_from(["children", "parents"])),
        }
    ),
    min_size=1,
    max_size=12,
)
Rows = Sequence[Mapping[str, Any]]


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def written(levels: Sequence[str], form: str) -> str:
    """Return levels as people write them: « ce2 cm1 », « CE2-CM1 »."""
    return reduce(form.format, levels) if form == "{} {}" else reduce(form.format, levels).upper()


def frame_of(rows: Rows) -> pl.DataFrame:
    """Return groups as a file would say them."""
    yes = {True: "oui", False: "non", None: None}
    return pl.DataFrame(
        [
            {
                "department": each["department"],
                "dossier": f"D{place}",
                "group": "1",
                "children": each["children"],
                "adults": each["adults"],
                "levels": None if each["levels"] is None else written(each["levels"], each["written"]),
                "running_costs": euros(each["cents"]),
                "bonus_children": yes["children" in each["bonuses"]],
                "bonus_parents": yes["parents" in each["bonuses"]],
                "outside_school_time": yes[each["outside_school_time"]],
            }
            for place, each in enumerate(rows)
        ],
        schema_overrides={
            "children": pl.Int64,
            "adults": pl.Int64,
            "levels": pl.String,
            "outside_school_time": pl.String,
        },
    )


def group_of(row: Mapping[str, Any]) -> Group:
    levels = row["levels"]
    return Group(
        "",
        row["children"],
        row["cents"],
        row["adults"],
        None if levels is None else tuple(levels),
        row["outside_school_time"],
        tuple(sorted(row["bonuses"])),
    )


def replayed(frame: Any, before: RuleSet, after: RuleSet, *, words_apart: bool = False) -> Impact:
    """Replay a lazy frame of Polars, or a relation of DuckDB."""
    replay = Replay.of(frame, before, after, departments=KNOWN, bonuses=("children", "parents"))

    def run(counted: Any) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = (
            counted.collect().rows() if isinstance(counted, pl.LazyFrame) else counted.fetchall()
        )
        return rows

    if words_apart:
        replay = replay.with_texts_of(frame, run)
    tally = Tally()
    tally.take(replay, [(row[0], row[1], row[2], row[3]) for row in run(replay.counted(frame))])
    for by in BY:
        tally.take_by(by, replay, [(row[0], row[1], row[2], row[3], row[4]) for row in run(replay.counted(frame, by))])
    return Impact(before=before, after=after, tally=tally, columns=list(replay.read.values), by=BY)


@pytest.fixture(scope="module")
def rules(referential_2025: Referential) -> RuleSet:
    return RuleSet(referential=referential_2025)


@pytest.fixture(scope="module")
def others(rules: RuleSet, changed: Callable[..., Referential]) -> RuleSet:
    """Rules under which groups of six are eligible, those of twelve are not, and more is paid."""
    return RuleSet(referential=changed())


@pytest.fixture(scope="module")
def changed(referential_2025: Referential) -> Callable[..., Referential]:
    from clas_core.national.files import referential_of_text

    def change() -> Referential:
        text = referential_2025.text.replace("min = 8\nmax = 12", "min = 6\nmax = 11")
        text = text.replace("value = 2800.70", "value = 2912.35").replace("value = 0.33\n", "value = 0.3475\n")
        assert text != referential_2025.text
        return referential_of_text(text, name="essai.toml")

    return change


@settings(max_examples=12)
@given(ROWS)
def test_every_row_is_paid_what_the_explained_calculation_says(rules: RuleSet, others: RuleSet, rows: Rows) -> None:
    told = replayed(frame_of(rows).lazy(), rules, others).as_json()
    groups = [group_of(each) for each in rows]
    before = Estimator(rules.referential).estimate(groups)
    after = Estimator(others.referential).estimate(groups)
    assert told["total"]["before"] == euros(before.total)
    assert told["total"]["after"] == euros(after.total)
    assert told["eligible"] == {
        "before": sum(each.eligible for each in before.groups),
        "after": sum(each.eligible for each in after.groups),
    }
    pairs = list(zip(before.groups, after.groups, strict=True))
    assert told["winners"]["groups"] == sum(old.total < new.total for old, new in pairs)
    assert told["losers"]["groups"] == sum(old.total > new.total for old, new in pairs)
    assert told["losers"]["amount"] == euros(sum(max(old.total - new.total, 0) for old, new in pairs))
    turned = [new for old, new in pairs if old.eligible and not new.eligible]
    assert told["becomes_ineligible"]["groups"] == len(turned)
    because = {each["criterion"]: each["groups"] for each in told["becomes_ineligible"]["because"]}
    for criterion in ("group.children", "group.adults", "group.levels", "group.outside_school_time"):
        missed = sum(any(each.blocks and each.criterion.id == criterion for each in new.findings) for new in turned)
        assert because.get(criterion, 0) == missed
    for bonus in told["bonuses"]["each"]:
        asked = [new for _, new in pairs if bonus["bonus"] in new.group.bonuses and new.eligible]
        assert bonus["after"]["groups"] == len(asked)


@settings(max_examples=60)
@given(ROWS)
def test_each_row_by_itself_is_paid_to_the_cent(rules: RuleSet, others: RuleSet, rows: Rows) -> None:
    frame = frame_of(rows)
    replay = Replay.of(frame, rules, others, departments=KNOWN, bonuses=("children", "parents"))
    marked = replay.marked(frame).select("state", "ps_before", "ps_after").to_native()
    groups = [group_of(each) for each in rows]
    alone = []
    for state, ps_before, ps_after in marked.rows():
        tally = Tally()
        tally.take(replay, [(state, 1, ps_before, ps_after)])
        alone.append((tally.whole.total(BEFORE), tally.whole.total(AFTER)))
    before, after = (Estimator(each.referential).estimate(groups).groups for each in (rules, others))
    assert alone == [(old.total, new.total) for old, new in zip(before, after, strict=True)]


@settings(max_examples=10)
@given(ROWS)
def test_unchanged_rules_change_nothing(rules: RuleSet, rows: Rows) -> None:
    told = replayed(frame_of(rows).lazy(), rules, rules).as_json()
    assert told["total"]["difference"] == "0.00"
    assert told["unchanged"] == {"groups": len(rows)}
    assert told["becomes_ineligible"]["groups"] == told["becomes_eligible"]["groups"] == 0


@settings(max_examples=10)
@given(ROWS)
def test_each_breakdown_adds_up_to_the_nation(rules: RuleSet, others: RuleSet, rows: Rows) -> None:
    impact = replayed(frame_of(rows).lazy(), rules, others)
    whole = impact.tally.whole
    for by in BY:
        lines = impact.tally.by[by].values()
        assert sum(each.groups for each in lines) == whole.groups == len(rows)
        for when in (BEFORE, AFTER):
            assert sum(each.total(when) for each in lines) == whole.total(when)
    distribution = impact.as_json()["distribution"]
    assert sum(each["groups"] for each in distribution) == len(rows)
    assert sum(Decimal(each["amount"]) for each in distribution) == Decimal(impact.as_json()["total"]["difference"])


@settings(max_examples=8)
@given(ROWS)
def test_words_that_are_judged_apart_give_what_each_row_gives(rules: RuleSet, others: RuleSet, rows: Rows) -> None:
    frame = frame_of(rows).lazy()
    assert replayed(frame, rules, others, words_apart=True).as_json() == replayed(frame, rules, others).as_json()


@settings(max_examples=6)
@given(ROWS)
def test_duckdb_tells_what_polars_tells(rules: RuleSet, others: RuleSet, rows: Rows) -> None:
    duckdb = pytest.importorskip("duckdb")
    frame = frame_of(rows)
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{name}"' for name in frame.columns)
        kinds = ["BIGINT" if dtype == pl.Int64 else "VARCHAR" for dtype in frame.dtypes]
        declared = ", ".join(f'"{name}" {kind}' for name, kind in zip(frame.columns, kinds, strict=True))
        connection.execute(f"CREATE TABLE groups ({declared})")
        marks = ", ".join("?" * len(frame.columns))
        connection.executemany(f"INSERT INTO groups ({columns}) VALUES ({marks})", frame.rows())
        told = replayed(connection.table("groups"), rules, others).as_json()
    assert told == replayed(frame.lazy(), rules, others).as_json()
