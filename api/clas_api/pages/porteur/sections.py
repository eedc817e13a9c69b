"""The pages that a dossier is written on, but for its actions and its documents: each saves its own sections."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur import written
from clas_api.pages.porteur.budget_table import budget_table, totals_typed
from clas_api.pages.porteur.folder import QUESTIONS, Folder, open_folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.places import PAGE_OF
from clas_api.pages.porteur.questions import typed_answers
from clas_api.pages.porteur.saving import Outcome, save
from clas_api.pages.porteur.showing import form_page
from clas_api.pages.porteur.shown import form_of
from clas_api.pages.porteur.site import blueprint
from clas_api.pages.porteur.written import Sections
from clas_core.dossiers import attestations_of, layout_of
from clas_core.dossiers.content import PREVIOUS_BILANS, SCHEMES
from clas_core.years import SchoolYear

READERS: Mapping[str, Callable[[TypedForm], Sections]] = {
    "contact": written.contact,
    "actions": written.common_costs,
    "axes": written.axes,
    "articulations": written.articulations,
    "budget": written.budget,
    "attestations": written.attestations,
}


@blueprint.get("/dossiers/<uuid:key>/<slug>", endpoint="section")
def show_section(key: UUID, slug: str) -> ResponseReturnValue:
    """Show a page of a dossier, with what is saved."""
    if slug not in (*READERS, QUESTIONS):
        abort(404)
    folder = open_folder(current_context(), key)
    if slug not in folder.pages:
        abort(404)
    if not folder.writable:
        return redirect(url_for("porteur.dossier", key=key))
    saved = {name: folder.content.get(name) for name, page in PAGE_OF.items() if page == slug and name != "actions"}
    return _show(folder, slug, form_of(saved, folder.asked.questionnaire))


@blueprint.post("/dossiers/<uuid:key>/<slug>")
def save_section(key: UUID, slug: str) -> ResponseReturnValue:
    """Save a page of a dossier."""
    if slug not in (*READERS, QUESTIONS):
        abort(404)
    folder = open_own_folder(current_context(), key)
    if slug not in folder.pages:
        abort(404)
    form = TypedForm(request.form, questionnaire=folder.asked.questionnaire)
    sections = READERS[slug](form) if slug in READERS else {"answers": typed_answers(form, "", form.questionnaire)}
    outcome = save(folder, form, sections)
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
    if slug == "attestations":
        further = {"asked": attestations_of(folder.row.porteur.nature), "bilans": PREVIOUS_BILANS}
    if slug == "articulations":
        further = {"schemes": SCHEMES}
    return form_page(folder, f"{slug}.html", form, here=slug, outcome=outcome, **further)
