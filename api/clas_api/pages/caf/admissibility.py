"""Before the study: saying whether a dossier is admissible, with what the rules say beside; asking complements."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.filling import choices_of, is_asked, put_in
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import Work, after_it, open_work, work_page
from clas_api.services.dossiers.complementing import ask_complements, list_complements
from clas_api.services.dossiers.dossier_requests import NewComplementsSchema
from clas_api.services.instruction.instructing import judge_admissibility, latest_examinations
from clas_api.services.instruction.instruction_requests import AdmissibilityRequestSchema
from clas_api.services.rules.campaigns import call_of
from clas_core.dossiers import missing
from clas_core.errors import ClasError
from clas_core.questions import write_answer

VERDICTS = {"met": "Recevable : il est étudié", "not_met": "Irrecevable : il n'est pas étudié"}


@blueprint.get("/caf/dossiers/<uuid:key>/recevabilite", endpoint="admissibility")
def show_admissibility(key: UUID) -> ResponseReturnValue:
    """Show what the rules say of a dossier's admissibility, and a form to decide of it."""
    context = current_context()
    return _admissibility(context, open_work(context, key))


@blueprint.post("/caf/dossiers/<uuid:key>/recevabilite")
def post_admissibility(key: UUID) -> ResponseReturnValue:
    """Say whether a dossier may be studied."""
    context = current_context()
    form = CafForm(request.form)
    if is_asked(form):
        work = open_work(context, key)
        put_in(context, work, form, "reason", "inadmissible")
        return _admissibility(context, work, form)
    try:
        asked = form.read(AdmissibilityRequestSchema())
        judge_admissibility(context, key, asked["verdict"], asked["reason"] or "", revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error)
        return _admissibility(context, open_work(context, key), form, refusal)
    admissible = asked["verdict"] == "met"
    flash(
        "Le dossier est déclaré recevable." if admissible else "Le dossier est déclaré irrecevable : un courriel part."
    )
    if form.value("action") == "judge_next":
        return redirect(after_it(open_work(context, key), "caf.admissibility", key), 303)
    return redirect(url_for("caf.study" if admissible else "caf.dossier", key=key), 303)


def _admissibility(
    context: Context, work: Work, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    offered = {
        verdict: words
        for (verdict, words), step in zip(VERDICTS.items(), ("find_admissible", "find_inadmissible"), strict=True)
        if work.may(step)
    }
    assessment = work.weighed.check.assessment
    findings = [each for each in assessment.findings if each.criterion.decides == "admissibility"]
    return work_page(
        work,
        "admissibility.html",
        "admissibility",
        form,
        refusal,
        offered=offered,
        assessment=assessment,
        findings_of=findings,
        missing=missing(work.weighed.check.points),
        declared=_declared(context, work),
        last=latest_examinations(context, work.row.id)["admissibility"],
        templates=choices_of(context, work, "inadmissible"),
    )


def _declared(context: Context, work: Work) -> str:
    """Return what the porteur said of the bilan of the year before, in the words that it was asked in."""
    question = call_of(context, work.row).questionnaire.question("previous_bilan")
    return write_answer(question, work.weighed.version.content.get("previous_bilan")) if question else ""


@blueprint.get("/caf/dossiers/<uuid:key>/complements", endpoint="complements")
def show_complements(key: UUID) -> ResponseReturnValue:
    """List what was asked of the porteur, with a form to ask more."""
    context = current_context()
    return _complements(context, open_work(context, key))


@blueprint.post("/caf/dossiers/<uuid:key>/complements")
def post_complements(key: UUID) -> ResponseReturnValue:
    """Ask the porteur to complete its dossier until the end of a day."""
    context = current_context()
    form = CafForm(request.form, labels={"text": "ce qui est à compléter"})
    if is_asked(form):
        work = open_work(context, key)
        put_in(context, work, form, "text", "complements")
        return _complements(context, work, form)
    try:
        asked = form.read(NewComplementsSchema())
        ask_complements(context, key, asked["text"], asked["due_on"], revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error)
        return _complements(context, open_work(context, key), form, refusal)
    flash("Les compléments sont demandés : un courriel part.")
    return redirect(url_for("caf.complements", key=key), 303)


def _complements(
    context: Context, work: Work, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    asked = list_complements(context, work.row.id)
    templates = choices_of(context, work, "complements")
    return work_page(work, "complements.html", "complements", form, refusal, requests=asked, templates=templates)
