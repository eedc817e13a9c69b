"""``/porteurs/{key}/people``: whoever may act for a porteur."""

from typing import Any

from flask import Response, jsonify

from clas_api.services.people.account_requests import RegistrationSchema
from clas_api.services.people.belonging import add_person, list_people, remove_person
from clas_api.v1.account_schemas import PeopleSchema, PersonSchema
from clas_api.v1.asking import current_desk
from clas_api.v1.body import Blueprint
from clas_api.v1.places import key_of

blueprint = Blueprint("people", __name__, description="The people of a porteur")

_PORTEUR = "Ce porteur"


@blueprint.get("/porteurs/<key>/people")
@blueprint.response(200, PeopleSchema)
def get_people(key: str) -> Response:
    """List the people of a porteur, by name."""
    return jsonify({"items": list_people(current_desk(), key_of(key, _PORTEUR))})


@blueprint.post("/porteurs/<key>/people")
@blueprint.arguments(RegistrationSchema)
@blueprint.response(201, PersonSchema)
def post_person(asked: dict[str, Any], key: str) -> Response:
    """Add somebody to a porteur by their address; they get an account if they have none, and a mail."""
    response = jsonify(add_person(current_desk(), key_of(key, _PORTEUR), asked["email"], asked["name"]))
    response.status_code = 201
    return response


@blueprint.delete("/porteurs/<key>/people/<account>")
@blueprint.response(204)
def delete_person(key: str, account: str) -> Response:
    """Remove somebody from a porteur: never the last one."""
    remove_person(current_desk(), key_of(key, _PORTEUR), key_of(account, "Cette personne"))
    return Response(status=204)
