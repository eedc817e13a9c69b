"""Handing the porteur of a dossier over to whom it belongs: whom it touches is said first, and a reason is asked."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import open_work, work_page
from clas_api.refusals import Forbidden
from clas_api.services.people.account_requests import HandoverSchema
from clas_api.services.people.handing_over import hand_over, may_hand_over, touched_by
from clas_api.store.models import Account, PorteurRow
from clas_core.errors import ClasError, Refused
from clas_core.identifiers import write_siret

_HEAD = "C'est à la personne responsable du service de remettre un porteur : dites-lui ce que vous savez."


@blueprint.get("/caf/dossiers/<uuid:key>/remise", endpoint="handover")
def ask_to_hand_over(key: UUID) -> ResponseReturnValue:
    """Say what handing the porteur over would do, and to whom, and ask who takes it."""
    return _ask(current_context(), key)


@blueprint.post("/caf/dossiers/<uuid:key>/remise")
def post_handover(key: UUID) -> ResponseReturnValue:
    """Ask somebody to take the porteur over, and go back to the dossier."""
    context = current_context()
    form = CafForm(request.form)
    porteur = open_work(context, key).row.porteur_id
    try:
        hand_over(context, porteur, **form.read(HandoverSchema()))
    except ClasError as error:
        return _ask(context, key, form, refused(context, form, error))
    flash("Un courriel demande à cette personne si elle accepte ; les personnes de ce porteur en sont prévenues.")
    return redirect(url_for("caf.dossier", key=key), 303)


def _ask(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    work = open_work(context, key)
    porteur = work.row.porteur
    blocked, effects = "", [f"« {porteur.name} », SIRET {write_siret(porteur.siret)}."]
    try:
        effects += _effects(porteur, *touched_by(context, may_hand_over(context, porteur.id)))
    except Forbidden:
        blocked = _HEAD
    except Refused as error:
        blocked = error.message
    return work_page(work, "handover.html", "handover", form, refusal, effects=effects, blocked=blocked)


def _effects(porteur: PorteurRow, people: Sequence[Account], asked: Sequence[str]) -> Sequence[str]:
    there = ", ".join(f"{each.name} ({each.email})" for each in people)
    own = porteur.email if porteur.email not in {each.email for each in people} else None
    address = f", et à l'adresse de l'organisme, {own}" if own else ""
    effects = ["Un courriel demande à la personne que vous nommez si elle accepte. D'ici là, rien ne change."]
    if there:
        effects += [
            f"Un courriel avec votre motif part aussitôt à qui en fait partie, {there}{address}.",
            "Dès qu'elle aura accepté, ces personnes n'en feront plus partie ; ce qu'elles ont écrit et déposé reste.",
        ]
    if asked:
        effects.append(f"Les invitations qui attendent une réponse tombent alors : {', '.join(asked)}.")
    return [*effects, "Cela ne se défait pas : seule une autre remise y revient."]
