"""A document may give a day, an hour, or a month alone: none is ever made more precise than it is."""

from datetime import date, datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from clas_core.years import (
    PARIS,
    AsPublished,
    Month,
    When,
    Window,
    exact_day,
    first_day_of,
    last_day_of,
    may_be,
    write_at,
    write_day,
    write_when,
)


def test_a_month_is_read_as_it_is_written() -> None:
    assert Month.parse("2025-09") == Month(2025, 9)
    assert str(Month(2025, 9)) == "2025-09"


@pytest.mark.parametrize(
    "text", ["", "2025", "2025-9", "2025-00", "2025-13", "09-2025", "2025-09-01", "2025-09\n", "２０２５-０９"]
)
def test_what_is_not_a_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="n'est pas un mois ; écrivez par exemple 2025-09"):
        Month.parse(text)


@pytest.mark.parametrize("text", ["0000-05", "9999-12"])
def test_a_month_that_is_read_has_a_first_and_a_last_day(text: str) -> None:
    """A month whose days the calendar cannot hold is refused when it is read, not later."""
    with pytest.raises(ValueError, match="n'est pas un mois"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (Month(2025, 9), date(2025, 9, 30)),
        (Month(2025, 12), date(2025, 12, 31)),
        (Month(2025, 2), date(2025, 2, 28)),
        (Month(2024, 2), date(2024, 2, 29)),
        (Month(2100, 2), date(2100, 2, 28)),
    ],
)
def test_the_last_day_of_a_month_knows_december_and_leap_years(month: Month, last: date) -> None:
    assert month.last_day == last
    assert month.first_day == last.replace(day=1)


@given(st.dates(date(1900, 1, 1), date(2200, 11, 30)))
def test_every_day_lies_within_its_month(day: date) -> None:
    month = Month(day.year, day.month)
    assert month.first_day <= day <= month.last_day
    assert (month.last_day.year, month.last_day.month) == (day.year, day.month)


def test_months_are_ordered_by_time() -> None:
    assert Month(2024, 12) < Month(2025, 1) < Month(2025, 2)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        (date(2025, 8, 18), date(2025, 8, 18), date(2025, 8, 18)),
        (datetime(2024, 5, 7, 10, tzinfo=PARIS), date(2024, 5, 7), date(2024, 5, 7)),
        (Month(2025, 9), date(2025, 9, 1), date(2025, 9, 30)),
        (Window(date(2025, 6, 2), date(2025, 6, 20)), date(2025, 6, 2), date(2025, 6, 20)),
        (Window(Month(2025, 5), Month(2025, 6)), date(2025, 5, 1), date(2025, 6, 30)),
        (AsPublished("courant septembre"), None, None),
    ],
)
def test_a_moment_is_bounded_by_the_days_that_it_may_mean(when: When, first: date | None, last: date | None) -> None:
    assert (first_day_of(when), last_day_of(when)) == (first, last)


def test_a_datetime_gives_a_plain_day() -> None:
    assert type(first_day_of(datetime(2024, 5, 7, 10, tzinfo=PARIS))) is date


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2025, 6, 1), "1er juin 2025"),
        (date(2025, 8, 18), "18 août 2025"),
        (date(2026, 2, 21), "21 février 2026"),
        (date(2025, 12, 11), "11 décembre 2025"),
    ],
)
def test_a_day_is_written_in_french(day: date, written: str) -> None:
    assert write_day(day) == written


@pytest.mark.parametrize("month", range(1, 13))
def test_months_have_the_names_that_babel_gives_them(month: int) -> None:
    named = format_date(date(2025, month, 2), "d MMMM y", locale="fr_FR")
    assert write_day(date(2025, month, 2)) == named
    assert write_when(Month(2025, month)) == named.removeprefix("2 ")


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (Month(2025, 9), "septembre 2025"),
        (Month(2025, 1), "janvier 2025"),
        (date(2025, 8, 18), "18 août 2025"),
        (datetime(2024, 5, 7, 10, tzinfo=PARIS), "7 mai 2024 à 10 h"),
        (datetime(2024, 5, 7, 14, 5, tzinfo=PARIS), "7 mai 2024 à 14 h 05"),
        (datetime(2024, 5, 1, 0, 30, tzinfo=PARIS), "1er mai 2024 à 0 h 30"),
        (Window(date(2025, 6, 1), date(2025, 6, 20)), "du 1er au 20 juin 2025"),
        (Window(date(2025, 5, 28), date(2025, 6, 3)), "du 28 mai au 3 juin 2025"),
        (Window(date(2025, 12, 28), date(2026, 1, 3)), "du 28 décembre 2025 au 3 janvier 2026"),
        (Window(Month(2025, 4), Month(2025, 6)), "d'avril à juin 2025"),
        (Window(Month(2025, 12), Month(2026, 1)), "de décembre 2025 à janvier 2026"),
        (Window(Month(2025, 5), date(2025, 6, 3)), "de mai au 3 juin 2025"),
        (AsPublished("courant septembre"), "courant septembre"),
    ],
)
def test_a_moment_is_written_no_more_precisely_than_it_is_known(when: When, written: str) -> None:
    assert write_when(when) == written


def test_paris_keeps_summer_time() -> None:
    offsets = {datetime(2025, month, 18, tzinfo=PARIS).utcoffset() for month in (1, 8)}
    assert len(offsets) == 2


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (date(2025, 8, 18), "le 18 août 2025"),
        (Month(2025, 9), "en septembre 2025"),
        (Window(date(2025, 6, 2), date(2025, 6, 20)), "du 2 au 20 juin 2025"),
        (AsPublished("courant septembre"), "« courant septembre »"),
    ],
)
def test_a_sentence_goes_on_with_a_moment_as_it_is_known(when: When, written: str) -> None:
    assert write_at(when) == written


def test_only_a_day_is_a_day() -> None:
    day = date(2025, 8, 18)
    unclear = (None, Month(2025, 9), Window(day, date(2025, 8, 20)), AsPublished("à la rentrée"))
    assert [exact_day(each) for each in unclear] == [None] * 4
    assert exact_day(day) == day
    assert exact_day(datetime(2025, 8, 18, 9, tzinfo=PARIS)) == day


def test_what_is_left_open_may_be_any_day_that_it_names() -> None:
    day = date(2025, 8, 18)
    assert may_be(None, day)
    assert may_be(AsPublished("cet été"), day)
    assert may_be(Month(2025, 8), day)
    assert not may_be(Month(2025, 9), day)
    assert may_be(day, day)
    assert not may_be(Window(date(2025, 8, 19), date(2025, 8, 20)), day)
