"""``/health``: whether the service lives, and whether it is ready to answer."""

from flask import Response, jsonify

from clas_api.installation import current_installation
from clas_api.store import database_state
from clas_api.v1.body import Blueprint
from clas_api.v1.schemas import HealthSchema

blueprint = Blueprint("health", __name__, description="Whether the service lives and is ready")


@blueprint.get("/health")
@blueprint.response(200, HealthSchema)
def get_health() -> Response:
    """Tell that the service lives, with the number of departments and years served."""
    installation = current_installation()
    checks = {
        "departments": len(installation.registry),
        "unavailable_departments": len(installation.registry.faults),
        "school_years": len(installation.library.years),
    }
    return jsonify({"status": "ok", "checks": checks})


@blueprint.get("/health/ready")
@blueprint.response(200, HealthSchema)
@blueprint.alt_response(503, schema=HealthSchema)
def get_readiness() -> Response:
    """Tell whether requests can be served: the database answers and has the tables of this version."""
    state = database_state()
    response = jsonify({"status": "ok" if state == "ok" else "unavailable", "checks": {"database": state}})
    response.status_code = 200 if state == "ok" else 503
    return response
