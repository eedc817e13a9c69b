"""Telling a plugin: it may raise, exit or hang; whoever tells it goes on, and the log says what it has not heard."""

import threading
from collections.abc import Callable, Iterator
from time import monotonic

import pytest

from clas_api.services import events
from clas_api.services.events import MOST_WAITING, tell
from clas_core.departments import DepartmentEvent, DepartmentPlugin
from clas_core.years import SchoolYear

PATIENCE = 60.0
"""Seconds that a hook hangs, were it waited for."""

MakeDepartment = Callable[..., DepartmentPlugin]
ONE, TWO = (
    DepartmentEvent(kind="decision", school_year=SchoolYear(2025), subject=subject, details={})
    for subject in ("51-2025-00001", "51-2025-00002")
)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Return what a plugin hangs at; opened at the end, and waited for no longer than it takes to see that it hangs."""
    monkeypatch.setattr(events, "SECONDS", 0.05)
    gate = threading.Event()
    yield gate
    gate.set()
    for thread in threading.enumerate():
        if thread.name.startswith("clas_event"):
            thread.join(5)


def test_a_plugin_hears_of_each_event_in_order(make_department: MakeDepartment) -> None:
    heard: list[str] = []

    def clas_event(event: DepartmentEvent) -> None:
        heard.append(event.subject)

    assert tell(make_department(clas_event=clas_event), [ONE, TWO])
    assert heard == [ONE.subject, TWO.subject]


@pytest.mark.parametrize("fault", [RuntimeError("en panne"), SystemExit(3), KeyboardInterrupt()])
def test_one_that_fails_on_an_event_hears_of_the_next(
    make_department: MakeDepartment, caplog: pytest.LogCaptureFixture, fault: BaseException
) -> None:
    heard: list[str] = []

    def clas_event(event: DepartmentEvent) -> None:
        heard.append(event.subject)
        if event is ONE:
            raise fault

    assert not tell(make_department(clas_event=clas_event), [ONE, TWO])
    assert heard == [ONE.subject, TWO.subject]
    assert ONE.subject in caplog.text
    assert TWO.subject not in caplog.text


def test_one_that_hangs_is_left_behind_with_what_it_has_not_heard(
    make_department: MakeDepartment, caplog: pytest.LogCaptureFixture, gate: threading.Event
) -> None:
    def clas_event(event: DepartmentEvent) -> None:
        if event is TWO:
            gate.wait(PATIENCE)

    started = monotonic()
    assert not tell(make_department("lent", clas_event=clas_event), [ONE, TWO])
    assert monotonic() - started < PATIENCE / 2, "it was waited for"
    assert TWO.subject in caplog.text
    assert ONE.subject not in caplog.text


def test_threads_that_hang_do_not_pile_up(
    make_department: MakeDepartment, caplog: pytest.LogCaptureFixture, gate: threading.Event
) -> None:
    def clas_event(event: DepartmentEvent) -> None:
        gate.wait()

    plugin = make_department("muet", clas_event=clas_event)
    for _ in range(MOST_WAITING + 3):
        assert not tell(plugin, [ONE])
    assert sum(thread.name == "clas_event of muet" for thread in threading.enumerate()) == MOST_WAITING
    assert "hangs since earlier events" in caplog.text
