"""Answering what the Caf asks to complete, from the page of the dossier or with a deposit."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.once import form_key
from clas_api.pages.porteur.folder import open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.progress import show_dossier_page
from clas_api.pages.porteur.saving import revision_typed
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import Stale
from clas_api.services.dossiers.answering import answer_in_words
from clas_api.services.dossiers.dossier_requests import AnswerSchema
from clas_api.statuses import status_of
from clas_core.errors import InvalidInput, Refused

MEANWHILE = "Le dossier a changé pendant que vous écriviez : relisez la demande, puis envoyez de nouveau votre réponse."


@blueprint.post("/dossiers/<uuid:key>/reponse", endpoint="answer")
def post_answer(key: UUID) -> ResponseReturnValue:
    """Answer the Caf without depositing again; what could not be sent stays in its field."""
    context = current_context()
    open_own_folder(context, key)
    form = TypedForm(request.form, called={"text": "answer"})
    try:
        asked = form.read(AnswerSchema())
        answer_in_words(context, key, asked["text"], revision=revision_typed(form), answer_key=form_key())
    except (InvalidInput, Refused, Stale) as error:
        if isinstance(error, Stale):
            form.general.append(f"{MEANWHILE} {error.since}".strip())
        else:
            form.refuse_by(error)
        return show_dossier_page(open_own_folder(context, key), answering=form, status=status_of(error))
    flash("Votre réponse est envoyée à la Caf.")
    return redirect(url_for("porteur.dossier", key=key), 303)
