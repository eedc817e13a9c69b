"""One explained estimate in process: what a simulation, a letter or a page pays for each group, without HTTP."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import orjson

from bench.measure import Row, calmest, processor_seconds
from bench.samples import DEPARTMENT, SCHOOL_YEAR, groups, largest_group
from clas_core.departments import DepartmentRegistry
from clas_core.estimates import Estimator, answer, read_groups
from clas_core.national import ReferentialLibrary

_BATCH = 500
_BATCHES = 40


def measure() -> Iterator[Row]:
    """Yield the time of one estimate, from the row as JSON gave it to the answer as JSON takes it, and its size."""
    referential = ReferentialLibrary.load().parse(SCHOOL_YEAR)
    estimator = Estimator(referential, DepartmentRegistry.load([DEPARTMENT]).get(DEPARTMENT))

    def explained(row: dict[str, Any]) -> dict[str, Any]:
        read = read_groups([row], estimator.bonuses_on_offer, referential.school_year)
        return answer(estimator.estimate(read))

    rows = cycle(groups(_BATCH * 4))

    def batch() -> None:
        for _ in range(_BATCH):
            explained(next(rows))

    each = calmest(lambda: processor_seconds(batch), _BATCHES) / _BATCH
    yield Row.at_most(60, name="one group, explained, in process", value=each * 1e6, unit="µs")
    size = len(orjson.dumps(explained(largest_group())))
    yield Row.at_most(2000, name="its answer, with both bonuses", value=size, unit="bytes")
