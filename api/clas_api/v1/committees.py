"""``/departments/{slug}/sessions`` and ``/sessions``: sessions of committees, from their planning to their minutes."""

from typing import Any

from flask import Response, jsonify

from clas_api.context import Context
from clas_api.policy import policy_with_style
from clas_api.rendering import FORMATS, render
from clas_api.rendering.html import style_digest
from clas_api.services.committees.agenda import set_agenda
from clas_api.services.committees.closing import close_session
from clas_api.services.committees.envelopes import follow_envelopes
from clas_api.services.committees.minuting import load_minutes, load_record
from clas_api.services.committees.seating import AskedSeat, set_attendance, set_seats
from clas_api.services.committees.sessions import (
    A_SESSION,
    Sitting,
    amend_session,
    list_sessions,
    load_session,
    open_session,
    plan_session,
)
from clas_api.store import places
from clas_api.store.models import CommitteeSession
from clas_api.store.sessions import WholeSession
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.committee_schemas import (
    AgendaSchema,
    AskedSeatsSchema,
    AttendanceSchema,
    CommitteeSessionSchema,
    FollowedEnvelopesSchema,
    MatrixSchema,
    NewSessionSchema,
    SessionPageSchema,
    SessionPatchSchema,
    SessionQuerySchema,
    SessionSummarySchema,
)
from clas_api.v1.committee_serializers import envelope_json, matrix_json, session_json, whole_json
from clas_api.v1.paging import page, place_of
from clas_api.v1.places import key_of
from clas_api.v1.problems import problem
from clas_api.v1.revisions import asked_revision, if_match, with_revision
from clas_core.documents import Document, decision_matrix

blueprint = Blueprint("committees", __name__, description="Sessions of committees")

_TEXT = {"type": "string"}
_BINARY = {"type": "string", "format": "binary"}


def _shown(row: CommitteeSession, status: int = 200) -> Response:
    response = jsonify(session_json(row))
    response.status_code = status
    return with_revision(response, row.revision)


def _whole(context: Context, whole: WholeSession) -> Response:
    return with_revision(jsonify(whole_json(whole, context.who.account)), whole.row.revision)


@blueprint.get("/departments/<slug>/sessions")
@blueprint.query(SessionQuerySchema)
@blueprint.response(200, SessionPageSchema)
def get_sessions(query: dict[str, Any], slug: str) -> Response:
    """List the sessions of a department's committees, the latest first."""
    limit, after = query["limit"], place_of(query, places.day, places.key)
    rows = list_sessions(current_context(), slug, year=query["year"], state=query["state"], after=after, limit=limit)
    return jsonify(page(rows, limit, session_json, lambda row: [row.held_on.isoformat(), str(row.id)]))


@blueprint.post("/departments/<slug>/sessions")
@blueprint.arguments(NewSessionSchema)
@blueprint.response(201, SessionSummarySchema)
def post_session(asked: dict[str, Any], slug: str) -> Response:
    """Plan a session of one of the department's bodies; its rules are the body's unless more is asked."""
    year = asked.pop("school_year")
    row = plan_session(current_context(), slug, year, Sitting(**asked))
    response = _shown(row, 201)
    response.headers["Location"] = f"/api/v1/sessions/{row.id}"
    return response


@blueprint.get("/sessions/<key>")
@blueprint.response(200, CommitteeSessionSchema)
def get_session(key: str) -> Response:
    """Show a session: seats, agenda, recusals, opinions given, votes, decisions being prepared."""
    context = current_context()
    return _whole(context, load_session(context, key_of(key, A_SESSION)))


@blueprint.patch("/sessions/<key>")
@blueprint.arguments(SessionPatchSchema)
@blueprint.response(200, SessionSummarySchema)
@if_match(blueprint)
def patch_session(asked: dict[str, Any], key: str) -> Response:
    """Change the day or the place of a session, and, until it opens, its body, its rules, whether it decides."""
    return _shown(amend_session(current_context(), key_of(key, A_SESSION), Sitting(**asked), revision=asked_revision()))


@blueprint.put("/sessions/<key>/agenda")
@blueprint.arguments(AgendaSchema)
@blueprint.response(200, CommitteeSessionSchema)
@if_match(blueprint)
def put_agenda(asked: dict[str, Any], key: str) -> Response:
    """Set the whole agenda, in its order: dossiers that were studied, or are in reserve or deferred."""
    context = current_context()
    return _whole(context, set_agenda(context, key_of(key, A_SESSION), asked["dossiers"], revision=asked_revision()))


@blueprint.put("/sessions/<key>/seats")
@blueprint.arguments(AskedSeatsSchema)
@blueprint.response(200, CommitteeSessionSchema)
@if_match(blueprint)
def put_seats(asked: dict[str, Any], key: str) -> Response:
    """Set all the seats: for which institution, who, whether they preside, which organisation they are tied to."""
    context = current_context()
    seats = [AskedSeat(**each) for each in asked["seats"]]
    return _whole(context, set_seats(context, key_of(key, A_SESSION), seats, revision=asked_revision()))


@blueprint.put("/sessions/<key>/attendance")
@blueprint.arguments(AttendanceSchema)
@blueprint.response(200, CommitteeSessionSchema)
@if_match(blueprint)
def put_attendance(asked: dict[str, Any], key: str) -> Response:
    """Say who is there: these seats, and no other."""
    context = current_context()
    return _whole(context, set_attendance(context, key_of(key, A_SESSION), asked["present"], revision=asked_revision()))


@blueprint.post("/sessions/<key>/opening")
@blueprint.response(200, SessionSummarySchema)
@if_match(blueprint)
def post_opening(key: str) -> Response:
    """Open a session, when its quorum is reached."""
    return _shown(open_session(current_context(), key_of(key, A_SESSION), revision=asked_revision()))


@blueprint.post("/sessions/<key>/closing")
@blueprint.response(200, CommitteeSessionSchema)
@if_match(blueprint)
def post_closing(key: str) -> Response:
    """Close a session: every dossier of its agenda is decided, whole or not at all; nothing of it changes any more."""
    context = current_context()
    return _whole(context, close_session(context, key_of(key, A_SESSION), revision=asked_revision()))


@blueprint.get("/sessions/<key>/envelope")
@blueprint.response(200, FollowedEnvelopesSchema)
def get_envelope(key: str) -> Response:
    """Follow the envelopes: what there is, what was granted before, what this session grants so far, what is left."""
    context = current_context()
    envelopes = follow_envelopes(context, load_session(context, key_of(key, A_SESSION)))
    return jsonify({"envelopes": [envelope_json(each) for each in envelopes]})


@blueprint.get("/sessions/<key>/minutes.<form>")
@blueprint.response(200, _BINARY, content_type="application/pdf")
@blueprint.response(200, _TEXT, content_type="text/markdown")
@blueprint.response(200, _TEXT, content_type="text/html")
def get_minutes(key: str, form: str) -> Response:
    """Give the minutes of a closed session as ``html``, ``md`` or ``pdf``, from its record alone."""
    return _document(load_minutes(current_context(), key_of(key, A_SESSION)), f"clas-seance-{key}", form)


@blueprint.get("/sessions/<key>/matrix.<form>")
@blueprint.response(200, _BINARY, content_type="application/pdf")
@blueprint.response(200, _TEXT, content_type="text/markdown")
@blueprint.response(200, _TEXT, content_type="text/html")
def get_matrix(key: str, form: str) -> Response:
    """Give the matrix of decisions as ``html``, ``md`` or ``pdf``; before the closing, as it stands."""
    document = decision_matrix(load_record(current_context(), key_of(key, A_SESSION)))
    return _document(document, f"clas-matrice-{key}", form)


@blueprint.get("/sessions/<key>/matrix.json")
@blueprint.response(200, MatrixSchema)
def get_matrix_json(key: str) -> Response:
    """Give the matrix of decisions as JSON; before the closing, as it stands."""
    return jsonify(matrix_json(load_record(current_context(), key_of(key, A_SESSION))))


def _document(document: Document, name: str, form: str) -> Response:
    if form not in FORMATS:
        return problem(404, "unknown", "Introuvable", f"Formes disponibles : {', '.join(FORMATS)}.")
    body, mimetype = render(document, form)
    response = Response(body, mimetype=mimetype)
    if form == "html":
        response.headers["Content-Security-Policy"] = policy_with_style(style_digest())
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return response
