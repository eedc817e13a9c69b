"""How much more groups are paid, by classes; and the words of a column, which are found wherever they stand."""

from decimal import Decimal
from fractions import Fraction
from itertools import chain

import narwhals as nw
import polars as pl
import pytest

from clas_core.money import LARGEST_COST
from clas_core.national import Referential
from clas_core.simulation.classes import BOUNDS, SAME, class_of, scaled, span_of_ps
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.texts import MOST, ways_of_writing

CHANGED = (
    ("0.33", "2800.70"),
    ("0.34", "2850"),
    ("0.29", "2912.35"),
    ("0.33", "0.01"),
    ("0", "2800.70"),
    ("1", "8487"),
)


@pytest.mark.parametrize("figures", CHANGED)
@pytest.mark.parametrize("change", [Fraction(1), Fraction(99, 100), Fraction(7, 5)])
def test_no_difference_is_outside_of_its_span_and_each_has_its_class(
    referential_2025: Referential, figures: tuple[str, str], change: Fraction
) -> None:
    before = RuleSet(referential=referential_2025)
    rate, maximum = map(Decimal, figures)
    after = before.with_figures({"ps.rate": rate, "ps.maximum": maximum})
    for old, new in ((before, after), (after, before)):
        low, high = span_of_ps(old, new, change)
        costs = chain(range(0, 3_000_000, 997), range(LARGEST_COST - 9, LARGEST_COST + 1))
        found = [new.rule.ps(scaled(each, change)) - old.rule.ps(each) for each in costs]
        assert low <= min(found)
        assert max(found) <= high
        frame = nw.from_native(pl.DataFrame({"more": found}))
        told = frame.select(class_of(nw.col("more"), (low, high), nw.Int16())).to_native().to_series().to_list()
        assert told == [sum(bound <= each for bound in BOUNDS) for each in found]


def test_what_does_not_change_has_a_class_of_its_own() -> None:
    frame = nw.from_native(pl.DataFrame({"more": [-1, 0, 1]}))
    told = frame.select(class_of(nw.col("more"), (-9, 9), nw.Int16())).to_native().to_series().to_list()
    assert told == [SAME - 1, SAME, SAME + 1]


@pytest.mark.parametrize("others", [["ce3"], [None], ["", None, "CP"], []])
def test_a_word_that_a_single_row_says_is_found_among_many(others: list[str | None]) -> None:
    words: list[str | None] = ["cp", "ce1"] * 30_000
    frame = pl.LazyFrame({"levels": words + others}, schema={"levels": pl.String})
    found = ways_of_writing(frame, "levels", lambda lazy: lazy.collect().rows())
    assert found == {"cp", "ce1", *others}


@pytest.mark.parametrize("first", [0, 60_000])
def test_too_many_ways_of_writing_are_not_judged_apart(first: int) -> None:
    frame = pl.LazyFrame({"levels": ["cp"] * first + [f"niveau {each}" for each in range(MOST + 5)]})
    assert len(ways_of_writing(frame, "levels", lambda lazy: lazy.collect().rows())) > MOST
