"""When and where a session sits: stated once, and asked, kept, traced, shown and recorded as it is stated here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from clas_core.fields import JsonDay, Words
from clas_core.strict import StrictSchema
from clas_core.years import When

SESSION_STATES: Mapping[str, str] = {"planned": "prévue", "open": "ouverte", "closed": "close"}
"""Where a session stands, with how it is written."""


class SittingSchema(StrictSchema):
    """What is asked of a session, and what its record keeps."""

    held_on = JsonDay(required=True)
    place = Words(required=True, longest=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """When and where a session sits."""

    held_on: date
    place: str

    @property
    def when(self) -> When:
        """Its day."""
        return self.held_on


SITTING = tuple(each.name for each in fields(Sitting))
"""The names of what is said of it."""


def sitting_of(row: Any) -> Mapping[str, Any]:
    """Return what is said of a sitting by whatever has it, by name."""
    return {name: getattr(row, name) for name in SITTING}
