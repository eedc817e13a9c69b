"""What came in for a Caf: deposits, answers, messages, bilans, the unread marked, by person or for the whole team."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.form import CafForm, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.lists import ROWS
from clas_api.services.instruction.arriving import count_new, list_arrivals, open_arrival, see_all
from clas_api.services.instruction.assigning import list_agents
from clas_api.services.instruction.desk_requests import MailsSchema
from clas_api.services.instruction.telling_arrivals import WHAT, choose_mails, mails_of
from clas_api.services.rules.kept_calls import find_department
from clas_api.store import places
from clas_core.errors import ClasError

TEAM = "equipe"
"""What the address calls what came in for everybody."""

PAGE_OF: Mapping[str, str] = {
    "deposit": "caf.dossier",
    "redeposit": "porteur.versions",
    "answer": "caf.complements",
    "message": "caf.exchanges",
    "bilan": "caf.after",
    "withdrawal": "caf.after",
}
"""Where each kind of thing is read."""

MAIL_WORDS: Mapping[str, str] = {
    "messages": "Les messages aussitôt, le reste une fois par jour",
    "at_once": "Tout aussitôt",
    "daily": "Tout une fois par jour",
    "never": "Jamais : je lis cette page",
}


@blueprint.get("/caf/<slug>/arrivees", endpoint="arrivals")
def show_arrivals(slug: str) -> ResponseReturnValue:
    """List what came in, the latest first: for whoever asks, or for the team."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    return _show(context, slug, CafForm())


@blueprint.post("/caf/<slug>/arrivees")
def post_arrivals(slug: str) -> ResponseReturnValue:
    """Open one thing that came in, see all of it, or choose how one is mailed."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    form = CafForm(request.form, labels={"mails": "les courriels"})
    back = url_for("caf.arrivals", slug=slug, pour=request.args.get("pour"))
    match form.value("action"):
        case "open":
            arrival, dossier, kind = form.key("arrival"), form.key("dossier"), form.value("kind")
            if arrival is None or dossier is None or kind not in PAGE_OF:
                return redirect(back, 303)
            open_arrival(context, slug, arrival)
            return redirect(url_for(PAGE_OF[kind], key=dossier), 303)
        case "see_all":
            see_all(context, slug, _moment(form.value("until")) or context.now)
            flash("Tout est marqué comme lu.")
        case "mails":
            try:
                choose_mails(context, slug, form.read(MailsSchema())["mails"])
            except ClasError as error:
                return _show(context, slug, form, refused(context, form, error).status)
            flash("C'est noté : vous recevrez vos courriels ainsi.")
    return redirect(back, 303)


def _moment(text: str) -> datetime | None:
    try:
        return places.moment(text)
    except ValueError:
        return None


def _show(context: Context, slug: str, form: CafForm, status: int = 200) -> ResponseReturnValue:
    department = find_department(context, slug).department
    theirs = request.args.get("pour") != TEAM
    before = _moment(request.args.get("avant", ""))
    found = list_arrivals(context, slug, theirs=theirs, before=before, most=ROWS + 1)
    names: Mapping[UUID, str] = {each.id: each.name for each in list_agents(context, slug)}
    if not form.values:
        form.values["mails"] = mails_of(context, slug)
    shown = found[:ROWS]
    return render_template(
        "caf/arrivals.html",
        department=department,
        arrivals=shown,
        before=shown[-1].at.isoformat() if len(found) > ROWS else "",
        first=before is None,
        new=count_new(context, slug, theirs=theirs),
        theirs=theirs,
        team=TEAM,
        names=names,
        what=WHAT,
        mails=MAIL_WORDS,
        until=context.now.isoformat(),
        form=form,
    ), status
