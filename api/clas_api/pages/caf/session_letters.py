"""Preparing the letters of a session: which there are, and the job that makes them."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.session_view import open_view, session_page
from clas_api.pages.caf.site import blueprint
from clas_api.refusals import Forbidden
from clas_api.services.maintenance.doing_jobs import go_on
from clas_api.services.year.notifying import to_notify
from clas_api.services.year.session_letters import FORMS, begin_letters, decided_in
from clas_core.errors import ClasError


@blueprint.get("/caf/seances/<uuid:key>/courriers", endpoint="session_letters")
def ask_letters(key: UUID) -> ResponseReturnValue:
    """Say which letters a session has, and ask in which form they are to be made."""
    return _ask(current_context(), key)


@blueprint.post("/caf/seances/<uuid:key>/courriers")
def post_letters(key: UUID) -> ResponseReturnValue:
    """Begin to make the letters of a session, and lead to how far that has come."""
    context = current_context()
    form = CafForm(request.form)
    try:
        slug, job = begin_letters(context, key, form.value("form"))
    except ClasError as error:
        return _ask(context, key, form, refused(context, form, error))
    go_on(context, job)
    return redirect(url_for("caf.job", slug=slug, job=job), 303)


def _ask(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    view = open_view(context, key)
    if not view.managing:
        raise Forbidden
    if view.row.state != "closed" or not view.row.decides:
        return redirect(url_for("caf.session", key=key), 303)
    rows = decided_in(context, key)
    return session_page(
        context,
        view,
        "session_letters.html",
        form,
        refusal,
        count=len(rows),
        drafts=len(to_notify(context, rows)),
        forms=FORMS,
    )
