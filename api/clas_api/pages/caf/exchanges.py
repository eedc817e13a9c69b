"""Words on a dossier: messages with its porteur, and the notes that the Caf keeps for itself."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.filling import choices_of, is_asked, put_in
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import Work, open_work, work_page
from clas_api.pages.once import form_key
from clas_api.services.dossiers.reading import load_dossier
from clas_api.services.instruction.instruction_requests import WordsSchema
from clas_api.services.instruction.messaging import list_messages, list_notes, write_message, write_note
from clas_core.errors import ClasError


@blueprint.get("/caf/dossiers/<uuid:key>/echanges", endpoint="exchanges")
def show_exchanges(key: UUID) -> ResponseReturnValue:
    """Show the messages and the notes of a dossier, with a form for each."""
    context = current_context()
    if not load_dossier(context, key).versions:
        return redirect(url_for("caf.draft", key=key), 303)
    return _show(context, open_work(context, key))


@blueprint.post("/caf/dossiers/<uuid:key>/messages", endpoint="message")
def post_message(key: UUID) -> ResponseReturnValue:
    """Write to the porteur, which is mailed a link."""
    return _write(key, "message", write_message, "Le message est envoyé : un courriel prévient le porteur.")


@blueprint.post("/caf/dossiers/<uuid:key>/notes", endpoint="note")
def post_note(key: UUID) -> ResponseReturnValue:
    """Keep a note, which no porteur ever sees."""
    return _write(key, "note", write_note, "La note est gardée.")


def _write(key: UUID, name: str, write: Callable[..., object], told: str) -> ResponseReturnValue:
    context = current_context()
    work = open_work(context, key)  # a porteur writes from its own pages
    form = CafForm(request.form, called={"text": name})
    if is_asked(form):
        put_in(context, work, form, name, "message")
        return _show(context, work, form)
    try:
        write(context, key, **form.read(WordsSchema()), answer_key=form_key())
    except ClasError as error:
        refusal = refused(context, form, error)
        return _show(context, open_work(context, key), form, refusal)
    flash(told)
    return redirect(url_for("caf.exchanges", key=key), 303)


def _show(
    context: Context, work: Work, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    messages = list_messages(context, work.row.id)
    notes = list_notes(context, work.row.id)
    return work_page(
        work,
        "exchanges.html",
        "exchanges",
        form,
        refusal,
        messages=messages,
        notes=notes,
        templates=choices_of(context, work, "message"),
    )
