"""Files that a Caf takes in: given, read column by column, tried, taken in, undone."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.exchange.reading import ACCEPTED, LARGEST
from clas_api.exchange.refused_rows import write_refused_rows
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.form import CafForm, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.porteur.documents import ROOM_FOR_FORM
from clas_api.rendering.names import named
from clas_api.services.importing.importing import find_import, read_upload
from clas_api.services.importing.likenesses import likenesses
from clas_api.services.importing.trying import (
    begin_import,
    change_mapping,
    find_draft,
    keep_upload,
    report_of,
    upload_of,
)
from clas_api.services.importing.undoing import list_imports, undo_import
from clas_api.services.rules.kept_calls import find_department
from clas_core.errors import ClasError, InvalidInput, Problem
from clas_core.imports.likeness import MOST_NAMES
from clas_core.imports.reading import unknown_words
from clas_core.imports.targets import TARGETS

_SHOWN = 100
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = {each.id: each.label for each in TARGETS.values()}
_LABELS = {"kind": "ce que dit le fichier", "file": "fichier", "sheet": "feuille"}
_NOT_CHOSEN = "Choisissez un fichier."
_NO_KIND = "Dites ce que dit le fichier."
_DECIMALS = {"": "Rien d'ambigu", ",": "La virgule (31 000,00)", ".": "Le point (31,000.00)"}


@blueprint.before_request
def allow_for_a_file() -> None:
    """Let in a file to take in, which is larger than any other request."""
    if request.endpoint == "caf.give_file":
        request.max_content_length = LARGEST + ROOM_FOR_FORM


@blueprint.get("/departements/<slug>/imports", endpoint="imports")
def show_imports(slug: str) -> ResponseReturnValue:
    """List what was taken in, with a form to give a file."""
    context = current_context()
    expect_department(context, "imports.manage", slug)
    return _list(context, slug, CafForm())


@blueprint.post("/departements/<slug>/imports", endpoint="give_file")
def post_file(slug: str) -> ResponseReturnValue:
    """Read a file, to be tried."""
    context = current_context()
    expect_department(context, "imports.manage", slug)
    form = CafForm(request.form)
    given, kind = request.files.get("file"), form.value("kind")
    try:
        problems = [] if kind in TARGETS else [Problem(("kind",), _NO_KIND)]
        if given is None or not given.filename:
            raise InvalidInput([*problems, Problem(("file",), _NOT_CHOSEN)])
        if problems:
            raise InvalidInput(problems)
        upload = read_upload(given.stream, given.filename, TARGETS[kind], form.value("sheet") or None)
        key, _ = keep_upload(context, slug, kind, upload)
    except ClasError as error:
        return _list(context, slug, form, refused(context, form, error).status)
    return redirect(url_for("caf.import_draft", slug=slug, draft=key), 303)


@blueprint.get("/departements/<slug>/imports/essais/<uuid:draft>", endpoint="import_draft")
def show_draft(slug: str, draft: UUID) -> ResponseReturnValue:
    """Show how a file is read, and what it would come to."""
    context = current_context()
    expect_department(context, "imports.manage", slug)
    return _draft(context, slug, draft, CafForm())


@blueprint.post("/departements/<slug>/imports/essais/<uuid:draft>")
def post_draft(slug: str, draft: UUID) -> ResponseReturnValue:
    """Read the file as it is said, or take it in."""
    context = current_context()
    expect_department(context, "imports.manage", slug)
    form = CafForm(request.form)
    try:
        if form.value("action") == "commit":
            job = begin_import(context, slug, draft)
            return redirect(url_for("caf.job", slug=slug, job=job), 303)
        row = find_draft(context, slug, draft)
        change_mapping(context, slug, draft, _mapping(form, row.kind))
    except ClasError as error:
        return _draft(context, slug, draft, form, refused(context, form, error).status)
    return redirect(url_for("caf.import_draft", slug=slug, draft=draft), 303)


@blueprint.get("/departements/<slug>/imports/essais/<uuid:draft>/a-corriger.xlsx", endpoint="import_refused")
def give_refused(slug: str, draft: UUID) -> ResponseReturnValue:
    """Give the rows that are to be corrected, each with why."""
    context = current_context()
    expect_department(context, "imports.manage", slug)
    report, _, _ = report_of(context, find_draft(context, slug, draft))
    if report is None or not report.faults:
        return redirect(url_for("caf.import_draft", slug=slug, draft=draft), 303)
    response = Response(write_refused_rows(report.upload.table, report.faults), mimetype=_XLSX)
    response.headers.update(named("clas-a-corriger.xlsx", attached=True))
    return response


@blueprint.get("/departements/<slug>/imports/<int:number>/annulation", endpoint="undone_import")
def ask_to_undo(slug: str, number: int) -> ResponseReturnValue:
    """Ask before an import is undone."""
    context = current_context()
    expect_department(context, "imports.manage", slug)
    return _ask(context, slug, number, CafForm())


@blueprint.post("/departements/<slug>/imports/<int:number>/annulation")
def post_undone(slug: str, number: int) -> ResponseReturnValue:
    """Undo an import."""
    context = current_context()
    expect_department(context, "imports.manage", slug)
    form = CafForm(request.form)
    try:
        undo_import(context, slug, number)
    except ClasError as error:
        return _ask(context, slug, number, form, refused(context, form, error).status)
    flash(f"L'import {number} est annulé : rien de ce qu'il a fait ne reste.")
    return redirect(url_for("caf.imports", slug=slug), 303)


def _list(context: Context, slug: str, form: CafForm, status: int = 200) -> ResponseReturnValue:
    form.labels |= _LABELS
    return render_template(
        "caf/imports.html",
        department=find_department(context, slug).department,
        form=form,
        imports=list_imports(context, slug),
        kinds=_KINDS,
        accepted=ACCEPTED,
        largest=LARGEST,
    ), status


def _draft(context: Context, slug: str, key: UUID, form: CafForm, status: int = 200) -> ResponseReturnValue:
    row = find_draft(context, slug, key)
    report, mapping, problems = report_of(context, row)
    target, upload = TARGETS[row.kind], upload_of(row)
    table = upload.table
    nameless = report.nameless if report else likenesses(context, slug, target, upload, mapping)
    ranks = {each.name: rank for rank, each in enumerate(nameless)}
    for each in problems:
        place = "/".join(map(str, each.path))
        if each.path[:1] == ("same",) and str(each.path[-1]) in ranks:
            place = f"same/{ranks[str(each.path[-1])]}/siret"
        form.errors[place] = each.message
        form.labels[place] = _named(row.kind, each)
    words = unknown_words(table, target, mapping)
    known = {column: told for column, told in mapping.words.items() if told}
    return render_template(
        "caf/import_draft.html",
        department=find_department(context, slug).department,
        form=form,
        row=row,
        target=target,
        table=table,
        mapping=mapping,
        report=report,
        faults=report.faults[:_SHOWN] if report else (),
        nameless=nameless,
        words=[(target.column(column), word, "") for column, found in words.items() for word in found]
        + [(target.column(column), word, value) for column, told in known.items() for word, value in told.items()],
        decimals=_DECIMALS,
    ), status


def _named(kind: str, problem: Problem) -> str:
    columns = {each.id: each.label for each in TARGETS[kind].columns}
    return next((columns[part] for part in map(str, problem.path) if part in columns), "correspondances")


def _ask(context: Context, slug: str, number: int, form: CafForm, status: int = 200) -> ResponseReturnValue:
    list_imports(context, slug)
    return render_template(
        "caf/import_undone.html",
        department=find_department(context, slug).department,
        form=form,
        row=find_import(context, slug, number),
        kinds=_KINDS,
    ), status


def _mapping(form: CafForm, kind: str) -> dict[str, Any]:
    """Return how a file is read as it was said, as JSON."""
    columns = [each.id for each in TARGETS[kind].columns]
    words: dict[str, dict[str, str]] = {}
    for rank in range(len(form.values)):
        column, word = form.value(f"words/{rank}/column"), form.value(f"words/{rank}/word")
        if column and word and (value := form.value(f"words/{rank}/value")):
            words.setdefault(column, {})[word] = value
    same: dict[str, str] = {}
    for rank in range(MOST_NAMES):
        if (name := form.value(f"same/{rank}/name")) and (siret := form.value(f"same/{rank}/siret")):
            same[name] = siret
    return {
        "columns": {each: header for each in columns if (header := form.value(f"columns/{each}"))},
        "constants": {each: value for each in columns if (value := form.value(f"constants/{each}"))},
        "words": words,
        "decimal": form.value("decimal") or None,
        "lost_zeros": form.value("lost_zeros") == "oui",
        "other_establishments": form.value("other_establishments") == "oui",
        "same": same,
    }
