"""Reminding porteurs of a draft before the last day on which they may deposit it: their own, if more time was granted.

It ends with the deposit. Whoever begins on the day itself is not reminded of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clas_api.context import Context, command
from clas_api.services.people.writing_to_porteurs import addresses_of, write_to_each
from clas_api.services.trace import record
from clas_api.store.dossiers import extensions_of
from clas_api.store.models import DossierRow
from clas_api.store.reminders import drafts_of_call, note_reminded, time_granted_after
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.departments.zones import write_there
from clas_core.dossiers.reminders import OF_DRAFTS, is_to_remind
from clas_core.years import write_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDraft:
    """A draft, and the last second at which its porteur may deposit it."""

    row: DossierRow
    deadline: datetime

    @property
    def last(self) -> date | None:
        """The day on which it was last called to mind."""
        return self.row.reminded_at.date() if self.row.reminded_at else None


def days_before(campaign: Campaign) -> Sequence[int]:
    """Return how many days before the closing the drafts of a call are called to mind."""
    chosen = campaign.deposit.reminders
    return OF_DRAFTS if chosen is None else chosen


def drafts_due(context: Context, slug: str, campaign: Campaign) -> Iterator[DueDraft]:
    """Yield the drafts of a call that can still be deposited, each until its own deadline."""
    closes = campaign.calendar.deadline
    rows = drafts_of_call(context.session, slug, str(campaign.name)) if closes is not None else ()
    granted = extensions_of(context.session, {each.porteur_id for each in rows})
    for row in rows:
        more = granted.get((row.porteur_id, slug, row.call))
        deadline = max(each for each in (closes, more) if each is not None)
        if deadline >= context.now:
            yield DueDraft(row=row, deadline=deadline)


def draft_reminder(title: str, deadline: datetime, code: str) -> tuple[str, str]:
    """Return what a reminder of a draft says: its subject and its text."""
    there = write_there(deadline, code)
    until = f"{write_moment(deadline)} (heure de Paris){f', {there}' if there else ''}"
    text = (
        f"Votre dossier Clas {title} est un brouillon : il n'est pas déposé. Vous pouvez le déposer jusqu'au {until}."
        "\n\nUn brouillon n'est pas étudié : relisez-le, puis déposez-le avant ce moment. Si vous ne demandez rien "
        "cette année, laissez ce message sans suite."
    )
    return f"Votre dossier Clas {title} n'est pas encore déposé", text


@command
def remind_drafts(context: Context) -> int:
    """Write to the people of the porteur of each draft that is to be deposited soon, as its call has chosen; return how
    many drafts there were. For the installation itself. Commits, department by department."""
    context.open_wholly(writing=True)
    still = time_granted_after(context.session, context.now)
    count = 0
    for plugin in context.installation.registry:
        for campaign in plugin.department.campaigns.values():
            if _may_be_due(context, plugin, campaign, still):
                count += _remind(context, plugin, campaign)
        context.session.commit()
        context.open_wholly(writing=True)
    context.session.commit()
    return count


def _may_be_due(context: Context, plugin: DepartmentPlugin, campaign: Campaign, still: set[tuple[str, str]]) -> bool:
    """Tell whether any draft of a call may be called to mind: it is open, or more time was granted to somebody."""
    state = campaign.calendar.state_on(context.now.date())
    return bool(days_before(campaign)) and (state == "open" or (plugin.slug, str(campaign.name)) in still)


def _remind(context: Context, plugin: DepartmentPlugin, campaign: Campaign) -> int:
    today = context.now.date()
    due = [
        each
        for each in drafts_due(context, plugin.slug, campaign)
        if each.row.created_at.date() < today
        and is_to_remind(each.deadline.date(), days_before(campaign), each.last, today)
    ]
    people = addresses_of(context, {each.row.porteur_id for each in due}) if due else {}
    for each in due:
        subject, text = draft_reminder(campaign.title, each.deadline, plugin.department.code)
        note_reminded(context.session, DossierRow, each.row.id, context.now)
        write_to_each(context, each.row, None, people[each.row.porteur_id], subject, text)
        after = {"until": each.deadline.isoformat()}
        record(context, "draft.reminded", each.row.id, chain=plugin.slug, after=after)
    return len(due)
