"""How long a test may take, by its kind, in seconds of processor; every exception stands here, with its reason.

What is counted is the test and the fixtures that are its own and, apart from it, the processes that it waits for. For
nobody are counted fixtures that tests share, what Python tidies away, and a test during which a library was imported.
Where a machine is slower than the one of `REFERENCE`, or busy, a test may take longer: a loop is timed when one did.
"""

import gc
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time

import pytest

KINDS: Mapping[str, float] = {
    "tests/core": 0.5,
    "tests/plugins": 0.1,
    "tests/repository": 2.0,
    "tests/api": 2.0,
    "tests/browser": 60.0,
    "tests/contract": 120.0,
    "tests/faults": 60.0,
    "tests/journey": 30.0,
}

PROCESSES = 30.0
"""Of the processes that a test waits for, all together: to import the service takes one of them more than a second."""

PROPERTIES = 10.0
"""Of a test to which hypothesis gives many values."""

EXCEPTIONS: Mapping[str, tuple[float, str]] = {
    "tests/api/test_every_page.py": (30.0, "everybody opens every page, on each database"),
    "tests/api/test_every_route.py": (20.0, "everybody asks every operation, on each database"),
    "tests/api/test_stages.py": (20.0, "a whole year is told by requests, to be compared with each kept stage"),
    "tests/api/accounts/test_halfway.py": (10.0, "every page and every operation, by whoever is halfway in"),
    "tests/api/test_rehearsed_pages.py": (20.0, "everybody opens every page of a rehearsal"),
    "tests/api/test_every_pdf.py": (20.0, "every document that there is is typeset and read back"),
    "tests/api/test_rules_taken_away.py": (20.0, "everybody opens every address of five dossiers, before and after"),
    "tests/api/imports/test_files_read.py": (
        15.0,
        "millions of empty rows are passed over, in a text and in a workbook",
    ),
    "tests/api/test_demonstration.py": (15.0, "the demonstration is filled, twice"),
    "tests/api/rights/test_composed_acts.py": (60.0, "two thousand acts of everybody, and what each then reads"),
    "tests/api/test_hostile_texts.py": (60.0, "a year is told twice, and everybody opens all that there is"),
    "tests/api/mails/test_sending.py": (5.0, "a crowd of mails, sent by several at once"),
    "tests/api/trace/test_every_column.py": (10.0, "every column of a table is altered, one by one"),
    "tests/api/retention/": (8.0, "a year is told, let go of, and looked for in every column, file and copy"),
    "tests/api/backups/": (5.0, "whole databases are copied and put back"),
    "tests/api/v1/test_crowds.py": (3.0, "the largest bodies there are; each test holds the time of its own request"),
    "tests/api/v1/test_made_up_places.py": (10.0, "thousands of places are made up, and each is asked"),
    "tests/api/pages/porteur/test_writing_a_dossier.py": (3.0, "a whole dossier is written page by page"),
    "tests/api/cli/test_year_of_the_guide.py": (
        8.0,
        "two dozen commands are run, and the service is started four times",
    ),
    "tests/api/cli/test_demo.py": (30.0, "a demonstration is filled by the command itself, and served"),
    "tests/repository/test_guides.py": (300.0, "every command of a guide is a process that imports the service"),
    "tests/api/rendering/test_signs.py": (20.0, "every sign that there is, typeset and read back"),
    "tests/core/certificates/test_rules_of_then.py": (6.0, "every state that a year was in is read, by the script too"),
    "tests/core/certificates/test_every_byte.py": (50.0, "every byte of a certificate is altered, and checked twice"),
    "tests/core/simulation/test_engines_agree.py": (8.0, "files of every form, by every option, on two engines"),
    "tests/core/simulation/test_text_files.py": (1.5, "a file is read by two engines"),
    "tests/core/test_simulation.py": (20.0, "made up groups are run by two engines, and explained one by one"),
    "tests/core/committees/test_allocation_attacked.py": (2.0, "thousands of claims are allocated"),
    "tests/core/test_differences_read_aloud.py": (4.0, "a year is read again for each of its leaves"),
    "tests/core/test_years_that_do_not_change.py": (1.5, "a year is sealed again for each of its leaves"),
    "tests/core/test_writing_a_correction.py": (3.0, "the folder of a year is read at each step of its life"),
    "tests/core/certificates/test_every_leaf.py": (5.0, "every value of a certificate is altered, and checked twice"),
    "tests/api/year/test_certificates_of_the_demonstration.py": (
        20.0,
        "the demonstration is filled, and every value of its certificates altered",
    ),
    "tests/api/year/test_a_year_played_by_pages.py": (
        8.0,
        "the service is started anew nine times, a whole dossier is written page by page, and six are deposited",
    ),
    "tests/core/test_odd_values.py": (5.0, "each test puts an odd value in every place of a file"),
    "tests/core/test_required_keys.py": (5.0, "each test leaves out every key of a file, one by one"),
    "tests/core/test_known_questions.py": (1.0, "the line of each mistake is looked for in a year of a thousand lines"),
    "tests/core/test_ps_every_cost.py": (3.0, "every cost from 0.00 to 20,000.00"),
    "tests/core/test_amounts.py": (1.0, "every amount up to 20,000 euros, and a Python that must not count for ever"),
    "tests/core/test_plain_text.py": (1.0, "every sign that there is, and texts of a mebibyte"),
    "tests/core/test_mistakes_in_aid.py::test_parts_of_aid": (1.0, "a whole department is read and checked"),
    "tests/core/test_criteria_on_questions.py::test_a_national_question": (1.0, "a whole department is checked"),
    "tests/core/test_references.py::test_the_check": (1.0, "a whole department is checked"),
    "tests/core/test_written_reports.py::test_a_department_": (1.0, "a whole department is read and checked"),
    "tests/core/statistics/test_funders_counted.py": (1.0, "many groups are made up"),
    "tests/core/test_sown_files.py::test_whatever_": (20.0, "sixty departments are written and checked"),
    "tests/core/test_sown_files.py": (1.0, "a whole department is written, read and checked"),
    "tests/core/test_sown_code.py": (1.0, "a whole department is written, read and checked"),
    "tests/core/test_sown_mistakes.py": (1.0, "a whole department is written, read and checked"),
    "tests/core/test_documents_of_dossiers.py::test_a_hostile_archive": (5.0, "real bombs, which are packed first"),
    "tests/core/test_documents_of_dossiers.py::test_looking_at_a_bomb": (5.0, "a real bomb is unpacked, to compare"),
    "tests/core/test_campaign_references.py::test_sources_are_named_tables": (
        1.0,
        "every name of a file leads nowhere, and each is guessed at",
    ),
}
"""Tests, or files of tests, that may take longer than their kind: how long, and why."""

REFERENCE = 0.015
"""What `reference_loop` takes where the limits are meant as they stand: on a machine a little faster than ours."""

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


def _by_processes() -> float:
    """Return the processor seconds of the processes that this one has waited for."""
    told = getrusage(RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def reference_loop() -> float:
    """Return how long a fixed piece of work takes now."""
    began, total = process_time(), 0
    for number in range(300_000):
        total += number * number % 7
    return process_time() - began


_watches: "list[Watch]" = []


@contextmanager
def for_everybody() -> Iterator[None]:
    """Count what is done in the block for nobody: the first test that needs it makes it for all that follow."""
    began = process_time()
    try:
        yield
    finally:
        for watch in _watches:
            watch.shared += 0.0 if watch.depth else process_time() - began


class Watch:
    """Times each test, fails the one that took too long, and shows the slowest."""

    def __init__(self) -> None:
        _watches.append(self)
        self.spent = self.shared = self.before = 0.0
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
        self.spent, self.shared, self.modules, self.before = 0.0, 0.0, len(sys.modules), _by_processes()
        with self._counting():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        with self._counting():
            return (yield)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        began = process_time()
        try:
            yield
        finally:
            self.spent += process_time() - began

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
        if fixturedef.scope == "function":
            return (yield)
        began, self.depth = process_time(), self.depth + 1
        try:
            return (yield)
        finally:
            self.depth -= 1
            self.shared += (
                0.0 if self.depth else process_time() - began
            )  # one that another asked for is counted with it

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "call":
            seconds, others = self.spent - self.shared, _by_processes() - self.before
            report.user_properties.append((NAME, f"{seconds + others:.2f}"))
            limit = limit_of(item)
            if report.passed and len(sys.modules) < self.modules + IMPORTED:
                excess = max(seconds / limit, others / max(PROCESSES, limit))
                if excess > 1 and excess > reference_loop() / REFERENCE:
                    report.outcome = "failed"
                    report.longrepr = (
                        f"{seconds:.2f} s of processor, {others:.2f} s of other processes: "
                        f"{excess:.1f} times as long as it may take ({limit} s, tests/limits.py)"
                    )
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seen += [(float(str(value)), report.nodeid) for name, value in report.user_properties if name == NAME]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section(f"{SLOWEST} slowest tests, in seconds of processor", sep="-")
        for seconds, place in sorted(set(self.seen), reverse=True)[:SLOWEST]:
            terminalreporter.line(f"{seconds:8.2f}  {place}")
