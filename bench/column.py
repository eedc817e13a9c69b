"""The Ps of ten million groups, as a national simulation computes it, against the bare formula in NumPy."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from bench.measure import Row, alternate, medians, ratio, seconds
from bench.samples import SCHOOL_YEAR
from clas_core.calculation import PsRule
from clas_core.calculation.batch import with_ps
from clas_core.national import ReferentialLibrary

_GROUPS = 10_000_000
_ROUNDS = 15


def measure() -> Iterator[Row]:
    """Yield the time of the column calculation and its ratio to NumPy's. The two must agree on every group."""
    rule = PsRule.of(ReferentialLibrary.load().parse(SCHOOL_YEAR).ps)
    costs = np.random.default_rng(2025).integers(0, 2_000_000, _GROUPS)
    frame = pl.DataFrame({"running_costs": costs})

    def column() -> pl.DataFrame:
        return with_ps(frame, rule)

    def bare() -> np.typing.NDArray[np.int64]:
        return np.minimum((costs * 33 * 2 + 100) // 200, 280_070)

    if not np.array_equal(column()["ps"].to_numpy(), bare()):
        raise AssertionError("the column calculation and the bare formula differ")
    pairs = alternate(lambda: seconds(column), lambda: seconds(bare), _ROUNDS)
    ours, theirs = medians(pairs)
    yield Row(name="10 million groups, column", value=ours * 1000, unit="ms")
    yield Row(name="10 million groups, bare NumPy formula", value=theirs * 1000, unit="ms")
    yield Row.at_most(1.5, name="column / bare formula", value=ratio(pairs), unit="×")
