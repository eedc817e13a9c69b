"""Every cost from 0.00 to 20,000.00 €: one group, many groups, a column, and plain decimals agree to the cent."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from clas_core.calculation import PsRule
from clas_core.calculation.batch import with_ps
from clas_core.national import Referential, ReferentialLibrary

pytestmark = pytest.mark.no_cover
"""Other tests reach the same few lines; to count each of two million times costs six times as long as to run them."""

CENTS = range(2_000_001)
Column = npt.NDArray[np.int64]


def _oracle(rate: Decimal, maximum: Decimal) -> Column:
    """Compute the Ps of each cost, in cents, as one would by hand with decimals."""
    cap = int(maximum * 100)
    return np.array([min(int((rate * cents).quantize(1, ROUND_HALF_UP)), cap) for cents in map(Decimal, CENTS)])


@pytest.fixture(scope="module", params=["2004-2005", "2024-2025", "2025-2026"])
def referential(request: pytest.FixtureRequest, library: ReferentialLibrary) -> Referential:
    return library.parse(request.param)


@pytest.fixture(scope="module")
def rule(referential: Referential) -> PsRule:
    return PsRule.of(referential.ps)


@pytest.fixture(scope="module")
def by_hand(referential: Referential) -> Column:
    return _oracle(referential.ps.rate.value, referential.ps.maximum.value)


def test_one_group_is_paid_what_plain_decimals_say(rule: PsRule, by_hand: Column) -> None:
    ps = rule.ps
    assert np.array_equal(np.fromiter((ps(cents) for cents in CENTS), np.int64, len(CENTS)), by_hand)


def test_many_groups_are_paid_what_plain_decimals_say(rule: PsRule, by_hand: Column) -> None:
    assert np.array_equal(np.fromiter(rule.ps_of_each(CENTS), np.int64, len(CENTS)), by_hand)


def test_a_numpy_column_is_paid_what_plain_decimals_say(rule: PsRule, by_hand: Column) -> None:
    assert np.array_equal(rule.ps(np.arange(len(CENTS), dtype=np.int64), np.minimum), by_hand)


def test_a_polars_column_is_paid_what_plain_decimals_say(rule: PsRule, by_hand: Column) -> None:
    frame = with_ps(pl.DataFrame({"running_costs": np.arange(len(CENTS), dtype=np.int64)}), rule)
    assert np.array_equal(frame["ps"].to_numpy(), by_hand)


def test_the_maximum_is_reached_within_these_costs(rule: PsRule, by_hand: Column) -> None:
    assert by_hand[0] == 0
    assert by_hand[-1] == rule.maximum
    assert int(np.argmax(by_hand == rule.maximum)) == rule.costs_reaching_maximum
    assert np.all(np.diff(by_hand) >= 0)
