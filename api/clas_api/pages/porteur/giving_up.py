"""Giving a dossier up: removing a draft, taking a deposit back, giving up what was granted; each asks first."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.folder import Folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.showing import page
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import Stale
from clas_api.services.dossiers.drafting import remove_draft
from clas_api.services.year.ending import withdraw_dossier
from clas_api.services.year.year_requests import EndingReasonSchema
from clas_api.statuses import status_of
from clas_core.errors import InvalidInput, Refused

CHANGED = "Le dossier a changé depuis que vous avez ouvert cette page : rien n'est fait. Relisez-le, puis recommencez."


@blueprint.get("/dossiers/<uuid:key>/abandonner", endpoint="give_up")
def ask_to_give_up(key: UUID) -> ResponseReturnValue:
    """Ask whether a draft is really to be removed, a deposit taken back, or what was granted given up."""
    return _ask(open_own_folder(current_context(), key), TypedForm())


@blueprint.post("/dossiers/<uuid:key>/abandonner")
def post_giving_up(key: UUID) -> ResponseReturnValue:
    """Remove a draft that was never deposited, or take back a deposit, with what was granted to it."""
    context = current_context()
    folder = open_own_folder(context, key)
    form = TypedForm(request.form)
    revision = request.form.get("revision", 0, type=int)
    try:
        if folder.row.versions:
            row = withdraw_dossier(context, key, **form.read(EndingReasonSchema()), revision=revision)
            assert row.ending is not None
            flash(f"{row.ending.said()} La Caf en est prévenue.")
        else:
            remove_draft(context, key, revision=revision)
            flash("Le brouillon est supprimé.")
    except (InvalidInput, Refused, Stale) as error:
        if isinstance(error, Stale):
            form.general.append(f"{CHANGED} {error.since}".strip())
        else:
            form.refuse_by(error)
        return _ask(open_own_folder(context, key), form, status_of(error))
    return redirect(url_for("porteur.home"), 303)


def _ask(folder: Folder, form: TypedForm, status: int = 200) -> ResponseReturnValue:
    return page(folder, "give_up.html", here="resume", status=status, form=form)
