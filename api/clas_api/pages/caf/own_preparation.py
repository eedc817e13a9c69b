"""How ready the coming year is in a department, for the head of its service."""

from flask import render_template
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.caf.site import blueprint
from clas_api.services.rules.kept_calls import find_department
from clas_api.services.year.preparing import prepare_department
from clas_core.conformance.readiness import ACTORS, STATES, VERDICTS


@blueprint.get("/departements/<slug>/preparation/<year>", endpoint="own_preparation")
def show_own_preparation(slug: str, year: str) -> ResponseReturnValue:
    """Show what a year still needs in a department, and what of the nation it waits for."""
    context = current_context()
    preparation = prepare_department(context, slug, year)
    return render_template(
        "caf/own_preparation.html",
        department=find_department(context, slug).department,
        preparation=preparation,
        readiness=preparation.departments[0] if preparation.departments else None,
        form=CafForm(),
        actors=ACTORS,
        states=STATES,
        verdicts=VERDICTS,
    )
