"""A rehearsal as whoever leads it sees it: what it has written to people, its day, and moving on to another."""

from collections.abc import Sequence
from datetime import date, timedelta

from clas_api.context import Context
from clas_api.installation import Clock
from clas_api.rehearsal import moved_to, write_rehearsal
from clas_api.services.rules.campaigns import served_campaign
from clas_api.store.mails import mails
from clas_api.store.models import OutgoingMail
from clas_core.errors import Refused
from clas_core.fields import JsonDay
from clas_core.strict import StrictSchema
from clas_core.years import When, first_day_of

MOST_MAILS = 100
"""Of those that are shown, the newest first."""


MOST_DAYS = 30
"""Of a call that are offered to move on to."""


class NewDaySchema(StrictSchema):
    day = JsonDay(required=True)


def mails_of_rehearsal(context: Context, limit: int = MOST_MAILS) -> Sequence[OutgoingMail]:
    """Return the newest mails of a rehearsal with their texts, which nobody else is ever sent.

    Raises `NotSignedIn`, `Forbidden`, or `Refused` where the call is the real one.
    """
    context.open("rehearsals.lead")
    _expect_rehearsal(context)
    return mails(context.session, None, limit)


def move_on(context: Context, day: date) -> None:
    """Move a rehearsal on to the morning of a later day, for everybody who is in it.

    Raises `NotSignedIn`, `Forbidden`, or `Refused` for a day that is over, and where the call is the real one.
    """
    context.open("rehearsals.lead")
    _expect_rehearsal(context)
    clock = context.installation.clock
    assert clock.rehearsal is not None
    moved = moved_to(clock.rehearsal.now, day, shown=clock.now(), wall=Clock().now())
    write_rehearsal(clock.rehearsal.folder, moved)


def days_ahead(context: Context) -> Sequence[tuple[date, str]]:
    """Return the days that the call of a rehearsal has still to come, each with what it is, as its file dates them."""
    clock = context.installation.clock
    assert clock.rehearsal is not None
    told = clock.rehearsal.now
    if told.call is None:
        return ()
    campaign = served_campaign(context, told.department, told.call)
    calendar = campaign.calendar
    dated: list[tuple[When | None, str]] = [
        (calendar.opens, "ouverture de l'appel"),
        (calendar.closes, "dernier jour pour déposer"),
        *((each.when, each.title) for each in calendar.events),
        (campaign.bilan_due, "dernier jour pour le bilan"),
    ]
    known = [(day, words) for when, words in dated if when is not None and (day := first_day_of(when)) is not None]
    if (closing := calendar.closing_day) is not None:
        known.append((closing + timedelta(days=1), "lendemain de la clôture"))
    return sorted(each for each in known if each[0] > context.now.date())[:MOST_DAYS]


def _expect_rehearsal(context: Context) -> None:
    if not context.installation.is_rehearsal:
        raise Refused("Cette installation n'est pas un appel d'essai.")
