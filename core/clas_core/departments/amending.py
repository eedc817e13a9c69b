"""The call in force: its file, and what its Caf has stated since. The file is never contradicted, nor the nation.

An amendment states what the file leaves open: what the file says wins, so that one which comes to say what was stated
sets that aside. Of two amendments the later holds, thing by thing: each envelope, each contact and each session apart.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from clas_core.departments.amendment import STATED, Amendment
from clas_core.departments.calendar import Event, days_of_a_call
from clas_core.departments.campaign import DEPARTMENTAL, ENVELOPE_KINDS, Campaign, Committee, Envelope
from clas_core.departments.contacts import Contact
from clas_core.departments.funders import Advance
from clas_core.departments.own_envelopes import contradictions, left_without, with_envelopes
from clas_core.errors import Path, Problem
from clas_core.money import write_percent
from clas_core.plain_text import search_key
from clas_core.sources import Source
from clas_core.years import SchoolYear, exact_day, may_be, write_at, write_day, write_when

_OPEN = (
    "seul ce que le fichier laisse ouvert se complète ici. Pour le corriger, il faut une nouvelle version du fichier."
)


@dataclass(slots=True)
class _Stated:
    """What holds of all amendments, by thing."""

    closes: date | None = None
    bilan_due: date | None = None
    decides: str | None = None
    envelopes: dict[str, Envelope] = field(default_factory=dict)
    own_envelopes: dict[str, Decimal] = field(default_factory=dict)
    advances: Sequence[Advance] = ()
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)
    sessions: dict[str, Event] = field(default_factory=dict)


def bilan_window(year: SchoolYear) -> tuple[date, date]:
    """Return the first and the last day on which the bilan of a year may be due."""
    return date(year.start, 9, 1), date(year.start + 2, 6, 30)


def advance_problem(year: SchoolYear, closes: date | None, day: date) -> str:
    """Return why an advance of a year is not paid on a day; nothing if it may be."""
    return paid_too_early(closes, day) or paid_too_late(year, day)


def paid_too_early(closes: date | None, day: date) -> str:
    """Return that an advance would be paid before anybody has deposited; nothing if it would not."""
    if closes is None or day > closes:
        return ""
    return f"Un acompte n'est pas payé avant la clôture de l'appel, le {write_day(closes)}."


def paid_too_late(year: SchoolYear, day: date) -> str:
    """Return that an advance would be paid after the settlement of its year; nothing if it would not."""
    return f"Un acompte de {year} est payé avant la fin de {year.start + 1}." if day > last_payment(year) else ""


def last_payment(year: SchoolYear) -> date:
    """Return the last day on which an advance of a year may be paid."""
    return days_of_a_call(year)[1]


def refusals(published: Campaign, in_force: Campaign, amendment: Amendment, today: date) -> Iterator[Problem]:
    """Yield why an amendment cannot be stated `today`: all of it, each at its place.

    `published` is the call as its file says it. What the one `in_force` says by an earlier amendment is stated again.
    """
    yield from _contradictions(published, amendment)
    if not any(getattr(amendment, name) for name in STATED):
        yield Problem((), "Un avenant dit au moins une chose.")
    if amendment.closes is not None:
        yield from _closing_problems(published, amendment.closes, today)
    if amendment.bilan_due is not None:
        first, last = bilan_window(published.school_year)
        if not first <= amendment.bilan_due <= last:
            message = f"Le bilan de {published.school_year} se dépose du {write_day(first)} au {write_day(last)}."
            yield Problem(("bilan_due",), message)
    closes = amendment.closes or in_force.calendar.closing_day
    for rank, advance in enumerate(amendment.advances):
        if message := advance_problem(published.school_year, closes, advance.on):
            yield Problem(("advances", rank, "on"), message)
    if (total := sum((each.share for each in amendment.advances), Decimal())) > 1:
        yield Problem(("advances",), f"Les acomptes font ensemble {write_percent(total)} de ce qui est accordé.")
    for rank, session in enumerate(amendment.sessions):
        first, last = days_of_a_call(published.school_year)
        if not first <= session.on <= last:
            yield Problem(
                ("sessions", rank, "on"), f"Une séance de cet appel a lieu du {write_day(first)} au {write_day(last)}."
            )
    for name, key in (
        ("envelopes", attrgetter("kind")),
        ("own_envelopes", attrgetter("id")),
        ("contacts", _who),
        ("sessions", _title),
    ):
        yield from _twice(name, getattr(amendment, name), key)


def _closing_problems(campaign: Campaign, closes: date, today: date) -> Iterator[Problem]:
    opens, year = campaign.calendar.opens, campaign.school_year
    if closes < today:
        yield Problem(("closes",), "Ce jour est passé : un appel se clôt aujourd'hui au plus tôt.")
    if opens is not None and campaign.calendar.opens_after(closes):
        yield Problem(("closes",), f"L'appel ouvre {write_at(opens)} : il se clôt ensuite.")
    if closes > year.last_day:
        yield Problem(("closes",), f"L'année {year} se termine le {write_day(year.last_day)} : l'appel se clôt avant.")


def _twice(name: str, stated: Sequence[Any], key: Callable[[Any], Any]) -> Iterator[Problem]:
    seen = set()
    for rank, each in enumerate(stated):
        if key(each) in seen:
            yield Problem((name, rank), "Déjà dit dans cet avenant : gardez-en un seul.")
        seen.add(key(each))


def _contradictions(published: Campaign, amendment: Amendment) -> Iterator[Problem]:
    """Yield what the file of a call says already, or leaves no room for."""
    for place, message in _said(published, amendment):
        yield Problem(place, f"{message} : {_OPEN}")
    for rank, contact in enumerate(amendment.contacts):
        if contact.institution not in published.institutions:
            known = ", ".join(published.institutions)
            message = f"Cette institution n'est pas du fichier de l'appel ; connues : {known}."
            yield Problem(("contacts", rank, "institution"), message)
        if contact.territory is not None and contact.territory not in {each.id for each in published.territories}:
            yield Problem(("contacts", rank, "territory"), "Ce territoire n'est pas du fichier de l'appel.")
    if amendment.decides is not None and amendment.decides not in (known_bodies := deciding_bodies(published)):
        known = ", ".join(known_bodies)
        yield Problem(("decides",), f"Cette instance n'est pas du fichier de l'appel ; connues : {known}.")


def deciding_bodies(published: Campaign) -> Mapping[str, str]:
    """Return the bodies of which one may be said to decide, by identifier: those of the file or, where it describes
    none, that of the department."""
    return {each.id: each.label for each in published.committees} or dict([DEPARTMENTAL])


def left_open(published: Campaign) -> frozenset[str]:
    """Return what the file of a call leaves to be stated once and for all: names of an amendment, and, of its
    envelopes, the kinds (``envelopes/ps``). Contacts and sessions may always be added."""
    closes, due = published.calendar.closes, published.bilan_due
    bodies = [each.decides for each in published.committees] or [None]
    kinds = {each.kind for each in published.envelopes}
    found = {
        "closes": closes is None or exact_day(closes) is None,
        "bilan_due": due is None or exact_day(due) is None,
        "decides": not any(bodies) and None in bodies,
        "advances": not published.advances,
        **{f"envelopes/{kind}": kind not in kinds for kind in ENVELOPE_KINDS},
        **{f"own_envelopes/{name}": True for name in left_without(published)},
    }
    return frozenset(name for name, is_open in found.items() if is_open)


def _said(published: Campaign, amendment: Amendment) -> Iterator[tuple[Path, str]]:
    is_open = left_open(published)
    closes, stated = published.calendar.closes, amendment.closes
    if stated is not None and closes is not None and ("closes" not in is_open or not may_be(closes, stated)):
        yield ("closes",), f"Le fichier dit que l'appel se clôt {write_at(closes)}"
    due = published.bilan_due
    asked = amendment.bilan_due
    if asked is not None and due is not None and ("bilan_due" not in is_open or not may_be(due, asked)):
        yield ("bilan_due",), f"Le fichier dit que le bilan est attendu : {write_when(due)}"
    deciding = [each for each in published.committees if each.decides]
    own = [each for each in published.committees if each.id == amendment.decides and each.decides is not None]
    if amendment.decides is not None and (deciding or own):
        said = f"c'est {deciding[0].label} qui décide" if deciding else f"{own[0].label} donne un avis, sans décider"
        yield ("decides",), f"Le fichier dit que {said}"
    for rank, envelope in enumerate(amendment.envelopes):
        if f"envelopes/{envelope.kind}" not in is_open:
            yield ("envelopes", rank, "kind"), "Le fichier dit le montant de cette enveloppe"
    yield from contradictions(published, amendment.own_envelopes)
    if amendment.advances and "advances" not in is_open:
        yield ("advances",), "Le fichier dit les acomptes"
    contacts = {_who(each): each for each in published.contacts}
    for rank, contact in enumerate(amendment.contacts):
        there = contacts.get(_who(contact))
        for name in _REACHED:
            given = getattr(there, name) if there else None
            if given and getattr(contact, name) not in (None, (), given):
                said = given if isinstance(given, str) else ", ".join(given)
                yield ("contacts", rank, name), f"Le fichier le dit pour cet interlocuteur (« {said} »)"
    events = {_title(each): each for each in published.calendar.events if each.kind == "committee"}
    for rank, session in enumerate(amendment.sessions):
        event = events.get(_title(session))
        if event is not None and (exact_day(event.when) or not may_be(event.when, session.on)):
            yield ("sessions", rank, "on"), f"Le fichier dit quand : {write_when(event.when)}"


_REACHED = ("name", "email", "phone", "address", "hours", "territory")


def _who(contact: Contact) -> tuple[str, str]:
    return contact.institution, search_key(contact.role)


def _title(session: Any) -> str:
    return search_key(session.title)


def amended(published: Campaign, amendments: Sequence[Amendment]) -> Campaign:
    """Return the call in force: `published`, as its file says, with what `amendments` add, the oldest first.

    What contradicts the file is set aside: the file has come to say it since.
    """
    stated, sources = _Stated(), {}
    for number, each in enumerate(amendments, start=1):
        source = source_of(each, number)
        sources[source.id] = source
        _take(stated, each, source, _holding({problem.path for problem in _contradictions(published, each)}))
    bilan, due = published.bilan, stated.bilan_due
    return replace(
        with_envelopes(published, stated.own_envelopes),
        amendments=tuple(amendments),
        sources={**published.sources, **sources},
        calendar=replace(
            published.calendar,
            closes=stated.closes or published.calendar.closes,
            events=_events(published.calendar.events, stated.sessions),
        ),
        bilan_stated=due,
        bilan=replace(bilan, due=due) if bilan is not None and due is not None else bilan,
        committees=tuple(_decided(each, stated.decides) for each in published.committees),
        departmental_decides=not published.committees and stated.decides == DEPARTMENTAL[0],
        envelopes=(*published.envelopes, *stated.envelopes.values()),
        advances=(*published.advances, *stated.advances),
        contacts=_contacts(published.contacts, stated.contacts),
    )


def source_of(amendment: Amendment, number: int) -> Source:
    """Return the source of what an amendment states, by its rank among those of its call."""
    place = f"avenant du {write_day(amendment.stated_on)}"
    return Source(id=f"avenant-{number}", title=amendment.source, place=place, published_on=amendment.stated_on)


def _holding(refused: Collection[Path]) -> Callable[..., bool]:
    return lambda *place: not any(path[: len(place)] == place for path in refused)


def _take(stated: _Stated, amendment: Amendment, source: Source, holds: Callable[..., bool]) -> None:
    """Let what an amendment states hold, but for what is set aside."""
    if amendment.closes is not None and holds("closes"):
        stated.closes = amendment.closes
    if amendment.bilan_due is not None and holds("bilan_due"):
        stated.bilan_due = amendment.bilan_due
    if amendment.decides is not None and holds("decides"):
        stated.decides = amendment.decides
    if amendment.advances and holds("advances"):
        stated.advances = tuple(Advance(share=each.share, on=each.on, source=source) for each in amendment.advances)
    for rank, envelope in enumerate(amendment.envelopes):
        if holds("envelopes", rank):
            stated.envelopes[envelope.kind] = Envelope(kind=envelope.kind, amount=envelope.amount, source=source)
    for rank, own in enumerate(amendment.own_envelopes):
        if holds("own_envelopes", rank):
            stated.own_envelopes[own.id] = own.amount
    for rank, contact in enumerate(amendment.contacts):
        if holds("contacts", rank):
            stated.contacts[_who(contact)] = contact
    for rank, session in enumerate(amendment.sessions):
        if holds("sessions", rank):
            event = Event(kind="committee", when=session.when, title=session.title, place=session.place)
            stated.sessions[_title(session)] = event


def _decided(committee: Committee, deciding: str | None) -> Committee:
    return replace(committee, decides=True) if committee.id == deciding else committee


def _events(published: Sequence[Event], stated: Mapping[str, Event]) -> Sequence[Event]:
    """Return events, those that were stated to the day in the place of the ones that left it open."""
    left = dict(stated)
    there = [
        replace(each, when=found.when, place=found.place or each.place)
        if each.kind == "committee" and (found := left.pop(_title(each), None))
        else each
        for each in published
    ]
    return (*there, *left.values())


def _contacts(published: Iterable[Contact], stated: Mapping[tuple[str, str], Contact]) -> Sequence[Contact]:
    """Return contacts, those that the file gives completed by what was stated of them."""
    left = dict(stated)
    there = []
    for each in published:
        found = left.pop(_who(each), None)
        given = {name: getattr(each, name) or getattr(found, name) for name in _REACHED} if found else {}
        there.append(replace(each, **given))
    return (*there, *left.values())
