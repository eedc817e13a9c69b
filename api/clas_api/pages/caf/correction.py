"""Correcting the last decision on a dossier by a new one, with its reason: for the head of the service."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.decision_form import (
    OUTCOME_WORDS,
    AskedGroup,
    asked_groups,
    decision_typed,
    first_form,
    named,
)
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import Work, open_work, work_page
from clas_api.services.committees.correcting import correct_decision
from clas_api.services.committees.deliberating import Demand
from clas_core.committees.decision_schemas import read_decision
from clas_core.errors import ClasError


@blueprint.get("/dossiers/<uuid:key>/correction", endpoint="correction")
def show_correction(key: UUID) -> ResponseReturnValue:
    """Show the form of a new decision, which takes the place of the last one."""
    return _show(open_work(current_context(), key))


@blueprint.post("/dossiers/<uuid:key>/correction")
def post_correction(key: UUID) -> ResponseReturnValue:
    """Correct the last decision. What was decided before stays."""
    context = current_context()
    groups = _groups(open_work(context, key))
    form = named(CafForm(request.form), groups)
    try:
        correct_decision(context, key, read_decision(decision_typed(form, groups)), revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error)
        return _show(open_work(context, key), form, refusal)
    flash("La décision est reprise : notifiez la nouvelle.")
    return redirect(url_for("caf.after", key=key), 303)


def _groups(work: Work) -> tuple[AskedGroup, ...]:
    weighed = work.weighed
    return tuple(asked_groups(Demand(version=weighed.version, estimator=weighed.estimator, groups=weighed.asked)))


def _show(work: Work, form: CafForm | None = None, refusal: Refusal | None = None) -> ResponseReturnValue:
    groups = _groups(work)
    form = form or first_form(groups)
    return work_page(work, "correction.html", "correction", form, refusal, groups=groups, outcomes=OUTCOME_WORDS)
