"""A department's year beside the one before it, as its pages and its bilan tell it: whole, for its own people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clas_core.statistics.taken_years import TakenYear
from clas_core.statistics.year_parts import YearParts


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTold:
    """What a year comes to and, where anything was deposited in it, the year before: lines as JSON values, by
    `total`, `retained`, `by_level` … The parts are what the money is made of and what bilans say was done, where they
    were counted. `taken` is what files told of the year before, apart from what was deposited here."""

    counted: dict[str, Any]
    parts: YearParts | None = None
    before: Mapping[str, Any] | None = None
    parts_before: YearParts | None = None
    taken: TakenYear | None = None

    @property
    def year(self) -> str:
        """The school year."""
        return str(self.counted["school_year"])

    @property
    def last_year(self) -> str | None:
        """The year before, where it is told."""
        return str(self.before["school_year"]) if self.before else None
