"""Counting the deposited dossiers of a year, every way at once: only counts and sums come out. None commits."""

from dataclasses import replace
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, Subquery, and_, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from clas_api.store.models import DecidedGroup, DecisionRow, DepositedGroup, DossierRow, DossierVersion, PorteurRow
from clas_core.dossiers.statistics import FIGURES, Line
from clas_core.eligibility import LEVELS

TOTAL, RETAINED = "total", "retained"
"""All the deposits; the groups that decisions retain."""

NOT_COUNTED = ("draft", "withdrawn")

PENDING = "pending"
"""The outcome of what no committee has decided yet."""


def count_dossiers(session: Session, year: str, department: str | None) -> dict[str, list[Line]]:
    """Return the lines of each breakdown of a year, of one `department` or of the nation: one query.

    By ``outcome``, ``nature``, ``level`` (a group counts in each of its levels) and ``territory``: the city in a
    department, the department in the nation. What was settled is of whole dossiers: it is not divided by level or city.
    """
    facts = _facts(year, department)
    place = facts.c.city if department else facts.c.department
    levels = _levels(facts)
    every = union_all(
        _counted(TOTAL, literal(""), facts),
        _counted(RETAINED, literal(""), facts, facts.c.retained),
        _counted("outcome", facts.c.outcome, facts),
        _counted("nature", facts.c.nature, facts),
        _counted("territory", place, facts),
        _counted("level", levels.c.level, facts.join(levels, levels.c.levels == facts.c.levels)),
    )
    found: dict[str, list[Line]] = {name: [] for name in (TOTAL, RETAINED, "outcome", "nature", "territory", "level")}
    for breakdown, key, *figures in session.execute(every):
        line = Line(key=key, **dict(zip(FIGURES, map(int, figures), strict=True)))
        undivided = breakdown == "level" or (breakdown == "territory" and department)
        found[breakdown].append(replace(line, settled=None) if undivided else line)
    for lines in found.values():
        lines.sort(key=lambda line: line.key)
    return found


def approved_figures(session: Session, year: str, department: str) -> tuple[int, int]:
    """Return how many porteurs and how many actions decisions have approved in a department for a year."""
    facts = _facts(year, department)
    found = session.execute(_counted(RETAINED, literal(""), facts, facts.c.retained)).first()
    return (int(found.porteurs), int(found.actions)) if found else (0, 0)


def _counted(
    name: str, key: ColumnElement[str], source: FromClause, condition: ColumnElement[bool] | None = None
) -> Select[Any]:
    """Count groups, the actions that they are of, their dossiers and porteurs, by `key`.

    Each level is counted by the one below it, which a database does in one pass where distinct counts need a sort.
    """
    facts = source if isinstance(source, CTE) else source.left  # type: ignore[attr-defined]  # a join of the facts
    sums = ("children", "adults", "asked", "approved")
    query = select(
        key.label("key"),
        *(facts.c[each] for each in ("porteur", "dossier", "action")),
        func.count().label("groups"),
        *(func.sum(facts.c[each]).label(each) for each in sums),
        func.max(facts.c.settled).label("settled"),
    ).select_from(source)
    if condition is not None:
        query = query.where(condition)
    level = query.group_by(key, facts.c.porteur, facts.c.dossier, facts.c.action).subquery()
    counted = ["groups", *sums]
    for what, kept in (
        ("actions", ("key", "porteur", "dossier")),
        ("dossiers", ("key", "porteur")),
        ("porteurs", ("key",)),
    ):
        settled = func.max(level.c.settled) if what == "actions" else func.sum(level.c.settled)
        above = select(
            *(level.c[each] for each in kept),
            func.count().label(what),
            *(func.sum(level.c[each]).label(each) for each in counted),
            settled.label("settled"),
        ).group_by(*(level.c[each] for each in kept))
        counted, level = [what, *counted], above.subquery()
    return select(literal(name).label("breakdown"), level.c.key, *(level.c[each] for each in FIGURES))


def _levels(facts: CTE) -> Subquery:
    """Each combination of levels that groups have, with each of its levels: few, however many groups there are."""
    combinations = select(facts.c.levels).distinct().subquery()
    known = union_all(*(select(literal(level).label("level")) for level in LEVELS)).subquery()
    within = (literal(" ") + combinations.c.levels + literal(" ")).like(literal("% ") + known.c.level + literal(" %"))
    return select(combinations.c.levels, known.c.level).join_from(combinations, known, within).subquery()


def _facts(year: str, department: str | None) -> CTE:
    """The groups of the last deposit of each dossier, each with what its last decision says of it."""
    last = aliased(DecisionRow)
    number = select(func.max(last.number)).where(last.dossier_id == DossierRow.id).scalar_subquery()
    of_year = [DossierRow.school_year == year, DossierRow.state.not_in(NOT_COUNTED)]
    if department:
        of_year.append(DossierRow.department == department)
    query = (
        select(
            DossierRow.id.label("dossier"),
            DossierRow.department.label("department"),
            DossierRow.porteur_id.label("porteur"),
            func.coalesce(DossierRow.outcome, PENDING).label("outcome"),
            DossierRow.settled_cents.label("settled"),
            PorteurRow.nature.label("nature"),
            DepositedGroup.action.label("action"),
            DepositedGroup.levels.label("levels"),
            DepositedGroup.city.label("city"),
            DepositedGroup.children.label("children"),
            (DepositedGroup.paid_adults + DepositedGroup.volunteer_adults).label("adults"),
            DepositedGroup.total_cents.label("asked"),
            func.coalesce(DecidedGroup.retained, literal(False)).label("retained"),
            func.coalesce(DecidedGroup.total_cents, 0).label("approved"),
        )
        .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
        .join(
            DossierVersion,
            and_(DossierVersion.dossier_id == DossierRow.id, DossierVersion.number == DossierRow.versions),
        )
        .join(DepositedGroup, DepositedGroup.version_id == DossierVersion.id)
        .outerjoin(
            DecisionRow,
            and_(
                DecisionRow.dossier_id == DossierRow.id,
                DecisionRow.number == number,
                DecisionRow.version == DossierRow.versions,
                DossierRow.outcome == "approved",
            ),
        )
        .outerjoin(
            DecidedGroup,
            and_(DecidedGroup.decision_id == DecisionRow.id, DecidedGroup.position == DepositedGroup.position),
        )
        .where(*of_year)
    )
    return query.cte("facts")
