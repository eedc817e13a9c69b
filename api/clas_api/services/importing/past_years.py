"""Dossiers of past years of a file: an archive of what it tells, row by row. What is known is never written over."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from clas_api.context import Context
from clas_api.services.importing.reports import Judged
from clas_api.services.rules.kept_calls import find_referential
from clas_api.services.trace import Fact, record_all
from clas_api.store import seals
from clas_api.store.imports import past_years_of, pieces
from clas_api.store.models import ImportRow, PastYearRow
from clas_core.errors import Unknown
from clas_core.imports.mapping import FileMapping
from clas_core.imports.past_years import PastYear, outside_bounds
from clas_core.imports.reading import Fault, ReadRow

_SHOWN = 20


def judge(context: Context, slug: str, rows: Sequence[ReadRow], mapping: FileMapping) -> Judged:
    """Tell which rows are new; one that contradicts what an earlier file told is refused."""
    judged = Judged()
    found = past_years_of(context.session, slug, {row.value.siret for row in rows})
    known = {(each.school_year, each.siret, each.identity): each for each in found}
    bounds: dict[str, tuple[int, int] | None] = {}
    odd: list[str] = []
    for row in rows:
        past: PastYear = row.value
        there = known.get(past.key)
        if there is None:
            judged.make.append(row)
            year = str(past.school_year)
            if year not in bounds:
                bounds[year] = children_of_a_group(context, year)
            if (of := bounds[year]) is not None and (said := outside_bounds(past, *of)):
                odd.append(f"Ligne {row.number} : {said}. C'est repris tel quel : c'est ce qui fut.")
        elif differing := _differing(_kept(past), there):
            judged.faults.append(_contradicts(row, there, differing, mapping))
        else:
            judged.unchanged.append(row)
    judged.remarks += odd[:_SHOWN]
    if len(odd) > _SHOWN:
        judged.remarks.append(f"… et {len(odd) - _SHOWN} autre(s) ligne(s) de même.")
    return judged


def children_of_a_group(context: Context, year: str) -> tuple[int, int] | None:
    """Return how many children a group of a year has, at least and at most; `None` where its rules are not known."""
    try:
        rules = find_referential(context, year).rules
    except Unknown:
        return None
    for _, each in rules.criteria:
        if (each.subject, each.kind, each.about) == ("group", "range", "children"):
            return each.min, each.max
    return None


def _differing(told: dict[str, Any], there: PastYearRow) -> str:
    return next((name for name, value in told.items() if getattr(there, name) != value), "")


def _contradicts(row: ReadRow, there: PastYearRow, name: str, mapping: FileMapping) -> Fault:
    column = name.removesuffix("_cents")
    return Fault(
        row=row.number,
        column=mapping.columns.get(column, column),
        value=str(row.json.get(column, "")),
        reason=(
            f"Un fichier repris plus tôt dit autre chose de ce dossier de {there.school_year} (sa ligne {there.row}) : "
            "corrigez la cellule, ou annulez cet import-là avant de reprendre celui-ci."
        ),
    )


def _kept(past: PastYear) -> dict[str, Any]:
    year, siret, identity = past.key
    return {
        "school_year": year,
        "siret": siret,
        "identity": identity,
        "name": past.name,
        "reference": past.reference,
        "title": past.title,
        "outcome": past.outcome,
        "groups": past.groups,
        "children": past.children,
        "asked_cents": past.asked,
        "granted_cents": past.granted,
        "decided_on": past.decided_on,
        "paid_cents": past.paid,
        "paid_on": past.paid_on,
        "settled_cents": past.settled,
        "real_children": past.real_children,
    }


def make(context: Context, row: ImportRow, rows: Sequence[ReadRow]) -> None:
    """Keep what some rows tell. The caller commits."""
    for each in rows:
        kept = _kept(each.value)
        context.session.add(PastYearRow(import_id=row.id, row=each.number, department=row.department, **kept))
    context.session.flush()
    numbers = [each.number for each in rows]
    told = {"import": str(row.id), "rows": [numbers[0], numbers[-1]], "made": len(numbers)}
    record_all(context, row.department, [Fact("import.made", row.id, after=told)])


def unmake(context: Context, row: ImportRow) -> int:
    """Take away what an import told of past years; return how many rows."""
    session = context.session
    keys = session.scalars(select(PastYearRow.id).where(PastYearRow.import_id == row.id)).all()
    noted = {**seals.ROWS_NOTED, "synchronize_session": False}
    for some in pieces(keys):
        for key in some:
            seals.note_gone(session, PastYearRow, {"id": key, "department": row.department})
        session.execute(delete(PastYearRow).where(PastYearRow.id.in_(some)), execution_options=noted)
    return len(keys)
