"""A dossier of which nothing is known but what was written: neither its call nor its sealed rules are here any more.

It is read all the same, place by place, with its deposits.
"""

from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.errors import error_page
from clas_api.pages.porteur.folder import state_of
from clas_api.pages.porteur.site import blueprint
from clas_api.pages.porteur.wording import shown_changes
from clas_api.refusals import NotServed
from clas_api.services.dossiers.reading import content_for, list_versions, load_dossier, load_version, state_for
from clas_api.services.dossiers.shown_answers import shown_content
from clas_core.departments.absent import plain_name
from clas_core.dossiers import changes_between, national_questions
from clas_core.errors import ClasError
from clas_core.questions import Questionnaire
from clas_core.years import SchoolYear

_READING = frozenset({"porteur.dossier", "porteur.reading", "porteur.receipt", "porteur.versions", "porteur.version"})


@blueprint.errorhandler(NotServed)
def show_what_was_written(error: NotServed) -> Response:
    """Show the dossier that an address reads by what was written of it alone; refuse whatever else is asked of it."""
    asked = request.view_args or {}
    if request.method not in ("GET", "HEAD") or "key" not in asked:
        return error_page(error)
    if request.endpoint not in _READING:
        return make_response(redirect(url_for("porteur.dossier", key=asked["key"])))
    try:
        return _page(error, asked["key"], asked.get("number"))
    except ClasError as other:  # nobody answers for what goes wrong while an error is answered
        return error_page(other)


def _page(error: NotServed, key: UUID, number: int | None) -> Response:
    context = current_context()
    row = load_dossier(context, key)
    version = None if number is None else load_version(context, key, number)
    content = shown_content(context, row, content_for(context, row) if version is None else version.content, version)
    page = render_template(
        "porteur/unserved.html",
        row=row,
        state=state_of(row, state_for(context, row)),
        department=plain_name(row.department),
        notice=error.message,
        number=number,
        versions=list_versions(context, key),
        written=shown_changes(changes_between({}, content), row.school_year, _asked(context, row.school_year)),
    )
    return make_response(page)


def _asked(context: Context, year: str) -> Questionnaire:
    """Return what the nation asked in a year, or asks now where that year is not there any more."""
    library = context.installation.library
    parsed = SchoolYear.parse(year)
    return Questionnaire(national_questions(library.get(parsed) if parsed in library else library.latest()))
