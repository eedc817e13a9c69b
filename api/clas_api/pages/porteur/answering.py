"""Answering what the Caf asks to complete, from the page of the dossier or with a deposit."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from clas_api.pages.asking import current_context
from clas_api.pages.once import form_key
from clas_api.pages.porteur.folder import open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.progress import show_dossier_page
from clas_api.pages.porteur.saving import revision_typed
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import Stale
from clas_api.services.dossiers.answering import answer_in_words
from clas_api.statuses import status_of
from clas_core.errors import InvalidInput, Problem, Refused
from clas_core.fields import Words
from clas_core.limits import LONGEST_TEXT
from clas_core.reading import flatten
from clas_core.strict import StrictSchema

TO_WRITE = "Écrivez votre réponse."
MEANWHILE = "Le dossier a changé pendant que vous écriviez : relisez la demande, puis envoyez de nouveau votre réponse."


class AnswerFormSchema(StrictSchema):
    """What somebody types to answer the Caf."""

    answer = Words(required=True, longest=LONGEST_TEXT)


def answer_typed(form: TypedForm) -> str | None:
    """Return the answer that was typed; `None` for nothing. Raises `InvalidInput`."""
    typed = form.narrative("answer")
    if not (typed and typed.strip()):
        return None
    try:
        return str(AnswerFormSchema().load({"answer": typed})["answer"])
    except ValidationError as error:
        raise InvalidInput(flatten(error.messages)) from None


@blueprint.post("/dossiers/<uuid:key>/reponse", endpoint="answer")
def post_answer(key: UUID) -> ResponseReturnValue:
    """Answer the Caf without depositing again; what could not be sent stays in its field."""
    context = current_context()
    open_own_folder(context, key)
    form = TypedForm(request.form)
    try:
        text = answer_typed(form)
        if text is None:
            raise InvalidInput([Problem(("answer",), TO_WRITE)])
        answer_in_words(context, key, text, revision=revision_typed(form), answer_key=form_key())
    except (InvalidInput, Refused, Stale) as error:
        if isinstance(error, InvalidInput):
            form.refuse((str(each.path[0]), each) for each in error.problems)
        else:
            form.general.append(f"{MEANWHILE} {error.since}".strip() if isinstance(error, Stale) else error.message)
        return show_dossier_page(open_own_folder(context, key), answering=form, status=status_of(error))
    flash("Votre réponse est envoyée à la Caf.")
    return redirect(url_for("porteur.dossier", key=key), 303)
