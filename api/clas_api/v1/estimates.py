"""``POST /estimates``: what groups would be paid, explained."""

from typing import Any

from flask import Response, jsonify

from clas_api.files_given import file_of
from clas_api.installation import published_installation
from clas_api.rendering import FORMATS
from clas_api.services.rules.call_requests import call_asked
from clas_api.services.rules.estimating import estimate_document, estimate_groups
from clas_api.v1.body import Blueprint
from clas_api.v1.in_each_form import in_each_form, no_such_form
from clas_api.v1.provenance import sign
from clas_api.v1.schemas import EstimateRequestSchema, EstimateSchema

blueprint = Blueprint("estimates", __name__, description="What groups would be paid, exact and explained")

_EXAMPLE = {
    "department": "marne",
    "school_year": "2025-2026",
    "groups": [{"label": "CE2-CM1", "children": 10, "adults": 2, "running_costs": "9000.00", "bonuses": ["children"]}],
}


@blueprint.post("/estimates")
@blueprint.arguments(EstimateRequestSchema, example=_EXAMPLE)
@blueprint.response(200, EstimateSchema)
def post_estimate(asked: dict[str, Any]) -> Response:
    """Estimate the Ps, the bonuses asked for and the local supplements of one to 5,000 groups, or explain 2,000."""
    result, estimator = estimate_groups(
        published_installation(),
        call_asked(asked),
        asked["department"],
        asked["groups"],
        explain=asked["explain"],
        chain=asked["chain"],
    )
    return sign(jsonify(result), estimator.referential, estimator.department)


@blueprint.post("/estimates.<form>")
@blueprint.arguments(EstimateRequestSchema, example=_EXAMPLE)
@in_each_form(blueprint)
def post_estimate_sheet(asked: dict[str, Any], form: str) -> Response:
    """Give the same, explained, as a sheet of one to 200 groups: ``html``, ``md`` or ``pdf``."""
    if form not in FORMATS:
        return no_such_form()
    installation = published_installation()
    document = estimate_document(installation, call_asked(asked), asked["department"], asked["groups"])
    return file_of(document, f"clas-estimation-{document.school_year}", form, rehearsal=installation.is_rehearsal)
