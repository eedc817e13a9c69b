"""A column of groups, in memory or lazy, for simulations over the whole country."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.calculation import PsRule
from clas_core.calculation.batch import ps_expression, with_ps
from clas_core.money import LARGEST_COST


@settings(max_examples=50)
@given(st.lists(st.none() | st.integers(0, LARGEST_COST), max_size=20))
def test_each_row_is_paid_as_a_single_group_and_unknown_costs_give_an_unknown_ps(
    rule_2025: PsRule, costs: list[int | None]
) -> None:
    frame = pl.DataFrame({"running_costs": pl.Series(costs, dtype=pl.Int64)})
    expected = [None if cents is None else rule_2025.ps(cents) for cents in costs]
    assert with_ps(frame, rule_2025)["ps"].to_list() == expected
    assert with_ps(frame.lazy(), rule_2025).collect()["ps"].to_list() == expected


def test_unknown_costs_are_never_taken_for_zero(rule_2025: PsRule) -> None:
    frame = pl.DataFrame({"running_costs": [None, 0, 900_000]})
    assert with_ps(frame, rule_2025)["ps"].to_list() == [None, 0, 280_070]


def test_a_lazy_frame_stays_lazy(rule_2025: PsRule) -> None:
    assert isinstance(with_ps(pl.LazyFrame({"running_costs": [1]}), rule_2025), pl.LazyFrame)


def test_the_columns_may_have_other_names_and_the_others_stay(rule_2025: PsRule) -> None:
    frame = pl.DataFrame({"porteur": ["a", "b"], "depenses": [500_000, 800_000]})
    paid = with_ps(frame, rule_2025, running_costs="depenses", name="droit")
    assert paid.to_dict(as_series=False) == {
        "porteur": ["a", "b"],
        "depenses": [500_000, 800_000],
        "droit": [165_000, 264_000],
    }


@pytest.mark.parametrize("dtype", [pl.Int32, pl.UInt32, pl.Int64])
def test_a_narrow_column_does_not_overflow(rule_2025: PsRule, dtype: type[pl.DataType]) -> None:
    """A million euros times 66 is more than 32 bits hold."""
    frame = pl.DataFrame({"running_costs": pl.Series([LARGEST_COST, 848_695], dtype=dtype)})
    paid = with_ps(frame, rule_2025)["ps"]
    assert paid.to_list() == [280_070, 280_069]
    assert paid.dtype == pl.Int64


def test_the_expression_may_be_summed_by_group(rule_2025: PsRule) -> None:
    import narwhals as nw

    frame = nw.from_native(
        pl.DataFrame({"department": ["51", "77", "51"], "running_costs": [500_000, 800_000, 900_000]})
    )
    paid = frame.with_columns(ps_expression(rule_2025).alias("ps"))
    totals = paid.group_by("department").agg(nw.col("ps").sum()).sort("department")
    assert totals["ps"].to_list() == [445_070, 264_000]
