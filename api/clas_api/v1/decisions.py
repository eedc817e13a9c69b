"""``/dossiers/{id}/decisions`` and ``/corrections``: what was decided of a dossier, and its corrections."""

from typing import Any
from uuid import UUID

from clas_api.services.committees.correcting import Told, correct_decision, list_decisions
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.revisions import asked_revision, if_match
from clas_api.v1.votes import AskedDecisionSchema
from clas_api.v1.year_answers import TakenDecisionSchema, TakenDecisionsSchema
from clas_core.committees.decision_schemas import read_decision

blueprint = Blueprint("decisions", __name__, description="Decisions on a dossier")


@blueprint.get("/dossiers/<uuid:key>/decisions")
@blueprint.answers(200, TakenDecisionsSchema)
def get_decisions(key: UUID) -> dict[str, Any]:
    """List the decisions on a dossier; to its porteur, those that it was notified of."""
    found = list_decisions(current_context(), key)
    return {"decisions": found}


@blueprint.post("/dossiers/<uuid:key>/corrections")
@blueprint.arguments(AskedDecisionSchema)
@blueprint.answers(201, TakenDecisionSchema)
@if_match(blueprint)
def post_correction(asked: dict[str, Any], key: UUID) -> Told:
    """Correct the last decision on a dossier by a new one, with its reason. What was decided before stays."""
    return correct_decision(current_context(), key, read_decision(asked), revision=asked_revision())
