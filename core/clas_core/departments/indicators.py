"""Figures of years before, as a department's documents state them: how many groups, families, volunteers, euros.

Where decisions of a year are known here, what can be counted of it is: it takes the place of what a document states of
the same thing, which is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any

from clas_core.errors import Problem
from clas_core.fields import Choice, Line, Number
from clas_core.plain_text import search_key
from clas_core.reading import tables_in
from clas_core.sources import Cited
from clas_core.years import SchoolYear

MEASURES = ("groups", "children", "adults", "granted")
"""What can be counted of a year: groups retained, their children and adults, what was granted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A figure of an earlier year. `unit` is as it is written after it: ``familles``, ``€``, ``%``."""

    label: Annotated[str, Line(longest=200), "ce qui est compté"]
    school_year: Annotated[SchoolYear, "année scolaire"]
    value: Annotated[Decimal, Number(), "valeur"]
    unit: Annotated[str, Line(longest=40), "unité : `groupes`, `familles`, `€`, `%`"]
    measure: Annotated[
        str | None, Choice(MEASURES), "ce que c'est, si la plateforme le compte : ce qu'elle compte le remplace"
    ] = None
    source: Cited

    @property
    def number(self) -> str:
        """The value as it is read by programs, no finer than it was stated: ``"152"``, ``"12.5"``."""
        return f"{self.value.normalize():f}"

    @property
    def text(self) -> str:
        """The value and its unit, as one writes them in French: ``12 450,50 €``."""
        whole, _, decimals = f"{self.value:f}".partition(".")
        grouped = f"{int(whole):,}".replace(",", "\u202f")
        return f"{grouped}{',' if decimals else ''}{decimals}\u00a0{self.unit}"


def with_counted(stated: Sequence[Indicator], counted: Sequence[Indicator]) -> Sequence[Indicator]:
    """Return what documents state of years before with what was `counted` of some: of one thing and one year there is
    one figure, that which was counted, under the name that the document gives it and saying what this stated."""
    left = list(counted)
    found = []
    for each in stated:
        same = next((one for one in left if _is_same(each, one)), None)
        if same is None:
            found.append(each)
            continue
        left.remove(same)
        source = same.source
        if (each.value, each.unit) != (same.value, same.unit):
            source = replace(source, title=f"{source.title} ; {each.source.citation} : {each.text}")
        found.append(replace(same, label=each.label, source=source))
    return (*found, *left)


def check_measures(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report two figures of one year that measure the same thing: what is counted cannot take the place of both."""
    seen = set()
    for path, table in tables_in(tables, "indicators"):
        about = (str(table.get("measure")), str(table.get("school_year")))
        if about[0] in MEASURES and about in seen:
            message = "Un autre chiffre de cette année mesure la même chose : gardez « measure » à l'un des deux."
            yield Problem((*path, "measure"), message)
        seen.add(about)


def _is_same(stated: Indicator, counted: Indicator) -> bool:
    return stated.school_year == counted.school_year and (
        stated.measure == counted.measure or search_key(stated.label) == search_key(counted.label)
    )
