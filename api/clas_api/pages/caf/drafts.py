"""Words on a dossier that is not deposited yet: its porteur asks for help, and the Caf answers."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.caf.site import blueprint
from clas_api.pages.once import form_key
from clas_api.security.permissions import departments_of
from clas_api.services.dossiers.reading import A_DOSSIER, is_of_porteur, load_dossier
from clas_api.services.instruction.instruction_requests import WordsSchema
from clas_api.services.instruction.messaging import list_messages, write_message
from clas_api.services.rules.kept_calls import find_department, title_of
from clas_api.statuses import status_of
from clas_api.store.models import DossierRow
from clas_core.errors import InvalidInput, NotFound, Refused


@blueprint.get("/caf/dossiers/<uuid:key>/brouillon", endpoint="draft")
def show_draft(key: UUID) -> ResponseReturnValue:
    """Show the messages of a draft; of what is deposited since, they are with the rest of it."""
    context = current_context()
    row = _draft(context, key)
    if row.versions:
        return redirect(url_for("caf.exchanges", key=key), 303)
    return _show(context, row, CafForm())


@blueprint.post("/caf/dossiers/<uuid:key>/brouillon", endpoint="draft_message")
def post_draft_message(key: UUID) -> ResponseReturnValue:
    """Write to the porteur of a draft, which is mailed a link."""
    context = current_context()
    row = _draft(context, key)
    form = CafForm(request.form)
    try:
        write_message(context, key, **form.read(WordsSchema()), answer_key=form_key())
    except (InvalidInput, Refused) as error:
        form.refuse_by(error)
        return _show(context, row, form, status_of(error))
    flash("Le message est envoyé : un courriel prévient le porteur.")
    return redirect(url_for("caf.draft", key=key), 303)


def _draft(context: Context, key: UUID) -> DossierRow:
    """Return a dossier of the Caf of whoever asks, who is not of its porteur. Raises `NotFound`."""
    row = load_dossier(context, key)
    if row.department not in departments_of(context.who, "messages.write") or is_of_porteur(context, row):
        raise NotFound(A_DOSSIER)
    return row


def _show(context: Context, row: DossierRow, form: CafForm, status: int = 200) -> ResponseReturnValue:
    return render_template(
        "caf/draft.html",
        row=row,
        title=title_of(context, row),
        department=find_department(context, row.department).department,
        messages=list_messages(context, row.id),
        form=form,
    ), status
