"""Correcting the last decision on a dossier by a new one, with its reason: for the head of the service."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.decision_form import (
    OUTCOME_WORDS,
    Asked,
    asked_of,
    decision_typed,
    fields_of,
    first_form,
    named,
)
from clas_api.pages.caf.figures import COMPUTE, figures_of
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import Work, open_work, work_page
from clas_api.services.committees.correcting import correct_decision
from clas_api.services.committees.deliberating import demand_weighed
from clas_core.committees.decision_schemas import read_decision
from clas_core.errors import ClasError


@blueprint.get("/caf/dossiers/<uuid:key>/correction", endpoint="correction")
def show_correction(key: UUID) -> ResponseReturnValue:
    """Show the form of a new decision, which takes the place of the last one."""
    return _show(open_work(current_context(), key))


@blueprint.post("/caf/dossiers/<uuid:key>/correction")
def post_correction(key: UUID) -> ResponseReturnValue:
    """Correct the last decision. What was decided before stays."""
    context = current_context()
    asked = _asked(open_work(context, key))
    form = named(CafForm(request.form), asked)
    if form.value("action") == COMPUTE:
        return _show(open_work(context, key), form)
    try:
        correct_decision(context, key, read_decision(decision_typed(form, asked)), revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error, fields_of(form, asked))
        return _show(open_work(context, key), form, refusal)
    flash("La décision est reprise : notifiez la nouvelle.")
    return redirect(url_for("caf.after", key=key), 303)


def _asked(work: Work) -> Asked:
    return asked_of(demand_weighed(work.weighed))


def _show(work: Work, form: CafForm | None = None, refusal: Refusal | None = None) -> ResponseReturnValue:
    demand = demand_weighed(work.weighed)
    asked = asked_of(demand)
    form = form or first_form(asked)
    figures = figures_of(form, demand, asked)
    return work_page(
        work, "correction.html", "correction", form, refusal, asked=asked, outcomes=OUTCOME_WORDS, figures=figures
    )
