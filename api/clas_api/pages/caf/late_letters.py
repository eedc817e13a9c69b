"""Sending the letters of a decision that was notified without them."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.after import show
from clas_api.pages.caf.form import CafForm, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import open_work
from clas_api.services.year.missing_letters import send_missing_letters
from clas_core.errors import ClasError


@blueprint.post("/caf/dossiers/<uuid:key>/courriers-manquants", endpoint="late_letters")
def post_late_letters(key: UUID) -> ResponseReturnValue:
    """Make the letters that are missing, and send them."""
    context = current_context()
    form = CafForm(request.form)
    open_work(context, key)
    try:
        send_missing_letters(context, key)
    except ClasError as error:
        refusal = refused(context, form, error)
        return show(context, open_work(context, key), form, refusal)
    flash("Le courrier est parti : un courriel dit au porteur qu'il l'attend sur son espace.")
    return redirect(url_for("caf.after", key=key), 303)
