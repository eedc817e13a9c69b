"""Statistics of a year: of a department for its own people, of any department and of the nation with nobody in them.

Only counts and sums leave this module: the transaction that counts the nation ends before anything is answered.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from clas_api.refusals import Forbidden
from clas_api.security.permissions import departments_of, scope_of, sees_the_nation
from clas_api.services.desk import Desk
from clas_api.services.year.nation import count_the_nation, counting
from clas_api.store.statistics import counted_groups
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.departments.campaign import ApprovedFigures
from clas_core.dossiers.statistics import LEAST_SHOWN, RETAINED, TOTAL, Line, count, line_json, withhold
from clas_core.errors import NotFound
from clas_core.sources import Source
from clas_core.years import SchoolYear

logger = logging.getLogger(__name__)

BREAKDOWNS = ("outcome", "level", "territory", "nature")


def department_statistics(desk: Desk, slug: str, year: str) -> dict[str, Any]:
    """Return the statistics of a department: whole for its own people, small counts withheld for the national team.

    Raises `Forbidden`, `NotFound` for another department's people, `UnknownDepartment`.
    """
    scope_of(desk.who, "statistics.read")
    inside = slug in departments_of(desk.who, "statistics.read") or desk.who.id == "system"
    if not inside and not sees_the_nation(desk.who):
        raise NotFound("Ces statistiques")
    desk.installation.registry.get(slug)
    with counting(desk.session):
        counted = count(counted_groups(desk.session, _year(year), slug))
    return _written(counted, year, slug, desk.now, whole=inside)


def national_statistics(desk: Desk, year: str) -> dict[str, Any]:
    """Return the statistics of the nation, small counts withheld. Raises `Forbidden`."""
    scope_of(desk.who, "statistics.read")
    if not sees_the_nation(desk.who):
        raise Forbidden("Ces statistiques sont celles de l'équipe nationale ; voyez celles de votre département.")
    counted, since = count_the_nation(desk, _year(year))
    return _written(counted, year, None, since, whole=False)


def _year(text: str) -> str:
    try:
        return str(SchoolYear.parse(text))
    except ValueError:
        raise NotFound("Cette année scolaire") from None


def _written(
    counted: Mapping[str, Sequence[Line]], year: str, slug: str | None, since: datetime, *, whole: bool
) -> dict[str, Any]:
    lines = {name: tuple(found) if whole else withhold(found) for name, found in counted.items()}
    total, retained = ((*lines[name], Line(key=""))[0] for name in (TOTAL, RETAINED))
    return {
        "department": slug,
        "school_year": year,
        "counted_at": since.isoformat(),
        "least_shown": 0 if whole else LEAST_SHOWN,
        "total": line_json(total),
        "retained": line_json(retained),
        **{f"by_{name}": [line_json(line) for line in lines[name]] for name in BREAKDOWNS},
    }


def approved_before(session: Session, plugin: DepartmentPlugin, campaign: Campaign) -> tuple[ApprovedFigures, ...]:
    """Return what a call says was approved earlier: of the year before, what was really approved here, if it was here.

    A note is public: counts under five are not told. It is served all the same while the database is away.
    """
    stated = tuple(campaign.approved)
    year = campaign.school_year.previous
    try:
        with counting(session):
            groups = counted_groups(session, str(year), plugin.slug)
    except SQLAlchemyError:
        logger.exception("the approved figures of %s %s could not be counted", plugin.slug, year)
        return stated
    (retained,) = count(groups)[RETAINED] or (Line(key=""),)
    porteurs, actions = retained.porteurs or 0, retained.actions or 0
    if min(porteurs, actions) < LEAST_SHOWN:
        return stated
    source = Source(id="plateforme", title=f"Décisions enregistrées sur la plateforme, {year}")
    counted = ApprovedFigures(school_year=year, porteurs=porteurs, actions=actions, source=source)
    return (*(each for each in stated if each.school_year != year), counted)
