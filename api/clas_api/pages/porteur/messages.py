"""Writing to the Caf about a dossier, from its page."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.once import form_key
from clas_api.pages.porteur.folder import open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.helping import show_help_page
from clas_api.pages.porteur.progress import show_dossier_page
from clas_api.pages.porteur.site import blueprint
from clas_api.services.instruction.instruction_requests import WordsSchema
from clas_api.services.instruction.messaging import write_message
from clas_api.statuses import status_of
from clas_core.errors import InvalidInput, Refused


@blueprint.post("/dossiers/<uuid:key>/messages", endpoint="write_message")
def post_message(key: UUID) -> ResponseReturnValue:
    """Write to the Caf; what could not be sent stays in its field."""
    context = current_context()
    folder = open_own_folder(context, key)
    form = TypedForm(request.form)
    try:
        write_message(context, key, **form.read(WordsSchema()), answer_key=form_key())
    except (InvalidInput, Refused) as error:
        form.refuse_by(error)
        folder = open_own_folder(context, key)
        if folder.row.versions and not form.has("from", "aide"):
            return show_dossier_page(folder, form=form, status=status_of(error))
        return show_help_page(folder, form, status_of(error))
    flash("Votre message est envoyé à la Caf : sa réponse s'affichera ici, et un courriel vous préviendra.")
    shown_on = "porteur.dossier" if folder.row.versions else "porteur.help"
    return redirect(url_for(shown_on, key=key) + "#messages", 303)
