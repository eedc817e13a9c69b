"""What the national team steers a year by: each department, its calls, what may be told of this year and the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clas_api.context import Context
from clas_api.services.year.statistics import years_told_outside
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.departments.absent import plain_name
from clas_core.errors import NotFound
from clas_core.statistics.between import Bounds
from clas_core.statistics.counting import COUNTS, RETAINED, TOTAL, Line
from clas_core.statistics.withholding import WITHHELD, Told
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What may be told of a year: what was deposited, what was retained, and bounds of counts that are hidden."""

    total: Line
    retained: Line
    between: Mapping[str, tuple[int, int]]

    def bounds_of(self, name: str) -> tuple[int, int] | None:
        """Return between what a count of what was deposited is told; `None` where nothing may be told of it."""
        exact = getattr(self.total, name)
        return self.between.get(name) if exact is None else (exact, exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A department as the nation sees it: the plugin that serves it, or why none does; its calls of the year; figures.

    `code` is empty where no plugin says it. What nobody deposited has no figures.
    """

    slug: str
    code: str
    name: str
    plugin: DepartmentPlugin | None
    fault: str
    calls: Sequence[Campaign]
    figures: Figures | None
    before: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """A year of the nation and the year before it, each department by its code."""

    year: SchoolYear
    nation: Figures
    nation_before: Figures
    departments: Sequence[Standing]
    counted_at: datetime


def steer(context: Context, year: str) -> Steering:
    """Return a year as the nation sees it. Raises `Forbidden`, and `NotFound` for what is no year."""
    context.open("nation.read")
    try:
        asked = SchoolYear.parse(year)
    except ValueError:
        raise NotFound("Cette année scolaire") from None
    years = [str(asked), str(asked.previous)]
    told = years_told_outside(context, years)
    (now, since), (before, _) = (told[each] for each in years)
    registry = context.installation.registry
    plugins = {plugin.slug: plugin for plugin in registry}
    faults = {fault.slug: fault.reason for fault in registry.faults.values()}
    slugs = {*plugins, *faults, *now.departments, *before.departments}
    departments = [
        Standing(
            slug=slug,
            code=plugins[slug].department.code if slug in plugins else "",
            name=plugins[slug].department.name if slug in plugins else plain_name(slug),
            plugin=plugins.get(slug),
            fault=faults.get(slug, ""),
            calls=plugins[slug].department.calls_of(asked) if slug in plugins else (),
            figures=_of_department(now, slug),
            before=_of_department(before, slug),
        )
        for slug in slugs
    ]
    return Steering(
        year=asked,
        nation=_figures(now.nation, now.between.nation),
        nation_before=_figures(before.nation, before.between.nation),
        departments=sorted(departments, key=lambda each: (not each.code, each.code, each.slug)),
        counted_at=since,
    )


def _of_department(told: Told, slug: str) -> Figures | None:
    if slug not in told.departments:
        return None
    return _figures(told.departments[slug], told.between.departments.get(slug))


def _figures(lines: Mapping[str, Sequence[Line]], bounds: Bounds | None) -> Figures:
    total, retained = (next(iter(lines.get(name, ())), WITHHELD) for name in (TOTAL, RETAINED))
    between = {} if bounds is None else dict(zip(COUNTS, bounds, strict=True))
    return Figures(total=total, retained=retained, between=between)
