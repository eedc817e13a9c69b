"""The texts that a department keeps for its agents: read by all of the Caf, written by the head of the service."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.porteur.form import write_typed
from clas_api.security.permissions import departments_of
from clas_api.services.instruction.instruction_requests import TextTemplateSchema
from clas_api.services.instruction.templating import drop_template, find_template, keep_template, list_templates
from clas_api.services.rules.kept_calls import find_department
from clas_core.dossiers.text_templates import FIELDS, USES
from clas_core.errors import ClasError

_LABELS = {"use": "usage", "title": "nom du modèle", "text": "texte"}


@blueprint.get("/departements/<slug>/modeles", endpoint="templates")
def show_templates(slug: str) -> ResponseReturnValue:
    """List the texts of a department, with a form to add one."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    return _list(context, slug, CafForm())


@blueprint.post("/departements/<slug>/modeles")
def post_template(slug: str) -> ResponseReturnValue:
    """Keep another text."""
    context = current_context()
    expect_department(context, "texts.manage", slug)
    form = CafForm(request.form)
    try:
        row = keep_template(context, slug, form.read(TextTemplateSchema()))
    except ClasError as error:
        return _list(context, slug, form, refused(context, form, error).status)
    flash(f"Le modèle « {row.title} » est gardé.")
    return redirect(url_for("caf.templates", slug=slug), 303)


@blueprint.get("/departements/<slug>/modeles/<uuid:template>", endpoint="template")
def show_template(slug: str, template: UUID) -> ResponseReturnValue:
    """Show a text as it is kept, to be changed by the head of the service."""
    context = current_context()
    expect_department(context, "texts.manage", slug)
    row = find_template(context, slug, template)
    return _one(context, slug, template, CafForm(write_typed(TextTemplateSchema(), row)))


@blueprint.post("/departements/<slug>/modeles/<uuid:template>")
def post_changed(slug: str, template: UUID) -> ResponseReturnValue:
    """Change a text."""
    context = current_context()
    expect_department(context, "texts.manage", slug)
    form = CafForm(request.form)
    try:
        asked = form.read(TextTemplateSchema())
        row = keep_template(context, slug, asked, key=template, revision=form.revision)
    except ClasError as error:
        return _one(context, slug, template, form, refused(context, form, error))
    flash(f"Le modèle « {row.title} » est enregistré.")
    return redirect(url_for("caf.templates", slug=slug), 303)


@blueprint.get("/departements/<slug>/modeles/<uuid:template>/retrait", endpoint="dropped_template")
def ask_to_drop(slug: str, template: UUID) -> ResponseReturnValue:
    """Ask before a text is taken away."""
    context = current_context()
    expect_department(context, "texts.manage", slug)
    return _ask(context, slug, template, CafForm())


@blueprint.post("/departements/<slug>/modeles/<uuid:template>/retrait")
def post_dropped(slug: str, template: UUID) -> ResponseReturnValue:
    """Take a text away."""
    context = current_context()
    expect_department(context, "texts.manage", slug)
    form = CafForm(request.form)
    try:
        title = drop_template(context, slug, template, revision=form.revision)
    except ClasError as error:
        return _ask(context, slug, template, form, refused(context, form, error))
    flash(f"Le modèle « {title} » est retiré.")
    return redirect(url_for("caf.templates", slug=slug), 303)


def _list(context: Context, slug: str, form: CafForm, status: int = 200) -> ResponseReturnValue:
    form.labels |= _LABELS
    return render_template(
        "caf/templates.html",
        department=find_department(context, slug).department,
        form=form,
        templates=list_templates(context, slug),
        writing=slug in departments_of(context.who, "texts.manage"),
        uses=USES,
        fields=FIELDS,
    ), status


def _one(context: Context, slug: str, key: UUID, form: CafForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    form.labels |= _LABELS
    return render_template(
        "caf/template.html",
        department=find_department(context, slug).department,
        form=form,
        row=find_template(context, slug, key),
        uses=USES,
        fields=FIELDS,
        differences=refusal.differences if refusal else None,
    ), refusal.status if refusal else 200


def _ask(context: Context, slug: str, key: UUID, form: CafForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    return render_template(
        "caf/dropped_template.html",
        department=find_department(context, slug).department,
        form=form,
        row=find_template(context, slug, key),
        uses=USES,
        differences=refusal.differences if refusal else None,
    ), refusal.status if refusal else 200
