"""What a Caf publishes of a call: what will be public, what is withheld and why, then the act itself."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.form import CafForm
from clas_api.pages.caf.site import blueprint
from clas_api.security.permissions import departments_of
from clas_api.services.outward.publication_requests import PublicationSchema
from clas_api.services.outward.publications import LABELS
from clas_api.services.outward.publishing import preview_publication, publish_call
from clas_api.services.rules.kept_calls import find_call
from clas_api.statuses import status_of
from clas_core.errors import ClasError
from clas_core.open_data.award import STANDINGS


@blueprint.get("/caf/<slug>/<year>/donnees-ouvertes", endpoint="open_data")
def show_preview(slug: str, year: str) -> ResponseReturnValue:
    """Show what would be public of a call, and what was published."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    return _page(context, slug, year)


@blueprint.post("/caf/<slug>/<year>/donnees-ouvertes")
def post_publication(slug: str, year: str) -> ResponseReturnValue:
    """Publish what was shown."""
    context = current_context()
    expect_department(context, "publications.publish", slug)
    form = CafForm(request.form, labels={"seen": "ce qui a été relu"})
    try:
        row, new = publish_call(context, slug, year, seen=form.read(PublicationSchema())["seen"])
    except ClasError as error:
        return _page(context, slug, year, error.message, status_of(error))
    if new:
        flash(f"C'est publié : publication n° {row.number}.")
    else:
        flash("Rien n'avait changé : ce qui était public le reste.")
    return redirect(url_for("caf.open_data", slug=slug, year=year), 303)


def _page(context: Context, slug: str, year: str, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    plugin, campaign = find_call(context, slug, year)
    return render_template(
        "caf/open_data.html",
        department=plugin.department,
        campaign=campaign,
        here="open_data",
        preview=preview_publication(context, slug, year),
        publishing=slug in departments_of(context.who, "publications.publish"),
        formats=LABELS,
        standings=STANDINGS,
        refusal=refusal,
    ), status
