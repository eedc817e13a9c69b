"""The documents of a dossier: joining one, reading one."""

from uuid import UUID

from flask import Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.errors import error_page
from clas_api.pages.porteur.folder import Folder, open_folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.showing import page
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import NotAFile
from clas_api.services.dossiers.attaching import TOO_LARGE, attach, list_documents, open_document
from clas_api.services.dossiers.given_before import documents_given_before, take_again
from clas_api.services.dossiers.taking_out import document_to_take_out, take_out
from clas_api.statuses import status_of
from clas_core.dossiers import LARGEST_DOCUMENT, MOST_DOCUMENTS, document_kinds
from clas_core.dossiers.documents import ACCEPTED, CHOSEN_AMONG
from clas_core.errors import InvalidInput, NotFound, Problem, Refused

NOT_CHOSEN = "Choisissez un fichier à joindre."
NO_KIND = "Choisissez la sorte de pièce."
ROOM_FOR_FORM = 64 * 1024
"""In bytes: what a form weighs around its document."""


@blueprint.before_request
def allow_for_a_document() -> None:
    """Let in a document, which is larger than any other request."""
    if request.endpoint == "porteur.join_document":
        request.max_content_length = LARGEST_DOCUMENT + ROOM_FOR_FORM


@blueprint.get("/dossiers/<uuid:key>/pieces", endpoint="documents")
def show_documents(key: UUID) -> ResponseReturnValue:
    """Show the documents of a dossier, those asked for, and a form to join one."""
    context = current_context()
    folder = open_folder(context, key)
    if not folder.writable:
        return redirect(url_for("porteur.reading", key=key))
    asked = request.args.get("piece", "")
    form = TypedForm()
    form.values.add("kind", asked)
    return _show(context, folder, form)


def _show(context: Context, folder: Folder, form: TypedForm, status: int = 200) -> ResponseReturnValue:
    campaign = folder.call.campaign
    nature = folder.row.porteur.nature
    return page(
        folder,
        "documents.html",
        here="pieces",
        status=status,
        form=form,
        asked=[each for each in campaign.deposit.attachments if not each.natures or nature in each.natures],
        kinds=document_kinds(campaign),
        documents=list_documents(context, folder.row.id),
        accepted=ACCEPTED,
        chosen_among=CHOSEN_AMONG,
        largest=LARGEST_DOCUMENT,
        most=MOST_DOCUMENTS,
        before=documents_given_before(context, folder.row),
    )


@blueprint.errorhandler(RequestEntityTooLarge)
def refuse_what_is_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Show the form again for a document that is too large to be received; any other request has its own page."""
    if request.endpoint != "porteur.join_document":
        return error_page(error)
    context = current_context()
    form = TypedForm()
    form.values.add("kind", request.args.get("piece", ""))
    form.errors["file"] = TOO_LARGE
    return _show(context, open_own_folder(context, (request.view_args or {})["key"]), form, 413)


@blueprint.post("/dossiers/<uuid:key>/pieces", endpoint="join_document")
def join_document(key: UUID) -> ResponseReturnValue:
    """Join a document."""
    context = current_context()
    open_own_folder(context, key)
    form = TypedForm(request.form, wordings={"kind": NO_KIND})
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise InvalidInput([Problem(("file",), NOT_CHOSEN)])
        document, new = attach(context, key, form.value("kind"), given.filename, given.stream)
        told = "est joint" if new else "était déjà joint : il n'y est qu'une fois"
        flash(f"Le document « {document.filename} » {told}.")
    except (InvalidInput, NotAFile, Refused) as error:
        if isinstance(error, InvalidInput):
            form.refuse(("/".join(map(str, each.path)), each) for each in error.problems)
        else:
            form.errors["file"] = error.message
        return _show(context, open_own_folder(context, key), form, status_of(error))
    return redirect(url_for("porteur.documents", key=key), 303)


@blueprint.post("/dossiers/<uuid:key>/pieces/<uuid:document>/reprendre", endpoint="take_again")
def post_taking_again(key: UUID, document: UUID) -> ResponseReturnValue:
    """Join what was given with another dossier of the same organisation."""
    context = current_context()
    folder = open_own_folder(context, key)
    try:
        taken, new = take_again(context, key, document)
        flash(f"« {taken.filename} » est {'joint' if new else 'déjà joint'}, tel que vous l'aviez donné.")
    except (InvalidInput, Refused) as error:
        form = TypedForm()
        form.general.append(error.message)
        return _show(context, folder, form, status_of(error))
    return redirect(url_for("porteur.documents", key=key), 303)


@blueprint.get("/dossiers/<uuid:key>/pieces/<uuid:document>/retirer", endpoint="take_out")
def ask_to_take_out(key: UUID, document: UUID) -> ResponseReturnValue:
    """Ask whether a document is really to be taken out: of one that no deposit holds, nothing is left."""
    context = current_context()
    folder = open_own_folder(context, key)
    found, deposited = document_to_take_out(context, key, document)
    return page(
        folder,
        "take_out.html",
        here="pieces",
        document=found,
        deposited=deposited,
        kinds=document_kinds(folder.call.campaign),
    )


@blueprint.post("/dossiers/<uuid:key>/pieces/<uuid:document>/retirer")
def post_taking_out(key: UUID, document: UUID) -> ResponseReturnValue:
    """Take a document out; sent twice, it is out."""
    context = current_context()
    open_own_folder(context, key)
    try:
        flash(f"La pièce « {take_out(context, key, document)} » est retirée.")
    except NotFound:
        flash("Cette pièce n'est plus dans le dossier.")
    except Refused as error:
        flash(error.message)
    return redirect(url_for("porteur.documents", key=key), 303)


@blueprint.get("/dossiers/<uuid:key>/pieces/<uuid:document>", endpoint="document")
def read_document(key: UUID, document: UUID) -> Response:
    """Give a document as a file to keep; a browser never opens it within the site."""
    row, stream = open_document(current_context(), key, document)
    response = send_file(stream, mimetype=row.media_type, as_attachment=True, download_name=row.filename)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
