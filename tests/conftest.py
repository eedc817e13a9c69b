"""What every test shares: no test fails because the machine was busy, and none takes longer than its kind may.

Of a run by several processes, each begins with some of the longest tests: none is left alone with one at the end.
"""

import gc
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from tests.limits import Watch

settings.register_profile("clas", deadline=None)
settings.load_profile("clas")

LONGEST = (
    "tests/contract/test_every_operation.py::test_every_operation",
    "tests/browser/test_every_page.py",
    "tests/faults/test_closings_cut.py",
    "tests/faults/test_power_cuts.py",
    "tests/journey/",
    "tests/faults/",
)
"""The tests that take longest, from the longest on."""

TOGETHER = ("tests/browser/test_every_page.py",)
"""Of these, the tests that one process runs all: each process that has one of them fills and walks a demonstration."""


ROOT = Path(__file__).parents[1]

LOOKED_AT = (50_000, 10, 10)
"""How many more objects there are before Python looks for garbage. A process of tests holds millions for good, and by
Python's own 700 spends a tenth of its time looking at them."""


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(*LOOKED_AT)
    config.pluginmanager.register(Watch())


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_at_the_root() -> Iterator[None]:
    """Whoever names no folder for a database or for documents writes where one stands: no test does."""
    before = _at_the_root()
    yield
    assert _at_the_root() <= before


def _at_the_root() -> set[str]:
    """Return what stands at the root; what tools keep there begins with a full stop."""
    return {each.name for each in ROOT.iterdir() if not each.name.startswith(".")}


def pytest_collection_finish() -> None:
    """Leave the modules and the tests themselves out of every later collection: they stay until the end."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = [items[place] for place in dealt([each.nodeid for each in items], workers)]


def dealt(names: Sequence[str], workers: int) -> list[int]:
    """Return the places of tests in an order of which ``worksteal`` gives each process an equal part, in one piece.

    The longest are dealt one by one to the heads of the parts, those that go together as one; the others follow as they
    were.
    """
    ranks = [next((rank for rank, long in enumerate(LONGEST) if name.startswith(long)), None) for name in names]
    longest: list[list[int]] = []
    for rank, name in enumerate(LONGEST):
        places = [place for place, found in enumerate(ranks) if found == rank]
        longest += [places] if name in TOGETHER else [[place] for place in places]
    others = [place for place, rank in enumerate(ranks) if rank is None]
    order: list[int] = []
    for worker in range(workers):
        head = [place for together in longest[worker::workers] for place in together]
        size = (len(names) - len(order)) // (workers - worker) - len(head)
        order += head + others[: max(0, size)]
        others = others[max(0, size) :]
    return order + others
