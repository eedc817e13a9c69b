"""The agenda of an account: the days that its person must keep, and no other, as their rights are when it is read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from clas_api.context import Context
from clas_api.security.permissions import Ability, departments_of, holds, porteurs_of
from clas_api.services.committees.telling import session_entry
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.paying import KINDS
from clas_api.store.agendas import (
    bilans_awaited,
    complements_awaited,
    drafts_of,
    extensions_granted,
    payments_awaited,
    sessions_seated,
)
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.departments.restated import restated
from clas_core.departments.zones import write_there
from clas_core.documents import title_of_a_rehearsal
from clas_core.errors import ClasError
from clas_core.money import write_euros

if TYPE_CHECKING:
    from clas_api.rendering.icalendar import Entry


def own_agenda(context: Context) -> str:
    """Return the agenda of whoever asks as iCalendar.

    A porteur's people have until when they deposit, complete and tell, and what is to be paid; the members of a
    committee the sessions that they sit in; the people of a Caf those, and the days of its calls.
    """
    from clas_api.rendering.icalendar import to_agenda

    name = "Clas : mes échéances"
    name = title_of_a_rehearsal(name) if context.installation.is_rehearsal else name
    return to_agenda(name, [*_of_porteurs(context), *_of_sessions(context), *_of_calls(context)], asked_again=True)


def _of_porteurs(context: Context) -> "Iterator[Entry]":
    for ability, entries in _OF_PORTEURS:
        if porteurs := porteurs_of(context.who, ability):
            context.open(ability)
            yield from entries(context, porteurs)


def _drafts(context: Context, porteurs: Any) -> "Iterator[Entry]":
    """Yield until when each draft can be deposited: by its call, or by the time that was granted to its porteur."""
    granted: dict[tuple[str, str, Any], list[Any]] = {}
    drafts = drafts_of(context.session, porteurs)
    for each in extensions_granted(context.session, porteurs) if drafts else ():
        granted.setdefault((each.department, each.call, each.porteur_id), []).append(each)
    for row in drafts:
        found = _call(context, row)
        if found is None or found[1].calendar.closes is None:
            continue
        plugin, campaign = found
        more = granted.get((row.department, row.call, row.porteur_id), [])
        known = [each for each in (campaign.calendar.deadline, more[-1].until if more else None) if each is not None]
        said, when, text = restated(campaign, "closes"), campaign.calendar.closes, "L'appel est annoncé."
        if known:
            deadline = max(known)
            there = write_there(deadline, plugin.department.code)
            when, text = (
                deadline.date(),
                f"Dépôt en ligne jusqu'à 23 h 59 (heure de Paris){f', {there}' if there else ''}.",
            )
        yield _entry(
            context,
            row,
            f"draft-{row.id}",
            when,
            "clôture des dépôts",
            text=text,
            sequence=said.times + len(more),
            changed_at=max([_midnight(said.since), *(each.granted_at for each in more)]),
            rings=True,
        )


def _complements(context: Context, porteurs: Any) -> "Iterator[Entry]":
    for row in complements_awaited(context.session, porteurs):
        title = f"compléments du dossier n° {row.receipt} à apporter"
        yield _entry(context, row, f"complements-{row.request}", row.due_on, title, changed_at=row.asked_at)


def _bilans(context: Context, porteurs: Any) -> "Iterator[Entry]":
    for row in bilans_awaited(context.session, porteurs):
        found = _call(context, row)
        said = restated(found[1], "bilan_due") if found else None
        yield _entry(
            context,
            row,
            f"bilan-{row.id}",
            row.due_on,
            f"bilan du dossier n° {row.receipt} à déposer{_by_then(row.due_words)}",
            sequence=said.times if said else 0,
            changed_at=max(row.created_at, _midnight(said.since)) if said else row.created_at,
        )


def _payments(context: Context, porteurs: Any) -> "Iterator[Entry]":
    for row in payments_awaited(context.session, porteurs):
        payer = f", {'de' if row.kind != 'recovery' else 'à'} {row.payer}" if row.payer else ""
        title = f"{KINDS[row.kind]} du dossier n° {row.receipt}, {write_euros(row.amount_cents)}{payer}"
        yield _entry(
            context,
            row,
            f"payment-{row.payment}",
            row.due_on,
            f"{title}{_by_then(row.due_words)}",
            sequence=row.revision,
            changed_at=row.created_at,
        )


_OF_PORTEURS: "Sequence[tuple[Ability, Callable[[Context, Any], Iterator[Entry]]]]" = (
    ("drafts.read", _drafts),
    ("dossiers.read", _complements),
    ("bilans.read", _bilans),
    ("payments.read", _payments),
)
"""What each ability shows of one's porteurs."""


def _of_sessions(context: Context) -> "Iterator[Entry]":
    departments = departments_of(context.who, "sessions.read")
    if departments and context.who.account is not None:
        context.open("sessions.read")
        for row in sessions_seated(context.session, context.who.account, departments):
            yield session_entry(context, row)


def _of_calls(context: Context) -> "Iterator[Entry]":
    """Yield the days of the calls of a Caf, for its people."""
    from clas_api.rendering.call_icalendar import call_entries

    if not holds(context.who, "dossiers.study"):
        return
    for slug in sorted(departments_of(context.who, "dossiers.study")):
        with suppress(ClasError):  # a department that cannot be used now has no day
            department = context.installation.registry.get(slug).department
            for campaign in department.campaigns.values():
                yield from call_entries(department, campaign, rehearsal=context.installation.is_rehearsal)


def _call(context: Context, row: Any) -> tuple[DepartmentPlugin, Campaign] | None:
    """Return the call of a dossier; nothing where nothing was kept of one that is not served any more."""
    with suppress(ClasError):
        return find_call(context, row.department, row.call)
    return None


def _entry(
    context: Context, row: Any, uid: str, when: Any, title: str, *, changed_at: datetime, **more: Any
) -> "Entry":
    """Return an entry about a dossier, whose page it leads to."""
    from clas_api.rendering.icalendar import Entry

    found = _call(context, row)
    named = f"Clas {found[0].department.name} {found[1].title}" if found else "Clas"
    named = title_of_a_rehearsal(named) if context.installation.is_rehearsal else named
    url = f"{context.installation.settings.base_url}/espace/dossiers/{row.id}"
    text = " ".join(each for each in (more.pop("text", ""), f"Porteur : {row.name}.") if each)
    return Entry(uid=uid, when=when, title=f"{named} : {title}", text=text, url=url, changed_at=changed_at, **more)


def _by_then(words: str | None) -> str:
    return f" au plus tard (attendu {words})" if words else ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)
