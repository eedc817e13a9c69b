"""Agendas as iCalendar (RFC 5545), for Outlook, Google, Thunderbird and whatever else is subscribed to one.

An entry says by itself how often it was changed, and when: an agenda takes what it holds already for the same, moves
it, or strikes it out. Nothing depends on when it is asked for, so that what has not changed is the same to the byte.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
)

from clas_core.plain_text import line_of, lines_of
from clas_core.years import PARIS, AsPublished, Month, When, Window, exact_day, first_day_of, last_day_of

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WINTER, _SUMMER = timedelta(hours=1), timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something in an agenda. `uid` stays whatever becomes of it; `sequence` grows with each change of it, the last of
    which was at `changed_at`.

    `fixed` tells that a period is what lasts, where otherwise it is all that is known of one day. `rings` has an agenda
    call it to mind a week before.
    """

    uid: str
    when: When
    until: datetime | None = None
    title: str
    text: str = ""
    place: str = ""
    url: str = ""
    sequence: int = 0
    changed_at: datetime
    cancelled: bool = False
    fixed: bool = False
    rings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """To whom an entry goes by mail, and who keeps the agenda that it is of; both as addresses."""

    organiser: str
    organiser_name: str
    attendee: str


def to_agenda(name: str, entries: Iterable[Entry], *, asked_again: bool = False, invited: Invited | None = None) -> str:
    """Return entries as one iCalendar text. What is known in words alone is left out: no agenda has a place for it.

    `asked_again` tells whoever has subscribed to ask once a day. What is sent to somebody `invited` asks for a place in
    their agenda, or takes it back.
    """
    placed = [each for each in entries if not isinstance(each.when, AsPublished)]
    calendar = Calendar()
    calendar.add("prodid", "-//Clas//Calendrier des appels à projets//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", _method(placed, invited))
    if asked_again:
        calendar.add("name", line_of(name))
        calendar.add("refresh-interval", _DAY, {"value": "DURATION"})
        calendar.add("x-published-ttl", "P1D")
    calendar.add("x-wr-calname", line_of(name))
    years = [each.when.year for each in placed if isinstance(each.when, datetime)]
    parts = [_paris(min(years))] if years else []
    parts += [_written(each, invited) for each in placed]
    head, end = calendar.to_ical().rsplit(_END, 1)
    return b"".join((head, *parts, _END, end)).decode()


_END = b"END:VCALENDAR"


@lru_cache(maxsize=4096)
def _written(entry: Entry, invited: Invited | None) -> bytes:
    """Return an entry as text.

    It is remembered: programs ask for the same agendas every hour, and the entries of a call are in those of many.
    """
    written: bytes = _event(entry, invited).to_ical()
    return written


def _method(entries: Sequence[Entry], invited: Invited | None) -> str:
    if invited is None:
        return "PUBLISH"
    return "CANCEL" if all(each.cancelled for each in entries) else "REQUEST"


@lru_cache(maxsize=32)
def _paris(year: int) -> bytes:
    """Return when clocks change in Paris since before a year: an agenda may know no zone by its name.

    It is the rule of directive 2000/84/EC, written as every agenda reads it; each change begins by the clocks of before
    it. The rule of the library's own is an hour late in spring.
    """
    zone = Timezone()
    zone.add("tzid", PARIS.key)
    for made, name, month, hour, before, after in (
        (TimezoneDaylight, "CEST", 3, 2, _WINTER, _SUMMER),
        (TimezoneStandard, "CET", 10, 3, _SUMMER, _WINTER),
    ):
        change = made()
        last = date(year - 1, month, 31)
        first = last - timedelta(days=last.isoweekday() % 7)
        change.add("dtstart", datetime.combine(first, time(hour)))
        change.add("rrule", vRecur(freq="YEARLY", bymonth=month, byday="-1SU"))
        change.add("tzname", name)
        change.add("tzoffsetfrom", before)
        change.add("tzoffsetto", after)
        zone.add_component(change)
    written: bytes = zone.to_ical()
    return written


def _event(entry: Entry, invited: Invited | None) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@clas")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", line_of(entry.title))
    if invited is not None:
        _invite(event, invited)
    _last(event, entry.when, entry.until)
    if place := line_of(entry.place):
        event.add("location", place)
    if text := lines_of(f"{'' if entry.fixed else _vague(entry.when)} {entry.text}".strip()):
        event.add("description", text)
    if entry.url:
        event.add("url", entry.url)
    if entry.rings and not entry.cancelled and exact_day(entry.when) is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", line_of(entry.title))
        alarm.add("trigger", -7 * _DAY)
        event.add_component(alarm)
    return event


def _vague(when: When) -> str:
    if isinstance(when, Month):
        return "Le jour n'est pas encore fixé dans le mois."
    return "Le jour n'est pas encore fixé dans cette période." if isinstance(when, Window) else ""


def _invite(event: Event, invited: Invited) -> None:
    """Say whose agenda it is of, and that no answer is awaited: whoever does not come tells the secretariat."""
    organiser = vCalAddress(f"mailto:{invited.organiser}")
    organiser.params["CN"] = line_of(invited.organiser_name).replace('"', "'")
    event.add("organizer", organiser)
    attendee = vCalAddress(f"mailto:{invited.attendee}")
    attendee.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
    event.add("attendee", attendee)


def _last(event: Event, when: When, until: datetime | None) -> None:
    """Say when an event begins and ends: an hour, its day, or all of the month or the window that is known of it.
    Of one whose end is not said, an hour is kept free.

    A day, a month or a window is no appointment: whoever has it in their agenda is free meanwhile.
    """
    if isinstance(when, datetime):
        event.add("dtstart", _by_the_clock(when))
        event.add("dtend", _by_the_clock(until or when.astimezone(UTC) + _HOUR))
        return
    first, last = first_day_of(when), last_day_of(when)
    assert first is not None
    assert last is not None
    event.add("dtstart", first)
    event.add("dtend", last + _DAY)
    event.add("transp", "TRANSPARENT")


def _by_the_clock(moment: datetime) -> datetime:
    """Return a moment by the clocks of Paris: an hour that they leap over is the one that they leap to. One that they
    show for the second time that night has no other name than that of UTC."""
    universal = moment.astimezone(UTC)
    there = universal.astimezone(PARIS)
    return universal if there.fold else there
