"""Open data, for anybody: what was published of each call, and its files."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.public.site import blueprint
from clas_api.rendering.names import named
from clas_api.services.outward.publications import LABELS, list_published, open_file, published_of
from clas_api.services.rules.finding import call_title
from clas_api.services.rules.kept_calls import find_department
from clas_core.open_data import kept_award
from clas_core.open_data.award import STANDINGS


@blueprint.get("/open-data", endpoint="open_data")
def show_published() -> ResponseReturnValue:
    """List the calls of which something was published."""
    return render_template("public/open_data.html", calls=list_published(current_context()))


@blueprint.get("/open-data/<slug>/<year>", endpoint="open_call")
def show_call(slug: str, year: str) -> ResponseReturnValue:
    """Show what was published of a call, with its files."""
    context = current_context()
    row = published_of(context, slug, year)
    return render_template(
        "public/open_call.html",
        slug=slug,
        year=year,
        department=find_department(context, slug).department,
        title=call_title(context.installation, slug, year),
        row=row,
        awards=[kept_award(each) for each in row.awards],
        formats=LABELS,
        standings=STANDINGS,
    )


@blueprint.get("/open-data/<slug>/<year>/<form>", endpoint="open_file")
def give_file(slug: str, year: str, form: str) -> ResponseReturnValue:
    """Give a file of a call."""
    file = open_file(current_context(), slug, year, form)
    response = Response(file.text, content_type=file.media_type)
    response.headers.update(named(file.name, attached=True))
    return response
