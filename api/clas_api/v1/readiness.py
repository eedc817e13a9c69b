"""``/readiness/{year}``: what the coming year still needs, who must act, and since when."""

from flask import Response, jsonify
from marshmallow import fields

from clas_api.services.year.preparing import prepare
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.schemas import school_year
from clas_core.conformance.readiness import ACTORS, STATES, VERDICTS
from clas_core.conformance.readiness_told import readiness_json
from clas_core.strict import StrictSchema

blueprint = Blueprint("readiness", __name__, description="Whether the coming year is ready, department by department")


class ReadinessPointSchema(StrictSchema):
    """One of the things that an item waits for: a figure, a question, a line of a department's file."""

    place = fields.String(required=True, metadata={"description": "in its file, as `ps.maximum`"})
    label = fields.String(required=True)
    actor = fields.String(required=True, metadata={"enum": list(ACTORS), "description": "who must act"})
    since = fields.Date(required=True, allow_none=True)
    because = fields.String(required=True, allow_none=True, metadata={"description": "which day `since` is"})


class ReadinessItemSchema(StrictSchema):
    """One thing that a year needs; of one that is `later`, nothing is to be done yet."""

    id = fields.String(required=True)
    label = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    told = fields.String(required=True)
    actor = fields.String(required=True, metadata={"enum": list(ACTORS), "description": "who must act"})
    since = fields.Date(required=True, allow_none=True)
    because = fields.String(required=True, allow_none=True, metadata={"description": "which day `since` is"})
    before = fields.Date(required=True, allow_none=True)
    points = fields.List(fields.Nested(ReadinessPointSchema), required=True)


class ReadinessSchema(StrictSchema):
    """How ready the nation, which has no `department`, or a department is; `held` is what of the nation keeps it."""

    department = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    verdict = fields.String(required=True, metadata={"enum": list(VERDICTS)})
    held = fields.String(required=True, allow_none=True)
    done = fields.Integer(required=True)
    needed = fields.Integer(required=True)
    items = fields.List(fields.Nested(ReadinessItemSchema), required=True)


class PreparationSchema(StrictSchema):
    school_year = school_year(required=True)
    ready = fields.Boolean(required=True)
    nation = fields.Nested(ReadinessSchema, required=True)
    departments = fields.List(fields.Nested(ReadinessSchema), required=True)


@blueprint.get("/readiness/<year>")
@blueprint.response(200, PreparationSchema)
def get_readiness(year: str) -> Response:
    """Say how ready a year is: every department for the national team, its own for the head of a service."""
    found = prepare(current_context(), year)
    body = {
        "school_year": str(found.year),
        "ready": found.ready,
        "nation": readiness_json(found.nation),
        "departments": [readiness_json(each) for each in found.departments],
    }
    return jsonify(body)
