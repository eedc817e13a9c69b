"""The calendar of a call as iCalendar, to subscribe to from any agenda."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from clas_core.committees.sitting import Sitting
from clas_core.departments import Campaign, Department
from clas_core.documents import title_of_a_rehearsal
from clas_core.documents.aid_parts import dated_advances
from clas_core.documents.local_parts import local_closing
from clas_core.plain_text import line_of, lines_of
from clas_core.years import PARIS, AsPublished, Month, When, Window, exact_day, first_day_of, last_day_of

_HOUR = timedelta(hours=1)


def to_icalendar(department: Department, campaign: Campaign, *, rehearsal: bool = False) -> bytes:
    """Return the opening, the closing and the events of a call.

    What is known to its month or to a window alone becomes a note over all of it that says so, never a day made up;
    what is known in words alone is left out: no agenda has a place for it.
    """
    name = f"Clas {department.name} {campaign.title}"
    name = title_of_a_rehearsal(name) if rehearsal else name
    calendar = _calendar(name)
    calendar.add("refresh-interval", timedelta(days=1), {"value": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    stamp = datetime.combine(campaign.checked_on, time(0), tzinfo=UTC)
    dates: list[tuple[str, When, str, str]] = []
    if campaign.calendar.opens:
        dates.append(("opens", campaign.calendar.opens, f"{name} : ouverture de l'appel à projets", ""))
    if campaign.calendar.closes:
        known = campaign.calendar.closing_day is not None
        until = f"Dépôt en ligne jusqu'à 23 h 59 (heure de Paris){local_closing(department, campaign)}."
        closing = until if known else "L'appel est annoncé."
        dates.append(("closes", campaign.calendar.closes, f"{name} : clôture des dépôts", closing))
    for event in campaign.calendar.events:
        dates.append((event.kind, event.when, f"{name} : {event.title}", str(event.description or "")))
    dates += [("advance", day, f"{name} : {title}", text) for day, title, text in dated_advances(campaign)]
    if campaign.bilan_due is not None:
        dates.append(("bilan_due", campaign.bilan_due, f"{name} : bilan à déposer", ""))
    for kind, when, title, text in dates:
        if isinstance(when, AsPublished):
            continue
        calendar.add_component(_event(f"{department.slug}-{campaign.name}", kind, when, title, text, stamp))
    return _written(calendar, campaign.school_year.start)


def sitting_to_icalendar(
    sitting: Sitting, title: str, uid: str, *, state: str, revision: int, changed_at: datetime
) -> bytes:
    """Return a session as one event; an agenda that has it already takes the later `revision`, and strikes out one that
    is ``cancelled``."""
    calendar = _calendar(title)
    event = Event()
    event.add("uid", f"{uid}@clas")
    event.add("dtstamp", changed_at)
    event.add("sequence", revision)
    event.add("status", "CANCELLED" if state == "cancelled" else "CONFIRMED")
    event.add("summary", line_of(title))
    event.add("location", line_of(sitting.place))
    _lasts(event, sitting.when, sitting.until)
    calendar.add_component(event)
    return _written(calendar, sitting.held_on.year)


def _written(calendar: Calendar, year: int) -> bytes:
    """Return a calendar as text, with the zones that it names as they are around a year: an agenda may know none."""
    calendar.add_missing_timezones(first_date=date(year - 1, 1, 1), last_date=date(year + 3, 1, 1))
    written: bytes = calendar.to_ical()
    return written


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Clas//Calendrier des appels à projets//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", line_of(name))
    return calendar


def _event(scope: str, kind: str, when: When, title: str, text: str, stamp: datetime) -> Event:
    event = Event()
    unique = hashlib.sha256(f"{scope}|{kind}|{when}|{title}".encode()).hexdigest()[:24]
    event.add("uid", f"{unique}@clas")
    event.add("dtstamp", stamp)
    event.add("summary", line_of(title))
    _lasts(event, when)
    if isinstance(when, Month):
        text = f"Le jour n'est pas encore fixé dans le mois. {text}".strip()
    elif isinstance(when, Window) and kind in ("opens", "closes", "bilan_due"):
        text = f"Le jour n'est pas encore fixé dans cette période. {text}".strip()
    if text:
        event.add("description", lines_of(text))
    if kind == "closes" and exact_day(when) is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", line_of(title))
        alarm.add("trigger", timedelta(days=-7))
        event.add_component(alarm)
    return event


def _lasts(event: Event, when: When, until: datetime | None = None) -> None:
    """Say when an event begins and ends: an hour, its day, or all of the month or the window that is known of it.
    Of one whose end is not said, an hour is kept free.

    A day, a month or a window is no appointment: whoever has it in their agenda is free meanwhile.
    """
    if not isinstance(when, datetime):
        event.add("transp", "TRANSPARENT")
    if isinstance(when, datetime):
        event.add("dtstart", when.astimezone(PARIS))
        event.add("dtend", until.astimezone(PARIS) if until else when.astimezone(PARIS) + _HOUR)
        return
    first, last = first_day_of(when), last_day_of(when)
    assert first is not None
    assert last is not None
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
