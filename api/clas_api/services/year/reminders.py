"""The reminders of a call: which went out, which will, and what they say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

from clas_api.context import Context
from clas_api.services.committees.reminding_sessions import reminded_on, session_reminder
from clas_api.services.committees.telling import body_of
from clas_api.services.dossiers.reminding_drafts import days_before, draft_reminder, drafts_due
from clas_api.services.instruction.reminding import complements_reminder, next_complements_reminder
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.bilans import bilan_reminder
from clas_api.store.bilans import bilans_of_call, next_bilan_reminder
from clas_api.store.reminders import complements_open, drafts_of_call, sessions_convened
from clas_core.committees.sitting import Sitting
from clas_core.departments import Campaign
from clas_core.dossiers.reminders import OF_SESSIONS, next_reminder
from clas_core.errors import NotFound
from clas_core.years import PARIS, write_at

Kind = Literal["drafts", "complements", "bilans", "sessions"]
KINDS: tuple[Kind, ...] = ("drafts", "complements", "bilans", "sessions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """Something that is due: of a dossier or a session (`key`), called `name`, on a day; when it was last called to
    mind, and when it will be next. Where all that is known of the day are words, they stand in `due_words`."""

    kind: Kind
    key: UUID
    name: str
    receipt: str = ""
    due: date
    due_words: str = ""
    last: date | None
    following: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reminder says, of an invented case."""

    kind: Kind
    subject: str
    text: str


def reminders_of_call(context: Context, slug: str, call: str) -> Sequence[Reminded]:
    """Return what is called to mind of a call, what goes out first at the head. Raises `NotFound`."""
    if slug not in context.open("dossiers.study").departments:
        raise NotFound("Ce département")
    campaign = find_call(context, slug, call)[1]
    found = [*_drafts(context, slug, campaign), *_others(context, slug, call)]
    return sorted(found, key=lambda each: (each.following or date.max, each.due, each.name, str(each.key)))


def undue_drafts(context: Context, slug: str, call: str) -> int:
    """Return how many drafts of a call nobody is reminded of, as they can be deposited no more, or not yet."""
    campaign = find_call(context, slug, call)[1]
    return len(drafts_of_call(context.session, slug, call)) - len(list(drafts_due(context, slug, campaign)))


def _drafts(context: Context, slug: str, campaign: Campaign) -> Iterator[Reminded]:
    today, before = context.now.date(), days_before(campaign)
    for each in drafts_due(context, slug, campaign):
        due = each.deadline.date()
        # Whoever has begun today is reminded tomorrow at the earliest.
        since = max(today, each.row.created_at.date() + timedelta(days=1))
        yield Reminded(
            kind="drafts",
            key=each.row.id,
            name=each.row.porteur.name,
            due=due,
            last=each.last,
            following=next_reminder(due, before, each.last, since),
        )


def _others(context: Context, slug: str, call: str) -> Iterator[Reminded]:
    today, session = context.now.date(), context.session
    for request, row in complements_open(session, slug, call):
        yield Reminded(
            kind="complements",
            key=row.id,
            name=row.porteur.name,
            receipt=row.receipt or "",
            due=request.due_on,
            last=request.reminded_at.date() if request.reminded_at else None,
            following=next_complements_reminder(request, today),
        )
    for bilan, row in bilans_of_call(session, slug, call):
        if bilan.state == "draft" and bilan.due_on is not None:
            yield Reminded(
                kind="bilans",
                key=row.id,
                name=row.porteur.name,
                receipt=row.receipt or "",
                due=bilan.due_on,
                due_words=bilan.due_words or "",
                last=bilan.reminded_at.date() if bilan.reminded_at else None,
                following=next_bilan_reminder(bilan, today),
            )
    for each in sessions_convened(session, today, date.max, slug, call):
        yield Reminded(
            kind="sessions",
            key=each.id,
            name=body_of(context, each).label,
            due=each.held_on,
            last=reminded_on(each),
            following=next_reminder(each.held_on, OF_SESSIONS, reminded_on(each), today),
        )


def what_is_said(context: Context, slug: str, call: str) -> Sequence[Said]:
    """Return what each reminder of a call says, of an invented case: made by what writes the mails themselves."""
    plugin, campaign = find_call(context, slug, call)
    receipt, day = f"{plugin.department.code}-{campaign.school_year.start}-0001", context.now.date()
    deadline = campaign.calendar.deadline or datetime.combine(day, time(23, 59, 59), tzinfo=PARIS)
    complements = complements_reminder(campaign.title, receipt, "« ce que vous avez demandé »", day, late=False)
    until = write_at(campaign.bilan_due) if campaign.bilan_due else write_at(day)
    sitting = Sitting(held_on=day, begins_at="14:30", place="Siège de la Caf")
    said: dict[Kind, tuple[str, str]] = {
        "drafts": draft_reminder(campaign.title, deadline, plugin.department.code),
        "complements": complements,
        "bilans": bilan_reminder(campaign.title, receipt, until, late=False),
        "sessions": session_reminder(sitting, "Comité"),
    }
    return [Said(kind=kind, subject=said[kind][0], text=said[kind][1]) for kind in KINDS]
