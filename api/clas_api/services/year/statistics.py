"""Statistics of a year: whole for a department's own people; outside, of any department and of the nation, withheld.

Only counts and sums leave this module: the transaction that counts the nation ends before anything is answered.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.refusals import Forbidden
from clas_api.security.permissions import departments_of, scope_of, sees_the_nation
from clas_api.services.rules.kept_calls import calls_of_year, find_department, find_referential
from clas_api.services.year.nation import Along, count_funders, count_the_nation, count_years, counted_before
from clas_api.store.past_years import taken_dossiers
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.departments.campaign import ApprovedFigures
from clas_core.departments.indicators import Indicator
from clas_core.dossiers import national_questions
from clas_core.errors import DepartmentUnavailable, NotFound, Unknown
from clas_core.money import euros_of
from clas_core.national import ReferentialLibrary
from clas_core.questions import Question
from clas_core.sources import Source
from clas_core.statistics.answers import AnswerLines, answers_json
from clas_core.statistics.between import Bounds, bounds_json
from clas_core.statistics.counting import RETAINED, SPAN, TOTAL, Line, line_json
from clas_core.statistics.taken_years import sum_taken
from clas_core.statistics.told_answers import tell_answers
from clas_core.statistics.withholding import LEAST_SHOWN, Lines, Told, is_told, tell
from clas_core.statistics.year_parts import YearParts
from clas_core.statistics.year_told import YearTold
from clas_core.years import SchoolYear

logger = logging.getLogger(__name__)

YEARS_BEFORE = 3
"""Of a department, that a note tells figures of."""

BREAKDOWNS = ("outcome", "level", SPAN, "territory", "nature")


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
        return count_inside(context, slug, _year(year)).counted
    asked = counted_questions(context, slug, _year(year))
    told, _, departments, since = _told_outside(context, year)
    answers = answers_json(asked, departments.get(slug, {}), alone=False)
    between = told.between.departments.get(slug)
    return _written(told.departments.get(slug, {}), answers, year, slug, since, least=LEAST_SHOWN, between=between)


def year_beside(context: Context, slug: str, year: str) -> YearTold:
    """Return the statistics of a department beside those of the year before, whole, for its own people. Raises
    `Forbidden`, `NotFound` for people of elsewhere."""
    scope_of(context.who, "statistics.read")
    if slug not in departments_of(context.who, "statistics.read") and context.who.id != "system":
        raise NotFound("Ces statistiques")
    last = str(SchoolYear.parse(_year(year)).previous)
    told = count_inside(context, slug, str(SchoolYear.parse(year)), last)
    context.open("statistics.read")  # counting may have ended the transaction that it was in
    return replace(told, taken=sum_taken(last, taken_dossiers(context.session, slug, last)))


def count_inside(context: Context, slug: str, year: str, last: str | None = None) -> YearTold:
    """Return what a year comes to, whole, and the one before where it is asked for and something was deposited then."""
    asked = {each: counted_questions(context, slug, each) for each in (year, last) if each}
    found = count_years(context.session, slug, asked, context.now)
    written = {
        each: _written(
            counted.lines, answers_json(asked[each], counted.answers, alone=True), each, slug, context.now, least=0
        )
        for each, counted in found.items()
    }
    here = found[year]
    funders = here.funders
    if funders is None:
        context.open("statistics.read")  # counting has ended the transaction that it was in
        funders = count_funders(context.session, slug, year)
    told = {**written[year], "by_funder": funders, "by_programme": list(here.programmes)}
    if last is None or not found[last].lines.get(TOTAL):
        return YearTold(counted=told, parts=here.parts)
    return YearTold(counted=told, parts=here.parts, before=written[last], parts_before=found[last].parts)


def national_statistics(context: Context, year: str) -> dict[str, Any]:
    """Return the statistics of the nation, as they may be told outside of departments. Raises `Forbidden`."""
    return national_year(context, year)[0]


def national_year(context: Context, year: str) -> tuple[dict[str, Any], Mapping[str, list[dict[str, Any]]]]:
    """Return the statistics of the nation and, of each department, what may be told of the answers to the nation's
    questions. Raises `Forbidden`, `NotFound` for what is no year."""
    scope_of(context.who, "statistics.read")
    if not sees_the_nation(context.who):
        raise Forbidden("Ces statistiques sont celles de l'équipe nationale ; voyez celles de votre département.")
    told, nation, departments, since = _told_outside(context, year)
    asked = _national(context, year)
    answers = answers_json(asked, nation, alone=False)
    written = _written(told.nation, answers, year, None, since, least=LEAST_SHOWN, between=told.between.nation)
    return written, {slug: answers_json(asked, lines, alone=False) for slug, lines in departments.items()}


def _told_outside(context: Context, year: str) -> tuple[Told, AnswerLines, Mapping[str, AnswerLines], datetime]:
    """Return what may be told outside of departments: figures, answers of the nation and of each, and since when."""
    counted, since = count_the_nation(context, [_year(year)], partial(_served_questions, context))[_year(year)]
    told = tell({slug: each.lines for slug, each in counted.items()})
    answers = {slug: each.answers for slug, each in counted.items()}
    return told, *tell_answers(answers, told, _national(context, year)), since


def years_told_outside(
    context: Context, years: Sequence[str], along: Along | None = None
) -> Mapping[str, tuple[Told, datetime]]:
    """Return what figures of some years may be told outside of departments, and since when; `along` reads what else is
    to be of the same moment. Raises `Forbidden`."""
    context.open("nation.read")
    counted = count_the_nation(context, years, partial(_served_questions, context), along)
    return {year: (tell({slug: each.lines for slug, each in of.items()}), at) for year, (of, at) in counted.items()}


def counted_questions(context: Context, slug: str, year: str) -> Sequence[Question]:
    """Return the questions of a year of which statistics count the answers, national and of all its calls."""
    return (*_national(context, year), *_counted(_local(calls_of_year(context, slug, year))))


def _served_questions(context: Context, year: str, slug: str) -> Sequence[Question]:
    """Return those of a department that is served, without asking the database for each of the others."""
    try:
        calls = context.installation.registry.get(slug).department.calls_of(SchoolYear.parse(year))
    except (Unknown, DepartmentUnavailable):
        calls = ()
    return (*_national(context, year), *_counted(_local(calls)))


def _local(calls: Iterable[Campaign]) -> Iterable[Question]:
    """Return the questions of the calls of a year, each once: one that two calls ask is counted as one."""
    found: dict[str, Question] = {}
    for campaign in calls:
        for each in campaign.questions:
            found.setdefault(each.id, each)
    return found.values()


def _national(context: Context, year: str) -> Sequence[Question]:
    try:
        return _counted(national_questions(find_referential(context, year)))
    except Unknown:
        return ()


def _counted(questions: Iterable[Question]) -> Sequence[Question]:
    return tuple(each for each in questions if each.counted)


def _year(text: str) -> str:
    try:
        return str(SchoolYear.parse(text))
    except ValueError:
        raise NotFound("Cette année scolaire") from None


def _written(
    lines: Lines,
    answers: list[dict[str, Any]],
    year: str,
    slug: str | None,
    since: datetime,
    *,
    least: int,
    between: Bounds | None = None,
) -> dict[str, Any]:
    total, retained = ((*lines.get(name, ()), Line(key=""))[0] for name in (TOTAL, RETAINED))
    return {
        "department": slug,
        "school_year": year,
        "counted_at": since.isoformat(),
        "least_shown": least,
        "total": line_json(total),
        "total_between": bounds_json(between),
        "retained": line_json(retained),
        **{f"by_{name}": [line_json(line) for line in lines.get(name, ())] for name in BREAKDOWNS},
        "by_funder": [],
        "by_programme": [],
        "answers": answers,
    }


class FiguresBefore(NamedTuple):
    """What a note tells of the years before its own: what was approved, and other figures that were counted."""

    approved: Sequence[ApprovedFigures]
    counted: Sequence[Indicator] = ()


def figures_before(
    session: Session, plugin: DepartmentPlugin, campaign: Campaign, library: ReferentialLibrary
) -> FiguresBefore:
    """Return what a call says was approved earlier, and what was counted here of the years before, if it was here: of
    the year before, what was really approved takes the place of what the call says, with the bonuses that were granted
    and the parents that bilans say were met. `library` says how bonuses are called.

    A note is public: it tells what is told outside the department. It is served all the same while the database is
    away.
    """
    stated = tuple(campaign.approved)
    try:
        found = counted_before(session, plugin.slug, str(campaign.school_year), YEARS_BEFORE)
    except SQLAlchemyError:
        logger.exception("the years of %s before %s could not be counted", plugin.slug, campaign.school_year)
        return FiguresBefore(stated)
    told = {
        SchoolYear.parse(year): line
        for year, counted in found.items()
        for line in counted.lines[RETAINED]
        if is_told(line) and line.porteurs and line.actions
    }
    last = campaign.school_year.previous
    if (line := told.get(last)) is not None:
        made = ApprovedFigures(
            school_year=last, porteurs=line.porteurs or 0, actions=line.actions or 0, source=_decided_here(last)
        )
        stated = (*(each for each in stated if each.school_year != last), made)
    figures = [each for year, line in told.items() for each in _figures(year, line)]
    parts = found[str(last)].parts if last in told else None
    if parts is not None:
        figures += _of_the_bilan(last, parts, library)
    return FiguresBefore(stated, tuple(figures))


def _of_the_bilan(year: SchoolYear, parts: YearParts, library: ReferentialLibrary) -> Iterator[Indicator]:
    """Yield what the last bilan adds: groups by bonus, parents met, where it may be told outside."""
    names = {each.id: each.label for each in library.get(year).bonuses} if year in library else {}
    counted = [
        (f"Groupes retenus avec le {names.get(name, f'bonus « {name} »').lower()}", "groupes", count)
        for name, count in parts.bonuses_told.items()
    ]
    if parts.parents_told:
        counted.append(("Parents rencontrés, d'après les bilans", "parents", parts.parents_told))
    for label, unit, value in counted:
        yield Indicator(label=label, school_year=year, value=Decimal(value), unit=unit, source=_decided_here(year))


def _figures(year: SchoolYear, line: Line) -> Iterator[Indicator]:
    """Yield the figures of what was retained in a year, each but for nothing at all."""
    for measure, label, unit, value in (
        ("groups", "Groupes retenus", "groupes", line.groups),
        ("children", "Enfants des groupes retenus", "enfants", line.children),
        ("adults", "Adultes des groupes retenus", "adultes", line.adults),
        ("granted", "Montant accordé", "€", None if line.approved is None else euros_of(line.approved)),
    ):
        if value:
            yield Indicator(
                label=label,
                school_year=year,
                value=Decimal(value),
                unit=unit,
                measure=measure,
                source=_decided_here(year),
            )


def _decided_here(year: SchoolYear) -> Source:
    return Source(id="plateforme", title=f"Décisions enregistrées sur la plateforme, {year}")
