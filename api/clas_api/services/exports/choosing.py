"""What somebody chose of a sheet the last time that they took it out: it is proposed again."""

from collections.abc import Sequence
from dataclasses import dataclass

from clas_api.context import Context, command
from clas_api.services.instruction.desks import DESK, account_in, desk_of, held_desk
from clas_core.sheets import Column

_ALWAYS = ("porteur", "receipt")
"""Columns of the work list that its page shows whatever is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoice:
    """A format, for whom it is, and the names of the columns."""

    form: str = "xlsx"
    style: str = "people"
    columns: Sequence[str] = ()


def choice_of(context: Context, slug: str, sheet: str, columns: Sequence[Column]) -> ExportChoice:
    """Return what whoever asks chose of a sheet last; of the work list that they never took out, the columns that they
    chose on its page; else all of them."""
    row = DESK.first(context.session, account=account_in(context, slug), department=slug)
    kept = (row.exports if row is not None else {}).get(sheet, {})
    names = [each.name for each in columns]
    if not kept and sheet == "work_list":
        listed = {*_ALWAYS, *desk_of(context, slug).columns}
        return ExportChoice(columns=[name for name in names if name in listed])
    there = [name for name in names if name in kept.get("columns", ())]
    return ExportChoice(form=kept.get("form", "xlsx"), style=kept.get("style", "people"), columns=there or names)


@command
def keep_choice(context: Context, slug: str, sheet: str, choice: ExportChoice) -> None:
    """Keep what somebody chose of a sheet. Commits."""
    desk = held_desk(context, slug)
    kept = {"form": choice.form, "style": choice.style, "columns": list(choice.columns)}
    desk.exports = {**desk.exports, sheet: kept}
    context.session.commit()
