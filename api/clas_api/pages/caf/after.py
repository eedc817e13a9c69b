"""After the decision on a dossier: what was decided, paid and told of it, and giving its bilan back."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.decision_form import OUTCOME_WORDS
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import Work, open_work, work_page
from clas_api.pages.porteur.questions import Asked
from clas_api.services.committees.correcting import list_decisions
from clas_api.services.year.approved import approval_of, asked_of_bilan
from clas_api.services.year.bilans import load_bilan, return_bilan
from clas_api.services.year.missing_letters import is_without_letter
from clas_api.services.year.paying import list_payments, payment_name
from clas_api.services.year.settling import show_settlement
from clas_api.services.year.year_requests import ReturnSchema
from clas_core.dossiers import layout_of
from clas_core.dossiers.asked import first_questions
from clas_core.errors import ClasError, Refused
from clas_core.estimates import provisional_note
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that the page offers, which asks before it is taken: its button, and what it is for."""

    step: str
    button: str
    what: str
    danger: bool = False


OFFERS: Mapping[str, Offer] = {
    "notification": Offer(
        "notify", "Notifier la décision", "Un courriel dit au porteur la décision, son motif et les montants."
    ),
    "commencement": Offer("begin", "Commencer l'année", "Le porteur a reçu la décision, et mène son projet."),
    "solde": Offer(
        "settle",
        "Solder le dossier",
        "Le solde se fait sur le bilan déposé, comparé ci-dessous à ce qui était prévu.",
    ),
    "abandon": Offer("give_up", "Abandonner l'agrément", "Le porteur renonce à ce qui lui est accordé.", danger=True),
    "fin": Offer("close", "Clore le dossier", "Un dossier clos ne change plus."),
}
"""Each by its address, in the order in which they are offered."""


@blueprint.get("/caf/dossiers/<uuid:key>/suite", endpoint="after")
def show_after(key: UUID) -> ResponseReturnValue:
    """Show what was decided of a dossier and what follows, with the steps that may be taken now."""
    context = current_context()
    return show(context, open_work(context, key))


@blueprint.post("/caf/dossiers/<uuid:key>/bilan/retour", endpoint="returning")
def post_return(key: UUID) -> ResponseReturnValue:
    """Give a filed bilan back to its porteur, to be corrected."""
    context = current_context()
    form = CafForm(request.form, called={"reason": "returning"})
    try:
        return_bilan(context, key, **form.read(ReturnSchema()), revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error)
        return show(context, open_work(context, key), form, refusal)
    flash("Le bilan est rendu au porteur : un courriel lui dit pourquoi.")
    return redirect(url_for("caf.after", key=key), 303)


def show(
    context: Context, work: Work, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    """Show what follows the decision."""
    key = work.row.id
    decisions = list_decisions(context, key)
    payments = list_payments(context, key)
    bilan = settlement = None
    questions = first_questions()
    try:
        _, bilan = load_bilan(context, key)
        questions = asked_of_bilan(context, approval_of(context, key))
        settlement = show_settlement(context, key)
    except Refused:
        pass  # nothing has begun yet
    layout = layout_of(SchoolYear.parse(work.row.school_year))
    return work_page(
        work,
        "after.html",
        "after",
        form,
        refusal,
        decisions=decisions,
        outcomes=OUTCOME_WORDS,
        bonuses={bonus.id: bonus.label for bonus in work.weighed.estimator.referential.bonuses},
        payments=payments,
        payment_name=payment_name,
        bilan=bilan,
        settlement=settlement,
        asked=Asked(questions, work.row.porteur.nature, "bilan"),
        accounts=layout.accounts,
        today=context.now.date(),
        offers=OFFERS,
        without_letter=is_without_letter(context, work.row),
        provisional=provisional_note(SchoolYear.parse(work.row.school_year)),
    )
