"""A chart: what it shows, in words and in figures, before anybody draws it. Its figures stand in a table beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from clas_core.money import write_euros
from clas_core.plain_text import line_of

Unit = Literal["€", ""]
"""Amounts in cents, or numbers of things."""

MOST_BARS = 16
"""How many categories a chart draws at most: more are not read, and are in the table all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A value for each category of a chart, none negative. `None` is what is not known: no bar, and not the bar of
    nothing."""

    name: str
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One or two series (this year, last year), a bar for each category. `id` is unique in the page; `first` says what
    the categories are."""

    id: str
    title: str
    first: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: Unit = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= 2 or any(len(each.values) != len(self.categories) for each in self.series):
            raise ValueError("Un graphique a une ou deux séries, et une valeur pour chaque catégorie de chacune.")
        if any(value is not None and value < 0 for each in self.series for value in each.values):
            raise ValueError("Un graphique ne montre pas de valeur négative.")

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be drawn: no value, or nothing but zeros."""
        return not any(value for each in self.series for value in each.values)

    @property
    def drawn(self) -> Sequence[int]:
        """The places of the categories that are drawn, in their order: all, or those of the largest first values."""
        places = range(len(self.categories))
        if len(places) <= MOST_BARS:
            return places
        first = self.series[0].values
        return sorted(sorted(places, key=lambda place: -(first[place] or 0))[:MOST_BARS])

    def written(self, value: int | None) -> str:
        """Write a value in French."""
        if value is None:
            return "non connu"
        return write_euros(value) if self.unit == "€" else f"{value:,}".replace(",", "\u202f")

    @property
    def description(self) -> str:
        """All that the picture shows, in words, for whoever does not see it."""
        said = (
            f"{line_of(self.categories[place])} : " + ", ".join(self._said(each, place) for each in self.series)
            for place in self.drawn
        )
        left = len(self.categories) - len(self.drawn)
        rest = f" Les {left} autres, plus petits, sont dans le tableau." if left else ""
        return "Barres. " + " ; ".join(said) + "." + rest

    def _said(self, series: Series, place: int) -> str:
        value = self.written(series.values[place])
        return f"{value} ({line_of(series.name)})" if len(self.series) > 1 else value


def chart_of(
    id: str,
    title: str,
    first: str,
    lines: Iterable[tuple[str, Sequence[int | None]]],
    *names: str,
    unit: Unit = "",
) -> Chart:
    """Return the chart of lines, each with its category and a value for each of the series of these `names`."""
    found = list(lines)
    series = tuple(
        Series(name=name, values=tuple(values[place] for _, values in found)) for place, name in enumerate(names)
    )
    return Chart(id=id, title=title, first=first, categories=tuple(each for each, _ in found), series=series, unit=unit)
