"""When and where a session sits: its hour, written one way however it was typed, and the moment that it makes."""

from datetime import date, datetime

import pytest
from marshmallow import ValidationError

from clas_core.committees.sitting import Sitting, SittingSchema, sitting_of
from clas_core.years import PARIS, write_when

DAY = {"held_on": "2025-09-16", "place": "Caf"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("14:30", "14:30"), ("9:05", "09:05"), ("9h", "09:00"), ("9 h 5", None), ("14 H 30", "14:30"), ("0h00", "00:00")],
)
def test_an_hour_is_kept_one_way(typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(ValidationError, match="Une heure est attendue"):
            SittingSchema().load({**DAY, "begins_at": typed})
    else:
        assert SittingSchema().load({**DAY, "begins_at": typed})["begins_at"] == kept


@pytest.mark.parametrize("wrong", ["24:00", "12:60", "14:", "14 : 30", "midi", "99h", "1430"])
def test_what_is_no_hour_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="Une heure est attendue, par exemple 14:30"):
        SittingSchema().load({**DAY, "begins_at": wrong})


def test_a_record_of_before_there_were_hours_has_none() -> None:
    read = Sitting(**SittingSchema().load(DAY))
    assert (read.begins_at, read.when) == (None, date(2025, 9, 16))
    assert write_when(read.when) == "16 septembre 2025"


def test_a_day_and_its_hour_are_a_moment_in_paris() -> None:
    sitting = Sitting(held_on=date(2025, 9, 16), begins_at="14:30", place="Caf")
    assert sitting.when == datetime(2025, 9, 16, 14, 30, tzinfo=PARIS)
    assert write_when(sitting.when) == "16 septembre 2025 à 14 h 30"
    assert sitting_of(sitting) == {
        "held_on": date(2025, 9, 16),
        "begins_at": "14:30",
        "ends_at": None,
        "place": "Caf",
    }


def test_a_sitting_ends_after_it_begins() -> None:
    day = date(2025, 9, 16)
    sitting = Sitting(held_on=day, begins_at="14:30", ends_at="17:00", place="Caf")
    assert (sitting.words, [*sitting.problems]) == ("16 septembre 2025 à 14 h 30, jusqu'à 17 h", [])
    for begins, place in (("17:00", "ends_at"), (None, "begins_at")):
        (found,) = Sitting(held_on=day, begins_at=begins, ends_at="17:00", place="Caf").problems
        assert found.path == (place,)
