"""Checks of a campaign's file that no schema can make: days in order, references to what the file names."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from clas_core.departments.admission import DERIVED
from clas_core.departments.aid_checks import AID_CHECKS
from clas_core.departments.campaign import Campaign
from clas_core.eligibility.checks import check_criteria, prefixed, reserved
from clas_core.errors import Path, Problem
from clas_core.questions import asks_no_child, check_questions
from clas_core.reading import Check, no_duplicates, tables_in
from clas_core.tables import checks_of
from clas_core.years import Month, SchoolYear, When, first_day_of, last_day_of, write_day


def _check_calendar(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report dates in the wrong order, or too far from their school year to be meant."""
    calendar = tables.get("calendar")
    if not isinstance(calendar, Mapping):
        return
    days = {path[-1]: when for path, when in _dates(calendar) if len(path) == 2}
    opens, closes = days.get("opens"), days.get("closes")
    if isinstance(opens, date) and isinstance(closes, date) and closes < opens:
        message = f"L'appel se clôt le {write_day(closes)}, avant son ouverture le {write_day(opens)}."
        yield Problem(("calendar", "closes"), message)
    try:
        year = SchoolYear.parse(str(tables.get("school_year")))
    except ValueError:
        return
    for path, when in _dates(calendar):
        first, last = date(year.start, 1, 1), date(year.start + 1, 12, 31)
        if first_day_of(when) < first or last_day_of(when) > last:
            message = (
                f"Cette date est loin de l'année scolaire {year} : elle doit tomber entre le {write_day(first)} "
                f"et le {write_day(last)}."
            )
            yield Problem(path, message)


def _dates(calendar: Mapping[str, Any]) -> Iterator[tuple[Path, When]]:
    for key in ("opens", "closes"):
        value = calendar.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            yield ("calendar", key), value
    for path, event in tables_in({"calendar": calendar}, "calendar", "events"):
        when = event.get("when")
        if isinstance(when, str):
            try:
                when = Month.parse(when)
            except ValueError:
                continue
        if isinstance(when, date | Month):
            yield (*path, "when"), when


def campaign_checks(slug: str) -> tuple[Check, ...]:
    """Return the checks of a campaign file of the department `slug`; an unknown slug leaves out those that need it."""
    return (
        _check_calendar,
        *AID_CHECKS,
        *checks_of(Campaign),
        no_duplicates("envelopes", key="kind"),
        check_criteria,
        check_questions,
        asks_no_child,
        *(
            (prefixed(slug), prefixed(slug, "questions", "Une question locale"), reserved(slug, DERIVED))
            if slug
            else ()
        ),
    )
