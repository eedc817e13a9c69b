"""Writing to the Caf about a dossier, from its page."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from clas_api.pages.asking import current_context
from clas_api.pages.once import form_key
from clas_api.pages.porteur.folder import open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.progress import show_dossier_page
from clas_api.pages.porteur.site import blueprint
from clas_api.services.instruction.messaging import write_message
from clas_api.statuses import status_of
from clas_core.errors import ClasError, InvalidInput, Refused
from clas_core.fields import Words
from clas_core.limits import LONGEST_TEXT
from clas_core.reading import flatten
from clas_core.strict import StrictSchema


class MessageFormSchema(StrictSchema):
    """What somebody types to write a message."""

    text = Words(required=True, longest=LONGEST_TEXT)


@blueprint.post("/dossiers/<uuid:key>/messages", endpoint="write_message")
def post_message(key: UUID) -> ResponseReturnValue:
    """Write to the Caf; what could not be sent stays in its field."""
    context = current_context()
    open_own_folder(context, key)
    form = TypedForm(request.form)
    try:
        write_message(context, key, _text(form), answer_key=form_key())
        flash("Votre message est envoyé à la Caf.")
        return redirect(url_for("porteur.dossier", key=key) + "#messages", 303)
    except (InvalidInput, Refused) as error:
        return _refused(key, form, error)


def _text(form: TypedForm) -> str:
    """Read the message. Raises `InvalidInput`."""
    typed = form.narrative("text")
    try:
        read: dict[str, str] = MessageFormSchema().load({"text": typed} if typed else {})
    except ValidationError as error:
        raise InvalidInput(flatten(error.messages)) from None
    return read["text"]


def _refused(key: UUID, form: TypedForm, error: ClasError) -> ResponseReturnValue:
    if isinstance(error, InvalidInput):
        form.refuse((str(problem.path[0]), problem) for problem in error.problems)
    else:
        form.general.append(error.message)
    return show_dossier_page(open_own_folder(current_context(), key), form=form, status=status_of(error))
