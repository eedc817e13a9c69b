"""The groups of an action: one page each, with its own saving; adding one, copying it, its order, taking it out."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur import actions
from clas_api.pages.porteur.actions import action_of, typed_on
from clas_api.pages.porteur.folder import Folder, open_folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.group_cards import card_of
from clas_api.pages.porteur.saving import Outcome, save
from clas_api.pages.porteur.showing import form_page, page
from clas_api.pages.porteur.shown import form_of
from clas_api.pages.porteur.site import blueprint
from clas_api.pages.porteur.written import actions as typed_actions
from clas_api.pages.porteur.written import forgotten_bonuses
from clas_api.services.dossiers.writing_together import shown_by
from clas_core.dossiers.arranging import (
    with_group_added,
    with_group_copied,
    with_group_moved_up,
    with_group_taken_out,
)

NOT_TICKED = "Cochez ce bonus pour le demander, ou effacez ce texte."
_ONE = "/dossiers/<uuid:key>/actions/<int:number>/groupes/<int:rank>"


def _group(folder: Folder, number: int, rank: int) -> dict[str, Any]:
    groups: list[dict[str, Any]] = action_of(folder, number).get("groups", [])
    if not 1 <= rank <= len(groups):
        abort(404)
    return groups[rank - 1]


@blueprint.get(_ONE, endpoint="group")
def show_group(key: UUID, number: int, rank: int) -> ResponseReturnValue:
    """Show the page of a group."""
    folder = open_folder(current_context(), key)
    if not folder.writable:
        return redirect(url_for("porteur.dossier", key=key))
    place = f"actions/{number - 1}/groups/{rank - 1}"
    form = form_of({place: _group(folder, number, rank)}, folder.asked.questionnaire)
    return _show(folder, number, rank, form)


@blueprint.post(_ONE)
def save_group(key: UUID, number: int, rank: int) -> ResponseReturnValue:
    """Save a group: what is wrong with it keeps nothing else from being saved."""
    folder = open_own_folder(current_context(), key)
    form = _typed(folder, number, rank)
    if refused := _forgotten(folder, number, rank, form):
        return refused
    there = folder.content.get("actions", [])
    is_there = number <= len(there) and rank <= len(there[number - 1].get("groups", []))
    written = typed_actions(form, there, number - 1)
    covers = [("actions", number - 1, "groups", rank - 1)] if is_there else []
    outcome = save(folder, form, {"actions": written}, covers)
    if not outcome.saved:
        return _show(outcome.folder, number, rank, form, outcome)
    number = min(number, len(written))
    count = len(written[number - 1]["groups"])
    if form.value("action") != "continue":
        return redirect(url_for("porteur.group", key=key, number=number, rank=min(rank, count)), 303)
    if rank < count:
        return redirect(url_for("porteur.group", key=key, number=number, rank=rank + 1), 303)
    return redirect(url_for("porteur.action", key=key, number=number) + _cards(number), 303)


def _typed(folder: Folder, number: int, rank: int) -> TypedForm:
    if not 1 <= rank <= 1000:
        abort(404)
    return typed_on(folder, number)


def _cards(number: int) -> str:
    return f"#actions/{number - 1}/groups"


def _forgotten(folder: Folder, number: int, rank: int, form: TypedForm) -> ResponseReturnValue | None:
    """Show a form again that says what a bonus would add, and does not ask for it; nothing of any other."""
    forgotten = forgotten_bonuses(form, number - 1, folder.call.estimator.bonuses_on_offer)
    form.errors.update(dict.fromkeys(forgotten, NOT_TICKED))
    return _show(folder, number, rank, form, Outcome(folder, False, 422)) if forgotten else None


def _show(
    folder: Folder, number: int, rank: int, form: TypedForm, outcome: Outcome | None = None
) -> ResponseReturnValue:
    kept: list[dict[str, Any]] = folder.content.get("actions", [])
    groups = kept[number - 1].get("groups", []) if number <= len(kept) else []
    return form_page(
        folder,
        "group.html",
        form,
        here="actions",
        outcome=outcome,
        shows=shown_by(folder.content, [("actions", number - 1, "groups", rank - 1)]),
        number=number,
        rank=rank,
        count=len(groups),
        card=card_of(folder, number, rank, groups[rank - 1]) if rank <= len(groups) else None,
        place=f"actions/{number - 1}/groups/{rank - 1}",
        address=url_for("porteur.group", key=folder.row.id, number=number, rank=rank),
        bonuses=folder.call.estimator.referential.bonuses,
        refused_bonuses=folder.call.estimator.bonuses_on_offer,
    )


@blueprint.post("/dossiers/<uuid:key>/actions/<int:number>/groupes/ajouter")
def add_group(key: UUID, number: int) -> ResponseReturnValue:
    """Add a group, and save what was typed beside the button that adds it."""
    folder = open_own_folder(current_context(), key)
    action_of(folder, number)
    form = typed_on(folder, number)
    written = with_group_added(typed_actions(form, folder.content["actions"], number - 1), number - 1)
    outcome = save(folder, form, {"actions": written})
    if not outcome.saved:
        return actions.show_form(outcome.folder, number, form, outcome)
    return redirect(url_for("porteur.group", key=key, number=number, rank=len(written[number - 1]["groups"])), 303)


@blueprint.post(f"{_ONE}/dupliquer")
def copy_group(key: UUID, number: int, rank: int) -> ResponseReturnValue:
    """Copy a group to the end of its action, and save what was typed beside the button that copies it."""
    folder = open_own_folder(current_context(), key)
    _group(folder, number, rank)
    form = _typed(folder, number, rank)
    of_group = bool(form.indices(f"actions/{number - 1}/groups"))
    if of_group and (refused := _forgotten(folder, number, rank, form)):
        return refused
    written = with_group_copied(typed_actions(form, folder.content["actions"], number - 1), number - 1, rank - 1)
    outcome = save(folder, form, {"actions": written})
    if not outcome.saved and of_group:
        return _show(outcome.folder, number, rank, form, outcome)
    if not outcome.saved:
        return actions.show_form(outcome.folder, number, form, outcome)
    flash("Voici la copie : donnez-lui un nom, et corrigez ce qui diffère.")
    return redirect(url_for("porteur.group", key=key, number=number, rank=len(written[number - 1]["groups"])), 303)


@blueprint.post(f"{_ONE}/monter")
def move_group_up(key: UUID, number: int, rank: int) -> ResponseReturnValue:
    """Put a group before the one that stands before it, and save what was typed beside the button that moves it."""
    folder = open_own_folder(current_context(), key)
    _group(folder, number, rank)
    form = typed_on(folder, number)
    written = with_group_moved_up(typed_actions(form, folder.content["actions"], number - 1), number - 1, rank - 1)
    outcome = save(folder, form, {"actions": written})
    if not outcome.saved:
        return actions.show_form(outcome.folder, number, form, outcome)
    return redirect(url_for("porteur.action", key=key, number=number) + _cards(number), 303)


@blueprint.get(f"{_ONE}/retirer", endpoint="remove_group")
def ask_to_remove_group(key: UUID, number: int, rank: int) -> ResponseReturnValue:
    """Ask whether a group is really to be taken out: what it says would be lost."""
    return _ask_to_remove(open_own_folder(current_context(), key), number, rank)


def _ask_to_remove(folder: Folder, number: int, rank: int, status: int = 200) -> ResponseReturnValue:
    card = card_of(folder, number, rank, _group(folder, number, rank))
    changed = status != 200
    shown = {"number": number, "card": card, "changed": changed}
    return page(folder, "remove_group.html", here="actions", status=status, **shown)


@blueprint.post(f"{_ONE}/retirer")
def post_group_removal(key: UUID, number: int, rank: int) -> ResponseReturnValue:
    """Take a group out."""
    folder = open_own_folder(current_context(), key)
    _group(folder, number, rank)
    left = with_group_taken_out(folder.content["actions"], number - 1, rank - 1)
    outcome = save(folder, actions.typed_on(folder, number), {"actions": left})
    if not outcome.saved:
        return _ask_to_remove(outcome.folder, number, rank, outcome.status)
    return redirect(url_for("porteur.action", key=key, number=number) + _cards(number), 303)
