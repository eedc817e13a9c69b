"""A rate is an exact fraction, and a share of an amount is rounded half-up to the cent."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.money import Rate, write_percent

RATES = st.decimals(min_value="0", max_value="1", places=4)
COSTS = st.integers(0, 100_000_000)


def _oracle(rate: Decimal, cents: int) -> int:
    return int((rate * Decimal(cents)).quantize(Decimal(1), ROUND_HALF_UP))


@given(RATES, COSTS)
def test_a_share_is_the_one_of_plain_decimal_arithmetic(rate: Decimal, cents: int) -> None:
    assert Rate.of(rate).share_of(cents) == _oracle(rate, cents)


@pytest.mark.parametrize(
    ("rate", "cents", "share"),
    [
        ("0.33", 848700, 280071),  # 33 % × 8 487 € = 2 800,71 €, a cent above the published maximum
        ("0.30", 559900, 167970),  # 30 % × 5 599 € = 1 679,70 €
        ("0.5", 1, 1),  # half a cent goes up
        ("0.5", 3, 2),
        ("0.5", 5, 3),  # where rounding half to even would give 2
        ("0.33", 50, 17),
        ("0.33", 51, 17),
        ("1", 123, 123),
        ("0", 123, 0),
    ],
)
def test_half_a_cent_goes_up(rate: str, cents: int, share: int) -> None:
    assert Rate.of(Decimal(rate)).share_of(cents) == share


@given(RATES, COSTS)
def test_rounding_moves_a_share_by_half_a_cent_at_most(rate: Decimal, cents: int) -> None:
    exact = Rate.of(rate)
    error = exact.share_of(cents) * exact.denominator - cents * exact.numerator
    assert -exact.denominator < 2 * error <= exact.denominator


@given(RATES, st.lists(COSTS, min_size=1, max_size=20))
def test_a_column_of_shares_is_the_share_of_each(rate: Decimal, costs: list[int]) -> None:
    exact = Rate.of(rate)
    column = exact.share_of(np.array(costs, dtype=np.int64))
    assert column.tolist() == [exact.share_of(cents) for cents in costs]


def test_a_rate_is_never_a_float() -> None:
    rate = Rate.of(Decimal("0.33"))
    assert (rate.numerator, rate.denominator) == (33, 100)
    assert type(rate.share_of(900_000)) is int


@pytest.mark.parametrize(
    ("value", "text", "percent"),
    [
        ("0.33", "0.33", "33\u00a0%"),
        ("0.30", "0.3", "30\u00a0%"),
        ("0.305", "0.305", "30,5\u00a0%"),
        ("1", "1", "100\u00a0%"),
        ("0", "0", "0\u00a0%"),
        ("0.0025", "0.0025", "0,25\u00a0%"),
    ],
)
def test_a_rate_is_written_for_machines_and_for_people(value: str, text: str, percent: str) -> None:
    rate = Rate.of(Decimal(value))
    assert (rate.text, rate.percent) == (text, percent)
    assert write_percent(Decimal(value)) == percent


def test_two_spellings_of_a_rate_are_one_rate() -> None:
    assert Rate.of(Decimal("0.330")) == Rate.of(Decimal("0.33"))
