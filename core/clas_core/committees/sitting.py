"""When and where a session sits: stated once, and asked, kept, traced, shown and recorded as it is stated here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from clas_core.errors import Problem
from clas_core.fields import Hour, JsonDay, Line
from clas_core.strict import StrictSchema
from clas_core.years import PARIS, When, write_when

SESSION_STATES: Mapping[str, str] = {"planned": "prévue", "open": "ouverte", "closed": "close", "cancelled": "annulée"}
"""Where a session stands, with how it is written."""


class SittingSchema(StrictSchema):
    """What is asked of a session, and what its record keeps."""

    held_on = JsonDay(required=True)
    begins_at = Hour(allow_none=True, load_default=None)
    ends_at = Hour(allow_none=True, load_default=None)
    place = Line(required=True, longest=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """When and where a session sits."""

    held_on: date
    begins_at: str | None = None
    ends_at: str | None = None
    place: str

    @property
    def when(self) -> When:
        """Its day, and its hour once it is said."""
        if self.begins_at is None:
            return self.held_on
        return datetime.combine(self.held_on, time.fromisoformat(self.begins_at), tzinfo=PARIS)

    @property
    def until(self) -> datetime | None:
        """When it ends, once that is said."""
        if self.begins_at is None or self.ends_at is None:
            return None
        return datetime.combine(self.held_on, time.fromisoformat(self.ends_at), tzinfo=PARIS)

    @property
    def words(self) -> str:
        """When it sits, in French: « 16 septembre 2025 à 14 h 30, jusqu'à 17 h »."""
        if (until := self.until) is None:
            return write_when(self.when)
        return f"{write_when(self.when)}, jusqu'à {until.hour} h{f' {until.minute:02d}' if until.minute else ''}"

    @property
    def problems(self) -> Iterator[Problem]:
        """What is wrong with its hours."""
        if self.ends_at is None:
            return
        if self.begins_at is None:
            yield Problem(("begins_at",), "Dites aussi à quelle heure la séance commence.")
        elif self.ends_at <= self.begins_at:
            yield Problem(("ends_at",), "La séance finit après avoir commencé : changez l'une des heures.")


SITTING = tuple(each.name for each in fields(Sitting))
"""The names of what is said of it."""


def sitting_of(row: Any) -> Mapping[str, Any]:
    """Return what is said of a sitting by whatever has it, by name."""
    return {name: getattr(row, name) for name in SITTING}
