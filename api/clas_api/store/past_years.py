"""Queries on years that were not played here, as files told them: each with the file that it comes from."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from clas_api.store.models import ImportRow, PastYearRow
from clas_api.store.reading import Query
from clas_core.statistics.taken_years import FIGURES, TakenDossier, TakenFile
from clas_core.years import PARIS

_FILE = (ImportRow.number, ImportRow.filename, ImportRow.imported_at)

_OF_SIRETS: Query[PastYearRow] = Query(
    select(PastYearRow, *_FILE)
    .join(ImportRow, ImportRow.id == PastYearRow.import_id)
    .where(PastYearRow.department == bindparam("department"), PastYearRow.siret.in_(bindparam("sirets")))
    .order_by(PastYearRow.school_year.desc(), PastYearRow.decided_on, PastYearRow.identity)
)

_OF_YEAR: Query[PastYearRow] = Query(
    select(PastYearRow, *_FILE)
    .join(ImportRow, ImportRow.id == PastYearRow.import_id)
    .where(PastYearRow.department == bindparam("department"), PastYearRow.school_year == bindparam("year"))
)


def past_years_with_files(
    session: Session, department: str, sirets: Collection[str]
) -> list[tuple[PastYearRow, TakenFile]]:
    """Return what files told of past years of a porteur, by its SIRETs, each with its file; the last year first."""
    rows = _OF_SIRETS.rows(session, department=department, sirets=tuple(sorted(set(sirets))))
    return [(past, _file(*of)) for past, *of in rows]


def taken_dossier(past: PastYearRow, file: TakenFile) -> TakenDossier:
    """Return a dossier of a past year as sums take it."""
    said = (past.groups, past.children, past.asked_cents, past.granted_cents, past.paid_cents, past.settled_cents)
    figures = {name: value for name, value in zip(FIGURES, said, strict=True) if value is not None}
    return TakenDossier(siret=past.siret, outcome=past.outcome, figures=figures, file=file)


def taken_dossiers(session: Session, department: str, year: str) -> Iterator[TakenDossier]:
    """Yield the dossiers of a past year of a department, as files told them."""
    for past, *of in _OF_YEAR.rows(session, department=department, year=year):
        yield taken_dossier(past, _file(*of))


def _file(number: int, name: str, at: Any) -> TakenFile:
    return TakenFile(number=number, name=name, on=at.astimezone(PARIS).date())
