"""``/departments/{slug}/imports``: files that a Caf takes in: tried, read otherwise, taken in, undone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response

from clas_api.context import Context
from clas_api.exchange.reading import LARGEST
from clas_api.exchange.refused_rows import write_refused_rows
from clas_api.exchange.writing import FORMATS
from clas_api.rendering.names import named
from clas_api.services.importing.importing import expect_importer, read_upload
from clas_api.services.importing.likenesses import likenesses
from clas_api.services.importing.trying import (
    begin_import,
    find_draft,
    keep_upload,
    refused_rows_of,
    report_of,
    set_mapping,
    upload_of,
)
from clas_api.services.importing.undoing import list_imports, undo_import
from clas_api.services.jobs.asking_jobs import find_job
from clas_api.store.models import ImportRow
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.form_with_file import read_form
from clas_api.v1.import_answers import (
    ImportSchema,
    ImportsSchema,
    MappingSchema,
    NewImportSchema,
    TriedFileSchema,
)
from clas_api.v1.jobs import JobSchema
from clas_api.v1.sending import Sent
from clas_core.errors import InvalidInput, Problem
from clas_core.imports.targets import TARGETS

blueprint = Blueprint("imports", __name__, description="Files that a Caf takes in")

_TOO_LARGE = f"Ce fichier dépasse {LARGEST // 1024**2} Mio : partagez-le en plusieurs."
_XLSX = FORMATS["xlsx"]


@blueprint.get("/departments/<slug>/imports")
@blueprint.answers(200, ImportsSchema)
def get_imports(slug: str) -> dict[str, Any]:
    """List what was taken in, the last one first, with what was undone since."""
    return {"items": list_imports(current_context(), slug)}


@blueprint.post("/departments/<slug>/imports")
@blueprint.upload(NewImportSchema)
@blueprint.answers(201, TriedFileSchema)
@blueprint.alt_response(200, schema=TriedFileSchema)
def post_file(slug: str) -> Sent:
    """Give a file to be tried, and tell what it would come to; nothing is taken in yet. The same file again, while it
    is only tried, is the one that is there (200)."""
    context = current_context()
    expect_importer(context, slug)
    asked, file = read_form(
        "kind", optional=("sheet",), largest=LARGEST, too_large=_TOO_LARGE, summary="Le fichier n'est pas lu."
    )
    if asked["kind"] not in TARGETS:
        raise InvalidInput([Problem(("kind",), f"Choix possibles : {', '.join(TARGETS)}.")])
    upload = read_upload(file.stream, file.filename or "fichier", TARGETS[asked["kind"]], asked.get("sheet"))
    key, new = keep_upload(context, slug, asked["kind"], upload)
    where = f"/departments/{slug}/imports/tried/{key}"
    return Sent(value=_tried(context, slug, key), status=201 if new else 200, location=where)


@blueprint.get("/departments/<slug>/imports/tried/<uuid:draft>")
@blueprint.answers(200, TriedFileSchema)
def get_tried_file(slug: str, draft: UUID) -> Mapping[str, Any]:
    """Tell what a file of your own would come to, as it is read so far."""
    return _tried(current_context(), slug, draft)


@blueprint.put("/departments/<slug>/imports/tried/<uuid:draft>/mapping")
@blueprint.arguments(MappingSchema)
@blueprint.answers(200, TriedFileSchema)
def put_mapping(asked: dict[str, Any], slug: str, draft: UUID) -> Mapping[str, Any]:
    """Read a file of your own otherwise, and tell what it would come to then."""
    context = current_context()
    set_mapping(context, slug, draft, asked)
    return _tried(context, slug, draft)


@blueprint.get("/departments/<slug>/imports/tried/<uuid:draft>/to-correct.xlsx")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=_XLSX)
def get_rows_to_correct(slug: str, draft: UUID) -> Response:
    """Give the rows of a file that are to be corrected, each with why."""
    table, faults = refused_rows_of(current_context(), slug, draft)
    response = Response(write_refused_rows(table, faults), mimetype=_XLSX)
    response.headers.update(named("clas-a-corriger.xlsx", attached=True))
    return response


@blueprint.post("/departments/<slug>/imports/tried/<uuid:draft>/confirmation")
@blueprint.answers(202, JobSchema)
def post_confirmation(slug: str, draft: UUID) -> Sent:
    """Take in the sound rows of a file, as long work: see ``/jobs/{key}``. Asked again, it is the same work."""
    context = current_context()
    job = begin_import(context, slug, draft)
    return Sent(value=find_job(context, job), location=f"/jobs/{job}")


@blueprint.post("/departments/<slug>/imports/<int:number>/undoing")
@blueprint.answers(200, ImportSchema)
def post_undoing(slug: str, number: int) -> ImportRow:
    """Take away all that an import made, while nothing stands on it."""
    return undo_import(current_context(), slug, number)


def _tried(context: Context, slug: str, key: UUID) -> Mapping[str, Any]:
    row = find_draft(context, slug, key)
    report, mapping, problems = report_of(context, row)
    upload, target = upload_of(row), TARGETS[row.kind]
    told: Mapping[str, Any] = report.json() if report is not None else {}
    nameless = report.nameless if report is not None else likenesses(context, slug, target, upload, mapping)
    return {
        "id": row.id,
        "department": slug,
        "kind": row.kind,
        "file": row.filename,
        "rows": len(upload.table.rows),
        "headers": list(upload.table.headers),
        "mapping": mapping.json(),
        "problems": [{"pointer": each.pointer, "detail": each.message} for each in problems],
        **{name: told.get(name) for name in ("made", "unchanged", "refused")},
        "remarks": told.get("remarks", list(upload.table.remarks)),
        "faults": told.get("faults", []),
        "nameless": [each.json(mapping.same) for each in nameless],
        "number": row.number,
    }
