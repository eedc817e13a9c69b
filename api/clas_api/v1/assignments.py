"""Which agent each dossier is assigned to."""

from typing import Any
from uuid import UUID

from clas_api.services.instruction.assigning import assign, assign_many, list_agents
from clas_api.services.instruction.instruction_requests import AssignmentSchema, AssignmentsSchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.dossier_answers import DossierSummarySchema, seen_dossier
from clas_api.v1.instruction_answers import AgentsSchema, AssignedSchema
from clas_api.v1.revisions import asked_revision, changed_within, if_match
from clas_api.v1.sending import Sent, sent

blueprint = Blueprint("assignments", __name__, description="Which agent each dossier is assigned to")


@blueprint.get("/departments/<slug>/agents")
@blueprint.answers(200, AgentsSchema)
def get_agents(slug: str) -> dict[str, Any]:
    """List who may be assigned dossiers in a department, and how many each has."""
    return {"agents": list_agents(current_context(), slug)}


@blueprint.put("/dossiers/<uuid:key>/assignment")
@blueprint.arguments(AssignmentSchema)
@blueprint.answers(200, DossierSummarySchema)
@if_match(blueprint)
def put_assignment(asked: dict[str, Any], key: UUID) -> Sent:
    """Assign a dossier to an agent, or to nobody."""
    return sent(seen_dossier(assign(current_context(), key, asked["account"], revision=asked_revision())))


@blueprint.post("/departments/<slug>/assignments")
@blueprint.arguments(AssignmentsSchema)
@blueprint.answers(200, AssignedSchema)
@changed_within(blueprint)
def post_assignments(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """Assign many dossiers at once: all of them, or none with every problem."""
    revisions = {each["dossier"]: each["revision"] for each in asked["revisions"]}
    rows = assign_many(current_context(), slug, asked["dossiers"], asked["account"], revisions=revisions)
    return {"dossiers": map(seen_dossier, rows)}
