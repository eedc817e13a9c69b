"""By when something is expected, as a call says it: a day, or its words and the last day that they may mean."""

from typing import Any

from clas_api.store.models import BilanRow, Payment
from clas_core.departments.amending import last_payment
from clas_core.years import AsPublished, Dated, SchoolYear, exact_day, last_day_of, write_at

UNKNOWN = "jour pas encore fixé"


def due_of(when: Dated | None) -> dict[str, Any]:
    """Return ``due_on`` and ``due_words`` of what is expected at `when`; none of them where nothing is known."""
    if when is None:
        return {"due_on": None, "due_words": None}
    return {"due_on": last_day_of(when), "due_words": None if exact_day(when) else write_at(when)}


def paid_by(when: Dated | None, year: SchoolYear) -> dict[str, Any]:
    """Return those of an advance: where no day bounds it, it is late once every advance of the year must be paid."""
    if when is None or isinstance(when, AsPublished):
        return {"due_on": last_payment(year), "due_words": write_at(when) if when else UNKNOWN}
    return due_of(when)


def words_of(row: Payment | BilanRow, name: str = "due_words") -> dict[str, str]:
    """Return what the trace tells of the words of a row, where it has some."""
    return {name: row.due_words} if row.due_words else {}
