"""The years of the porteur of a dossier in the department: those of the platform, and those that files told of."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import open_work, work_page
from clas_api.services.instruction.years_before import years_of_porteur
from clas_core.dossiers.lifecycle import STATES


@blueprint.get("/caf/dossiers/<uuid:key>/annees", endpoint="years")
def show_years(key: UUID) -> ResponseReturnValue:
    """Show what a porteur was granted and paid, year after year."""
    context = current_context()
    work = open_work(context, key)
    return work_page(work, "years.html", "years", years=years_of_porteur(context, work.row), states=STATES)
