"""No body of a mebibyte costs more than a bounded time of processor, whatever is in it, at any operation."""

import pytest
from flask import Flask

from bench.costs import MOST, costs_of, operations_with_a_body
from tests.contract.stock import Stock
from tests.stages import Stages

BUSY = 2
"""How much more a body may seem to cost beside others on a busy machine; without a bound, the dearest cost thirty
times as much."""

SHARES = 3


@pytest.mark.parametrize("share", range(SHARES))
def test_the_dearest_bodies_cost_little(apps: dict[str, Flask], stages: Stages, share: int) -> None:
    """On one database: bodies are read before it is asked anything, and the dearest are refused."""
    app = apps["sqlite"]
    stock = Stock(app, stages)
    tried, dear = 0, []
    for operation in operations_with_a_body(app)[share::SHARES]:
        for cost in costs_of(app, stock, operation):
            tried += 1
            assert cost.status < 500, cost
            if cost.seconds > BUSY * MOST:
                dear.append(cost)
    assert tried > 200
    assert not dear
