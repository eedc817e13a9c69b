"""``/porteurs``: the organisations that apply."""

from typing import Any

from flask import Response, jsonify

from clas_api.services.people.porteurs import PorteurSearch, change_porteur, create_porteur, find_porteur, list_porteurs
from clas_api.store import places
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.dossier_serializers import porteur_json
from clas_api.v1.paging import page, place_of
from clas_api.v1.places import key_of
from clas_api.v1.porteur_schemas import (
    PorteurAnswerSchema,
    PorteurPageSchema,
    PorteurPatchSchema,
    PorteurQuerySchema,
    PorteurRequestSchema,
)
from clas_api.v1.revisions import asked_revision, if_match, with_revision

blueprint = Blueprint("porteurs", __name__, description="The organisations that apply")


@blueprint.get("/porteurs")
@blueprint.query(PorteurQuerySchema)
@blueprint.response(200, PorteurPageSchema)
def get_porteurs(query: dict[str, Any]) -> Response:
    """List the porteurs that you may see, by name if `sort` says nothing; a Caf also finds any by its whole SIRET."""
    limit = query["limit"]
    search = PorteurSearch(
        siret=query["siret"],
        siren=query["siren"],
        text=query["q"],
        department=query["department"],
        sort=query["sort"],
        after=place_of(query, places.text, places.key),
        limit=limit,
    )
    column = search.sort.removeprefix("-")
    rows = list_porteurs(current_context(), search)
    return jsonify(page(rows, limit, porteur_json, lambda row: [getattr(row, column), str(row.id)]))


@blueprint.post("/porteurs")
@blueprint.arguments(PorteurRequestSchema)
@blueprint.response(201, PorteurAnswerSchema)
def post_porteur(asked: dict[str, Any]) -> Response:
    """Describe an organisation; you become one of its people."""
    row = create_porteur(current_context(), asked)
    response = with_revision(jsonify(porteur_json(row)), row.revision)
    response.status_code = 201
    response.headers["Location"] = f"/api/v1/porteurs/{row.id}"
    return response


@blueprint.get("/porteurs/<key>")
@blueprint.response(200, PorteurAnswerSchema)
def get_porteur(key: str) -> Response:
    """Show one porteur."""
    row = find_porteur(current_context(), key_of(key, "Ce porteur"))
    return with_revision(jsonify(porteur_json(row)), row.revision)


@blueprint.patch("/porteurs/<key>")
@blueprint.arguments(PorteurPatchSchema)
@blueprint.response(200, PorteurAnswerSchema)
@if_match(blueprint)
def patch_porteur(asked: dict[str, Any], key: str) -> Response:
    """Change what is given of a porteur."""
    context = current_context()
    row = change_porteur(context, key_of(key, "Ce porteur"), asked, revision=asked_revision())
    return with_revision(jsonify(porteur_json(row)), row.revision)
