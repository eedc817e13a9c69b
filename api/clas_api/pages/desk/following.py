"""What follows the decisions of a call: telling those of a session, payments and bilans side by side."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_desk
from clas_api.pages.desk.site import blueprint
from clas_api.pages.space.department import expect_department
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.notifying import notify_session
from clas_api.services.year.overseeing import follow_up
from clas_api.services.year.paying import KINDS


@blueprint.post("/seances/<uuid:key>/notifications", endpoint="notifications")
def post_notifications(key: UUID) -> ResponseReturnValue:
    """Tell the porteurs of a session of every decision that can be told."""
    told = notify_session(current_desk(), key)
    done = sum(not problem for problem in told.values())
    if done:
        flash("Une décision est notifiée." if done == 1 else f"{done} décisions sont notifiées.")
    for receipt, problem in told.items():
        if problem:
            flash(f"Dossier {receipt}, pas notifié : {problem}", "refused")
    return redirect(url_for("desk.session", key=key), 303)


@blueprint.get("/<slug>/<year>/suivi", endpoint="follow_up")
def show_follow_up(slug: str, year: str) -> ResponseReturnValue:
    """List the payments to make and made, the bilans awaited and filed."""
    desk = current_desk()
    expect_department(desk, "payments.manage", slug)
    plugin, campaign = find_call(desk, slug, year)
    found = follow_up(desk, slug, year)
    to_pay = [each for each in found.payments if each[0].paid_on is None]
    return render_template(
        "desk/follow_up.html",
        department=plugin.department,
        campaign=campaign,
        here="follow_up",
        to_pay=to_pay,
        paid=[each for each in found.payments if each[0].paid_on is not None],
        awaited=[each for each in found.bilans if each[0].state == "draft"],
        filed=[each for each in found.bilans if each[0].state == "filed"],
        kinds=KINDS,
        today=desk.now.date(),
    )
