"""When and where a session sits: stated once, and asked, kept, traced, shown and recorded as it is stated here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from marshmallow import ValidationError

from clas_core.fields import JsonDay, Line, Pasted
from clas_core.strict import StrictSchema
from clas_core.years import PARIS, When

SESSION_STATES: Mapping[str, str] = {"planned": "prévue", "open": "ouverte", "closed": "close", "cancelled": "annulée"}
"""Where a session stands, with how it is written."""


_HOUR = re.compile(r"(\d{1,2})(?::(\d{2})|\s?[hH]\s?(\d{2})?)", re.ASCII)


class Hour(Pasted):
    """An hour of the day, given as ``"14:30"``; one that somebody typed, « 14 h 30 » or « 9h », is the same."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=10, metadata={"pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "example": "14:30"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        found = _HOUR.fullmatch(super()._deserialize(value, attr, data, **kwargs).strip())
        hour, minute = (int(found[1]), int(found[2] or found[3] or 0)) if found else (24, 0)
        if hour > 23 or minute > 59:
            raise ValidationError("Une heure est attendue, par exemple 14:30.")
        return f"{hour:02d}:{minute:02d}"


class SittingSchema(StrictSchema):
    """What is asked of a session, and what its record keeps."""

    held_on = JsonDay(required=True)
    begins_at = Hour(allow_none=True, load_default=None)
    place = Line(required=True, longest=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """When and where a session sits."""

    held_on: date
    begins_at: str | None = None
    place: str

    @property
    def when(self) -> When:
        """Its day, and its hour once it is said."""
        if self.begins_at is None:
            return self.held_on
        return datetime.combine(self.held_on, time.fromisoformat(self.begins_at), tzinfo=PARIS)


SITTING = tuple(each.name for each in fields(Sitting))
"""The names of what is said of it."""


def sitting_of(row: Any) -> Mapping[str, Any]:
    """Return what is said of a sitting by whatever has it, by name."""
    return {name: getattr(row, name) for name in SITTING}
