"""Agendas as iCalendar: read back by two libraries that did not write them, and by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from clas_api.rendering.icalendar import Entry, Invited, to_agenda
from clas_core.plain_text import line_of, lines_of
from clas_core.years import PARIS, AsPublished, Month, When, Window

CHANGED = datetime(2025, 6, 12, 9, 30, tzinfo=UTC)
DAY = Entry(uid="1", when=date(2025, 8, 18), title="Clôture des dépôts", changed_at=CHANGED)
INVITED = Invited(organiser="clas@caf.example", organiser_name='Caf "51"; de la Marne', attendee="a.b@exemple.fr")
HOSTILE = st.one_of(
    st.text(),
    st.sampled_from(
        ["\r\nEND:VEVENT\r\nBEGIN:VALARM", "a\\nb\\,;:\"'^n", "é" * 90, "😀" * 40, "=CMD()", "\x85METHOD:X"]
    ),
)


def events(text: str) -> list[tuple[Any, Any]]:
    """Return each event as `ical` reads it, and as `vobject` does."""
    read = IcsCalendarStream.calendar_from_ics(text).events
    return list(zip(read, vobject.readOne(text).vevent_list, strict=True))


@pytest.mark.parametrize(
    ("when", "first", "after"),
    [
        (date(2025, 12, 31), date(2025, 12, 31), date(2026, 1, 1)),
        (Month(2025, 9), date(2025, 9, 1), date(2025, 10, 1)),
        (Window(date(2025, 6, 2), date(2025, 6, 20)), date(2025, 6, 2), date(2025, 6, 21)),
    ],
)
def test_what_has_no_hour_is_whole_days_that_leave_one_free(when: When, first: date, after: date) -> None:
    ((one, other),) = events(to_agenda("Clas", [replace(DAY, when=when)]))
    assert (one.dtstart, one.dtend, one.transparency) == (first, after, "TRANSPARENT")
    assert (other.dtstart.value, other.dtend.value, other.transp.value) == (first, after, "TRANSPARENT")
    assert one.summary == other.summary.value == DAY.title


def test_what_is_known_in_words_has_no_place() -> None:
    assert "VEVENT" not in to_agenda("Clas", [replace(DAY, when=AsPublished("courant septembre"))])


@pytest.mark.parametrize(
    ("day", "at", "starts", "ends"),
    [
        (date(2025, 9, 16), time(14, 30), "2025-09-16T12:30", "2025-09-16T13:30"),
        (date(2026, 3, 29), time(1, 30), "2026-03-29T00:30", "2026-03-29T01:30"),
        (date(2026, 3, 29), time(2, 30), "2026-03-29T01:30", "2026-03-29T02:30"),  # an hour that clocks leap over
        (date(2026, 10, 25), time(2, 30), "2026-10-25T00:30", "2026-10-25T01:30"),  # one that they show twice
        (date(2026, 10, 25), time(3, 30), "2026-10-25T02:30", "2026-10-25T03:30"),
        (date(2025, 12, 31), time(23, 30), "2025-12-31T22:30", "2025-12-31T23:30"),
    ],
)
def test_an_hour_is_the_same_moment_to_whoever_reads_it(day: date, at: time, starts: str, ends: str) -> None:
    text = to_agenda("Clas", [replace(DAY, when=datetime.combine(day, at, tzinfo=PARIS))])
    assert text.count("BEGIN:VTIMEZONE") == 1
    for each in events(text)[0]:
        moments = (each.dtstart, each.dtend)
        read = [getattr(moment, "value", moment).astimezone(UTC) for moment in moments]
        assert [moment.isoformat()[:16] for moment in read] == [starts, ends]


def test_the_zone_that_is_written_has_the_clocks_of_paris_at_every_hour_of_five_years() -> None:
    text = to_agenda("Clas", [replace(DAY, when=datetime(2024, 1, 1, 12, tzinfo=PARIS))])
    there = vobject.readOne(text).vevent.dtstart.value.tzinfo
    moment, end = datetime(2024, 1, 1), datetime(2029, 1, 1)  # noqa: DTZ001  # by the clocks of each zone
    differing = []
    while moment < end:
        if moment.replace(tzinfo=PARIS).utcoffset() != moment.replace(tzinfo=there).utcoffset():
            differing.append(moment)
        moment += timedelta(hours=1)
    leapt = [each for each in differing if each.hour == 2 and each.month == 3]
    assert differing == leapt, "but for the hour of a night that is not there"


def test_no_zone_is_described_where_nothing_has_an_hour() -> None:
    assert "VTIMEZONE" not in to_agenda("Clas", [DAY])


def test_what_has_not_changed_is_the_same_to_the_byte_and_says_when_it_did() -> None:
    text = to_agenda("Clas", [replace(DAY, sequence=3)], asked_again=True)
    assert text == to_agenda("Clas", [replace(DAY, sequence=3)], asked_again=True)
    ((one, other),) = events(text)
    assert (one.uid, one.sequence, one.dtstamp, one.last_modified) == ("1@clas", 3, CHANGED, CHANGED)
    assert (other.sequence.value, other.last_modified.value) == ("3", CHANGED)


@pytest.mark.parametrize(("cancelled", "method"), [(False, "REQUEST"), (True, "CANCEL")])
def test_whoever_is_invited_is_asked_for_a_place_or_gives_it_back(cancelled: bool, method: str) -> None:
    text = to_agenda("Clas", [replace(DAY, cancelled=cancelled, rings=True)], invited=INVITED)
    assert f"\r\nMETHOD:{method}\r\n" in text
    ((one, other),) = events(text)
    assert one.status == ("CANCELLED" if cancelled else "CONFIRMED")
    assert other.organizer.value == "mailto:clas@caf.example"
    assert other.organizer.params["CN"] == ["Caf '51'; de la Marne"]
    assert (other.attendee.value, other.attendee.params["RSVP"]) == ("mailto:a.b@exemple.fr", ["FALSE"])
    assert ("VALARM" in text) != cancelled, "what is cancelled rings no more"


def test_what_is_only_read_asks_nobody() -> None:
    text = to_agenda("Clas", [DAY])
    assert "\r\nMETHOD:PUBLISH\r\n" in text
    assert "ORGANIZER" not in text


@given(HOSTILE, HOSTILE, HOSTILE)
def test_whatever_is_typed_stays_in_its_line(title: str, words: str, place: str) -> None:
    typed = replace(DAY, title=title or "x", text=words, place=place)
    text = to_agenda(title, [typed], invited=replace(INVITED, organiser_name=place or "Caf"))
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"".join(lines).count(b"\n") == 0
    unfolded = text.replace("\r\n ", "").split("\r\n")
    plain = to_agenda("x", [replace(DAY, text="x", place="x")], invited=INVITED).replace("\r\n ", "").split("\r\n")
    names = [each.partition(":")[0].partition(";")[0] for each in unfolded]
    expected = [each.partition(":")[0].partition(";")[0] for each in plain]
    said = {"LOCATION": line_of(place), "DESCRIPTION": lines_of(words.strip())}
    left_out = [name for name, value in said.items() if not value]
    assert names == [each for each in expected if each not in left_out]
    ((one, other),) = events(text)
    assert (one.location or "") == line_of(place)
    assert getattr(getattr(other, "location", None), "value", "") == line_of(place)
