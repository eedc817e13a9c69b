"""Which agent each dossier is assigned to."""

from typing import Any

from flask import Response, jsonify

from clas_api.services.instruction.assigning import assign, assign_many, list_agents
from clas_api.services.instruction.instruction_requests import AssignmentSchema, AssignmentsSchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.dossier_schemas import DossierSummarySchema
from clas_api.v1.dossier_serializers import summary_json
from clas_api.v1.instruction_schemas import AgentsSchema, AssignedSchema
from clas_api.v1.instruction_serializers import agent_json
from clas_api.v1.places import key_of
from clas_api.v1.revisions import asked_revision, changed_within, if_match, with_revision

blueprint = Blueprint("assignments", __name__, description="Which agent each dossier is assigned to")


@blueprint.get("/departments/<slug>/agents")
@blueprint.response(200, AgentsSchema)
def get_agents(slug: str) -> Response:
    """List who may be assigned dossiers in a department, and how many each has."""
    return jsonify({"agents": [agent_json(each) for each in list_agents(current_context(), slug)]})


@blueprint.put("/dossiers/<key>/assignment")
@blueprint.arguments(AssignmentSchema)
@blueprint.response(200, DossierSummarySchema)
@if_match(blueprint)
def put_assignment(asked: dict[str, Any], key: str) -> Response:
    """Assign a dossier to an agent, or to nobody."""
    row = assign(current_context(), key_of(key, "Ce dossier"), asked["account"], revision=asked_revision())
    return with_revision(jsonify(summary_json(row)), row.revision)


@blueprint.post("/departments/<slug>/assignments")
@blueprint.arguments(AssignmentsSchema)
@blueprint.response(200, AssignedSchema)
@changed_within(blueprint)
def post_assignments(asked: dict[str, Any], slug: str) -> Response:
    """Assign many dossiers at once: all of them, or none with every problem."""
    revisions = {each["dossier"]: each["revision"] for each in asked["revisions"]}
    rows = assign_many(current_context(), slug, asked["dossiers"], asked["account"], revisions=revisions)
    return jsonify({"dossiers": [summary_json(row) for row in rows]})
