"""Taking a sheet of a call out: which one, in which format, with which columns, as one chose them last."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, BinaryIO
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clas_api.context import Context
from clas_api.exchange.writing import FORMAT_WORDS
from clas_api.files_written import file_written
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work_list import read_filter
from clas_api.pages.typed import key_among
from clas_api.services.exports.choosing import ExportChoice, choice_of, keep_choice
from clas_api.services.exports.export_requests import STYLES, ExportSchema
from clas_api.services.exports.sheets import Asked, columns_for, sheets_for
from clas_api.services.exports.taking import take_dictionary, take_out
from clas_api.services.rules.kept_calls import find_call
from clas_core.errors import ClasError, InvalidInput, NotFound, Path, Problem
from clas_core.sheets import SHEETS

_FIRST = "dossiers"
_LABELS = {"form": "le format", "style": "pour qui", "columns": "les colonnes"}


@blueprint.get("/caf/<slug>/<year>/exports", endpoint="exports")
def show_exports(slug: str, year: str) -> ResponseReturnValue:
    """Name the sheets of a call, and ask in which format and with which columns one is taken out."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    return _show(context, _asked(context, slug, year), None)


@blueprint.post("/caf/<slug>/<year>/exports")
def post_export(slug: str, year: str) -> ResponseReturnValue:
    """Give a sheet as a file, and keep what was chosen of it; or, by another button, what its columns are."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    asked, form = _asked(context, slug, year), CafForm(request.form, labels=dict(_LABELS))
    try:
        return _given(context, asked, form)
    except ClasError as error:
        return _show(context, asked, form, refused(context, form, error, _field))


def _given(context: Context, asked: Asked, form: CafForm) -> Response:
    """Return the file that a form asks for, and keep what it chose."""
    if form.value("action") == "dictionary":

        def write_columns(stream: BinaryIO) -> tuple[str, str]:
            taken = take_dictionary(context, asked, stream)
            return taken.filename, taken.media_type

        return file_written(write_columns)
    chosen = form.read(ExportSchema())
    if not chosen["columns"]:
        raise InvalidInput([Problem(("columns",), "Cochez au moins une colonne.")])

    def write(stream: BinaryIO) -> tuple[str, str]:
        wanted = replace(asked, columns=chosen["columns"])
        taken = take_out(context, wanted, chosen["form"], stream, machine=chosen["style"] == "machine")
        keep_choice(context, asked.department, asked.sheet, ExportChoice(**chosen))
        return taken.filename, taken.media_type

    return file_written(write)


def _field(path: Path) -> str:
    return str(path[0]) if path and path[0] in _LABELS else ""


def _asked(context: Context, slug: str, year: str) -> Asked:
    """Return the sheet that the address asks for. Raises `NotFound` for one that is not for whoever asks."""
    find_call(context, slug, year)
    sheet = request.args.get("feuille", _FIRST)
    if sheet not in sheets_for(context, slug):
        raise NotFound("Cette feuille")
    search = read_filter(request.args).search(slug, year, context.now.date())
    session: UUID | None = key_among(request.args.get("seance", ""))
    return Asked(sheet=sheet, department=slug, call=year, search=search, session=session)


def _show(context: Context, asked: Asked, form: CafForm | None, refusal: Refusal | None = None) -> ResponseReturnValue:
    plugin, campaign = find_call(context, asked.department, asked.call)
    columns = columns_for(context, asked)
    if form is None:
        choice = choice_of(context, asked.department, asked.sheet, columns)
        form = CafForm(_typed(choice), labels=dict(_LABELS))
    return render_template(
        "caf/exports.html",
        department=plugin.department,
        campaign=campaign,
        here="exports",
        sheets={name: SHEETS[name] for name in sheets_for(context, asked.department)},
        sheet=asked.sheet,
        columns={each.name: each.label for each in columns},
        formats=FORMAT_WORDS,
        styles={name: words[:1].upper() + words[1:] for name, words in STYLES.items()},
        kept=_kept(asked),
        form=form,
    ), refusal.status if refusal else 200


def _typed(choice: ExportChoice) -> "MultiDict[str, str]":
    """Return what was chosen as the form of the page sends it."""
    pairs = [("form", choice.form), ("style", choice.style), *(("columns", name) for name in choice.columns)]
    return MultiDict(pairs)


def _kept(asked: Asked) -> Mapping[str, Any]:
    """Return what the address says beside the sheet: the filter of the list, or the session of decisions."""
    if asked.sheet == "work_list":
        return read_filter(request.args).kept
    return {"seance": str(asked.session)} if asked.sheet == "decisions" and asked.session else {}
