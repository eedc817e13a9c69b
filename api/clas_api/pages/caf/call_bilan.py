"""The bilan of a call: on a page, and as a document to keep, print or send."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from clas_api.files_given import file_of
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.site import blueprint
from clas_api.rendering import FORMATS
from clas_api.services.rules.kept_calls import calls_of_year
from clas_api.services.year.call_bilans import load_call_bilan


@blueprint.get("/caf/<slug>/<year>/bilan-de-l-appel", endpoint="call_bilan")
def show_call_bilan(slug: str, year: str) -> ResponseReturnValue:
    """Show what a year of a department came to."""
    context = current_context()
    expect_department(context, "statistics.read", slug)
    found = load_call_bilan(context, slug, year)
    return render_template(
        "caf/call_bilan.html",
        department=found.plugin.department,
        campaign=calls_of_year(context, slug, year)[0],
        here="call_bilan",
        document=found.document,
    )


@blueprint.get("/caf/<slug>/<year>/bilan-de-l-appel.<form>", endpoint="call_bilan_document")
def give_call_bilan(slug: str, year: str, form: str) -> Response:
    """Give the bilan of a call as a file."""
    context = current_context()
    expect_department(context, "statistics.read", slug)
    if form not in FORMATS:
        abort(404)
    document = load_call_bilan(context, slug, year).document
    name = f"clas-bilan-{slug}-{document.school_year}"
    return file_of(document, name, form, rehearsal=context.installation.is_rehearsal)
