"""The study of a dossier: what the Caf proposes to the committee, with what helps to judge it beside the form."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.decision_form import (
    OUTCOME_WORDS,
    asked_groups,
    decision_typed,
    first_form,
    form_of_decision,
    named,
)
from clas_api.pages.caf.form import CafForm, Refusal, joined, load, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import Work, open_work, work_page
from clas_api.pages.porteur.wording import shown_changes
from clas_api.services.committees.deliberating import Demand
from clas_api.services.instruction.comparing import compare_with_last_year, view_additionality
from clas_api.services.instruction.instructing import latest_examinations, study
from clas_core.committees.decision_schemas import read_decision
from clas_core.errors import ClasError, Path
from clas_core.fields import Words
from clas_core.limits import LONGEST_TEXT
from clas_core.strict import StrictSchema


class AdviceFormSchema(StrictSchema):
    """The Caf's own advice, beside what it proposes."""

    advice = Words(load_default="", longest=LONGEST_TEXT)


@blueprint.get("/caf/dossiers/<uuid:key>/etude", endpoint="study")
def show_study(key: UUID) -> ResponseReturnValue:
    """Show what the dossier asks beside the socle and last year, and a form to propose a decision."""
    context = current_context()
    return _show(context, open_work(context, key))


@blueprint.post("/caf/dossiers/<uuid:key>/etude")
def post_study(key: UUID) -> ResponseReturnValue:
    """Keep a study: what the Caf proposes, and its advice."""
    context = current_context()
    work = open_work(context, key)
    form = named(CafForm(request.form), asked_groups(_demand(work)))
    try:
        proposal = read_decision(decision_typed(form, asked_groups(_demand(work))))
        advice = load(AdviceFormSchema, {"advice": form.words("advice")})["advice"]
        study(context, key, proposal, advice, revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error, _field_of)
        return _show(context, open_work(context, key), form, refusal)
    flash("L'étude est enregistrée : le dossier peut être inscrit à une séance.")
    return redirect(url_for("caf.study", key=key), 303)


def _field_of(path: Path) -> str:
    return joined(path[1:] if path[0] == "proposal" else path)


def _demand(work: Work) -> Demand:
    weighed = work.weighed
    return Demand(version=weighed.version, estimator=weighed.estimator, groups=weighed.asked)


def _show(
    context: Context, work: Work, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    key = work.row.id
    groups = asked_groups(_demand(work))
    last = latest_examinations(context, key)["study"]
    claims = view_additionality(context, key)
    years = compare_with_last_year(context, key)
    if form is None:
        form = form_of_decision(last.proposal, groups) if last and last.proposal else first_form(groups)
        form.values["advice"] = last.advice if last else ""
    return work_page(
        work,
        "study.html",
        "study",
        form,
        refusal,
        groups=groups,
        outcomes=OUTCOME_WORDS,
        last=last,
        claims=claims,
        years=years,
        changes=shown_changes(years.changes, work.row.school_year),
    )
