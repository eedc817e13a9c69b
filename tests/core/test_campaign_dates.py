"""The dates of a call follow one another and stay near their school year."""

import tomllib
from collections.abc import Callable
from datetime import date, datetime

import pytest

from clas_core.departments import Calendar, Campaign
from clas_core.departments.calendar import Event
from clas_core.fields import DatedField
from clas_core.years import PARIS, AsPublished, Dated, Month, Window

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
    expected = (
        'Un jour (2025-08-18), un mois ("2025-09"), une période { from, to } '
        "ou les mots du document { text } est attendu."
    )
    assert f"calendar.opens: {expected}" in campaign_mistakes({"opens = 2025-05-05": "opens = 2025-05-05T00:00:00"})


def test_without_its_school_year_a_calendar_still_shows_its_other_mistakes(campaign_mistakes: Mistakes) -> None:
    said = campaign_mistakes(
        {'"2025-2026"': '"2025"', "closes = 2025-06-30": "closes = 2025-05-04", 'kind = "webinar"': 'kind = "w"'}
    )
    assert [each.split(":")[0] for each in said] == ["school_year", "calendar.closes", "calendar.events[0].kind"]


def test_an_hour_without_an_offset_is_meant_in_paris(essai_campaign: Campaign) -> None:
    webinar, *_ = essai_campaign.calendar.events
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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"2025-06"', Month(2025, 6)),
        ("{ from = 2025-06-02, to = 2025-06-20 }", Window(date(2025, 6, 2), date(2025, 6, 20))),
        ('{ from = "2025-06", to = 2025-07-04 }', Window(Month(2025, 6), date(2025, 7, 4))),
        ('{ text = "courant juin" }', AsPublished("courant juin")),
    ],
)
def test_a_closing_day_is_read_no_more_precisely_than_it_is_published(
    campaign_mistakes: Mistakes, written: str, read: Dated
) -> None:
    assert campaign_mistakes({"closes = 2025-06-30": f"closes = {written}"}) == []
    calendar = Calendar(closes=DatedField().deserialize(tomllib.loads(f"x = {written}")["x"]))
    assert calendar.closes == read
    assert (calendar.closing_day, calendar.deadline, calendar.days_left(date(2025, 6, 1))) == (None, None, None)
    assert calendar.state_on(date(2025, 6, 1)) == "announced"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"18/06/2025"', "Le 18 juin 2025 s'écrit 2025-06-18, sans guillemets."),
        ('"18 juin 2025"', "Le 18 juin 2025 s'écrit 2025-06-18, sans guillemets."),
        ('"1er juin 2025"', "Le 1er juin 2025 s'écrit 2025-06-01, sans guillemets."),
        ('"31 juin 2025"', "Le 31 juin 2025 n'existe pas"),
        ('"2025-06-18"', "Un jour s'écrit sans guillemets : 2025-06-18."),
        ('"courant juin"', 'Pour garder les mots du document : { text = "…" }.'),
        ('{ text = "2025-06" }', "« 2025-06 » est un jour ou un mois : écrivez-le sans « text »."),
        ('{ text = " " }', "Les mots du document sont attendus, en 120 caractères au plus."),
        ("{ from = 2025-06-20, to = 2025-06-02 }", "Une période va d'un jour, ou d'un mois, à un autre qui le suit."),
        ("{ from = 2025-06-20, to = 2025-06-20 }", "Une période va d'un jour, ou d'un mois, à un autre qui le suit."),
        ("{ from = 2025-06-20 }", "une période { from, to }"),
        ("{ from = 2025-06-20T10:00:00, to = 2025-06-21 }", "une période { from, to }"),
        ("{ from = 3, to = 2025-06-21 }", "« 3 » n'est pas un mois"),
    ],
)
def test_a_moment_written_otherwise_is_told_its_right_form(
    campaign_mistakes: Mistakes, written: str, said: str
) -> None:
    (told,) = campaign_mistakes({"closes = 2025-06-30": f"closes = {written}"})
    assert told.startswith("calendar.closes: ")
    assert said in told


def test_a_month_that_is_over_before_the_opening_is_seen(campaign_mistakes: Mistakes) -> None:
    assert campaign_mistakes({"closes = 2025-06-30": 'closes = "2025-04"'}) == [
        "calendar.closes: L'appel se clôt en avril 2025, avant son ouverture le 5 mai 2025."
    ]
    assert campaign_mistakes({"closes = 2025-06-30": 'closes = "2025-05"'}) == []


def test_a_window_far_from_its_year_is_a_slip_of_the_pen(campaign_mistakes: Mistakes) -> None:
    window = "{ from = 2025-06-02, to = 2028-06-20 }"
    assert campaign_mistakes({"closes = 2025-06-30": f"closes = {window}"}) == [f"calendar.closes: {FAR}"]


def test_a_call_that_opens_in_a_month_is_not_open_before_it() -> None:
    calendar = Calendar(opens=Month(2025, 5), closes=date(2025, 8, 18))
    assert [calendar.state_on(date(2025, *day)) for day in ((4, 30), (5, 1), (8, 19))] == ["upcoming", "open", "closed"]
    assert Calendar(opens=AsPublished("au printemps"), closes=date(2025, 8, 18)).state_on(date(2025, 1, 1)) == "open"
