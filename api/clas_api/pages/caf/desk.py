"""What somebody of a Caf chooses of their list: its columns, saved filters; and the labels of the department."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.dossiers import show_list
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import open_work
from clas_api.pages.caf.work_list import read_filter
from clas_api.pages.typed import key_among
from clas_api.services.instruction.desk_requests import (
    MOST_LABELS,
    ColumnsSchema,
    NewLabelSchema,
    SavedFilterSchema,
)
from clas_api.services.instruction.desks import choose_columns, remove_filter, save_filter
from clas_api.services.instruction.labelling import find_label, label_dossier, list_labels, make_label, remove_label
from clas_api.services.rules.kept_calls import find_department
from clas_core.errors import ClasError, NotFound


@blueprint.post("/caf/<slug>/<year>/bureau", endpoint="desk")
def post_desk(slug: str, year: str) -> ResponseReturnValue:
    """Choose the columns of one's list, save the filter that it shows, or remove one."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    form, listed = CafForm(request.form, labels={"name": "le nom du filtre"}), read_filter(request.args)
    try:
        match form.value("action"):
            case "columns":
                choose_columns(context, slug, form.read(ColumnsSchema())["columns"])
                flash("Ces colonnes sont gardées pour vous.")
            case "save_filter":
                name = form.read(SavedFilterSchema())["name"]
                save_filter(context, slug, name, listed.kept)
                flash(f"Le filtre « {name} » est enregistré : il est au-dessus de la liste.")
            case "remove_filter":
                remove_filter(context, slug, form.value("name"))
                flash("Le filtre est retiré.")
    except ClasError as error:
        return show_list(context, slug, year, form, refused(context, form, error))
    kept: dict[str, Any] = listed.kept
    return redirect(url_for("caf.dossiers", slug=slug, year=year, **kept), 303)


@blueprint.get("/caf/<slug>/etiquettes", endpoint="labels")
def show_labels(slug: str) -> ResponseReturnValue:
    """List the labels of a department, with a form to make one; ask before one is taken away."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    return _labels(context, slug, CafForm())


@blueprint.post("/caf/<slug>/etiquettes")
def post_label(slug: str) -> ResponseReturnValue:
    """Make a label, or take one away from the department and from its dossiers."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    form = CafForm(request.form, labels={"name": "le nom de l'étiquette"})
    try:
        if form.value("action") == "remove":
            key = form.key("label")
            if key is None:
                raise NotFound("Cette étiquette")
            flash(f"L'étiquette « {remove_label(context, slug, key)} » est retirée.")
        else:
            flash(f"L'étiquette « {make_label(context, slug, **form.read(NewLabelSchema())).name} » est faite.")
    except ClasError as error:
        return _labels(context, slug, form, refused(context, form, error))
    return redirect(url_for("caf.labels", slug=slug), 303)


def _labels(context: Context, slug: str, form: CafForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    department = find_department(context, slug).department
    labels, _ = list_labels(context, slug)
    asked = key_among(request.args.get("retirer", ""))
    removing = find_label(context, slug, asked) if asked is not None and asked in labels else None
    return render_template(
        "caf/labels.html",
        department=department,
        labels=labels,
        most=MOST_LABELS,
        removing=removing,
        form=form,
    ), refusal.status if refusal else 200


@blueprint.post("/caf/dossiers/<uuid:key>/etiquettes", endpoint="labelling")
def post_labelling(key: UUID) -> ResponseReturnValue:
    """Give a dossier the labels that are ticked, and no other."""
    context = current_context()
    work = open_work(context, key)
    labels, _ = list_labels(context, work.row.department)
    ticked = set(CafForm(request.form).keys("labels"))
    label_dossier(context, key, ticked, without=set(labels) - ticked)
    flash("Les étiquettes sont enregistrées.")
    return redirect(url_for("caf.dossier", key=key), 303)
