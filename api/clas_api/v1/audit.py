"""``/departments/{slug}/audit``: who changed what, and when."""

from typing import Any

from clas_api.services.maintenance.reading_trace import AuditSearch, list_entries
from clas_api.store import places
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.dossier_answers import AuditPageSchema
from clas_api.v1.dossier_schemas import AuditQuerySchema
from clas_api.v1.paging import page, place_of

blueprint = Blueprint("audit", __name__, description="The trace of a department")


@blueprint.get("/departments/<slug>/audit")
@blueprint.query(AuditQuerySchema)
@blueprint.answers(200, AuditPageSchema)
def get_audit(slug: str, query: dict[str, Any]) -> dict[str, Any]:
    """List the changes made in a department, the latest first, as their chain keeps them."""
    (before,) = place_of(query, places.number) or (None,)
    asked = {name: query[name] for name in ("subject", "action", "who", "since", "until", "limit")}
    search = AuditSearch(**asked, before=before)
    return page(list_entries(current_context(), slug, search), search.limit, lambda row: [row.number])
