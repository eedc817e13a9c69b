"""``/exports/{sheet}.{form}``: a sheet of a call as a file."""

from typing import Any, BinaryIO

from flask import Response

from clas_api.exchange.writing import FORMATS
from clas_api.files_written import file_written
from clas_api.services.exports.export_requests import STYLES
from clas_api.services.exports.sheets import Asked
from clas_api.services.exports.taking import take_dictionary, take_out
from clas_api.store.dossier_lists import Search
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint, View
from clas_api.v1.dossier_schemas import assignee_of
from clas_api.v1.filters import Several
from clas_api.v1.paging import QuerySchema
from clas_core.dossiers.lifecycle import STATES
from clas_core.fields import Choice, Key, Line, Pasted

blueprint = Blueprint("exports", __name__, description="Sheets of a call, as spreadsheets")

_LONGEST = 20_000


class ExportQuerySchema(QuerySchema):
    department = Pasted(required=True, longest=80, metadata={"example": "marne"})
    call = Pasted(required=True, longest=80, metadata={"example": "2025-2026", "description": "the name of a call"})
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
        load_default="",
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


@blueprint.get("/exports/<sheet>.<form>")
@blueprint.query(ExportQuerySchema)
@_of_any_format
def get_export(sheet: str, form: str, query: dict[str, Any]) -> Response:
    """Take a sheet of a call out as ``xlsx``, ``ods`` or ``csv``. Who took what is kept in the trace."""
    asked = Asked(
        sheet=sheet,
        department=query["department"],
        call=query["call"],
        columns=tuple(filter(None, map(str.strip, query["columns"].split(",")))),
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
