"""Reminding the members of a session that they were convened to, before it: each day of `OF_SESSIONS` once."""

from datetime import date, timedelta

from clas_api.context import Context, command
from clas_api.services.committees.telling import body_of
from clas_api.services.people.links import mail_notice
from clas_api.services.trace import record
from clas_api.store.models import CommitteeSession
from clas_api.store.reminders import note_reminded, sessions_convened
from clas_api.store.sessions import accounts_seated
from clas_core.committees.sitting import Sitting
from clas_core.dossiers.reminders import OF_SESSIONS, is_to_remind
from clas_core.years import write_when


def reminded_on(row: CommitteeSession) -> date | None:
    """Return the last day on which the members of a session heard of it: they were convened, or reminded."""
    heard = [each for each in (row.convened_at, row.reminded_at) if each is not None]
    return max(heard).date() if heard else None


def session_reminder(sitting: Sitting, body: str) -> tuple[str, str]:
    """Return what a reminder of a session says: its subject and its text."""
    text = (
        f"Vous siégez à la séance du {sitting.words}.\nInstance : {body}\nLieu : {sitting.place}\n\n"
        "Les dossiers de l'ordre du jour se lisent sur la plateforme. Si vous ne venez pas, prévenez le secrétariat du "
        "comité."
    )
    return f"Rappel : séance du {write_when(sitting.when)}", text


@command
def remind_sessions(context: Context) -> int:
    """Write to whoever has an account and a seat in each session that is near; return how many sessions there were. For
    the installation itself. Commits, session by session."""
    context.open_wholly(writing=True)
    today = context.now.date()
    near = sessions_convened(context.session, today, today + timedelta(days=max(OF_SESSIONS)))
    due = [row for row in near if is_to_remind(row.held_on, OF_SESSIONS, reminded_on(row), today)]
    for row in due:
        subject, text = session_reminder(row.sitting, body_of(context, row).label)
        note_reminded(context.session, CommitteeSession, row.id, context.now)
        told = accounts_seated(context.session, row)
        for each in told:
            mail_notice(context, each, subject, text)
        after = {"held_on": row.held_on.isoformat(), "told": [str(each.id) for each in told]}
        record(context, "session.reminded", row.id, chain=row.department, after=after)
    context.session.commit()
    return len(due)
