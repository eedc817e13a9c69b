"""A file that somebody gives on a page: kept while it is tried and its columns are corrected, then taken in as long
work, of which each piece is written once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from clas_api.context import Context, command
from clas_api.exchange.refused_rows import write_refused_rows
from clas_api.services.importing.importing import TAKING, expect_importer, find_import, import_row, judged, mapping_for
from clas_api.services.importing.mappings import keep_mapping
from clas_api.services.importing.reports import Report, Upload
from clas_api.services.jobs.asking_jobs import Piece, begin_job
from clas_api.services.jobs.job_kinds import JobKind, JobSeen, MadeFile, PieceDone
from clas_api.services.trace import hold_chain
from clas_api.store.jobs import jobs_of_kind
from clas_api.store.models import ImportDraft
from clas_core.errors import InvalidInput, NotFound, Problem, Refused
from clas_core.imports.cells import Row, cell_json, cell_of_json
from clas_core.imports.mapping import FileMapping, read_mapping
from clas_core.imports.reading import Fault, read_rows
from clas_core.imports.tables import SheetTable
from clas_core.imports.targets import TARGETS

KEPT = timedelta(days=2)
"""How long a file that is only tried is kept."""

_SAME = 10
"""Drafts of one file that are looked at: one of each of its sheets."""

AT_ONCE = 250
"""Rows of one piece: about a second."""

IMPORT = "import"
_A_FILE = "Ce fichier"


@command
def keep_upload(context: Context, slug: str, kind: str, upload: Upload) -> tuple[UUID, bool]:
    """Keep a file to be tried; return its key, and whether it is new: one that is given again while it is only tried is
    the one that is there. Commits. Raises `NotFound`."""
    account = _account(context)
    expect_importer(context, slug, writing=True)
    old = (ImportDraft.account_id == account, ImportDraft.begun_at < context.now - KEPT)
    context.session.execute(delete(ImportDraft).where(*old))
    given = {"department": slug, "account_id": account, "kind": kind, "file_digest": upload.digest}
    table = _table_json(upload)
    again = select(ImportDraft).filter_by(**given).where(ImportDraft.number.is_(None))
    for there in context.session.scalars(again.limit(_SAME)):
        if there.table == table:  # another sheet of the same workbook is another table
            context.session.rollback()
            return there.id, False
    row = ImportDraft(
        **given,
        filename=upload.filename,
        table=table,
        mapping=mapping_for(context, slug, TARGETS[kind], upload).json(),
        begun_at=context.now,
    )
    context.session.add(row)
    context.session.commit()
    return row.id, True


def find_draft(context: Context, slug: str, key: UUID) -> ImportDraft:
    """Return a file of one's own that is tried. Raises `NotFound`."""
    expect_importer(context, slug)
    return _draft(context, slug, key, _account(context))


def _draft(context: Context, slug: str, key: UUID, account: UUID | None, *, held: bool = False) -> ImportDraft:
    asked = select(ImportDraft).where(ImportDraft.id == key, ImportDraft.department == slug)
    if account is not None:
        asked = asked.where(ImportDraft.account_id == account)
    row = context.session.scalar(asked.with_for_update() if held else asked)
    if row is None:
        raise NotFound(_A_FILE)
    return row


def report_of(context: Context, row: ImportDraft) -> tuple[Report | None, FileMapping, Sequence[Problem]]:
    """Return what a file that is tried would come to as it is read so far, how it is read, and what is wrong with
    that; no report while something is."""
    upload, target = _upload(row), TARGETS[row.kind]
    mapping = FileMapping(**row.mapping)
    try:
        read_mapping(mapping.json(), upload.table, target)
    except InvalidInput as error:
        return None, mapping, error.problems
    return judged(context, row.department, target, upload, mapping)[0], mapping, ()


def upload_of(row: ImportDraft) -> Upload:
    """Return a file that is tried, as it was read."""
    return _upload(row)


def refused_rows_of(context: Context, slug: str, key: UUID) -> tuple[SheetTable, Sequence[Fault]]:
    """Return the table of a file, and what is wrong with its rows. Raises `NotFound`, `Refused` where nothing is, or
    while it is not said how the file is read."""
    report, _, problems = report_of(context, find_draft(context, slug, key))
    if report is None:
        raise Refused(f"Dites d'abord comment ce fichier se lit : {problems[0].message}")
    if not report.faults:
        raise Refused("Aucune ligne de ce fichier n'est à corriger.")
    return report.upload.table, report.faults


def set_mapping(context: Context, slug: str, key: UUID, given: Any) -> None:
    """Change how a file that is tried is read, if it fits the file. Commits. Raises `InvalidInput`, `NotFound`,
    `Refused` once taken in."""
    row = find_draft(context, slug, key)
    mapping = read_mapping(given, upload_of(row).table, TARGETS[row.kind])
    change_mapping(context, slug, key, mapping.json())


@command
def change_mapping(context: Context, slug: str, key: UUID, given: Mapping[str, Any]) -> None:
    """Change how a file that is tried is read, right or not. Commits. Raises `NotFound`, `Refused` once taken in."""
    expect_importer(context, slug, writing=True)
    row = _draft(context, slug, key, _account(context), held=True)
    if row.number is not None:
        raise Refused(f"Ce fichier est déjà repris : c'est l'import {row.number}.")
    row.mapping = dict(given)
    context.session.commit()


def begin_import(context: Context, slug: str, key: UUID) -> UUID:
    """Begin to take a file in; return the key of the job, which is the one that was begun already while it is kept.

    Raises `NotFound`, `InvalidInput`, `Refused`.
    """
    row = find_draft(context, slug, key)
    begun = next(
        (each for each in jobs_of_kind(context.session, slug, IMPORT) if each.asked == {"draft": str(key)}), None
    )
    if begun is not None and (begun.ended_at is None or row.number is not None):
        return begun.id
    if row.number is not None:
        raise Refused(f"Ce fichier est déjà repris : c'est l'import {row.number}.")
    upload, target = _upload(row), TARGETS[row.kind]
    mapping = read_mapping(dict(row.mapping), upload.table, target)
    _, rows = judged(context, slug, target, upload, mapping)
    if not rows:
        raise InvalidInput([Problem((), "Ce fichier n'a aucune ligne à reprendre.")])
    title = f"Reprise de {row.filename}"[:200]
    numbers = [each.number for each in rows]
    pieces = [numbers[begin : begin + AT_ONCE] for begin in range(0, len(numbers), AT_ONCE)]
    keep_mapping(context, slug, target, upload.table, mapping)
    asked = {"draft": str(key)}
    return begin_job(context, slug, IMPORT, title, asked, [Piece(asked=each, size=len(each)) for each in pieces])


def _take(context: Context, job: JobSeen, asked: Any) -> PieceDone:
    """Read the rows of a piece; they are judged and made in the transaction that notes it as done."""
    expect_importer(context, job.department)
    row = _draft(context, job.department, UUID(job.asked["draft"]), None)
    upload, target = _upload(row), TARGETS[row.kind]
    mapping, wanted = FileMapping(**row.mapping), set(asked)
    table = replace(upload.table, rows=[each for each in upload.table.rows if each.number in wanted])
    rows = list(read_rows(table, target, mapping, upload.first_year))
    report = Report(
        target=target, upload=upload, mapping=mapping, made=0, unchanged=0, faults=(), remarks=(), number=row.number
    )

    def write(writing: Context) -> None:
        writing.open_wholly(writing=True)
        hold_chain(writing, job.department)
        draft = _draft(writing, job.department, row.id, None, held=True)
        found = TAKING[target.id].judge(writing, job.department, rows, mapping)
        if not found.make:
            return
        made = (
            import_row(writing, job.department, report, None)
            if draft.number is None
            else find_import(writing, job.department, draft.number)
        )
        draft.number = made.number
        made.made += len(found.make)
        writing.session.flush()
        TAKING[target.id].make(writing, made, found.make)

    return PieceDone(write=write)


def _finish(context: Context, job: JobSeen, files: Iterable[bytes]) -> MadeFile | None:
    """Make the file of the rows to correct; none where all are sound."""
    expect_importer(context, job.department)
    row = _draft(context, job.department, UUID(job.asked["draft"]), None)
    report, _, _ = report_of(context, row)
    if report is None or not report.faults:
        return None
    return MadeFile(name="a-corriger.xlsx", stream=BytesIO(write_refused_rows(report.upload.table, report.faults)))


IMPORTING = JobKind(name=IMPORT, words="reprise d'un fichier", take=_take, finish=_finish)


def _account(context: Context) -> UUID:
    if context.who.account is None:
        raise NotFound(_A_FILE)
    return context.who.account


def _table_json(upload: Upload) -> Mapping[str, Any]:
    table = upload.table
    return {
        "headers": list(table.headers),
        "header_row": table.header_row,
        "rows": [[row.number, [cell_json(cell) for cell in row.cells]] for row in table.rows],
        "remarks": list(table.remarks),
        "first_year": upload.first_year,
    }


def _upload(row: ImportDraft) -> Upload:
    told = row.table
    table = SheetTable(
        headers=told["headers"],
        header_row=told["header_row"],
        rows=[Row(number=number, cells=tuple(map(cell_of_json, cells))) for number, cells in told["rows"]],
        remarks=told["remarks"],
    )
    return Upload(filename=row.filename, digest=row.file_digest, table=table, first_year=told["first_year"])
