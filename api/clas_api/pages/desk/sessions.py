"""The sessions of a call: listing them, planning one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_desk
from clas_api.pages.desk.form import DeskForm, Refusal, load, refused
from clas_api.pages.desk.session_view import SESSION_STATES
from clas_api.pages.desk.site import blueprint
from clas_api.pages.space.department import expect_department
from clas_api.security.permissions import departments_of
from clas_api.services.committees.sessions import Sitting, list_sessions, plan_session
from clas_api.services.committees.sitting import own_sessions
from clas_api.services.desk import Desk
from clas_api.services.rules.kept_calls import find_call
from clas_core.dossiers.bodies import bodies_of
from clas_core.dossiers.committee import TIE_RULES
from clas_core.errors import ClasError
from clas_core.fields import Choice, Flag, Identifier, JsonDay, Whole, Words
from clas_core.strict import StrictSchema

MOST_SHOWN = 200
"""Sessions of one call: a department holds a few."""


class SittingFormSchema(StrictSchema):
    """What the secretariat says of a session; what is left out is as the department says."""

    body = Identifier(required=True)
    held_on = JsonDay(required=True)
    place = Words(required=True, longest=200)
    quorum = Whole(least=1, most=100)
    tie = Choice(TIE_RULES)
    decides = Flag()


def sitting_typed(form: DeskForm) -> dict[str, Any]:
    """Return what was typed of a session, as JSON."""
    return {
        "body": form.words("body"),
        "held_on": form.day("held_on"),
        "place": form.words("place"),
        "quorum": form.number("quorum"),
        "tie": form.words("tie"),
        "decides": {"decision": True, "advice": False}.get(form.value("decides")),
    }


@blueprint.get("/<slug>/<year>/seances", endpoint="sessions")
def show_sessions(slug: str, year: str) -> ResponseReturnValue:
    """List the sessions of a call, the latest first; to a member of the committee, those in which they sit."""
    desk = current_desk()
    expect_department(desk, "sessions.read", slug)
    return _show(desk, slug, year, DeskForm())


@blueprint.post("/<slug>/<year>/seances")
def post_session(slug: str, year: str) -> ResponseReturnValue:
    """Plan a session of one of the department's bodies."""
    desk = current_desk()
    expect_department(desk, "sessions.manage", slug)
    form = DeskForm(request.form)
    try:
        row = plan_session(desk, slug, year, Sitting(**load(SittingFormSchema, sitting_typed(form))))
    except ClasError as error:
        refusal = refused(desk, form, error)
        return _show(desk, slug, year, form, refusal)
    flash("La séance est prévue. Inscrivez les dossiers, puis pourvoyez les sièges.")
    return redirect(url_for("desk.session", key=row.id), 303)


def _show(desk: Desk, slug: str, year: str, form: DeskForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    plugin, campaign = find_call(desk, slug, year)
    rows = list_sessions(desk, slug, year=year, state=None, after=None, limit=MOST_SHOWN)
    seated = own_sessions(desk, rows)
    managing = slug in departments_of(desk.who, "sessions.manage")
    bodies = bodies_of(campaign)
    return render_template(
        "desk/sessions.html",
        department=plugin.department,
        campaign=campaign,
        here="sessions",
        sessions=[row for row in rows if managing or row.id in seated],
        seated=seated,
        managing=managing,
        bodies={body.id: body.label for body in bodies.values()},
        ties=TIE_RULES,
        roles={"decision": "Elle décide", "advice": "Elle donne un avis, sans décider"},
        states=SESSION_STATES,
        form=form,
    ), refusal.status if refusal else 200
