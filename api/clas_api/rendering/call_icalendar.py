"""The calendar of a call as iCalendar, to subscribe to from any agenda."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from clas_api.rendering.icalendar import Entry, to_agenda
from clas_core.departments import Campaign, Department
from clas_core.departments.restated import Restated, dropped_advances, restated
from clas_core.documents import title_of_a_rehearsal
from clas_core.documents.aid_parts import advance_title, dated_advances, general_advance
from clas_core.documents.local_parts import local_closing
from clas_core.years import When, Window


def to_icalendar(department: Department, campaign: Campaign, *, rehearsal: bool = False) -> bytes:
    """Return the opening, the closing, the events and the payments of a call.

    What is known to its month or to a window alone becomes a note over all of it that says so, never a day made up.
    What an amendment moves is moved in the agendas that have it, and what it takes back is struck out there.
    """
    name = _name(department, campaign, rehearsal)
    return to_agenda(name, call_entries(department, campaign, rehearsal=rehearsal), asked_again=True).encode()


def call_entries(department: Department, campaign: Campaign, *, rehearsal: bool) -> Iterator[Entry]:
    """Yield the entries of the calendar of a call."""
    return _entries(department, campaign, _name(department, campaign, rehearsal), f"{department.slug}-{campaign.name}")


def _name(department: Department, campaign: Campaign, rehearsal: bool) -> str:
    name = f"Clas {department.name} {campaign.title}"
    return title_of_a_rehearsal(name) if rehearsal else name


def _call_entry(
    scope: str, thing: str, when: When, title: str, text: str, said: Restated, *, cancelled: bool = False
) -> Entry:
    """Return an entry of a call; `thing` names it among those of `scope`, whenever it is."""
    return Entry(
        uid=hashlib.sha256(f"{scope}|{thing}".encode()).hexdigest()[:24],
        when=when,
        title=title,
        text=text,
        sequence=said.times,
        changed_at=datetime.combine(said.since, time(0), tzinfo=UTC),
        cancelled=cancelled,
        fixed=thing.startswith("event/") and isinstance(when, Window),
        rings=thing == "closes",
    )


def _closing(department: Department, campaign: Campaign, name: str, scope: str) -> Iterator[Entry]:
    if campaign.calendar.closes is None:
        return
    known = campaign.calendar.closing_day is not None
    until = f"Dépôt en ligne jusqu'à 23 h 59 (heure de Paris){local_closing(department, campaign)}."
    closing = until if known else "L'appel est annoncé."
    said = restated(campaign, "closes")
    yield _call_entry(scope, "closes", campaign.calendar.closes, f"{name} : clôture des dépôts", closing, said)


def _entries(department: Department, campaign: Campaign, name: str, scope: str) -> Iterator[Entry]:
    as_filed = restated(campaign, "opens")
    if campaign.calendar.opens:
        title = f"{name} : ouverture de l'appel à projets"
        yield _call_entry(scope, "opens", campaign.calendar.opens, title, "", as_filed)
    yield from _closing(department, campaign, name, scope)
    ranks: Counter[tuple[str, str]] = Counter()
    for event in campaign.calendar.events:
        ranks[event.kind, event.title] += 1
        thing = f"event/{event.kind}/{event.title}/{ranks[event.kind, event.title]}"
        said = restated(campaign, "session", event.title) if event.kind == "committee" else as_filed
        entry = _call_entry(scope, thing, event.when, f"{name} : {event.title}", str(event.description or ""), said)
        yield replace(entry, place=event.place or "")
    said = restated(campaign, "advances")
    paid: Counter[str] = Counter()
    for day, title, text in dated_advances(campaign):
        paid[title] += 1
        yield _call_entry(scope, f"advance/{title}/{paid[title]}", day, f"{name} : {title}", text, said)
    for rank, day in dropped_advances(campaign):
        title = advance_title(general_advance(campaign))
        yield _call_entry(scope, f"advance/{title}/{rank + 1}", day, f"{name} : {title}", "", said, cancelled=True)
    if campaign.bilan_due is not None:
        said = restated(campaign, "bilan_due")
        yield _call_entry(scope, "bilan_due", campaign.bilan_due, f"{name} : bilan à déposer", "", said)
