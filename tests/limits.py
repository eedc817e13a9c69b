"""How long a test may take, by its kind, in seconds of processor; every exception stands here, with its reason.

What is counted is the test and the fixtures that are its own, with the processes that it waits for. Counted for nobody
are fixtures that tests share, what Python tidies away, and a test during which a library was imported first. Where a
machine is slower than the one of `REFERENCE`, or busy, a test may take longer: a loop is timed when one was too long.
"""

import gc
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time

import pytest

KINDS: Mapping[str, float] = {
    "tests/core": 0.05,
    "tests/plugins": 0.1,
    "tests/repository": 2.0,
    "tests/api": 2.0,
    "tests/browser": 60.0,
    "tests/contract": 120.0,
    "tests/faults": 60.0,
    "tests/journey": 30.0,
}

PROPERTIES = 10.0
"""Of a test to which hypothesis gives many values."""

EXCEPTIONS: Mapping[str, tuple[float, str]] = {
    "tests/core/test_odd_values.py": (1.0, "each test puts an odd value in every place of a file"),
    "tests/core/test_required_keys.py": (1.0, "each test leaves out every key of a file, one by one"),
    "tests/core/test_ps_every_cost.py": (3.0, "every cost from 0.00 to 20,000.00"),
    "tests/core/test_amounts.py": (1.0, "every amount up to 20,000 euros, and a Python that must not count for ever"),
    "tests/core/test_estimate_columns.py::test_too_many_rows": (0.5, "more rows than a request may hold"),
    "tests/core/test_documents_of_dossiers.py::test_a_hostile_archive": (5.0, "real bombs, which are packed first"),
    "tests/core/test_documents_of_dossiers.py::test_looking_at_a_bomb": (5.0, "a real bomb is unpacked, to compare"),
    "tests/core/test_campaign_references.py::test_sources_are_named_tables": (
        0.2,
        "every name of a file leads nowhere, and each is guessed at",
    ),
}
"""Tests, or files of tests, that may take longer than their kind: how long, and why."""

REFERENCE = 0.015
"""What `_loop` takes where the limits are meant as they stand: a machine a little faster than those we know."""

IMPORTED = 20
"""Modules after which a test is taken to have imported a library."""

SLOWEST = 10

NAME = "processor"


def limit_of(item: pytest.Item) -> float:
    """Return how long a test may take."""
    place = item.nodeid
    for named, (seconds, _) in EXCEPTIONS.items():
        if place.startswith(named):
            return seconds
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        return PROPERTIES
    return next((seconds for kind, seconds in KINDS.items() if place.startswith(kind)), KINDS["tests/api"])


def _spent() -> float:
    """Return the processor seconds of this process, and of those that it has waited for."""
    others = getrusage(RUSAGE_CHILDREN)
    return process_time() + others.ru_utime + others.ru_stime


def _loop() -> float:
    """Return how long a fixed piece of work takes now."""
    began, total = process_time(), 0
    for number in range(300_000):
        total += number * number % 7
    return process_time() - began


class Watch:
    """Times each test, fails the one that took too long, and shows the slowest."""

    def __init__(self) -> None:
        self.spent = self.shared = 0.0
        self.depth = self.modules = 0
        self.tidying = 0.0
        self.seen: list[tuple[float, str]] = []
        gc.callbacks.append(self._tidies)

    def _tidies(self, phase: str, _: object) -> None:
        """Take the time of a collection out of the test during which it comes."""
        if phase == "start":
            self.tidying = process_time()
        elif not self.depth:
            self.shared += process_time() - self.tidying

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        self.spent, self.shared, self.modules = 0.0, 0.0, len(sys.modules)
        with self._counting():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        with self._counting():
            return (yield)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        began = _spent()
        try:
            yield
        finally:
            self.spent += _spent() - began

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
        if fixturedef.scope == "function":
            return (yield)
        began, self.depth = _spent(), self.depth + 1
        try:
            return (yield)
        finally:
            self.depth -= 1
            self.shared += 0.0 if self.depth else _spent() - began  # one that another asked for is counted with it

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "call":
            seconds, limit = self.spent - self.shared, limit_of(item)
            report.user_properties.append((NAME, seconds))
            if report.passed and seconds > limit and len(sys.modules) < self.modules + IMPORTED:
                allowed = limit * max(1.0, _loop() / REFERENCE)
                if seconds > allowed:
                    report.outcome = "failed"
                    report.longrepr = f"{seconds:.2f} s of processor, and {allowed:.2f} s here at most: tests/limits.py"
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seen += [(float(value), report.nodeid) for name, value in report.user_properties if name == NAME]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section(f"{SLOWEST} slowest tests, in seconds of processor", sep="-")
        for seconds, place in sorted(set(self.seen), reverse=True)[:SLOWEST]:
            terminalreporter.line(f"{seconds:8.2f}  {place}")
