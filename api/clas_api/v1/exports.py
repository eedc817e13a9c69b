"""``/exports``: the sheets of a call, their columns, and each as a file."""

from functools import wraps
from typing import Any, BinaryIO, cast

from flask import Response

from clas_api.answers import Answer, Many, Named, OneOf, Words
from clas_api.exchange.writing import FORMATS
from clas_api.files_written import file_written
from clas_api.services.exports.export_requests import STYLES
from clas_api.services.exports.sheets import Asked, columns_for, sheets_for
from clas_api.services.exports.taking import take_dictionary, take_out
from clas_api.services.rules.kept_calls import find_call
from clas_api.store.dossier_lists import Search
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint, View
from clas_api.v1.dossier_schemas import assignee_of
from clas_api.v1.filters import Several
from clas_api.v1.paging import QuerySchema
from clas_core.dossiers.lifecycle import STATES
from clas_core.errors import NotFound
from clas_core.fields import Choice, Key, Line, Pasted
from clas_core.sheets import KINDS, SHEETS

blueprint = Blueprint("exports", __name__, description="Sheets of a call, as spreadsheets")

_LONGEST = 20_000


class OfCallQuerySchema(QuerySchema):
    department = Pasted(required=True, longest=80, metadata={"example": "marne"})
    call = Pasted(required=True, longest=80, metadata={"example": "2025-2026", "description": "the name of a call"})


class SheetSchema(Answer):
    name = Words(example="dossiers")
    title = Words()
    about = Words()


class SheetsSchema(Answer):
    sheets = Many(SheetSchema)
    formats = Many(OneOf(FORMATS))


class SheetColumnSchema(Answer):
    name = Words()
    label = Words()
    kind = OneOf(KINDS)
    unit = Words(of="measured_in", about="empty where there is none")
    source = Words(about="where its values come from")
    choices = Named(about="the words of its values, where these are identifiers")


class SheetColumnsSchema(SheetSchema):
    columns = Many(SheetColumnSchema)


class ExportQuerySchema(OfCallQuerySchema):
    style = Choice(
        STYLES,
        load_default="people",
        metadata={"description": "`machine`: names of fields and of choices, decimal point, ISO days"},
    )
    part = Choice(
        ("rows", "dictionary"),
        load_default="rows",
        metadata={
            "description": "`dictionary`: what the columns are, as CSV; other formats have it as their last sheet"
        },
    )
    columns = Pasted(
        load_default=None,
        longest=_LONGEST,
        metadata={"description": "names of columns, separated by commas; all without"},
    )
    session = Key(load_default=None, metadata={"description": "of decisions: those of a session alone"})
    state = Several(STATES, metadata={"description": "of the work list: one or several states"})
    assigned_to = Pasted(
        load_default=None,
        longest=40,
        validate=[assignee_of],
        metadata={"description": "of the work list: the key of an agent's account, or `nobody`"},
    )
    q = Line(load_default=None, longest=100, metadata={"description": "of the work list: as in `/dossiers`"})


def _of_any_format(view: View) -> View:
    """Document an answer of each format."""
    for media_type in FORMATS.values():
        said = {"type": "string", "format": "binary"}
        view = blueprint.response(200, said, content_type=media_type.partition(";")[0])(view)
    return view


def _by_somebody(view: View) -> View:
    """Tell a stranger that they are not signed in before anything of what they ask is looked at."""

    @wraps(view)
    def asked(**place: Any) -> Any:
        current_context().open("exports.take")
        return view(**place)

    return cast(View, asked)


@blueprint.get("/exports")
@_by_somebody
@blueprint.query(OfCallQuerySchema)
@blueprint.answers(200, SheetsSchema)
def get_sheets(query: dict[str, Any]) -> dict[str, Any]:
    """List the sheets of a call that you may take out, and the formats of each."""
    context = current_context()
    names = sheets_for(context, query["department"])
    if not names:
        raise NotFound("Ce département")
    find_call(context, query["department"], query["call"])
    return {"sheets": [_told(name) for name in names], "formats": list(FORMATS)}


@blueprint.get("/exports/<sheet>/columns")
@_by_somebody
@blueprint.query(OfCallQuerySchema)
@blueprint.answers(200, SheetColumnsSchema)
def get_columns(sheet: str, query: dict[str, Any]) -> dict[str, Any]:
    """Tell the columns of a sheet of a call, of whose names ``columns`` may choose some for its file."""
    asked = Asked(sheet=sheet, department=query["department"], call=query["call"])
    columns = columns_for(current_context(), asked)
    return {**_told(sheet), "columns": columns}


def _told(sheet: str) -> dict[str, str]:
    return {"name": sheet, "title": SHEETS[sheet].title, "about": SHEETS[sheet].about}


@blueprint.get("/exports/<sheet>.<form>")
@_by_somebody
@blueprint.query(ExportQuerySchema)
@_of_any_format
def get_export(sheet: str, form: str, query: dict[str, Any]) -> Response:
    """Take a sheet of a call out as ``xlsx``, ``ods`` or ``csv``. Who took what is kept in the trace."""
    asked = Asked(
        sheet=sheet,
        department=query["department"],
        call=query["call"],
        columns=tuple(filter(None, map(str.strip, (query["columns"] or "").split(",")))),
        session=query["session"],
        search=Search(
            states=query["state"], assigned_to=assignee_of(query["assigned_to"]), text=query["q"], sort="porteur"
        ),
    )
    context, machine = current_context(), query["style"] == "machine"

    def write(stream: BinaryIO) -> tuple[str, str]:
        if query["part"] == "dictionary":
            taken = take_dictionary(context, asked, stream, machine=machine)
        else:
            taken = take_out(context, asked, form, stream, machine=machine)
        return taken.filename, taken.media_type

    return file_written(write)
