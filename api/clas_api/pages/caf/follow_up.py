"""What follows the decisions of a call: telling those of a session, payments and bilans side by side."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.session_view import open_view, session_page
from clas_api.pages.caf.site import blueprint
from clas_api.refusals import Forbidden
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.follow_up import follow_up
from clas_api.services.year.notifying import notify_session, to_notify
from clas_api.services.year.paying import payment_name
from clas_core.dossiers.lifecycle import STATES


@blueprint.get("/caf/seances/<uuid:key>/notifications", endpoint="notifications")
def ask_notifications(key: UUID) -> ResponseReturnValue:
    """Name the porteurs of a session whose decision can be told, and ask whether to tell them all."""
    context = current_context()
    view = open_view(context, key)
    if not view.managing:
        raise Forbidden
    rows = to_notify(context, view.whole.dossiers.values())
    if not rows:
        return redirect(url_for("caf.session", key=key), 303)
    count = "Un courriel part" if len(rows) == 1 else f"{len(rows)} courriels partent, un par porteur"
    effects = [
        f"{count}, avec la décision, son motif et les montants.",
        "Un courriel envoyé ne se reprend pas ; seule une correction motivée revient sur une décision.",
    ]
    return session_page(context, view, "notify_all.html", rows=rows, effects=effects, dossier_states=STATES)


@blueprint.post("/caf/seances/<uuid:key>/notifications")
def post_notifications(key: UUID) -> ResponseReturnValue:
    """Tell the porteurs of a session of every decision that can be told."""
    told = notify_session(current_context(), key)
    done = sum(not problem for problem in told.values())
    if done:
        flash("Une décision est notifiée." if done == 1 else f"{done} décisions sont notifiées.")
    for receipt, problem in told.items():
        if problem:
            flash(f"Dossier {receipt}, pas notifié : {problem}", "refused")
    return redirect(url_for("caf.session", key=key), 303)


@blueprint.get("/caf/<slug>/<year>/suivi", endpoint="follow_up")
def show_follow_up(slug: str, year: str) -> ResponseReturnValue:
    """List the payments to make and made, the bilans awaited and filed."""
    context = current_context()
    expect_department(context, "payments.manage", slug)
    plugin, campaign = find_call(context, slug, year)
    found = follow_up(context, slug, year)
    to_pay = [each for each in found.payments if each[0].paid_on is None]
    return render_template(
        "caf/follow_up.html",
        department=plugin.department,
        campaign=campaign,
        here="follow_up",
        to_pay=to_pay,
        paid=[each for each in found.payments if each[0].paid_on is not None],
        awaited=[each for each in found.bilans if each[0].state == "draft"],
        filed=[each for each in found.bilans if each[0].state == "filed"],
        payment_name=payment_name,
        today=context.now.date(),
    )
