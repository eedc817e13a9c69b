"""The page of whoever leads a rehearsal: its day, moved on to another, and the mails that it has not sent.

It is registered in a rehearsal alone: the real call has no such page.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.services.maintenance.rehearsing import (
    MOST_MAILS,
    NewDaySchema,
    days_ahead,
    mails_of_rehearsal,
    move_on,
)
from clas_api.statuses import status_of
from clas_core.errors import InvalidInput, Refused
from clas_core.reading import read_json
from clas_core.years import write_day

blueprint = Blueprint("rehearsal", __name__)


@blueprint.get("/essai", endpoint="home")
def show_home() -> ResponseReturnValue:
    """Show where the rehearsal is, and what it has written to people."""
    return _page(current_context())


@blueprint.post("/essai/jour", endpoint="day")
def change_day() -> ResponseReturnValue:
    """Move on to another day, for everybody who is in the rehearsal."""
    context = current_context()
    try:
        day = read_json({"day": request.form.get("day", "")}, NewDaySchema())["day"]
        move_on(context, day)
    except InvalidInput as error:
        return _page(context, error.problems[0].message, status_of(error))
    except Refused as error:
        return _page(context, error.message, status_of(error))
    flash(f"Nous sommes maintenant le {write_day(day)}, pour tous ceux qui participent à cet essai.")
    return redirect(url_for("rehearsal.home"), 303)


def _page(context: Context, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    mails = mails_of_rehearsal(context)
    page = render_template(
        "rehearsal.html",
        today=context.now.date(),
        days=days_ahead(context),
        mails=mails,
        most=MOST_MAILS,
        typed=request.form.get("day", ""),
        refusal=refusal,
    )
    return page, status, {"Cache-Control": "private, no-store"}
