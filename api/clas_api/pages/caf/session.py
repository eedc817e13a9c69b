"""One session: where it stands, its agenda, its envelopes; opening it, closing it, its documents."""

from uuid import UUID

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.files_given import file_of
from clas_api.installation import current_installation
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.session_view import managed_view, of_the_whole, open_view, session_page
from clas_api.pages.caf.site import blueprint
from clas_api.pages.porteur.form import write_typed
from clas_api.rendering import FORMATS
from clas_api.rendering.names import named
from clas_api.services.committees.closing import close_session
from clas_api.services.committees.convening import cancel_session, convene_members
from clas_api.services.committees.envelopes import follow_envelopes
from clas_api.services.committees.minuting import load_matrix, load_minutes, load_paper, load_record, session_calendar
from clas_api.services.committees.recusing import late_recusals
from clas_api.services.committees.session_requests import CancellationSchema, MovedSessionSchema
from clas_api.services.committees.sessions import AskedSession, amend_session, open_session
from clas_api.services.year.notifying import to_notify
from clas_core.committees.committee import CHOICES, TIE_RULES, attendance_of
from clas_core.committees.sitting import SittingSchema
from clas_core.documents import Document
from clas_core.documents.decision_matrix import matrix_rows
from clas_core.documents.minutes import envelope_name
from clas_core.dossiers.lifecycle import STATES
from clas_core.errors import ClasError

SITTING = MovedSessionSchema()
"""What the page of a session changes of it: when and where it sits, all of it."""


@blueprint.get("/caf/seances/<uuid:key>", endpoint="session")
def show_session(key: UUID) -> ResponseReturnValue:
    """Show a session: who sits, each dossier with its votes and its decision, the envelopes."""
    context = current_context()
    return _show(context, key)


@blueprint.post("/caf/seances/<uuid:key>/ouverture", endpoint="opening")
def post_opening(key: UUID) -> ResponseReturnValue:
    """Open a session, when its quorum is reached."""
    context = current_context()
    form = CafForm(request.form)
    try:
        opened = open_session(context, key, revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error, of_the_whole)
        return _show(context, key, form, refusal)
    flash(f"La séance est ouverte : votes et {'décisions' if opened.decides else 'avis'} peuvent être notés.")
    return redirect(url_for("caf.session", key=key), 303)


@blueprint.post("/caf/seances/<uuid:key>/jour-et-lieu", endpoint="amending")
def post_amending(key: UUID) -> ResponseReturnValue:
    """Change the day or the place of a session."""
    context = current_context()
    form = CafForm(request.form)
    try:
        amend_session(context, key, AskedSession(**form.read(SITTING)), revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error)
        return _show(context, key, form, refusal)
    flash("La séance est enregistrée.")
    return redirect(url_for("caf.session", key=key), 303)


@blueprint.get("/caf/seances/<uuid:key>/convocation", endpoint="convening")
def show_convening(key: UUID) -> ResponseReturnValue:
    """Show who would be convened to a session, before mails leave."""
    return _ask_convening(current_context(), key)


@blueprint.post("/caf/seances/<uuid:key>/convocation")
def post_convening(key: UUID) -> ResponseReturnValue:
    """Convene the members of a planned session."""
    context = current_context()
    form = CafForm(request.form)
    try:
        convene_members(context, key, revision=form.revision)
    except ClasError as error:
        return _ask_convening(context, key, form, refused(context, form, error, of_the_whole))
    flash("Les membres sont convoqués : un courriel part à chacun, avec la séance pour son agenda.")
    return redirect(url_for("caf.session", key=key), 303)


def _ask_convening(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    view = managed_view(context, key)
    if view.row.state != "planned":
        return _show(context, key, form, refusal)
    return session_page(context, view, "convening.html", form, refusal)


@blueprint.get("/caf/seances/<uuid:key>/annulation", endpoint="cancelling")
def show_cancelling(key: UUID) -> ResponseReturnValue:
    """Show whom cancelling would touch, before it is done for good."""
    return _ask_cancelling(current_context(), key)


@blueprint.post("/caf/seances/<uuid:key>/annulation")
def post_cancelling(key: UUID) -> ResponseReturnValue:
    """Cancel a planned session, with its reason."""
    context = current_context()
    form = CafForm(request.form)
    try:
        cancel_session(context, key, **form.read(CancellationSchema()), revision=form.revision)
    except ClasError as error:
        return _ask_cancelling(context, key, form, refused(context, form, error))
    flash("La séance est annulée. Prévoyez-en une autre pour ses dossiers.")
    return redirect(url_for("caf.session", key=key), 303)


def _ask_cancelling(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    view = managed_view(context, key)
    if view.row.state != "planned":
        return _show(context, key, form, refusal)
    return session_page(context, view, "cancelling.html", form, refusal)


def _show(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    view = open_view(context, key)
    form = form or CafForm()
    form.complete(write_typed(SittingSchema(), view.row))
    envelopes = follow_envelopes(context, view.whole)
    return session_page(
        context,
        view,
        "session.html",
        form,
        refusal,
        tallies={item.id: view.whole.tally_of(item.id) for item in view.whole.items},
        envelopes=envelopes,
        envelope_name=envelope_name,
        ties=TIE_RULES,
        choices=CHOICES,
        dossier_states=STATES,
        to_notify=len(to_notify(context, view.whole.dossiers.values())),
        to_settle=late_recusals(context, view.whole),
        attendance=lambda seat: attendance_of(present=seat.present, absence=seat.absence, proxy=seat.proxy),
    )


@blueprint.get("/caf/seances/<uuid:key>/cloture", endpoint="closing")
def show_closing(key: UUID) -> ResponseReturnValue:
    """Show all that closing would decide, before it is done for good."""
    context = current_context()
    return _confirm(context, key)


@blueprint.post("/caf/seances/<uuid:key>/cloture")
def post_closing(key: UUID) -> ResponseReturnValue:
    """Close a session: every dossier of its agenda is decided, or advised on."""
    context = current_context()
    form = CafForm(request.form)
    try:
        closed = close_session(context, key, revision=form.revision).row
    except ClasError as error:
        refusal = refused(context, form, error, of_the_whole)
        return _confirm(context, key, form, refusal)
    done = "et ses décisions sont prises" if closed.decides else "et ses avis sont fixés"
    flash(f"La séance est close, {done}. Le procès-verbal est prêt.")
    return redirect(url_for("caf.session", key=key), 303)


def _confirm(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    view = managed_view(context, key)
    if view.row.state != "open":
        return _show(context, key, form, refusal)
    record = load_record(context, key)
    return session_page(
        context,
        view,
        "closing.html",
        form,
        refusal,
        lines=list(zip(matrix_rows(record), record.items, strict=True)),
        envelopes=record.envelopes,
        envelope_name=envelope_name,
        choices=CHOICES,
        dossier_states=STATES,
        to_settle=late_recusals(context, view.whole),
    )


@blueprint.get("/caf/seances/<uuid:key>/seance.ics", endpoint="session_calendar")
def show_calendar(key: UUID) -> Response:
    """Give a session as an event, for the agenda of whoever sits in it."""
    response = Response(session_calendar(current_context(), key), mimetype="text/calendar")
    response.headers.update(named(f"clas-seance-{key}.ics", attached=True))
    return response


@blueprint.get("/caf/seances/<uuid:key>/proces-verbal.<form>", endpoint="minutes")
def show_minutes(key: UUID, form: str) -> Response:
    """Give the minutes of a closed session."""
    return _document(load_minutes(current_context(), key), f"clas-seance-{key}", form)


@blueprint.get("/caf/seances/<uuid:key>/matrice.<form>", endpoint="matrix")
def show_matrix(key: UUID, form: str) -> Response:
    """Give the matrix of decisions; before the closing, as it stands."""
    return _document(load_matrix(current_context(), key), f"clas-matrice-{key}", form)


@blueprint.get("/caf/seances/<uuid:key>/lettre-de-convocation.<form>", endpoint="convening_letter")
def show_convening_letter(key: UUID, form: str) -> Response:
    """Give the letter that convenes the members of a session, its agenda as an annex."""
    return _document(load_paper(current_context(), key, "convening-letter"), f"clas-convocation-{key}", form)


@blueprint.get("/caf/seances/<uuid:key>/ordre-du-jour.<form>", endpoint="agenda_document")
def show_agenda(key: UUID, form: str) -> Response:
    """Give the agenda of a session."""
    return _document(load_paper(current_context(), key, "agenda"), f"clas-ordre-du-jour-{key}", form)


@blueprint.get("/caf/seances/<uuid:key>/feuille-d-emargement.<form>", endpoint="attendance_sheet")
def show_attendance_sheet(key: UUID, form: str) -> Response:
    """Give the sheet that the members of a session sign."""
    return _document(load_paper(current_context(), key, "attendance-sheet"), f"clas-emargement-{key}", form)


def _document(document: Document, name: str, form: str) -> Response:
    if form not in FORMATS:
        abort(404)
    return file_of(document, name, form, rehearsal=current_installation().is_rehearsal)
