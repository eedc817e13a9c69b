"""The pages that a dossier is written on, but for its actions and its documents: each saves its own sections."""

from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.budget_table import budget_table, totals_typed
from clas_api.pages.porteur.folder import Folder, open_folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.places import WRITTEN
from clas_api.pages.porteur.saving import Outcome, save
from clas_api.pages.porteur.showing import form_page
from clas_api.pages.porteur.shown import form_of
from clas_api.pages.porteur.site import blueprint
from clas_api.pages.porteur.written import forgotten_programmes, section
from clas_api.services.dossiers.writing_together import shown_by
from clas_core.dossiers import attestations_of, layout_of
from clas_core.errors import Path
from clas_core.questions import PAGES
from clas_core.questions.pages import PROGRAMMES
from clas_core.years import SchoolYear

NOT_TICKED = "Cochez ce programme pour le demander, ou effacez ce montant."


@blueprint.get("/dossiers/<uuid:key>/<slug>", endpoint="section")
def show_section(key: UUID, slug: str) -> ResponseReturnValue:
    """Show a page of a dossier, with what is saved."""
    if slug not in PAGES["dossier"]:
        abort(404)
    folder = open_folder(current_context(), key)
    if slug not in folder.pages:
        abort(404)
    if not folder.writable:
        return redirect(url_for("porteur.dossier", key=key))
    written = {str(place[0]): folder.content.get(str(place[0])) for place in _covered(folder, slug)}
    return _show(folder, slug, form_of(written, folder.asked.questionnaire))


def _covered(folder: Folder, slug: str) -> list[Path]:
    """Return the places of a dossier that a page has fields for."""
    beside = [(name,) for name in WRITTEN.get(slug, ()) if name != "actions"]
    return [*beside, *(each.place for each in folder.asked.questionnaire.on("dossier", slug))]


@blueprint.post("/dossiers/<uuid:key>/<slug>")
def save_section(key: UUID, slug: str) -> ResponseReturnValue:
    """Save a page of a dossier."""
    if slug not in PAGES["dossier"]:
        abort(404)
    folder = open_own_folder(current_context(), key)
    if slug not in folder.pages:
        abort(404)
    form = TypedForm(request.form, questionnaire=folder.asked.questionnaire)
    forgotten = forgotten_programmes(form) if slug == PROGRAMMES else ()
    if forgotten:
        form.errors.update(dict.fromkeys(forgotten, NOT_TICKED))
        return _show(folder, slug, form, Outcome(folder, False, 422))
    outcome = save(folder, form, section(form, slug, folder.content), _covered(folder, slug))
    if not outcome.saved:
        return _show(outcome.folder, slug, form, outcome)
    there = folder.page_after(slug) if form.value("action") == "continue" else slug
    return redirect(url_for("porteur.section", key=key, slug=there), 303)


def _show(folder: Folder, slug: str, form: TypedForm, outcome: Outcome | None = None) -> ResponseReturnValue:
    year = SchoolYear.parse(folder.row.school_year)
    further: dict[str, Any] = {}
    if slug == "budget":
        further = {
            "sides": budget_table(layout_of(year), form),
            "totals": totals_typed(form),
            "layout": layout_of(year),
        }
    if slug == PROGRAMMES:
        further = {"programmes": folder.call.campaign.programmes}
    if slug == "attestations":
        further = {"asked": attestations_of(folder.row.porteur.nature)}
    shows = shown_by(folder.content, _covered(folder, slug))
    return form_page(folder, f"{slug}.html", form, here=slug, outcome=outcome, shows=shows, **further)
