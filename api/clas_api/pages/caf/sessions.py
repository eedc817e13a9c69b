"""The sessions of a call: listing them, planning one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.once import form_key
from clas_api.security.permissions import departments_of
from clas_api.services.committees.listing_sessions import list_sessions
from clas_api.services.committees.session_requests import AskedSessionSchema
from clas_api.services.committees.sessions import AskedSession, plan_session
from clas_api.services.committees.sitting import own_sessions
from clas_api.services.rules.kept_calls import find_call
from clas_core.committees.bodies import bodies_of
from clas_core.committees.committee import TIE_RULES
from clas_core.committees.sitting import SESSION_STATES
from clas_core.errors import ClasError

MOST_SHOWN = 200
"""Sessions of one call: a department holds a few."""


@blueprint.get("/caf/<slug>/<year>/seances", endpoint="sessions")
def show_sessions(slug: str, year: str) -> ResponseReturnValue:
    """List the sessions of a call, the latest first; to a member of the committee, those in which they sit."""
    context = current_context()
    expect_department(context, "sessions.read", slug)
    return _show(context, slug, year, CafForm())


@blueprint.post("/caf/<slug>/<year>/seances")
def post_session(slug: str, year: str) -> ResponseReturnValue:
    """Plan a session of one of the department's bodies."""
    context = current_context()
    expect_department(context, "sessions.manage", slug)
    form = CafForm(request.form)
    try:
        row = plan_session(context, slug, year, AskedSession(**form.read(AskedSessionSchema())), answer_key=form_key())
    except ClasError as error:
        refusal = refused(context, form, error)
        return _show(context, slug, year, form, refusal)
    flash("La séance est prévue. Inscrivez les dossiers, puis pourvoyez les sièges.")
    return redirect(url_for("caf.session", key=row.id), 303)


def _show(context: Context, slug: str, year: str, form: CafForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    plugin, campaign = find_call(context, slug, year)
    rows = list_sessions(context, slug, call=year, state=None, after=None, limit=MOST_SHOWN)
    seated = own_sessions(context, rows)
    managing = slug in departments_of(context.who, "sessions.manage")
    bodies = bodies_of(campaign)
    return render_template(
        "caf/sessions.html",
        department=plugin.department,
        campaign=campaign,
        here="sessions",
        sessions=[row for row in rows if managing or row.id in seated],
        seated=seated,
        managing=managing,
        bodies={body.id: body.label for body in bodies.values()},
        ties=TIE_RULES,
        roles={"oui": "Elle décide", "non": "Elle donne un avis, sans décider"},
        states=SESSION_STATES,
        form=form,
    ), refusal.status if refusal else 200
