"""Telling the members of a session of it, by mail, with the session as a file for their agenda."""

from collections.abc import Sequence

from clas_api.context import Context
from clas_api.rendering import sitting_to_icalendar
from clas_api.services.people.links import mail_notice
from clas_api.services.rules.kept_calls import find_call, title_of
from clas_api.store.models import CommitteeSession
from clas_api.store.sessions import accounts_seated
from clas_core.committees.bodies import Body, bodies_of
from clas_core.documents import title_of_a_rehearsal


def body_of(context: Context, row: CommitteeSession) -> Body:
    """Return the body that sits. A body that the department's file has lost since is named by its identifier."""
    _, campaign = find_call(context, row.department, row.call)
    return bodies_of(campaign).get(row.body) or Body(id=row.body, label=row.body, institutions={})


def session_event(context: Context, row: CommitteeSession, *, revision: int | None = None) -> bytes:
    """Return a session as iCalendar: what has an earlier `revision` of it, its own unless said, takes this one."""
    plugin, _ = find_call(context, row.department, row.call)
    title = f"Clas {plugin.department.name} {title_of(context, row)} : {body_of(context, row).label}"
    title = title_of_a_rehearsal(title) if context.installation.is_rehearsal else title
    version = row.revision if revision is None else revision
    return sitting_to_icalendar(
        row.sitting, title, str(row.id), state=row.state, revision=version, changed_at=row.updated_at
    )


def tell_members(context: Context, row: CommitteeSession, subject: str, text: str, why: str = "") -> Sequence[str]:
    """Write to whoever has an account and a seat in a session that is being changed; return their accounts."""
    with context.session.no_autoflush:  # the change is written once, at the commit, as one revision more
        calendar = session_event(context, row, revision=row.revision + 1).decode()
        told = accounts_seated(context.session, row)
    words = f"{text}\nMotif : {why}\n" if why else f"{text}\n"
    for each in told:
        mail_notice(context, each, subject, words, calendar=calendar)
    return [str(each.id) for each in told]


def tell_convened(context: Context, row: CommitteeSession, subject: str, text: str, why: str) -> Sequence[str]:
    """Write to the members of a session, if they were convened."""
    return tell_members(context, row, subject, text, why) if row.convened_at is not None else []
