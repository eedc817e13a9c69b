"""School years and months: the values of time that the Clas speaks of.

A call may announce a committee "in September 2025" without naming the day. Such a month is a value of its own
(:class:`Month`); nothing here ever makes up a day for it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
"""The time zone in which every deadline and every hour of a call is meant."""

MONTH_NAMES = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_SCHOOL_YEAR = re.compile(r"(\d{4})-(\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """A school year, written ``2025-2026``: from 1 September of `start` to 31 August of the next year."""

    start: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2025-2026``. Raises `ValueError` with a French sentence for anything else."""
        match = _SCHOOL_YEAR.fullmatch(text)
        if match is None or int(match[2]) != int(match[1]) + 1 or not 1900 <= int(match[1]) <= 2200:
            raise ValueError(f"« {text} » n'est pas une année scolaire ; écrivez par exemple 2025-2026.")
        return cls(int(match[1]))

    @classmethod
    def containing(cls, day: date) -> Self:
        """Return the school year that `day` belongs to."""
        return cls(day.year if day.month >= 9 else day.year - 1)

    @property
    def first_day(self) -> date:
        return date(self.start, 9, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 8, 31)

    @property
    def next(self) -> "SchoolYear":
        return SchoolYear(self.start + 1)

    @property
    def previous(self) -> "SchoolYear":
        return SchoolYear(self.start - 1)

    def __str__(self) -> str:
        return f"{self.start}-{self.start + 1}"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year, written ``2025-09``, when a document gives no day."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2025-09``. Raises `ValueError` with a French sentence for anything else."""
        match = _MONTH.fullmatch(text)
        if match is None or not 1900 <= int(match[1]) <= 2200 or not 1 <= int(match[2]) <= 12:
            raise ValueError(f"« {text} » n'est pas un mois ; écrivez par exemple 2025-09.")
        return cls(int(match[1]), int(match[2]))

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


When = date | datetime | Month
"""A moment of a calendar, as precise as its document says: a day, an hour of a day (in Paris), or a month."""


def first_day_of(when: When) -> date:
    """Return the earliest day that `when` may mean, to sort and bound events of unlike precision."""
    if isinstance(when, Month):
        return when.first_day
    return when.date() if isinstance(when, datetime) else when


def last_day_of(when: When) -> date:
    """Return the latest day that `when` may mean."""
    return when.last_day if isinstance(when, Month) else first_day_of(when)


def write_day(day: date) -> str:
    """Write a day in French: ``1er juin 2025``, ``18 août 2025``."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTH_NAMES[day.month - 1]} {day.year}"


def write_when(when: When) -> str:
    """Write a moment in French, no more precisely than it is known: ``7 mai 2024 à 10 h``, ``septembre 2025``."""
    if isinstance(when, Month):
        return f"{MONTH_NAMES[when.month - 1]} {when.year}"
    if isinstance(when, datetime):
        minutes = f" {when.minute:02d}" if when.minute else ""
        return f"{write_day(when)} à {when.hour} h{minutes}"
    return write_day(when)


def write_moment(moment: datetime) -> str:
    """Write a moment to the second: ``18 août 2025 à 23 h 59 min 59 s``."""
    return f"{write_day(moment)} à {moment.hour} h {moment.minute:02d} min {moment.second:02d} s"
