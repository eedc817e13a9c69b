"""The study of a dossier: what the Caf proposes to the committee, with what helps to judge it beside the form."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.decision_form import (
    OUTCOME_WORDS,
    asked_of,
    decision_typed,
    fields_of,
    first_form,
    form_of_decision,
    named,
)
from clas_api.pages.caf.figures import COMPUTE, figures_of
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.grid import asked_in_grid, name_scores, put_scores, scores_typed
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import Work, after_it, open_work, work_page
from clas_api.pages.porteur.wording import shown_changes
from clas_api.services.committees.deliberating import demand_weighed
from clas_api.services.instruction.comparing import compare_with_last_year, view_additionality
from clas_api.services.instruction.instructing import latest_examinations, score, study
from clas_api.services.instruction.instruction_requests import StudyRequestSchema
from clas_api.services.instruction.ruled_study import left_to_judge, proposal_by_rule, study_as_ruled
from clas_api.services.rules.campaigns import call_of
from clas_core.errors import ClasError, InvalidInput, Path


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
    demanded = asked_of(demand_weighed(work.weighed))
    form = named(CafForm(request.form), demanded)
    name_scores(form, asked_in_grid(context, work))
    placed = fields_of(form, demanded)

    def field_of(path: Path) -> str:
        return placed(path[1:]) if path[:1] == ("proposal",) else form.field_of(path)

    if form.value("action") == COMPUTE:
        return _show(context, work, form)
    try:
        if form.value("action") == "ruled":
            study_as_ruled(context, key, revision=form.revision)
            flash(
                "L'étude est enregistrée, telle que le règlement la donne : le dossier peut être inscrit à une séance."
            )
            return redirect(url_for("caf.study", key=key), 303)
        scores = scores_typed(form, asked_in_grid(context, work))
        try:
            asked = form.read(StudyRequestSchema(), proposal=decision_typed(form, demanded), grid=scores)
        except InvalidInput as error:  # what is wrong with the scores is told with it
            _, wrong = score(context, work.row, work.weighed.version, scores)
            raise InvalidInput([*error.problems, *wrong]) from None
        study(context, key, asked["proposal"], asked["advice"] or "", revision=form.revision, grid=asked["grid"])
    except ClasError as error:
        refusal = refused(context, form, error, field_of)
        return _show(context, open_work(context, key), form, refusal)
    flash("L'étude est enregistrée : le dossier peut être inscrit à une séance.")
    address = (
        after_it(work, "caf.study", key) if form.value("action") == "study_next" else url_for("caf.study", key=key)
    )
    return redirect(address, 303)


def _show(
    context: Context, work: Work, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    key = work.row.id
    demand = demand_weighed(work.weighed)
    asked = asked_of(demand)
    last = latest_examinations(context, key)["study"]
    claims = view_additionality(context, key)
    years = compare_with_last_year(context, key)
    if form is None:
        form = form_of_decision(last.proposal, asked) if last and last.proposal else first_form(asked)
        form.values["advice"] = last.advice if last else ""
        if not form.value("outcome"):
            form.values["outcome"] = proposal_by_rule(work.weighed).outcome
        put_scores(form, last.grid if last else None)
    return work_page(
        work,
        "study.html",
        "study",
        form,
        refusal,
        asked=asked,
        outcomes=OUTCOME_WORDS,
        last=last,
        claims=claims,
        grid=asked_in_grid(context, work),
        years=years,
        figures=figures_of(form, demand, asked),
        to_judge=left_to_judge(context, work.row, work.weighed) if work.may("examine") else (),
        changes=shown_changes(years.changes, work.row.school_year, call_of(context, work.row).questionnaire),
    )
