"""Planning what goes: by class, school year and department, how much is due, the oldest of it, and since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.installation import Installation
from clas_api.store.due import DueRows, Limits, rows_of_class
from clas_core.departments import Campaign
from clas_core.national.retention import CLASSES, Retention, months_after, months_before
from clas_core.years import PARIS, SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How long a class is kept, for what a school year's rules are for, and what a department keeps less long."""

    year: SchoolYear
    national: Retention
    months: int
    shorter: dict[str, int]

    def limits(self, today: date) -> Limits:
        """Return before when a row must be to be due on a day."""
        own = {slug: _end_of(months_before(today, months)) for slug, months in self.shorter.items()}
        return Limits(_end_of(months_before(today, self.months)), own)

    def rows(self, today: date) -> Sequence[DueRows]:
        return rows_of_class(self.national.id, self.year, self.limits(today).usual)

    def months_in(self, department: str | None) -> int:
        return self.shorter.get(department or "", self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What of a class is due in a department, or of none; `since` is the day on which the oldest of it was."""

    rule: Rule
    department: str | None
    count: int
    oldest: datetime
    since: date

    @property
    def waits(self) -> bool:
        """Whether its duration is to be confirmed before anything goes."""
        return self.rule.national.standing == "expected"


def rules_of(installation: Installation) -> Iterator[Rule]:
    """Give the rules of every known school year, class by class, in the order in which they are applied. By those of a
    year that is a project still, nothing goes."""
    years = [each for each in installation.library if not each.is_project]
    for identifier in CLASSES:
        for referential in years:
            national = referential.retention_of(identifier)
            if national is not None and national.months is not None:
                shorter = dict(_shorter(installation, referential.school_year, national))
                yield Rule(year=referential.school_year, national=national, months=national.months, shorter=shorter)


def _shorter(installation: Installation, year: SchoolYear, national: Retention) -> Iterator[tuple[str, int]]:
    """Give what departments keep less long; what would keep longer, or may not, is as if it were not said.

    Where a year has several calls, nothing of it goes before the one that keeps it the longest would let it.
    """
    for plugin in installation.registry:
        calls = plugin.department.calls_of(year) if national.shortened and national.months is not None else ()
        kept = max((_kept_by(each, national) for each in calls), default=national.months)
        if kept is not None and national.months is not None and kept < national.months:
            yield plugin.slug, kept


def _kept_by(campaign: Campaign, national: Retention) -> int:
    """Return how many months a call keeps a class: as long as the nation, unless it says less."""
    assert national.months is not None
    return min([national.months, *(each.months for each in campaign.retention if each.id == national.id)])


def plan(context: Context, today: date, department: str | None = None) -> Sequence[Due]:
    """Return what is due on a day: one query for each class and school year."""
    context.open("audit.read")
    return [each for rule in rules_of(context.installation) for each in due_of(context, rule, today, department)]


def due_of(context: Context, rule: Rule, today: date, department: str | None = None) -> Iterator[Due]:
    """Give what is due of a class by a rule, department by department."""
    limits = rule.limits(today)
    found: dict[str | None, tuple[int, datetime]] = {}
    for due in rule.rows(today):
        here = due.rows.c.department
        asked = select(here, func.count(), func.min(due.rows.c.at)).where(due.before(limits)).group_by(here)
        asked = asked if department is None else asked.where(here == department)
        for slug, count, oldest in context.session.execute(asked):
            known = found.get(slug, (0, oldest))
            found[slug] = (known[0] + count, min(known[1], oldest))
    for slug, (count, oldest) in sorted(found.items(), key=lambda each: each[0] or ""):
        since = months_after(oldest.astimezone(PARIS).date(), rule.months_in(slug))
        yield Due(rule=rule, department=slug, count=count, oldest=oldest, since=since)


def _end_of(day: date) -> datetime:
    """Return the end of a day in Paris."""
    return datetime.combine(day + timedelta(days=1), time.min, PARIS)
