"""After the decision on a dossier: notifying it, beginning its year, its bilan, settling it, closing it."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_desk
from clas_api.pages.desk.decision_form import OUTCOME_WORDS
from clas_api.pages.desk.form import DeskForm, Refusal, joined, load, refused
from clas_api.pages.desk.site import blueprint
from clas_api.pages.desk.work import Work, open_work, work_page
from clas_api.services.committees.correcting import list_decisions
from clas_api.services.desk import Desk
from clas_api.services.year.beginning import begin_dossier
from clas_api.services.year.bilans import load_bilan, return_bilan
from clas_api.services.year.ending import close_dossier
from clas_api.services.year.notifying import notify_decision
from clas_api.services.year.paying import KINDS, list_payments
from clas_api.services.year.settling import settle_dossier, show_settlement
from clas_core.dossiers import layout_of
from clas_core.eligibility import FIELDS, LEVELS
from clas_core.errors import ClasError, Path, Refused
from clas_core.estimates import provisional_note
from clas_core.fields import JsonDay, Words
from clas_core.strict import StrictSchema
from clas_core.years import SchoolYear


class BeginningFormSchema(StrictSchema):
    """The day of the agreement, where one is signed."""

    signed_on = JsonDay(load_default=None)


class ReturnFormSchema(StrictSchema):
    """What a porteur has to correct in its bilan."""

    returning = Words(required=True, longest=2000)


@blueprint.get("/dossiers/<uuid:key>/suite", endpoint="after")
def show_after(key: UUID) -> ResponseReturnValue:
    """Show what was decided of a dossier and what follows, with the steps that may be taken now."""
    desk = current_desk()
    return show(desk, open_work(desk, key))


def _handle(
    key: UUID, act: Callable[[Desk, DeskForm], object], told: str, field_of: Callable[[Path], str] = joined
) -> ResponseReturnValue:
    """Take a step, and go back to the page; or show it again with what kept it from being taken."""
    desk = current_desk()
    form = DeskForm(request.form)
    try:
        act(desk, form)
    except ClasError as error:
        refusal = refused(desk, form, error, field_of)
        return show(desk, open_work(desk, key), form, refusal)
    flash(told)
    return redirect(url_for("desk.after", key=key), 303)


@blueprint.post("/dossiers/<uuid:key>/notification", endpoint="notification")
def post_notification(key: UUID) -> ResponseReturnValue:
    """Tell the porteur of the decision, by mail."""

    def act(desk: Desk, form: DeskForm) -> object:
        return notify_decision(desk, key, revision=form.revision)

    return _handle(key, act, "La décision est notifiée : un courriel part.")


@blueprint.post("/dossiers/<uuid:key>/commencement", endpoint="beginning")
def post_beginning(key: UUID) -> ResponseReturnValue:
    """Begin the year: the advances are to be paid, the bilan can be written."""

    def act(desk: Desk, form: DeskForm) -> object:
        signed_on = load(BeginningFormSchema, {"signed_on": form.day("signed_on")})["signed_on"]
        return begin_dossier(desk, key, signed_on=signed_on, revision=form.revision)

    return _handle(key, act, "L'année est commencée : le porteur peut écrire son bilan.")


@blueprint.post("/dossiers/<uuid:key>/bilan/retour", endpoint="returning")
def post_return(key: UUID) -> ResponseReturnValue:
    """Give a filed bilan back to its porteur, to be corrected."""

    def act(desk: Desk, form: DeskForm) -> object:
        reason = load(ReturnFormSchema, {"returning": form.words("returning")})["returning"]
        return return_bilan(desk, key, reason=reason, revision=form.revision)

    return _handle(key, act, "Le bilan est rendu au porteur : un courriel lui dit pourquoi.")


@blueprint.post("/dossiers/<uuid:key>/solde", endpoint="settlement")
def post_settlement(key: UUID) -> ResponseReturnValue:
    """Settle the dossier on its filed bilan."""

    def act(desk: Desk, form: DeskForm) -> object:
        return settle_dossier(desk, key, revision=form.revision)

    return _handle(key, act, "Le dossier est soldé.")


@blueprint.post("/dossiers/<uuid:key>/fin", endpoint="end")
def post_end(key: UUID) -> ResponseReturnValue:
    """Close a dossier that is over."""

    def act(desk: Desk, form: DeskForm) -> object:
        return close_dossier(desk, key, revision=form.revision)

    return _handle(key, act, "Le dossier est clos.")


def show(desk: Desk, work: Work, form: DeskForm | None = None, refusal: Refusal | None = None) -> ResponseReturnValue:
    """Show what follows the decision."""
    key = work.row.id
    decisions = list_decisions(desk, key)
    desk.afresh()
    payments = list_payments(desk, key)
    desk.afresh()
    bilan = settlement = None
    try:
        _, bilan = load_bilan(desk, key)
        desk.afresh()
        settlement = show_settlement(desk, key)
    except Refused:
        pass  # nothing has begun yet
    finally:
        desk.afresh()
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
        kinds=KINDS,
        bilan=bilan,
        settlement=settlement,
        levels=LEVELS,
        axes=FIELDS["dossier"]["axes"].choices or {},
        accounts=layout.accounts,
        today=desk.now.date(),
        provisional=provisional_note(SchoolYear.parse(work.row.school_year)),
    )
