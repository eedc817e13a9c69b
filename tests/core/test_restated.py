"""How often the days of a call were stated anew: what an agenda is told, from the record and not from the clock."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from clas_core.departments import Campaign
from clas_core.departments.amending import amended
from clas_core.departments.amendment import Amendment, StatedAdvance, StatedSession
from clas_core.departments.restated import dropped_advances, restated


@pytest.fixture
def call(essai_campaign: Campaign) -> Campaign:
    """Return a call that leaves its closing, its advances and the day of its bilan to be stated."""
    calendar = replace(essai_campaign.calendar, closes=None)
    return replace(essai_campaign, calendar=calendar, advances=(), bilan=None)


def stated(day: int, **said: object) -> Amendment:
    return Amendment(stated_on=date(2025, 6, day), source="Courrier", **said)  # type: ignore[arg-type]


def test_a_day_that_is_moved_twice_grows_twice_and_one_that_is_said_again_stays(call: Campaign) -> None:
    first, second = date(2025, 8, 18), date(2025, 8, 25)
    days = [stated(1, closes=first), stated(2, closes=first), stated(3, bilan_due=first), stated(4, closes=second)]
    told = [restated(amended(call, days[:count]), "closes") for count in range(len(days) + 1)]
    assert [each.times - told[0].times for each in told] == [0, 1, 1, 1, 2]
    assert [each.since for each in told[1:]] == [max(call.checked_on, date(2025, 6, day)) for day in (1, 1, 1, 4)]


def test_a_session_is_known_by_its_title_however_it_is_typed(call: Campaign) -> None:
    def session(day: int, title: str) -> StatedSession:
        return StatedSession(title=title, on=date(2025, 9, day))

    held = amended(
        call,
        [
            stated(1, sessions=[session(16, "Comité")]),
            stated(2, sessions=[session(17, "COMITE "), session(1, "Autre")]),
        ],
    )
    base = restated(held, "opens").times
    assert restated(held, "session", "comité").times - base == 2
    assert restated(held, "session", "Autre").times - base == 1


def test_what_a_new_file_says_is_later_than_all_that_was_stated_before(call: Campaign) -> None:
    days = [stated(1, closes=date(2025, 8, 18)), stated(2, closes=date(2025, 8, 19))]
    before = amended(call, days)
    calendar = replace(call.calendar, closes=date(2025, 8, 30))
    after = amended(replace(call, checked_on=call.checked_on + timedelta(days=1), calendar=calendar), days)
    assert after.calendar.closing_day == date(2025, 8, 30)
    assert restated(after, "closes").times > restated(before, "closes").times


def test_an_advance_that_is_stated_no_more_is_told_with_its_last_day(call: Campaign) -> None:
    def advance(month: int) -> StatedAdvance:
        return StatedAdvance(share=Decimal("0.3"), on=date(2026, month, 1))

    two, one = stated(1, advances=[advance(1), advance(3)]), stated(2, advances=[advance(2)])
    assert dropped_advances(amended(call, [two])) == []
    assert dropped_advances(amended(call, [two, one])) == [(1, date(2026, 3, 1))]
    assert dropped_advances(amended(call, [two, one, two])) == []
