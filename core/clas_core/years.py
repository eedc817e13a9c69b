"""School years and months: the values of time that the Clas speaks of.

A call may announce a committee "in September 2025" without naming the day, or say "from 2 to 20 June", or only
« courant septembre ». Such a month, window or text is a value of its own; nothing here ever makes up a day for it.
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
    def is_one(cls, text: str) -> bool:
        """Tell whether `text` is a school year."""
        try:
            cls.parse(text)
        except ValueError:
            return False
        return True

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


@dataclass(frozen=True, slots=True)
class Window:
    """From a day or a month to another: it lasts, or falls somewhere in between. Written ``{ from = …, to = … }``."""

    first: date | Month
    last: date | Month

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"


@dataclass(frozen=True, slots=True)
class AsPublished:
    """A moment in the words of its document, when these name no day: ``{ text = "courant septembre" }``."""

    text: str

    def __str__(self) -> str:
        return self.text


Dated = date | Month | Window | AsPublished
"""A day, as precisely as its document gives it."""

When = date | datetime | Month | Window | AsPublished
"""A moment of a calendar, as precise as its document says: as `Dated`, or an hour of a day (in Paris)."""


def exact_day(when: When | None) -> date | None:
    """Return the day that `when` is, where it is one: what a deadline, a countdown or a reminder may rest on."""
    if isinstance(when, datetime):
        return when.date()
    return when if isinstance(when, date) else None


def first_day_of(when: When) -> date | None:
    """Return the earliest day that `when` may mean, to sort and bound events of unlike precision; `None` for words."""
    if isinstance(when, Month):
        return when.first_day
    return first_day_of(when.first) if isinstance(when, Window) else exact_day(when)


def last_day_of(when: When) -> date | None:
    """Return the latest day that `when` may mean; `None` for words."""
    if isinstance(when, Month):
        return when.last_day
    return last_day_of(when.last) if isinstance(when, Window) else exact_day(when)


def may_be(when: Dated | None, day: date) -> bool:
    """Tell whether `day` may be the one that `when` leaves open: any day where nothing, or words alone, are known."""
    if when is None:
        return True
    first, last = first_day_of(when), last_day_of(when)
    return (first is None or first <= day) and (last is None or day <= last)


def write_day(day: date) -> str:
    """Write a day in French: ``1er juin 2025``, ``18 août 2025``."""
    return f"{_number(day)} {MONTH_NAMES[day.month - 1]} {day.year}"


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def write_when(when: When) -> str:
    """Write a moment in French, no more precisely than it is known: ``7 mai 2024 à 10 h``, ``septembre 2025``,
    ``du 2 au 20 juin 2025``, ``de mai à juin 2025``; words as they were published."""
    if isinstance(when, AsPublished):
        return when.text
    if isinstance(when, Window):
        return _write_window(when)
    if isinstance(when, Month):
        return f"{MONTH_NAMES[when.month - 1]} {when.year}"
    if isinstance(when, datetime):
        minutes = f" {when.minute:02d}" if when.minute else ""
        return f"{write_day(when)} à {when.hour} h{minutes}"
    return write_day(when)


def _write_window(when: Window) -> str:
    """Write both ends, and once what they share: a year, and a month where both are days."""
    first, last = when.first, when.last
    begins = write_when(first)
    if first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
        if isinstance(first, date) and isinstance(last, date) and first.month == last.month:
            begins = _number(first)
    whence = "du " if isinstance(first, date) else "d'" if begins[0] in "ao" else "de "
    whither = "au " if isinstance(last, date) else "à "
    return f"{whence}{begins} {whither}{write_when(last)}"


def write_at(when: When) -> str:
    """Write a moment as a sentence goes on: ``le 18 août 2025``, ``en septembre 2025``, ``du 2 au 20 juin 2025``."""
    if isinstance(when, AsPublished):
        return f"« {when.text} »"
    if isinstance(when, Window):
        return write_when(when)
    return f"{'en' if isinstance(when, Month) else 'le'} {write_when(when)}"


def write_moment(moment: datetime) -> str:
    """Write a moment to the second: ``18 août 2025 à 23 h 59 min 59 s``."""
    return f"{write_day(moment)} à {moment.hour} h {moment.minute:02d} min {moment.second:02d} s"
