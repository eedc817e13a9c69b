"""The actions of a dossier: one page each, with a card of each of its groups; adding one, taking one out."""

from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.communes import suggested_communes
from clas_api.pages.porteur.folder import Folder, open_folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.group_cards import cards_of
from clas_api.pages.porteur.saving import Outcome, save
from clas_api.pages.porteur.showing import form_page, page
from clas_api.pages.porteur.shown import form_of
from clas_api.pages.porteur.site import blueprint
from clas_api.pages.porteur.written import actions as typed_actions
from clas_api.pages.porteur.written import section
from clas_api.services.dossiers.writing_together import shown_by
from clas_core.errors import Path


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
    """Show the page of an action, with a card of each of its groups."""
    folder = open_folder(current_context(), key)
    if not folder.writable:
        return redirect(url_for("porteur.dossier", key=key))
    action = action_of(folder, number)
    return show_form(folder, number, form_of({f"actions/{number - 1}": action}, folder.asked.questionnaire))


def action_of(folder: Folder, number: int) -> dict[str, Any]:
    """Return an action of a dossier by its number; a page of one that is not there is not found."""
    actions: list[dict[str, Any]] = folder.content.get("actions", [])
    if not 1 <= number <= len(actions):
        abort(404)
    return actions[number - 1]


@blueprint.post("/dossiers/<uuid:key>/actions/<int:number>")
def save_action(key: UUID, number: int) -> ResponseReturnValue:
    """Save an action; its groups have pages of their own."""
    folder = open_own_folder(current_context(), key)
    form = typed_on(folder, number)
    there = folder.content.get("actions", [])
    actions = typed_actions(form, there, number - 1)
    outcome = save(folder, form, {"actions": actions}, covered(folder, number) if number <= len(there) else ())
    if not outcome.saved:
        return show_form(outcome.folder, number, form, outcome)
    number = min(number, len(actions))
    if form.value("action") != "continue":
        return redirect(url_for("porteur.action", key=key, number=number), 303)
    if actions[number - 1].get("groups"):
        return redirect(url_for("porteur.group", key=key, number=number, rank=1), 303)
    return redirect(url_for("porteur.section", key=key, slug="actions"), 303)


def typed_on(folder: Folder, number: int) -> TypedForm:
    """Return what was typed on the page of an action, or of one of its groups."""
    if not 1 <= number <= 1000:
        abort(404)
    return _typed(folder)


def _typed(folder: Folder) -> TypedForm:
    return TypedForm(request.form, questionnaire=folder.asked.questionnaire)


def covered(folder: Folder, number: int) -> list[Path]:
    """Return the places of a dossier that the page of an action has fields for."""
    return [("actions", number - 1, *each.place) for each in folder.asked.questionnaire.on("action")]


def show_form(folder: Folder, number: int, form: TypedForm, outcome: Outcome | None = None) -> ResponseReturnValue:
    """Show the form of an action."""
    return form_page(
        folder,
        "action.html",
        form,
        here="actions",
        outcome=outcome,
        shows=shown_by(folder.content, covered(folder, number)),
        number=number,
        place=f"actions/{number - 1}",
        address=url_for("porteur.action", key=folder.row.id, number=number),
        groups=cards_of(folder, number),
        communes=suggested_communes(folder.department.code, folder.call.campaign.own_territory),
    )


@blueprint.get("/dossiers/<uuid:key>/actions/<int:number>/retirer", endpoint="remove_action")
def ask_to_remove(key: UUID, number: int) -> ResponseReturnValue:
    """Ask whether an action is really to be taken out: what it says would be lost."""
    folder = open_own_folder(current_context(), key)
    return page(folder, "remove_action.html", here="actions", number=number, action=action_of(folder, number))


@blueprint.post("/dossiers/<uuid:key>/actions/<int:number>/retirer")
def post_removal(key: UUID, number: int) -> ResponseReturnValue:
    """Take an action out."""
    folder = open_own_folder(current_context(), key)
    action = action_of(folder, number)
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
