"""The national figures over the years, as charts: a year without a figure is a gap that is named, never joined."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from clas_core.documents.chart import Chart, Series
from clas_core.money import cents_of
from clas_core.national import Referential
from clas_core.years import SchoolYear

CHARTS: Mapping[str, str] = MappingProxyType(
    {
        "ps": "Ce que la Ps prend en compte et ce qu'elle paie au plus, par groupe et par an",
        "bonus": "Ce que paie chaque bonus, par groupe et par an",
    }
)
"""The charts that there are, with their titles."""

_SERIES: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType(
    {
        "ps": (("prix plafond", "ps.price_ceiling"), ("Ps au plus", "ps.maximum")),
        "bonus": (("bonus enfants", "bonuses.children"), ("bonus parents", "bonuses.parents")),
    }
)


def figures_chart(years: Iterable[Referential], of: str = "ps") -> Chart:
    """Return one of `CHARTS` over the `years`, which are given oldest first."""
    places = list(_with_gaps(list(years)))
    return Chart(
        id=of,
        title=CHARTS[of],
        first="Année scolaire",
        categories=[name for name, _ in places],
        series=[Series(name=name, values=[_cents(year, figure) for _, year in places]) for name, figure in _SERIES[of]],
        unit="€",
    )


def _with_gaps(years: Sequence[Referential]) -> Iterator[tuple[str, Referential | None]]:
    """Yield each year, and between two that do not follow, those of which nothing is known, as one."""
    write: Callable[[int], str] = lambda start: str(SchoolYear(start))  # noqa: E731
    for before, year in zip((None, *years), years, strict=False):
        start = year.school_year.start
        if before is not None and start - before.school_year.start > 1:
            first, last = before.school_year.start + 1, start - 1
            yield (write(first) if first == last else f"{first} à {last + 1}"), None
        yield write(start), year


def _cents(year: Referential | None, identifier: str) -> int | None:
    figures = {} if year is None else {each.id: each for each in year.figures()}
    return cents_of(figures[identifier].value) if identifier in figures else None
