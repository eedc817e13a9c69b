"""The bilan of a dossier by its pages: written in pieces, or read."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur import bilan_typed
from clas_api.pages.porteur.bilan_folder import (
    ACCOUNT,
    BUDGET,
    PROGRAMMES,
    QUESTIONS,
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
from clas_api.pages.porteur.written import Sections
from clas_api.services.year.bilans import shown_of_bilan
from clas_core.bilans.bilan_schemas import kept_bilan
from clas_core.dossiers import layout_of, totals_of
from clas_core.eligibility import LEVELS
from clas_core.errors import NotFound
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
    return _show_group(bilan, number, bilan_typed.form_of_group(bilan.row.content, number, bilan.asked.questionnaire))


@blueprint.post("/dossiers/<uuid:key>/bilan/groupes/<int:number>")
def save_bilan_group(key: UUID, number: int) -> ResponseReturnValue:
    """Save a group."""
    bilan = _with_group(open_own_bilan(current_context(), key), number)
    form = TypedForm(request.form, questionnaire=bilan.asked.questionnaire)
    bilan, outcome = save(bilan, form, lambda now: bilan_typed.with_group(form, number, now.row.content["groups"]))
    if not outcome.saved:
        return _show_group(bilan, number, form, outcome)
    return _onward(bilan, form, group_page(number))


def _with_group(bilan: BilanFolder, number: int) -> BilanFolder:
    if number not in bilan.labels:
        raise NotFound("Ce groupe")
    return bilan


def _show_group(
    bilan: BilanFolder, number: int, form: TypedForm, outcome: Outcome | None = None
) -> ResponseReturnValue:
    place = bilan_typed.place_of(number)
    group = bilan.foreseen.groups[number - 1]
    # A level that was foreseen, or of which something was typed, is there at once; the others unfold.
    open_levels = {
        level
        for level in LEVELS
        if level in (group.levels or ())
        or any(form.value(f"{place}/children/{level}/{sex}") for sex in ("girls", "boys"))
    }
    return form_page(
        bilan.folder,
        "bilan_group.html",
        form,
        here=group_page(number),
        outcome=outcome,
        revision=bilan.row.revision,
        address=url_for("porteur.bilan_group", key=bilan.folder.row.id, number=number),
        bilan=bilan,
        number=number,
        place=place,
        foreseen=group,
        compared=next(each for each in bilan.comparison["groups"] if each["position"] == number),
        levels=LEVELS,
        open_levels=open_levels,
        words=words_of(bilan.folder),
    )


# ——— schools and axes, questions, budget

_KEPT: Mapping[str, Callable[[BilanFolder], TypedForm]] = {
    ACCOUNT: lambda bilan: bilan_typed.form_of_account(bilan.row.content),
    QUESTIONS: lambda bilan: bilan_typed.form_of_questions(bilan.row.content, bilan.asked.questionnaire),
    PROGRAMMES: lambda bilan: bilan_typed.form_of_programmes(bilan.row.content, bilan.asked.questionnaire),
    BUDGET: lambda bilan: bilan_typed.form_of_budget(bilan.row.content),
}
_READ: Mapping[str, Callable[[TypedForm, BilanFolder], Sections]] = {
    ACCOUNT: lambda form, _: bilan_typed.account(form),
    QUESTIONS: lambda form, bilan: bilan_typed.questions(form, bilan.row.content),
    PROGRAMMES: lambda form, bilan: bilan_typed.programmes(form, bilan.programmes, bilan.row.content),
    BUDGET: lambda form, bilan: bilan_typed.budget(form, bilan.foreseen.budget),
}
_TEMPLATES = {
    ACCOUNT: "bilan_account.html",
    QUESTIONS: "bilan_questions.html",
    PROGRAMMES: "bilan_programmes.html",
    BUDGET: "bilan_budget.html",
}


@blueprint.get("/dossiers/<uuid:key>/bilan/<slug>", endpoint="bilan_section")
def show_bilan_section(key: UUID, slug: str) -> ResponseReturnValue:
    """Show a page of the bilan as a whole, with what is saved."""
    bilan = _with_section(open_bilan(current_context(), key), slug)
    if not bilan.writable:
        return redirect(url_for("porteur.bilan", key=key))
    return _show_section(bilan, slug, _KEPT[slug](bilan))


@blueprint.post("/dossiers/<uuid:key>/bilan/<slug>")
def save_bilan_section(key: UUID, slug: str) -> ResponseReturnValue:
    """Save a page of the bilan as a whole."""
    bilan = _with_section(open_own_bilan(current_context(), key), slug)
    form = TypedForm(request.form, questionnaire=bilan.asked.questionnaire)
    bilan, outcome = save(bilan, form, lambda now: _READ[slug](form, now))
    if not outcome.saved:
        return _show_section(bilan, slug, form, outcome)
    return _onward(bilan, form, slug)


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
        further = {
            "sides": budget_table(layout, form),
            "totals": totals_typed(form),
            "layout": layout,
            "foreseen": bilan_typed.foreseen_amounts(form, bilan.foreseen.budget),
            "foreseen_totals": totals_of(bilan.foreseen.budget),
        }
    return form_page(
        bilan.folder,
        _TEMPLATES[slug],
        form,
        here=slug,
        outcome=outcome,
        revision=bilan.row.revision,
        address=url_for("porteur.bilan_section", key=bilan.folder.row.id, slug=slug),
        bilan=bilan,
        **further,
    )


def _onward(bilan: BilanFolder, form: TypedForm, here: str) -> ResponseReturnValue:
    """Lead to the same page again, or to the one that follows."""
    address = next(each.address for each in bilan.pages if each.id == here)
    return redirect(bilan.next_step(here)[0] if form.value("action") == "continue" else address, 303)
