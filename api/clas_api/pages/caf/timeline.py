"""The timeline of a dossier: what happened to it, in words, from its trace."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import open_work, work_page
from clas_api.services.instruction.timeline import LONGEST_TIMELINE, timeline


@blueprint.get("/caf/dossiers/<uuid:key>/fil", endpoint="timeline")
def show_timeline(key: UUID) -> ResponseReturnValue:
    """Show what happened to a dossier, the latest first."""
    context = current_context()
    work = open_work(context, key)
    return work_page(work, "timeline.html", "timeline", events=timeline(context, work.row), most=LONGEST_TIMELINE)
