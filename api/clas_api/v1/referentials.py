"""``/referentials``: the national rules of each school year, and what changed between two."""

from flask import Response, jsonify

from clas_api.installation import published_installation
from clas_api.v1.body import Blueprint
from clas_api.v1.catalogue_schemas import DifferencesSchema, ReferentialSchema, ReferentialsSchema
from clas_api.v1.catalogue_serializers import differences_json, referential_json
from clas_api.v1.provenance import conditional, sign

blueprint = Blueprint("referentials", __name__, description="The national rules of each school year")


@blueprint.get("/referentials")
@blueprint.response(200, ReferentialsSchema)
def get_referentials() -> Response:
    """List the school years whose rules are known."""
    return jsonify({"referentials": [each.named for each in published_installation().library]})


@blueprint.get("/referentials/<year>")
@blueprint.response(200, ReferentialSchema)
def get_referential(year: str) -> Response:
    """Show the rules of one year: every figure with its source and standing."""
    referential = published_installation().library.parse(year)
    return sign(conditional(jsonify(referential_json(referential)), [referential.digest]), referential)


@blueprint.get("/referentials/<older>/differences/<newer>")
@blueprint.response(200, DifferencesSchema)
def get_differences(older: str, newer: str) -> Response:
    """Say in words what changed from one year to another, and what the worked cases come to by the rules of both."""
    library = published_installation().library
    before, after = library.parse(older), library.parse(newer)
    return conditional(jsonify(differences_json(before, after)), [before.digest, after.digest])
