"""What hour it is in a department when Paris closes a call, and when its schools are closed: facts of the place."""

from datetime import date, datetime

import pytest

from clas_core.departments.names import NAMES
from clas_core.departments.zones import SCHOOL_ZONES, write_deadline, write_there
from clas_core.national.holidays import school_calendar
from clas_core.years import PARIS, SchoolYear, Window

IN_SUMMER = datetime(2025, 8, 18, 23, 59, 59, tzinfo=PARIS)
IN_WINTER = datetime(2026, 1, 31, 23, 59, 59, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("code", "summer", "winter"),
    [
        ("971", "soit le 18 août 2025 à 17 h 59 en Guadeloupe", "soit le 31 janvier 2026 à 18 h 59 en Guadeloupe"),
        ("972", "soit le 18 août 2025 à 17 h 59 en Martinique", "soit le 31 janvier 2026 à 18 h 59 en Martinique"),
        ("973", "soit le 18 août 2025 à 18 h 59 en Guyane", "soit le 31 janvier 2026 à 19 h 59 en Guyane"),
        ("974", "soit le 19 août 2025 à 1 h 59 à La Réunion", "soit le 1er février 2026 à 2 h 59 à La Réunion"),
        ("976", "soit le 19 août 2025 à 0 h 59 à Mayotte", "soit le 1er février 2026 à 1 h 59 à Mayotte"),
        ("987", "soit le 18 août 2025 à 11 h 59 à Tahiti", "soit le 31 janvier 2026 à 12 h 59 à Tahiti"),
    ],
)
def test_a_deadline_is_told_by_the_clocks_of_who_lives_overseas(code: str, summer: str, winter: str) -> None:
    assert write_there(IN_SUMMER, code) == summer
    assert write_there(IN_WINTER, code) == winter
    assert write_deadline(IN_SUMMER, code) == f"18 août 2025 à 23 h 59 (heure de Paris), {summer}"


@pytest.mark.parametrize("code", ["51", "77", "2A", "01"])
def test_who_lives_by_the_hour_of_paris_reads_one_hour(code: str) -> None:
    assert write_there(IN_SUMMER, code) == ""
    assert write_deadline(IN_SUMMER, code) == "18 août 2025 à 23 h 59"


def test_each_department_of_the_mainland_has_one_zone_and_no_other_has_any() -> None:
    alone = {"2A", "2B", "971", "972", "973", "974", "976"}
    assert set(SCHOOL_ZONES) == set(NAMES) - alone
    assert (SCHOOL_ZONES["51"], SCHOOL_ZONES["77"], SCHOOL_ZONES["69"]) == ("B", "C", "A")


@pytest.mark.parametrize("year", [SchoolYear(2024), SchoolYear(2025)])
@pytest.mark.parametrize("zone", ["A", "B", "C"])
def test_a_zone_has_five_holidays_a_year_one_after_the_other(year: SchoolYear, zone: str) -> None:
    calendar = school_calendar(year)
    assert calendar is not None
    holidays = calendar.of_zone(zone)
    assert [each.label for each in holidays] == ["Toussaint", "Noël", "hiver", "printemps", "été"]
    days = [day for each in holidays for day in (each.first, each.back) if day is not None]
    assert days == sorted(days)
    assert all(year.first_day <= day <= year.last_day for day in days)
    # School ends on a Saturday, and the long ones last two weeks: a slip of a digit would show.
    assert {each.first.weekday() for each in holidays} == {5}
    assert all((each.back - each.first).days in (16, 17) for each in holidays if each.back)


def test_a_holiday_holds_its_days_and_not_that_of_the_return() -> None:
    calendar = school_calendar(SchoolYear(2025))
    assert calendar is not None
    winter = calendar.of_zone("B")[2]
    assert winter.window == Window(date(2026, 2, 14), date(2026, 3, 2))
    assert winter.holds(date(2026, 3, 1))
    assert not winter.holds(date(2026, 3, 2))


def test_of_a_year_that_no_file_gives_nothing_is_known() -> None:
    assert school_calendar(SchoolYear(2038)) is None
