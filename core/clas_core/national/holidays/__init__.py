"""The school holidays of a year, by zone: national data that a year's file gives, with its source.

An academy that sets its own (Corsica, overseas), and a year of which no file is here, have none that are known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated

from clas_core.fields import Choice, Line, Listing, Url
from clas_core.reading import read_text, text_of
from clas_core.tables import TableOf, checks_of, parts_of, schema_of
from clas_core.years import SchoolYear, Window

ZONES = ("A", "B", "C")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """Days without school in some zones. `back` is the day on which school begins again; `None` for the summer's."""

    label: Annotated[str, Line(longest=40), "lesquelles"]
    zones: Annotated[Sequence[str], Listing(Choice(ZONES), least=1), "zones qu'elles concernent"]
    first: Annotated[date, "premier jour sans classe"]
    back: Annotated[date | None, "jour de la reprise"] = None

    @property
    def window(self) -> Window:
        """From the first day without school to the one on which it begins again, or to the end of August."""
        return Window(self.first, self.back or date(self.first.year, 8, 31))

    def holds(self, day: date) -> bool:
        """Tell whether there is no school on a day for their sake."""
        return self.first <= day and (self.back is None or day < self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCalendar:
    """The holidays of a school year, in the order of the year."""

    school_year: Annotated[SchoolYear, "année scolaire"]
    source: Annotated[str, Line(longest=200), "où elles sont publiées"]
    url: Annotated[str | None, Url(), "adresse de cette publication"] = None
    holidays: Annotated[Sequence[Holidays], Listing(TableOf(Holidays), least=1), "les vacances"]

    def of_zone(self, zone: str) -> Sequence[Holidays]:
        """Return the holidays of a zone."""
        return tuple(each for each in self.holidays if zone in each.zones)


@cache
def school_calendar(year: SchoolYear) -> SchoolCalendar | None:
    """Return the holidays of a year; `None` where no file gives them. Raises `InvalidFile` for a file that is wrong."""
    file = files(__package__) / f"{year}.toml"
    if not file.is_file():
        return None
    data = read_text(
        text_of(file, name=file.name), schema_of(SchoolCalendar), checks_of(SchoolCalendar), name=file.name
    )
    return SchoolCalendar(**parts_of(SchoolCalendar, data))
