"""The one clock of the service: the day of Paris, or a pinned one, which begins at eight, goes on, and does not end."""

from datetime import UTC, date, datetime, timedelta
from time import monotonic

import pytest
import time_machine

from clas_api.installation import Clock
from clas_core.years import PARIS

DAY = date(2025, 8, 18)
MORNING = datetime(2025, 8, 18, 8, tzinfo=PARIS)
LAST = datetime(2025, 8, 18, 23, 59, 59, 999_999, tzinfo=PARIS)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process have started just now."""
    monkeypatch.setattr("clas_api.installation._STARTED", monotonic())


def test_the_clock_tells_the_day_of_paris_and_not_of_greenwich() -> None:
    """On 18 August at 22:30 UTC it is the 19th in Paris: the call of Marne is closed."""
    with time_machine.travel(datetime(2025, 8, 18, 22, 30, tzinfo=UTC)):
        assert Clock().today() == date(2025, 8, 19)
        assert Clock(DAY).today() == DAY


@pytest.mark.parametrize("hour", ["2025-11-20T00:05", "2025-11-20T12:30", "2025-11-20T23:55", "2028-02-29T02:30"])
def test_a_pinned_day_begins_at_eight_whatever_the_hour_is(started: None, hour: str) -> None:
    with time_machine.travel(datetime.fromisoformat(hour).replace(tzinfo=PARIS)):
        assert timedelta(0) <= Clock(DAY).now() - MORNING < timedelta(minutes=1)


def test_a_pinned_day_goes_on_and_never_back_whatever_becomes_of_the_wall(started: None) -> None:
    seen = [Clock(DAY).now()]
    for wall in (datetime(2026, 3, 29, 3, tzinfo=PARIS), datetime(2026, 3, 28, tzinfo=PARIS)):
        with time_machine.travel(wall, tick=False):
            while (now := Clock(DAY).now()) == seen[-1]:
                pass
            seen.append(now)
    assert seen == sorted(seen)


def test_a_pinned_day_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clas_api.installation._STARTED", monotonic() - 16 * 3600)
    assert Clock(DAY).now() == LAST


def test_a_pinned_day_goes_on_as_time_does_where_clocks_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clas_api.installation._STARTED", monotonic() - 3600)
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        assert timedelta(0) <= Clock(day).now() - datetime(day.year, day.month, day.day, 9, tzinfo=PARIS)
        assert Clock(day).now().hour == 9


def test_a_pinned_second_stands_still() -> None:
    second = datetime(2025, 8, 18, 23, 59, 59, tzinfo=PARIS)
    assert Clock(second).now() == Clock(second).now() == second
