"""The queue of mails: those that wait, those that could not be sent, and letting one of these go again."""

from urllib.parse import urlencode
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.admin import wording
from clas_api.pages.admin.site import blueprint
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.lists import ROWS
from clas_api.pages.typed import key_among
from clas_api.services.maintenance.watching_mails import queue_of_mails, send_again
from clas_api.statuses import status_of
from clas_core.errors import Refused

STUCK = ("failed", "uncertain")
"""The states of mails that somebody may send again."""


@blueprint.get("/courriels", endpoint="mails")
def show_mails() -> ResponseReturnValue:
    """List mails, the newest first, perhaps of one state, page after page, and how many there are of each."""
    return _page(current_context(), CafForm())


@blueprint.post("/courriels/<uuid:key>/renvoi", endpoint="resend")
def post_again(key: UUID) -> ResponseReturnValue:
    """Let a mail that could not be sent wait again."""
    context = current_context()
    form = CafForm()
    try:
        send_again(context, key)
    except Refused as error:
        form.refuse_by(error)
        return _page(context, form, status_of(error))
    flash("Le courriel est de nouveau en attente : il part au prochain envoi.")
    return redirect(url_for("admin.mails"), 303)


def _page(context: Context, form: CafForm, status: int = 200) -> ResponseReturnValue:
    state = request.args.get("etat", "")
    state = state if state in wording.MAILS else ""
    before = key_among(request.args.get("avant", ""))
    queue = queue_of_mails(context, state or None, before, ROWS)
    kept = {"etat": state} if state else {}
    page = render_template(
        "admin/mails.html",
        form=form,
        queue=queue,
        state=state,
        states=wording.MAILS,
        stuck=STUCK,
        first=before is None,
        following=urlencode({**kept, "avant": queue.mails[-1].id}) if queue.more else "",
        leave=context.installation.settings.mails_leave,
    )
    return page, status
