"""A school year runs from 1 September to 31 August and is written 2025-2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.years import SchoolYear


def test_a_school_year_is_read_as_it_is_written() -> None:
    assert SchoolYear.parse("2025-2026") == SchoolYear(2025)
    assert str(SchoolYear(2025)) == "2025-2026"


@given(st.integers(1900, 2200))
def test_every_school_year_is_read_back_from_its_text(start: int) -> None:
    assert SchoolYear.parse(str(SchoolYear(start))) == SchoolYear(start)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "2025-26",
        "2025/2026",
        "2025-2025",
        "2025-2027",
        "2026-2025",
        " 2025-2026",
        "2025-2026\n",
        "2025-2026-2027",
        "２０２５-２０２６",
        "1899-1900",
        "2201-2202",
    ],
)
def test_what_is_not_a_school_year_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="n'est pas une année scolaire ; écrivez par exemple 2025-2026") as refusal:
        SchoolYear.parse(text)
    assert f"« {text} »" in str(refusal.value)


@pytest.mark.parametrize(("text", "start"), [("1900-1901", 1900), ("2200-2201", 2200)])
def test_the_first_and_the_last_years_that_can_be_written(text: str, start: int) -> None:
    assert SchoolYear.parse(text).start == start


def test_a_school_year_goes_from_september_to_august() -> None:
    assert SchoolYear(2025).first_day == date(2025, 9, 1)
    assert SchoolYear(2025).last_day == date(2026, 8, 31)


def test_31_august_and_1_september_belong_to_different_school_years() -> None:
    assert SchoolYear.containing(date(2025, 8, 31)) == SchoolYear(2024)
    assert SchoolYear.containing(date(2025, 9, 1)) == SchoolYear(2025)


@given(st.dates(date(1900, 9, 1), date(2201, 8, 31)))
def test_every_day_lies_within_the_school_year_that_contains_it(day: date) -> None:
    year = SchoolYear.containing(day)
    assert year.first_day <= day <= year.last_day


@given(st.integers(1901, 2199))
def test_school_years_follow_one_another_without_a_gap(start: int) -> None:
    year = SchoolYear(start)
    assert year.next.first_day - year.last_day == timedelta(days=1)
    assert year.next.previous == year


def test_school_years_are_ordered_by_time() -> None:
    years = [SchoolYear(2025), SchoolYear(2004), SchoolYear(2024)]
    assert [str(year) for year in sorted(years)] == ["2004-2005", "2024-2025", "2025-2026"]


def test_a_school_year_names_one_thing_in_a_dictionary() -> None:
    assert {SchoolYear.parse("2025-2026"): "found"}[SchoolYear(2025)] == "found"
