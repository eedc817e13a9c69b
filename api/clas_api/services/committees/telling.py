"""Telling the members of a session of it, by mail, with the session as a file for their agenda."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clas_api.context import Context
from clas_api.services.people.links import mail_notice
from clas_api.services.rules.kept_calls import find_call, title_of
from clas_api.store.models import CommitteeSession
from clas_api.store.sessions import accounts_seated
from clas_core.committees.bodies import Body, bodies_of
from clas_core.documents import title_of_a_rehearsal

if TYPE_CHECKING:
    from clas_api.rendering.icalendar import Entry


def body_of(context: Context, row: CommitteeSession) -> Body:
    """Return the body that sits. A body that the department's file has lost since is named by its identifier."""
    _, campaign = find_call(context, row.department, row.call)
    return bodies_of(campaign).get(row.body) or Body(id=row.body, label=row.body, institutions={})


def session_event(context: Context, row: CommitteeSession) -> bytes:
    """Return a session as iCalendar, for whoever asks for it: an agenda that has it already takes its later state."""
    from clas_api.rendering.icalendar import to_agenda

    entry = session_entry(context, row)
    return to_agenda(entry.title, [entry]).encode()


def session_entry(context: Context, row: CommitteeSession, *, revision: int | None = None) -> "Entry":
    """Return a session as an entry of an agenda: what has an earlier `revision` of it, its own unless said, takes this
    one."""
    from clas_api.rendering.icalendar import Entry

    plugin, _ = find_call(context, row.department, row.call)
    title = f"Clas {plugin.department.name} {title_of(context, row)} : {body_of(context, row).label}"
    return Entry(
        uid=str(row.id),
        when=row.sitting.when,
        until=row.sitting.until,
        title=title_of_a_rehearsal(title) if context.installation.is_rehearsal else title,
        text=f"La séance est annulée : {row.cancel_reason}" if row.state == "cancelled" else "",
        place=row.place,
        sequence=row.revision if revision is None else revision,
        changed_at=row.updated_at,
        cancelled=row.state == "cancelled",
    )


def tell_members(context: Context, row: CommitteeSession, subject: str, text: str, why: str = "") -> Sequence[str]:
    """Write to whoever has an account and a seat in a session that is being changed; return their accounts.

    The file of each mail asks for a place in their own agenda, moves it, or takes it back.
    """
    from clas_api.rendering.icalendar import Invited, to_agenda

    with context.session.no_autoflush:  # the change is written once, at the commit, as one revision more
        entry = session_entry(context, row, revision=row.revision + 1)
        told = accounts_seated(context.session, row)
        caf = find_call(context, row.department, row.call)[0].department.caf.name
    words = f"{text}\nMotif : {why}\n" if why else f"{text}\n"
    sender = context.installation.settings.mail_from
    for each in told:
        invited = Invited(organiser=sender, organiser_name=caf, attendee=each.email)
        mail_notice(context, each, subject, words, calendar=to_agenda(entry.title, [entry], invited=invited))
    return [str(each.id) for each in told]


def tell_convened(context: Context, row: CommitteeSession, subject: str, text: str, why: str) -> Sequence[str]:
    """Write to the members of a session, if they were convened."""
    return tell_members(context, row, subject, text, why) if row.convened_at is not None else []
