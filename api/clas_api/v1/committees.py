"""``/departments/{slug}/sessions`` and ``/sessions``: sessions of committees, from their planning to their minutes."""

from typing import Any
from uuid import UUID

from flask import Response

from clas_api.answers import Beside
from clas_api.context import Context
from clas_api.files_given import file_of
from clas_api.installation import current_installation
from clas_api.rendering import FORMATS
from clas_api.rendering.names import named
from clas_api.services.committees.agenda import set_agenda
from clas_api.services.committees.allocating import compare_allocations
from clas_api.services.committees.attending import AskedAbsence, set_attendance
from clas_api.services.committees.closing import close_session
from clas_api.services.committees.convening import cancel_session
from clas_api.services.committees.envelopes import follow_envelopes
from clas_api.services.committees.filling import fill_by_allocation
from clas_api.services.committees.listing_sessions import list_sessions
from clas_api.services.committees.minuting import load_matrix, load_minutes, load_paper, load_record, session_calendar
from clas_api.services.committees.seating import AskedSeat, set_seats
from clas_api.services.committees.session_requests import (
    AgendaSchema,
    AskedSeatsSchema,
    AttendanceSchema,
    CancellationSchema,
    NewSessionSchema,
    SessionPatchSchema,
)
from clas_api.services.committees.sessions import (
    AskedSession,
    amend_session,
    load_session,
    open_session,
    plan_session,
)
from clas_api.services.rules.call_requests import OfCallSchema, call_asked
from clas_api.store import places
from clas_api.store.sessions import WholeSession
from clas_api.v1.allocation_answers import (
    ComparedAllocationsSchema,
    FilledSchema,
    SeenAllocationSchema,
    filled,
    told,
)
from clas_api.v1.answer_keys import answer_key_header, asked_answer_key
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.committee_answers import (
    CommitteeSessionSchema,
    FollowedEnvelopesSchema,
    MatrixSchema,
    SessionPageSchema,
    SessionSummarySchema,
    seen_session,
)
from clas_api.v1.filters import call_filter, year_filter
from clas_api.v1.in_each_form import in_each_form, no_such_form
from clas_api.v1.paging import PageQuerySchema, page, place_of
from clas_api.v1.revisions import asked_revision, changed_within, if_match
from clas_api.v1.sending import Sent, sent
from clas_core.committees.session import SessionRecord
from clas_core.committees.sitting import SESSION_STATES
from clas_core.documents import Document
from clas_core.fields import Choice

blueprint = Blueprint("committees", __name__, description="Sessions of committees")


class SessionQuerySchema(PageQuerySchema):
    year = year_filter()
    call = call_filter()
    state = Choice(SESSION_STATES, load_default=None)


_TEXT = {"type": "string"}


def _whole(context: Context, whole: WholeSession) -> Sent:
    return sent(seen_session(whole, context.who.account))


@blueprint.get("/departments/<slug>/sessions")
@blueprint.query(SessionQuerySchema)
@blueprint.answers(200, SessionPageSchema)
def get_sessions(query: dict[str, Any], slug: str) -> dict[str, Any]:
    """List the sessions of a department's committees, the latest first."""
    limit, after = query["limit"], place_of(query, places.day, places.key)
    asked = {name: query[name] for name in ("year", "call", "state")}
    rows = list_sessions(current_context(), slug, **asked, after=after, limit=limit)
    return page(rows, limit, lambda row: [row.held_on.isoformat(), str(row.id)])


@blueprint.post("/departments/<slug>/sessions")
@blueprint.arguments(NewSessionSchema)
@blueprint.answers(201, SessionSummarySchema)
@answer_key_header(blueprint)
def post_session(asked: dict[str, Any], slug: str) -> Sent:
    """Plan a session of one of the department's bodies; its rules are the body's unless more is asked."""
    call = call_asked(asked)
    said = {name: each for name, each in asked.items() if name not in OfCallSchema().fields}
    row = plan_session(current_context(), slug, call, AskedSession(**said), answer_key=asked_answer_key())
    return sent(row, location=f"/sessions/{row.id}")


@blueprint.get("/sessions/<uuid:key>")
@blueprint.answers(200, CommitteeSessionSchema)
def get_session(key: UUID) -> Sent:
    """Show a session: seats, agenda, recusals, opinions given, votes, decisions being prepared."""
    context = current_context()
    return _whole(context, load_session(context, key))


@blueprint.patch("/sessions/<uuid:key>")
@blueprint.arguments(SessionPatchSchema)
@blueprint.answers(200, SessionSummarySchema)
@if_match(blueprint)
def patch_session(asked: dict[str, Any], key: UUID) -> Sent:
    """Change the day or the place of a session, and, until it opens, its body, its rules, whether it decides."""
    return sent(amend_session(current_context(), key, AskedSession(**asked), revision=asked_revision()))


@blueprint.put("/sessions/<uuid:key>/agenda")
@blueprint.arguments(AgendaSchema)
@blueprint.answers(200, CommitteeSessionSchema)
@if_match(blueprint)
def put_agenda(asked: dict[str, Any], key: UUID) -> Sent:
    """Set the whole agenda, in its order: dossiers that were studied, or are in reserve or deferred."""
    context = current_context()
    return _whole(context, set_agenda(context, key, asked["dossiers"], revision=asked_revision()))


@blueprint.put("/sessions/<uuid:key>/seats")
@blueprint.arguments(AskedSeatsSchema)
@blueprint.answers(200, CommitteeSessionSchema)
@if_match(blueprint)
def put_seats(asked: dict[str, Any], key: UUID) -> Sent:
    """Set all the seats: for which institution, who, whether they preside, which organisation they are tied to."""
    context = current_context()
    seats = [AskedSeat(**each) for each in asked["seats"]]
    return _whole(context, set_seats(context, key, seats, revision=asked_revision()))


@blueprint.put("/sessions/<uuid:key>/attendance")
@blueprint.arguments(AttendanceSchema)
@blueprint.answers(200, CommitteeSessionSchema)
@if_match(blueprint)
def put_attendance(asked: dict[str, Any], key: UUID) -> Sent:
    """Say who is there: these seats, and no other."""
    context = current_context()
    absences = [AskedAbsence(**each) for each in asked["absences"]]
    return _whole(context, set_attendance(context, key, asked["present"], absences, revision=asked_revision()))


@blueprint.post("/sessions/<uuid:key>/opening")
@blueprint.answers(200, SessionSummarySchema)
@if_match(blueprint)
def post_opening(key: UUID) -> Sent:
    """Open a session, when its quorum is reached."""
    return sent(open_session(current_context(), key, revision=asked_revision()))


@blueprint.post("/sessions/<uuid:key>/cancellation")
@blueprint.arguments(CancellationSchema)
@blueprint.answers(200, SessionSummarySchema)
@if_match(blueprint)
def post_cancellation(asked: dict[str, Any], key: UUID) -> Sent:
    """Cancel a planned session for good, with the reason: its members are mailed, its dossiers wait for another."""
    return sent(cancel_session(current_context(), key, reason=asked["reason"], revision=asked_revision()))


@blueprint.post("/sessions/<uuid:key>/closing")
@blueprint.answers(200, CommitteeSessionSchema)
@if_match(blueprint)
def post_closing(key: UUID) -> Sent:
    """Close a session: every dossier of its agenda is decided, whole or not at all; nothing of it changes any more."""
    context = current_context()
    return _whole(context, close_session(context, key, revision=asked_revision()))


@blueprint.get("/sessions/<uuid:key>/envelope")
@blueprint.answers(200, FollowedEnvelopesSchema)
def get_envelope(key: UUID) -> dict[str, Any]:
    """Follow the envelopes: what there is, what was granted before, what this session grants so far, what is left."""
    context = current_context()
    return {"envelopes": follow_envelopes(context, load_session(context, key))}


@blueprint.get("/sessions/<uuid:key>/allocations")
@blueprint.answers(200, ComparedAllocationsSchema)
def get_allocations(key: UUID) -> Beside:
    """Compare what each published rule makes of the bonuses that the Caf proposes to a session. Nothing is written."""
    return told(compare_allocations(current_context(), key))


@blueprint.post("/sessions/<uuid:key>/allocations/<rule>/decisions")
@blueprint.arguments(SeenAllocationSchema)
@blueprint.answers(200, FilledSchema)
@changed_within(blueprint)
@answer_key_header(blueprint)
def post_allocated(asked: dict[str, Any], key: UUID, rule: str) -> dict[str, Any]:
    """Prepare the decisions of a session by a published rule: what the Caf proposes, with the bonuses that it serves.

    A decision that is prepared otherwise is left. The committee decides, when the session closes.
    """
    return filled(fill_by_allocation(current_context(), key, rule, seen=asked["seen"], answer_key=asked_answer_key()))


@blueprint.get("/sessions/<uuid:key>/calendar.ics")
@blueprint.response(200, _TEXT, content_type="text/calendar")
def get_session_calendar(key: UUID) -> Response:
    """Give a session as an event, for the agenda of whoever sits in it."""
    response = Response(session_calendar(current_context(), key), mimetype="text/calendar")
    response.headers.update(named(f"clas-seance-{key}.ics"))
    return response


@blueprint.get("/sessions/<uuid:key>/minutes.<form>")
@in_each_form(blueprint)
def get_minutes(key: UUID, form: str) -> Response:
    """Give the minutes of a closed session as ``html``, ``md`` or ``pdf``, from its record alone."""
    return _document(load_minutes(current_context(), key), f"clas-seance-{key}", form)


@blueprint.get("/sessions/<uuid:key>/matrix.<form>")
@in_each_form(blueprint)
def get_matrix(key: UUID, form: str) -> Response:
    """Give the matrix of decisions as ``html``, ``md`` or ``pdf``; before the closing, as it stands."""
    return _document(load_matrix(current_context(), key), f"clas-matrice-{key}", form)


@blueprint.get("/sessions/<uuid:key>/convening-letter.<form>")
@in_each_form(blueprint)
def get_convening_letter(key: UUID, form: str) -> Response:
    """Give the letter that convenes the members of a session, with its agenda, as ``html``, ``md`` or ``pdf``."""
    return _document(load_paper(current_context(), key, "convening-letter"), f"clas-convocation-{key}", form)


@blueprint.get("/sessions/<uuid:key>/agenda.<form>")
@in_each_form(blueprint)
def get_agenda(key: UUID, form: str) -> Response:
    """Give the agenda of a session as ``html``, ``md`` or ``pdf``."""
    return _document(load_paper(current_context(), key, "agenda"), f"clas-ordre-du-jour-{key}", form)


@blueprint.get("/sessions/<uuid:key>/attendance-sheet.<form>")
@in_each_form(blueprint)
def get_attendance_sheet(key: UUID, form: str) -> Response:
    """Give the sheet that the members of a session sign, as ``html``, ``md`` or ``pdf``."""
    return _document(load_paper(current_context(), key, "attendance-sheet"), f"clas-emargement-{key}", form)


@blueprint.get("/sessions/<uuid:key>/matrix.json")
@blueprint.answers(200, MatrixSchema)
def get_matrix_json(key: UUID) -> SessionRecord:
    """Give the matrix of decisions as JSON; before the closing, as it stands."""
    return load_record(current_context(), key)


def _document(document: Document, name: str, form: str) -> Response:
    if form not in FORMATS:
        return no_such_form()
    return file_of(document, name, form, rehearsal=current_installation().is_rehearsal)
