"""``/dossiers/{id}/decisions`` and ``/corrections``: what was decided of a dossier, and its corrections."""

from typing import Any

from flask import Response, jsonify
from marshmallow import fields

from clas_api.services.committees.correcting import Told, correct_decision, list_decisions
from clas_api.services.dossiers.reading import A_DOSSIER
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.places import key_of
from clas_api.v1.revisions import asked_revision, if_match
from clas_api.v1.schemas import amount, school_year
from clas_api.v1.votes import AskedDecisionSchema
from clas_core.committees.decision_schemas import read_decision
from clas_core.dossiers.lifecycle import OUTCOMES
from clas_core.money import amount_text
from clas_core.strict import StrictSchema

blueprint = Blueprint("decisions", __name__, description="Decisions on a dossier")


class DecidedGroupSchema(StrictSchema):
    position = fields.Integer(required=True)
    label = fields.String(required=True)
    retained = fields.Boolean(required=True)
    running_costs = amount(required=True)
    bonuses = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    ps = amount(required=True)
    bonus = amount(required=True)
    supplement = amount(required=True)
    total = amount(required=True)


class TakenDecisionSchema(StrictSchema):
    number = fields.Integer(required=True)
    dossier = fields.UUID(required=True)
    school_year = school_year(required=True)
    version = fields.Integer(required=True)
    session = fields.UUID(required=True, allow_none=True, metadata={"description": "none of a correction"})
    outcome = fields.String(required=True, metadata={"enum": list(OUTCOMES)})
    reason = fields.String(required=True)
    granted = amount(required=True)
    standing = amount(
        required=True,
        metadata={"description": "what stands of it now: nothing once it is given up, or another decision is told"},
    )
    provisional = fields.Boolean(
        required=True, metadata={"description": "what is granted rests on figures that are expected, not published"}
    )
    groups = fields.List(fields.Nested(DecidedGroupSchema), required=True)
    referential_digest = fields.String(required=True)
    decided_at = fields.String(required=True, metadata={"format": "date-time"})
    notified_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})


class TakenDecisionsSchema(StrictSchema):
    decisions = fields.List(fields.Nested(TakenDecisionSchema), required=True)


def decision_shown(told: Told) -> dict[str, Any]:
    """Return a decision as JSON values."""
    decision = told.decision
    return {
        "number": decision.number,
        "dossier": str(decision.dossier_id),
        "school_year": decision.school_year,
        "version": decision.version,
        "session": str(decision.session_id) if decision.session_id else None,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "granted": amount_text(decision.granted_cents),
        "standing": amount_text(told.standing),
        "provisional": decision.provisional,
        "groups": [
            {
                "position": group.position,
                "label": label,
                "retained": group.retained,
                "running_costs": amount_text(group.running_costs_cents),
                "bonuses": dict(group.bonuses),
                "ps": amount_text(group.ps_cents),
                "bonus": amount_text(group.bonus_cents),
                "supplement": amount_text(group.supplement_cents),
                "total": amount_text(group.total_cents),
            }
            for group, label in told.groups
        ],
        "referential_digest": decision.referential_digest,
        "decided_at": decision.decided_at.isoformat(),
        "notified_at": told.notification.notified_at.isoformat() if told.notification else None,
    }


@blueprint.get("/dossiers/<key>/decisions")
@blueprint.response(200, TakenDecisionsSchema)
def get_decisions(key: str) -> Response:
    """List the decisions on a dossier; to its porteur, those that it was notified of."""
    found = list_decisions(current_context(), key_of(key, A_DOSSIER))
    return jsonify({"decisions": [decision_shown(each) for each in found]})


@blueprint.post("/dossiers/<key>/corrections")
@blueprint.arguments(AskedDecisionSchema)
@blueprint.response(201, TakenDecisionSchema)
@if_match(blueprint)
def post_correction(asked: dict[str, Any], key: str) -> Response:
    """Correct the last decision on a dossier by a new one, with its reason. What was decided before stays."""
    told = correct_decision(current_context(), key_of(key, A_DOSSIER), read_decision(asked), revision=asked_revision())
    response = jsonify(decision_shown(told))
    response.status_code = 201
    return response
