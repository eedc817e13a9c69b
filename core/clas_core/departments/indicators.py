"""Figures of years before, as a department's documents state them: how many groups, families, volunteers, euros."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from clas_core.fields import Line, Number
from clas_core.sources import Cited
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A figure of an earlier year. `unit` is as it is written after it: ``familles``, ``€``, ``%``."""

    label: Annotated[str, Line(longest=200), "ce qui est compté"]
    school_year: Annotated[SchoolYear, "année scolaire"]
    value: Annotated[Decimal, Number(), "valeur"]
    unit: Annotated[str, Line(longest=40), "unité : `groupes`, `familles`, `€`, `%`"]
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
