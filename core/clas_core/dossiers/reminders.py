"""When what is due is called to mind: some days before its day, each once, however often one looks.

Nothing is kept but when somebody was last reminded. A day that is moved later is reminded of anew before it; one that
nobody looked at is made up for by the next, and never by two at once.
"""

from collections.abc import Sequence
from datetime import date, timedelta

OF_DRAFTS = (7, 2, 0)
"""Days before the closing that a draft is called to mind, where the file of its call does not say: a week, two days,
the last day."""

OF_SESSIONS = (7, 1)
"""Days before a session that its members, once they are convened, are reminded of it."""


def is_to_remind(due: date, before: Sequence[int], last: date | None, today: date) -> bool:
    """Tell whether what is due on a day is called to mind `today`: the last of the days `before` it that has come was
    not reminded of yet. `last` is when somebody was last reminded."""
    reached = max((day for day in days_of(due, before) if day <= today), default=None)
    return reached is not None and today <= due and (last is None or last < reached)


def next_reminder(due: date, before: Sequence[int], last: date | None, today: date) -> date | None:
    """Return the next day on which it is; `None` when no reminder follows."""
    if is_to_remind(due, before, last, today):
        return today
    return min((day for day in days_of(due, before) if day > today), default=None)


def days_of(due: date, before: Sequence[int]) -> Sequence[date]:
    """Return the days on which what is due is called to mind, the first of them first."""
    return sorted({due - timedelta(days=each) for each in before})
