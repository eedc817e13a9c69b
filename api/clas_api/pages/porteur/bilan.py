"""The bilan of a dossier by its pages: written in pieces, or read."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur import bilan_typed
from clas_api.pages.porteur.bilan_folder import (
    BUDGET,
    BilanFolder,
    group_page,
    open_bilan,
    open_own_bilan,
)
from clas_api.pages.porteur.bilan_saving import save
from clas_api.pages.porteur.budget_table import budget_table, totals_typed
from clas_api.pages.porteur.dossier import words_of
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.saving import Outcome
from clas_api.pages.porteur.showing import form_page, page
from clas_api.pages.porteur.site import blueprint
from clas_api.pages.porteur.written import Sections, answered
from clas_api.services.year.bilans import shown_of_bilan
from clas_api.services.year.writing_bilans import shown_by_bilan
from clas_core.bilans.bilan_schemas import kept_bilan
from clas_core.dossiers import layout_of, totals_of
from clas_core.errors import NotFound, Path
from clas_core.questions import PAGES
from clas_core.questions.pages import PROGRAMMES
from clas_core.years import SchoolYear


@blueprint.get("/dossiers/<uuid:key>/bilan", endpoint="bilan")
def show_bilan(key: UUID) -> ResponseReturnValue:
    """Show the pages that remain to be written to whoever writes a bilan, and the whole of it to everybody else."""
    bilan = open_bilan(current_context(), key)
    content = kept_bilan(shown_of_bilan(bilan.folder.context, bilan.folder.row, bilan.row))
    return page(
        bilan.folder,
        "bilan.html",
        here="bilan",
        bilan=bilan,
        content=content,
        parts=PAGES["bilan"],
        totals=totals_of(content.budget),
        foreseen_totals=totals_of(bilan.foreseen.budget),
        words=words_of(bilan.folder),
    )


# ——— a group


@blueprint.get("/dossiers/<uuid:key>/bilan/groupes/<int:number>", endpoint="bilan_group")
def show_bilan_group(key: UUID, number: int) -> ResponseReturnValue:
    """Show the page of a group, with what is saved beside what was foreseen."""
    bilan = _with_group(open_bilan(current_context(), key), number)
    if not bilan.writable:
        return redirect(url_for("porteur.bilan", key=key))
    return _show_group(bilan, number, bilan_typed.form_of_group(bilan.row.content, number, bilan.questions))


@blueprint.post("/dossiers/<uuid:key>/bilan/groupes/<int:number>")
def save_bilan_group(key: UUID, number: int) -> ResponseReturnValue:
    """Save a group."""
    bilan = _with_group(open_own_bilan(current_context(), key), number)
    form = TypedForm(request.form, questionnaire=bilan.questions)
    read = partial(_typed_group, form, number)
    bilan, outcome = save(bilan, form, read, _covered_of_group(number))
    if not outcome.saved:
        return _show_group(bilan, number, form, outcome)
    return _onward(bilan, form, group_page(number))


def _typed_group(form: TypedForm, number: int, bilan: BilanFolder) -> Sections:
    return bilan_typed.with_group(form, number, bilan.row.content["groups"])


def _covered_of_group(number: int) -> list[Path]:
    """Return the places of a bilan that the page of a group has fields for."""
    return [("groups", number - 1)]


def _with_group(bilan: BilanFolder, number: int) -> BilanFolder:
    if number not in bilan.labels:
        raise NotFound("Ce groupe")
    return bilan


def _show_group(
    bilan: BilanFolder, number: int, form: TypedForm, outcome: Outcome | None = None
) -> ResponseReturnValue:
    return form_page(
        bilan.folder,
        "bilan_group.html",
        form,
        here=group_page(number),
        outcome=outcome,
        revision=bilan.row.revision,
        shows=shown_by_bilan(bilan.row.content, _covered_of_group(number)),
        address=url_for("porteur.bilan_group", key=bilan.folder.row.id, number=number),
        bilan=bilan,
        number=number,
        place=bilan_typed.place_of(number),
        parts=PAGES["bilan_group"],
        compared=next(each for each in bilan.comparison["groups"] if each["position"] == number),
        words=words_of(bilan.folder),
    )


# ——— the bilan as a whole

_TEMPLATES = {BUDGET: "bilan_budget.html", PROGRAMMES: "bilan_programmes.html"}


@blueprint.get("/dossiers/<uuid:key>/bilan/<slug>", endpoint="bilan_section")
def show_bilan_section(key: UUID, slug: str) -> ResponseReturnValue:
    """Show a page of the bilan as a whole, with what is saved."""
    bilan = _with_section(open_bilan(current_context(), key), slug)
    if not bilan.writable:
        return redirect(url_for("porteur.bilan", key=key))
    return _show_section(bilan, slug, bilan_typed.form_of_page(bilan.row.content, slug, bilan.questions))


@blueprint.post("/dossiers/<uuid:key>/bilan/<slug>")
def save_bilan_section(key: UUID, slug: str) -> ResponseReturnValue:
    """Save a page of the bilan as a whole."""
    bilan = _with_section(open_own_bilan(current_context(), key), slug)
    form = TypedForm(request.form, questionnaire=bilan.questions)
    bilan, outcome = save(bilan, form, partial(_typed, form, slug), _covered(bilan, slug))
    if not outcome.saved:
        return _show_section(bilan, slug, form, outcome)
    return _onward(bilan, form, slug)


def _typed(form: TypedForm, slug: str, bilan: BilanFolder) -> Sections:
    sections = answered(form, "bilan", slug, bilan.row.content)
    if slug == BUDGET:
        sections |= bilan_typed.budget(form, bilan.foreseen.budget)
    elif slug == PROGRAMMES:
        sections |= bilan_typed.programmes(form, bilan.programmes)
    return sections


def _covered(bilan: BilanFolder, slug: str) -> list[Path]:
    """Return the places of a bilan that a page of it as a whole has fields for."""
    beside = [(slug,)] if slug in _TEMPLATES else []
    return [*beside, *(each.place for each in bilan.questions.on("bilan", slug))]


def _with_section(bilan: BilanFolder, slug: str) -> BilanFolder:
    if slug not in bilan.sections:
        abort(404)
    return bilan


def _show_section(
    bilan: BilanFolder, slug: str, form: TypedForm, outcome: Outcome | None = None
) -> ResponseReturnValue:
    further: dict[str, Any] = {}
    if slug == BUDGET:
        layout = layout_of(SchoolYear.parse(bilan.folder.row.school_year))
        before = bilan_typed.foreseen_amounts(form, bilan.foreseen.budget)
        further = {
            "sides": budget_table(layout, form, before),
            "totals": totals_typed(form),
            "layout": layout,
            "foreseen": before,
            "foreseen_totals": totals_of(bilan.foreseen.budget),
        }
    return form_page(
        bilan.folder,
        _TEMPLATES.get(slug, "bilan_section.html"),
        form,
        here=slug,
        outcome=outcome,
        revision=bilan.row.revision,
        shows=shown_by_bilan(bilan.row.content, _covered(bilan, slug)),
        address=url_for("porteur.bilan_section", key=bilan.folder.row.id, slug=slug),
        bilan=bilan,
        **further,
    )


def _onward(bilan: BilanFolder, form: TypedForm, here: str) -> ResponseReturnValue:
    """Lead to the same page again, or to the one that follows."""
    address = next(each.address for each in bilan.pages if each.id == here)
    return redirect(bilan.next_step(here)[0] if form.value("action") == "continue" else address, 303)
