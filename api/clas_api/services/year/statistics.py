"""Statistics of a year: whole for a department's own people; outside, of any department and of the nation, withheld.

Only counts and sums leave this module: the transaction that counts the nation ends before anything is answered.
"""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.refusals import Forbidden
from clas_api.security.permissions import departments_of, scope_of, sees_the_nation
from clas_api.services.rules.kept_calls import find_department
from clas_api.services.year.nation import count_a_department, count_the_nation
from clas_api.store.by_funder import granted_to_groups, paid_by_funders, settled_by_payer
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.departments.campaign import ApprovedFigures
from clas_core.errors import NotFound
from clas_core.sources import Source
from clas_core.statistics.by_funder import count_by_funder, funder_line_json
from clas_core.statistics.counting import RETAINED, TOTAL, Line, line_json
from clas_core.statistics.withholding import LEAST_SHOWN, Lines, is_told, tell
from clas_core.years import SchoolYear

logger = logging.getLogger(__name__)

BREAKDOWNS = ("outcome", "level", "territory", "nature")


def department_statistics(context: Context, slug: str, year: str) -> dict[str, Any]:
    """Return the statistics of a department: whole for its own people, what may be told outside for the national team.

    Raises `Forbidden`, `NotFound` for another department's people, `UnknownDepartment`.
    """
    scope_of(context.who, "statistics.read")
    inside = slug in departments_of(context.who, "statistics.read") or context.who.id == "system"
    if not inside and not sees_the_nation(context.who):
        raise NotFound("Ces statistiques")
    find_department(context, slug)
    if inside:
        lines = count_a_department(context.session, slug, _year(year), context.now)
        return {**_written(lines, year, slug, context.now, least=0), "by_funder": _by_funder(context, slug, year)}
    counted, since = count_the_nation(context, _year(year))
    return _written(tell(counted).departments.get(slug, {}), year, slug, since, least=LEAST_SHOWN)


def national_statistics(context: Context, year: str) -> dict[str, Any]:
    """Return the statistics of the nation, as they may be told outside of departments. Raises `Forbidden`."""
    scope_of(context.who, "statistics.read")
    if not sees_the_nation(context.who):
        raise Forbidden("Ces statistiques sont celles de l'équipe nationale ; voyez celles de votre département.")
    counted, since = count_the_nation(context, _year(year))
    return _written(tell(counted).nation, year, None, since, least=LEAST_SHOWN)


def _by_funder(context: Context, slug: str, year: str) -> list[dict[str, Any]]:
    """Return what each funder gives, to the department's own people alone."""
    context.open("statistics.read")  # counting has ended the transaction that it was in
    granted = granted_to_groups(context.session, slug, year)
    aided = {dossier for dossier, _, aids in granted if any(each.get("funder") for each in aids)}
    settled = settled_by_payer(context.session, slug, year, list(aided))
    lines = count_by_funder(granted, settled, paid_by_funders(context.session, slug, year))
    return [funder_line_json(line) for line in lines]


def _year(text: str) -> str:
    try:
        return str(SchoolYear.parse(text))
    except ValueError:
        raise NotFound("Cette année scolaire") from None


def _written(lines: Lines, year: str, slug: str | None, since: datetime, *, least: int) -> dict[str, Any]:
    total, retained = ((*lines.get(name, ()), Line(key=""))[0] for name in (TOTAL, RETAINED))
    return {
        "department": slug,
        "school_year": year,
        "counted_at": since.isoformat(),
        "least_shown": least,
        "total": line_json(total),
        "retained": line_json(retained),
        **{f"by_{name}": [line_json(line) for line in lines.get(name, ())] for name in BREAKDOWNS},
        "by_funder": [],
    }


def approved_before(session: Session, plugin: DepartmentPlugin, campaign: Campaign) -> tuple[ApprovedFigures, ...]:
    """Return what a call says was approved earlier: of the year before, what was really approved here, if it was here.

    A note is public: it tells what is told outside the department. It is served all the same while the database is
    away.
    """
    stated = tuple(campaign.approved)
    year = campaign.school_year.previous
    try:
        lines = count_a_department(session, plugin.slug, str(year), None)
    except SQLAlchemyError:
        logger.exception("the approved figures of %s %s could not be counted", plugin.slug, year)
        return stated
    for retained in lines[RETAINED]:
        if is_told(retained) and retained.porteurs and retained.actions:
            source = Source(id="plateforme", title=f"Décisions enregistrées sur la plateforme, {year}")
            counted = ApprovedFigures(
                school_year=year, porteurs=retained.porteurs, actions=retained.actions, source=source
            )
            return (*(each for each in stated if each.school_year != year), counted)
    return stated
