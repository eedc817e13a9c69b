"""Taking a file in: it is tried without changing anything, then taken in piece by piece, each in one transaction.

What was interrupted is finished by giving the same file again: what it made is known then, and made once.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import IO, Any, NamedTuple

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.exchange.reading import read_file
from clas_api.services.importing import imported_porteurs, past_years
from clas_api.services.importing.likenesses import likenesses
from clas_api.services.importing.mappings import keep_mapping, kept_mapping
from clas_api.services.importing.reports import Judged, Report, Upload, remarks_of_mapping
from clas_api.services.rules.kept_calls import find_department
from clas_api.services.trace import hold_chain, record
from clas_api.store.imports import next_number
from clas_api.store.models import ImportRow
from clas_api.store.reading import is_commanding
from clas_core.errors import NotFound
from clas_core.imports.columns import Target
from clas_core.imports.mapping import FileMapping, propose_mapping, read_mapping
from clas_core.imports.reading import ReadRow, read_rows
from clas_core.imports.tables import find_table

AT_ONCE = 500
"""Rows of one piece, taken in by one transaction."""


class Taking(NamedTuple):
    """How the rows of one kind of file are judged against what is known, made, and taken away again."""

    judge: Callable[[Context, str, Sequence[ReadRow], FileMapping], Judged]
    make: Callable[[Context, ImportRow, Sequence[ReadRow]], None]
    unmake: Callable[[Context, ImportRow], int]


TAKING: Mapping[str, Taking] = MappingProxyType(
    {
        "porteurs": Taking(imported_porteurs.judge, imported_porteurs.make, imported_porteurs.unmake),
        "past-years": Taking(past_years.judge, past_years.make, past_years.unmake),
    }
)


def read_upload(stream: IO[bytes], filename: str, target: Target, sheet: str | None = None) -> Upload:
    """Read a file and find its table. Raises `InvalidInput` with what is wrong with it."""
    read = read_file(stream, sheet)
    table = find_table(read.rows, target, read.remarks)
    stream.seek(0)
    digest = "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    return Upload(filename=filename[-200:], digest=digest, table=table, first_year=read.first_year)


def expect_importer(context: Context, slug: str, *, writing: bool = False) -> None:
    """Work for the Caf of a department. Raises `NotFound` for people of elsewhere, `Forbidden`, `UnknownDepartment`."""
    scope = context.open("imports.manage", writing=writing)
    if not scope.everything and slug not in scope.departments:
        raise NotFound("Ces imports")
    find_department(context, slug)
    context.open_wholly(writing=writing)  # a porteur is of no department: whether its SIRET is known is asked of all


def mapping_for(context: Context, slug: str, target: Target, upload: Upload, given: Any = None) -> FileMapping:
    """Return how a file is read: as it is `given`, else as the department last read its header, else as is proposed.

    Raises `InvalidInput` for what does not fit the file.
    """
    if given is not None:
        return read_mapping(given, upload.table, target)
    kept = kept_mapping(context, slug, target, upload.table)
    return kept or propose_mapping(upload.table, target)


def try_file(context: Context, slug: str, target: Target, upload: Upload, given: Any = None) -> Report:
    """Tell what a file would come to. Changes nothing. Raises `InvalidInput`, `NotFound`."""
    expect_importer(context, slug)
    mapping = mapping_for(context, slug, target, upload, given)
    read_mapping(mapping.json(), upload.table, target)
    report, _ = judged(context, slug, target, upload, mapping)
    return report


def judged(
    context: Context,
    slug: str,
    target: Target,
    upload: Upload,
    mapping: FileMapping,
    rows: Sequence[ReadRow] | None = None,
) -> tuple[Report, Sequence[ReadRow]]:
    """Tell what a file would come to, and which of its rows make something. Its mapping fits it; `rows` are those of
    the file where they were read already."""
    rows = list(read_rows(upload.table, target, mapping, upload.first_year)) if rows is None else rows
    sound = [row for row in rows if not row.faults and row.same_as is None]
    found = TAKING[target.id].judge(context, slug, sound, mapping)
    faults = [*(fault for row in rows for fault in row.faults), *found.faults]
    twice = [row for row in rows if row.same_as is not None]
    remarks = [*upload.table.remarks, *remarks_of_mapping(target, mapping, upload.table), *found.remarks]
    if twice:
        remarks.append(f"{len(twice)} ligne(s) disent la même chose qu'une autre, et ne comptent qu'une fois.")
    report = Report(
        target=target,
        upload=upload,
        mapping=mapping,
        made=len(found.make),
        unchanged=len(found.unchanged) + len(twice),
        faults=sorted(faults, key=lambda each: each.row),
        remarks=remarks,
        nameless=likenesses(context, slug, target, upload, mapping),
    )
    return report, found.make


def take_in(
    context: Context,
    slug: str,
    target: Target,
    upload: Upload,
    given: Any = None,
    advance: Callable[[int], None] = lambda rows: None,
) -> Report:
    """Take a file in: its sound rows, whatever the others are. Commits piece by piece, telling `advance` of each.

    A file that makes nothing leaves nothing. Raises `InvalidInput`, `NotFound`.
    """
    expect_importer(context, slug)
    mapping = mapping_for(context, slug, target, upload, given)
    read_mapping(mapping.json(), upload.table, target)
    rows = list(read_rows(upload.table, target, mapping, upload.first_year))
    tried, _ = judged(context, slug, target, upload, mapping, rows)
    sound = [row for row in rows if not row.faults and row.same_as is None]
    number: int | None = None
    made = 0
    faults = [fault for row in rows for fault in row.faults]
    for piece in _pieces(sound):
        number, found = _take_piece(context, slug, tried, piece, number)
        made += len(found.make)
        faults += found.faults
        advance(len(piece))
    if number is not None:
        keep_mapping(context, slug, target, upload.table, tried.mapping)
    faults.sort(key=lambda each: each.row)
    unchanged = len(rows) - made - len({each.row for each in faults})
    return replace(tried, number=number, made=made, unchanged=unchanged, faults=faults)


def _pieces(rows: Sequence[ReadRow]) -> Iterator[Sequence[ReadRow]]:
    for begin in range(0, len(rows), AT_ONCE):
        yield rows[begin : begin + AT_ONCE]


@command
def _take_piece(
    context: Context, slug: str, tried: Report, rows: Sequence[ReadRow], number: int | None
) -> tuple[int | None, Judged]:
    """Take some rows in, in one transaction; return the number of their import, if there is one by then. Commits."""
    expect_importer(context, slug, writing=True)
    hold_chain(context, slug)
    taking = TAKING[tried.target.id]
    found = taking.judge(context, slug, rows, tried.mapping)
    if found.make:
        row = import_row(context, slug, tried, number)
        number = row.number
        row.made += len(found.make)
        context.session.flush()
        taking.make(context, row, found.make)
    context.session.commit()
    context.session.expunge_all()
    return number, found


def import_row(context: Context, slug: str, tried: Report, number: int | None) -> ImportRow:
    """Return the import of a file, begun now where it has no number yet; the chain of its department is held."""
    if number is not None:
        return find_import(context, slug, number)
    row = ImportRow(
        department=slug,
        number=next_number(context.session, slug),
        kind=tried.target.id,
        filename=tried.upload.filename,
        file_digest=tried.upload.digest,
        mapping=tried.mapping.json(),
        made=0,
        unchanged=tried.unchanged,
        refused=tried.refused,
        imported_by=context.who.id,
        imported_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    told = {"import": str(row.id), "number": row.number, "kind": row.kind, "file": row.filename}
    record(context, "import.made", row.id, chain=slug, after={**told, "digest": row.file_digest})
    return row


def find_import(context: Context, slug: str, number: int) -> ImportRow:
    """Return an import of a department, held when it is to be changed. Raises `NotFound`."""
    asked = select(ImportRow).where(ImportRow.department == slug, ImportRow.number == number)
    row = context.session.scalar(asked.with_for_update() if is_commanding(context.session) else asked)
    if row is None:
        raise NotFound("Cet import")
    return row
