"""``/departments/{slug}/campaigns/{year}/extensions``: more time for a porteur."""

from typing import Any

from clas_api.services.dossiers.dossier_requests import NewExtensionSchema
from clas_api.services.dossiers.extending import grant_extension, list_extensions
from clas_api.store import places
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.dossier_answers import ExtensionSchema, ExtensionsSchema
from clas_api.v1.paging import PageQuerySchema, page, place_of
from clas_api.v1.sending import Sent

blueprint = Blueprint("extensions", __name__, description="More time to deposit, granted by a Caf with a reason")


@blueprint.get("/departments/<slug>/campaigns/<year>/extensions")
@blueprint.query(PageQuerySchema)
@blueprint.answers(200, ExtensionsSchema)
def get_extensions(slug: str, year: str, query: dict[str, Any]) -> dict[str, Any]:
    """List the extensions of a call that you may see, the oldest first."""
    limit = query["limit"]
    rows = list_extensions(current_context(), slug, year, after=place_of(query, places.moment, places.key), limit=limit)
    return page(rows, limit, lambda row: [row.granted_at.isoformat(), str(row.id)], "extensions")


@blueprint.post("/departments/<slug>/campaigns/<year>/extensions")
@blueprint.arguments(NewExtensionSchema)
@blueprint.answers(201, ExtensionSchema)
@blueprint.alt_response(200, schema=ExtensionSchema)
def post_extension(asked: dict[str, Any], slug: str, year: str) -> Sent:
    """Grant a porteur more time, until the end of a day, with a reason: the last grant holds; the same again is one."""
    granted, new = grant_extension(
        current_context(), slug, year, asked["porteur"], until=asked["until"], reason=asked["reason"]
    )
    return Sent(value=granted, status=201 if new else 200)
