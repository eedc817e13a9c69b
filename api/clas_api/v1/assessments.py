"""``POST /assessments``: which criteria a dossier meets, misses, or leaves open."""

from typing import Any

from flask import Response, jsonify

from clas_api.installation import current_installation
from clas_api.services.rules.assessing import assess
from clas_api.services.rules.call_requests import call_asked
from clas_api.v1.body import Blueprint
from clas_api.v1.provenance import sign
from clas_api.v1.schemas import AssessmentRequestSchema, AssessmentSchema
from clas_core.dossiers import assessment_json

blueprint = Blueprint("assessments", __name__, description="Which criteria a dossier meets, with the evidence")

_EXAMPLE = {
    "department": "marne",
    "school_year": "2025-2026",
    "dossier": {"axes": ["children", "parents", "school", "territory"], "beyond_homework": True},
    "actions": [
        {"label": "Quartier nord", "groups": [{"label": "CE2-CM1", "children": 10, "adults": 2, "levels": ["ce2"]}]}
    ],
}


@blueprint.post("/assessments")
@blueprint.arguments(AssessmentRequestSchema, example=_EXAMPLE)
@blueprint.response(200, AssessmentSchema)
def post_assessment(asked: dict[str, Any]) -> Response:
    """Assess what a dossier declares, by the national criteria and those of its department."""
    assessment = assess(
        current_installation(), call_asked(asked), asked["department"], asked["dossier"], asked["actions"]
    )
    return sign(jsonify(assessment_json(assessment)), assessment.referential, assessment.department)
