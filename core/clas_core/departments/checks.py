"""Checks of a campaign's file that no schema can make: days in order, references to what the file names."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from marshmallow import ValidationError
from marshmallow.fields import Field

from clas_core.departments.admission import DERIVED, OF_ITS_TERRITORY
from clas_core.departments.aid_checks import AID_CHECKS
from clas_core.departments.allocations import ALLOCATION_CHECKS
from clas_core.departments.calendar import days_of_a_call
from clas_core.departments.campaign import Campaign
from clas_core.departments.correspondence import check_wordings
from clas_core.departments.indicators import check_measures
from clas_core.departments.orientations import check_orientations
from clas_core.departments.programmes import PROGRAMME_CHECKS
from clas_core.departments.territories import check_territories
from clas_core.eligibility.asked import asking
from clas_core.eligibility.checks import check_criteria, prefixed, reserved
from clas_core.errors import Path, Problem
from clas_core.fields import DatedField, WhenField
from clas_core.questions import asks_no_child, check_questions
from clas_core.questions.shown import check_shown
from clas_core.reading import Check, no_duplicates, tables_in
from clas_core.tables import checks_of
from clas_core.years import SchoolYear, When, first_day_of, last_day_of, write_at, write_day


def _check_calendar(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report dates in the wrong order, or too far from their school year to be meant."""
    calendar = tables.get("calendar")
    if not isinstance(calendar, Mapping):
        return
    days = {path[-1]: when for path, when in _dates(calendar) if len(path) == 2}
    opens, closes = days.get("opens"), days.get("closes")
    if opens is not None and closes is not None:
        first, last = first_day_of(opens), last_day_of(closes)
        if first is not None and last is not None and last < first:
            message = f"L'appel se clôt {write_at(closes)}, avant son ouverture {write_at(opens)}."
            yield Problem(("calendar", "closes"), message)
    try:
        year = SchoolYear.parse(str(tables.get("school_year")))
    except ValueError:
        return
    for path, when in _dates(calendar):
        if message := far_from(year, when):
            yield Problem(path, message)


def _check_call_name(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a call beside the main one of its year that has no name for people, and the other way round."""
    if "call" in tables and "call_name" not in tables:
        message = "Un appel qui dit « call » dit aussi « call_name », le nom que lisent les porteurs."
        yield Problem(("call",), message)
    if "call_name" in tables and "call" not in tables:
        message = "L'appel principal de l'année n'a pas d'autre nom qu'elle : retirez « call_name », ou dites « call »."
        yield Problem(("call_name",), message)


def far_from(year: SchoolYear, when: When) -> str:
    """Return what is wrong with a moment that is too far from the year of its call to be meant, if it is."""
    least, most = days_of_a_call(year)
    if (first_day_of(when) or least) >= least and (last_day_of(when) or most) <= most:
        return ""
    return (
        f"Cette date est loin de l'année scolaire {year} : elle doit tomber entre le {write_day(least)} "
        f"et le {write_day(most)}."
    )


def _dates(calendar: Mapping[str, Any]) -> Iterator[tuple[Path, When]]:
    """Yield the moments of a calendar that can be read; its schema tells of the others."""
    for key in ("opens", "closes"):
        if (day := _read(DatedField(), calendar.get(key))) is not None:
            yield ("calendar", key), day
    for path, event in tables_in({"calendar": calendar}, "calendar", "events"):
        if (when := _read(WhenField(), event.get("when"))) is not None:
            yield (*path, "when"), when


def _read(field: Field[Any], value: Any) -> When | None:
    with suppress(ValidationError):
        read: When | None = field.deserialize(value)
        return read
    return None


def campaign_checks(slug: str) -> tuple[Check, ...]:
    """Return the checks of a campaign file of the department `slug`; an unknown slug leaves out those that need it."""
    return (
        _check_calendar,
        _check_call_name,
        *AID_CHECKS,
        *PROGRAMME_CHECKS,
        check_wordings,
        *checks_of(Campaign),
        no_duplicates("envelopes", key="kind"),
        *ALLOCATION_CHECKS,
        check_territories,
        check_measures,
        check_criteria,
        check_questions(slug),
        check_orientations,
        asking(slug),
        check_shown,
        asks_no_child,
        *(
            (
                prefixed(slug),
                prefixed(slug, "questions", "Une question locale"),
                prefixed(slug, "orientations", "Une orientation dont on répond"),
                reserved(slug, DERIVED),
                reserved(slug, [OF_ITS_TERRITORY], where="territory"),
            )
            if slug
            else ()
        ),
    )
