"""The offline form of a dossier: taken as a workbook, filled without a connection, given back."""

from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.documents import NOT_CHOSEN, ROOM_FOR_FORM
from clas_api.pages.porteur.folder import Folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.showing import page
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import Stale
from clas_api.rendering.names import named
from clas_api.services.importing.offline import form_of_dossier, take_form
from clas_api.statuses import status_of
from clas_core.errors import ClasError, InvalidInput, NotFound, Problem

LARGEST_FORM = 5 * 1024 * 1024
"""In bytes: a form that is filled to its last row weighs a tenth."""

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.before_request
def allow_for_a_form() -> None:
    """Let in a form that comes back, which is larger than any other request but a document."""
    if request.endpoint == "porteur.give_form":
        request.max_content_length = LARGEST_FORM + ROOM_FOR_FORM


@blueprint.get("/dossiers/<uuid:key>/hors-connexion", endpoint="offline")
def show_offline(key: UUID) -> ResponseReturnValue:
    """Show how a dossier is filled without a connection."""
    folder = open_own_folder(current_context(), key)
    if not folder.writable:
        return redirect(url_for("porteur.reading", key=key))
    return _show(folder, TypedForm())


@blueprint.get("/dossiers/<uuid:key>/formulaire.xlsx", endpoint="offline_form")
def give_workbook(key: UUID) -> ResponseReturnValue:
    """Give the form of a dossier, with what is written of it."""
    context = current_context()
    folder = open_own_folder(context, key)
    if not folder.writable:
        return redirect(url_for("porteur.reading", key=key))
    _, body = form_of_dossier(context, key)
    response = Response(body, mimetype=_XLSX)
    response.headers.update(named(f"clas-formulaire-{key}.xlsx", attached=True))
    return response


@blueprint.post("/dossiers/<uuid:key>/hors-connexion", endpoint="give_form")
def post_form(key: UUID) -> ResponseReturnValue:
    """Save what a form that comes back says, as a draft."""
    context = current_context()
    open_own_folder(context, key)
    form = TypedForm(request.form)
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise InvalidInput([Problem(("file",), NOT_CHOSEN)])
        take_form(context, key, given.stream, replace=form.value("replace") == "oui")
    except NotFound:
        raise
    except ClasError as error:
        told = [each.message for each in error.problems] if isinstance(error, InvalidInput) else [error.message]
        if isinstance(error, Stale):
            told = [f"Le dossier a été modifié en ligne depuis que ce formulaire a été pris. {error.message}".strip()]
        return _show(open_own_folder(context, key), form, told, status_of(error))
    flash("Le formulaire est enregistré : c'est le brouillon du dossier. Relisez-le, puis déposez.")
    return redirect(url_for("porteur.dossier", key=key), 303)


def _show(folder: Folder, form: TypedForm, told: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    return page(folder, "offline.html", here="hors-connexion", status=status, form=form, wrong=told or [])
