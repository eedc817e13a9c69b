"""The dates of a call follow one another and stay near their school year."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from clas_core.departments import Calendar, Campaign
from clas_core.departments.campaign import Event
from clas_core.years import PARIS, Month

Mistakes = Callable[..., list[str]]

FAR = (
    "Cette date est loin de l'année scolaire 2025-2026 : elle doit tomber entre le 1er janvier 2025 "
    "et le 31 décembre 2026."
)


def test_a_call_does_not_close_before_it_opens(campaign_mistakes: Mistakes) -> None:
    assert campaign_mistakes({"closes = 2025-06-30": "closes = 2025-05-04"}) == [
        "calendar.closes: L'appel se clôt le 4 mai 2025, avant son ouverture le 5 mai 2025."
    ]


def test_a_call_may_open_and_close_on_one_day(campaign_mistakes: Mistakes) -> None:
    assert campaign_mistakes({"closes = 2025-06-30": "closes = 2025-05-05"}) == []


@pytest.mark.parametrize("day", ["2025-01-01", "2026-12-31"])
def test_a_date_may_fall_from_the_january_before_to_the_december_after(campaign_mistakes: Mistakes, day: str) -> None:
    assert campaign_mistakes({"opens = 2025-05-05\n": "", "closes = 2025-06-30": f"closes = {day}"}) == []
    assert campaign_mistakes({"when = 2025-05-07T10:00:00": f"when = {day}"}) == []
    assert campaign_mistakes({"when = 2025-05-07T10:00:00": f"when = {day}T10:00:00"}) == []
    assert campaign_mistakes({"when = 2025-05-07T10:00:00": f'when = "{day[:7]}"'}) == []


@pytest.mark.parametrize("day", ["2024-12-31", "2027-01-01"])
def test_a_date_outside_of_them_is_a_slip_of_the_pen(campaign_mistakes: Mistakes, day: str) -> None:
    assert campaign_mistakes({"opens = 2025-05-05\n": "", "closes = 2025-06-30": f"closes = {day}"}) == [
        f"calendar.closes: {FAR}"
    ]
    for when in (day, f"{day}T10:00:00", f'"{day[:7]}"'):
        assert campaign_mistakes({"when = 2025-05-07T10:00:00": f"when = {when}"}) == [
            f"calendar.events[0].when: {FAR}"
        ]


@pytest.mark.parametrize("day", ["2024-12-31", "2027-01-01"])
def test_the_opening_day_is_bounded_too(campaign_mistakes: Mistakes, day: str) -> None:
    assert f"calendar.opens: {FAR}" in campaign_mistakes({"opens = 2025-05-05": f"opens = {day}"})


@pytest.mark.parametrize("when", ["0025-05-07", "0025-05-07T10:00:00", "9999-12-31"])
def test_a_slip_of_a_digit_in_the_year_is_seen(campaign_mistakes: Mistakes, when: str) -> None:
    assert f"calendar.events[0].when: {FAR}" in campaign_mistakes({"when = 2025-05-07T10:00:00": f"when = {when}"})


def test_an_hour_is_a_mistake_where_a_day_is_expected(campaign_mistakes: Mistakes) -> None:
    expected = "Une date sans guillemets est attendue, par exemple 2025-08-18."
    assert f"calendar.opens: {expected}" in campaign_mistakes({"opens = 2025-05-05": "opens = 2025-05-05T00:00:00"})


def test_without_its_school_year_a_calendar_still_shows_its_other_mistakes(campaign_mistakes: Mistakes) -> None:
    said = campaign_mistakes(
        {'"2025-2026"': '"2025"', "closes = 2025-06-30": "closes = 2025-05-04", 'kind = "webinar"': 'kind = "w"'}
    )
    assert [each.split(":")[0] for each in said] == ["school_year", "calendar.closes", "calendar.events[0].kind"]


def test_an_hour_without_an_offset_is_meant_in_paris(essai_campaign: Campaign) -> None:
    (webinar,) = essai_campaign.calendar.events
    assert webinar.when == datetime(2025, 5, 7, 10, tzinfo=PARIS)
    assert isinstance(webinar.when, datetime)
    assert webinar.when.isoformat() == "2025-05-07T10:00:00+02:00"


def _calendar(opens: date | None = date(2025, 5, 26), events: tuple[Event, ...] = ()) -> Calendar:
    return Calendar(opens=opens, closes=date(2025, 8, 18), events=events)


def test_the_deadline_is_the_last_second_of_the_closing_day_in_paris() -> None:
    assert _calendar().deadline == datetime.fromisoformat("2025-08-18T23:59:59+02:00")


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2025, 5, 25), "upcoming", 85),
        (date(2025, 5, 26), "open", 84),
        (date(2025, 8, 18), "open", 0),
        (date(2025, 8, 19), "closed", -1),
    ],
)
def test_a_call_is_open_from_its_first_to_its_last_day(today: date, state: str, left: int) -> None:
    assert _calendar().state_on(today) == state
    assert _calendar().days_left(today) == left


def test_without_an_opening_day_a_call_is_open_until_it_closes() -> None:
    calendar = _calendar(opens=None)
    assert calendar.state_on(date(2024, 1, 1)) == "open"
    assert calendar.state_on(date(2025, 8, 19)) == "closed"


def test_a_month_is_kept_as_a_month(campaign_mistakes: Mistakes) -> None:
    """No day is made up for "in September 2025"."""
    event = Event(kind="committee", when=Month(2025, 9), title="Comité", description=None, place=None)
    assert _calendar(events=(event,)).events[0].when == Month(2025, 9)
