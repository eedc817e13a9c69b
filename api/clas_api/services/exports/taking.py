"""Taking a sheet out as a file: what it was, of which call, in which form and by whom is in the trace."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from clas_api.context import Context, command
from clas_api.exchange.leaves import Told
from clas_api.exchange.writing import FORMATS, write_dictionary, write_sheet
from clas_api.services.exports.sheets import Asked, sheet_of
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.trace import record
from clas_core.errors import NotFound
from clas_core.sheets import Sheet
from clas_core.years import write_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file that was written: its name, its media type, how many rows it has."""

    filename: str
    media_type: str
    rows: int


def take_out(
    context: Context,
    asked: Asked,
    form: str,
    stream: BinaryIO,
    *,
    machine: bool = False,
    advance: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Write a sheet into `stream`, and keep in the trace that it was taken out.

    The rows are of one moment. Raises as `sheet_of`, and `NotFound` for a form that is none of `FORMATS`.
    """
    _expect_form(form)
    sheet = sheet_of(context, asked, advance)
    plugin, campaign = find_call(context, asked.department, asked.call)
    title = f"{sheet.title}, appel {campaign.title}, {plugin.department.name}"
    rows = write_sheet(stream, form, sheet, _told(context, title, plugin.department.caf.name, machine))
    _keep(context, asked, form, sheet, rows, machine=machine)
    return Taken(filename=f"{_name_of(asked)}.{form}", media_type=FORMATS[form], rows=rows)


def take_dictionary(context: Context, asked: Asked, stream: BinaryIO, *, machine: bool = False) -> Taken:
    """Write, as CSV, what the columns of a sheet are. Nothing of any dossier is in it. Raises as `sheet_of`."""
    sheet = sheet_of(context, asked)
    write_dictionary(stream, sheet, machine=machine)
    name = f"{_name_of(asked)}-dictionnaire.csv"
    return Taken(filename=name, media_type=FORMATS["csv"], rows=len(sheet.columns))


def _expect_form(form: str) -> None:
    if form not in FORMATS:
        raise NotFound(f"Ce format (formats possibles : {', '.join(FORMATS)})")


def _name_of(asked: Asked) -> str:
    return f"clas-{asked.department}-{asked.call}-{asked.sheet}"


def _told(context: Context, title: str, author: str, machine: bool) -> Told:
    remark = f"Exporté le {write_moment(context.now)}, tel que la plateforme le sait à ce moment."
    if context.installation.is_rehearsal:
        title, remark = f"Appel d'essai : {title}", f"Appel d'essai, rien de ceci n'est réel. {remark}"
    return Told(title=title, author=author, made_at=context.now, remark=remark, machine=machine)


@command
def _keep(context: Context, asked: Asked, form: str, sheet: Sheet, rows: int, *, machine: bool) -> None:
    """Keep who took what out. Commits."""
    context.open("exports.take", writing=True)
    search: dict[str, Any] = {"state": list(asked.search.states), "text": asked.search.text}
    after = {
        "sheet": asked.sheet,
        "call": asked.call,
        "form": form,
        "machine": machine,
        "columns": [each.name for each in sheet.columns],
        "filter": {name: value for name, value in search.items() if value},
        "rows": rows,
    }
    record(context, "export.taken", asked.call, chain=asked.department, after=after)
    context.session.commit()
