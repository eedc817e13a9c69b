"""The actions of a dossier: one page each, with its groups; adding one, taking one out."""

from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.communes import suggested_communes
from clas_api.pages.porteur.folder import Folder, open_folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.saving import Outcome, save
from clas_api.pages.porteur.showing import form_page, page
from clas_api.pages.porteur.shown import form_of
from clas_api.pages.porteur.site import blueprint
from clas_api.pages.porteur.written import action as action_typed
from clas_api.pages.porteur.written import forgotten_bonuses, section

NOT_TICKED = "Cochez ce bonus pour le demander, ou effacez ce texte."


@blueprint.post("/dossiers/<uuid:key>/actions/ajouter")
def add_action(key: UUID) -> ResponseReturnValue:
    """Add an action, and save what was typed beside the button that adds it."""
    folder = open_own_folder(current_context(), key)
    form = _typed(folder)
    actions = folder.content.get("actions", [])
    outcome = save(folder, form, {**section(form, "actions", folder.content), "actions": [*actions, {}]})
    if not outcome.saved:
        return form_page(outcome.folder, "actions.html", form, here="actions", outcome=outcome)
    return redirect(url_for("porteur.action", key=key, number=len(actions) + 1), 303)


@blueprint.get("/dossiers/<uuid:key>/actions/<int:number>", endpoint="action")
def show_action(key: UUID, number: int) -> ResponseReturnValue:
    """Show the page of an action."""
    folder = open_folder(current_context(), key)
    if not folder.writable:
        return redirect(url_for("porteur.dossier", key=key))
    action = _action(folder, number)
    return _show(folder, number, form_of({f"actions/{number - 1}": action}, folder.asked.questionnaire))


def _action(folder: Folder, number: int) -> dict[str, object]:
    actions: list[dict[str, object]] = folder.content.get("actions", [])
    if not 1 <= number <= len(actions):
        abort(404)
    return actions[number - 1]


@blueprint.post("/dossiers/<uuid:key>/actions/<int:number>")
def save_action(key: UUID, number: int) -> ResponseReturnValue:
    """Save an action; the buttons of its groups save it too, with one group more or less."""
    folder = open_own_folder(current_context(), key)
    if not 1 <= number <= 1000:
        abort(404)
    form, anchor = _with_groups_changed(_typed(folder), f"actions/{number - 1}/groups")
    typed = action_typed(form, number - 1)
    # An action that somebody else took out in the meantime comes back at the end.
    actions = list(folder.content.get("actions", []))
    actions[number - 1 : number] = [typed]
    forgotten = forgotten_bonuses(form, number - 1, folder.call.estimator.bonuses_on_offer)
    if forgotten:
        form.errors.update(dict.fromkeys(forgotten, NOT_TICKED))
        return _show(folder, number, form, Outcome(folder, False, 422))
    outcome = save(folder, form, {"actions": actions})
    if not outcome.saved:
        return _show(outcome.folder, number, form, outcome)
    if form.value("action") == "continue":
        return redirect(url_for("porteur.section", key=key, slug="actions"), 303)
    return redirect(url_for("porteur.action", key=key, number=min(number, len(actions))) + anchor, 303)


def _typed(folder: Folder) -> TypedForm:
    return TypedForm(request.form, questionnaire=folder.asked.questionnaire)


def _with_groups_changed(form: TypedForm, place: str) -> tuple[TypedForm, str]:
    """Return the form after the button that adds a group or takes one out, and where to look then."""
    action = form.value("action")
    ranks = form.indices(place)
    if action == "add-group":
        added = max(ranks, default=-1) + 1
        form.values = form.values.copy()
        form.values.add(f"{place}/{added}/label", "")
        return form, f"#{place}/{added}"
    head, _, rank = action.rpartition("-")
    if head == "remove-group" and rank.isdecimal() and int(rank) in ranks:
        return form.without_row(place, int(rank)), f"#{place}"
    return form, ""


def _show(folder: Folder, number: int, form: TypedForm, outcome: Outcome | None = None) -> ResponseReturnValue:
    place = f"actions/{number - 1}"
    return form_page(
        folder,
        "action.html",
        form,
        here="actions",
        outcome=outcome,
        number=number,
        place=place,
        address=url_for("porteur.action", key=folder.row.id, number=number),
        groups=form.indices(f"{place}/groups"),
        communes=suggested_communes(folder.department.code, folder.call.campaign.own_territory),
        bonuses=folder.call.estimator.referential.bonuses,
        refused_bonuses=folder.call.estimator.bonuses_on_offer,
    )


@blueprint.get("/dossiers/<uuid:key>/actions/<int:number>/retirer", endpoint="remove_action")
def ask_to_remove(key: UUID, number: int) -> ResponseReturnValue:
    """Ask whether an action is really to be taken out: what it says would be lost."""
    folder = open_own_folder(current_context(), key)
    return page(folder, "remove_action.html", here="actions", number=number, action=_action(folder, number))


@blueprint.post("/dossiers/<uuid:key>/actions/<int:number>/retirer")
def post_removal(key: UUID, number: int) -> ResponseReturnValue:
    """Take an action out."""
    folder = open_own_folder(current_context(), key)
    action = _action(folder, number)
    form = TypedForm(request.form)
    left = [each for rank, each in enumerate(folder.content["actions"], start=1) if rank != number]
    outcome = save(folder, form, {"actions": left})
    if not outcome.saved:
        return page(
            outcome.folder,
            "remove_action.html",
            here="actions",
            status=outcome.status,
            number=number,
            action=action,
            changed=True,
        )
    return redirect(url_for("porteur.section", key=key, slug="actions"), 303)
