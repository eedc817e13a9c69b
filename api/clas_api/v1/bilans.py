"""``/dossiers/{id}/bilan`` and ``/settlement``: what was really done, what it is worth, and the last payment."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify

from clas_api.answers import Beside
from clas_api.services.dossiers.reading import load_dossier
from clas_api.services.year.bilans import (
    check_bilan,
    file_bilan,
    load_bilan,
    return_bilan,
    save_bilan,
    set_beside,
    shown_of_bilan,
)
from clas_api.services.year.settling import settle_dossier, show_settlement
from clas_api.services.year.year_requests import ReturnSchema
from clas_api.store.models import BilanRow
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint, ReadByTheCore
from clas_api.v1.kept_forms import BilanCheckSchema, SettlementSchema
from clas_api.v1.revisions import asked_revision, if_match
from clas_api.v1.sending import Sent, sent, with_revision
from clas_api.v1.year_answers import BilanAnswerSchema
from clas_core.bilans.bilan_schemas import BilanSchema
from clas_core.bilans.comparison import comparison_json
from clas_core.dossiers import missing, points_json

blueprint = Blueprint("bilans", __name__, description="Bilans and settlements: forecast beside actual")


class BilanSectionsSchema(ReadByTheCore, BilanSchema):
    """Sections of a bilan to save: each one that is given replaces the one before it."""


def _shown(key: UUID, bilan: BilanRow) -> Sent:
    context = current_context()
    row = load_dossier(context, key)
    content = shown_of_bilan(context, row, bilan)
    return sent(Beside(bilan, content=content, beside_forecast=set_beside(context, row, bilan)))


@blueprint.get("/dossiers/<uuid:key>/bilan")
@blueprint.answers(200, BilanAnswerSchema)
def get_bilan(key: UUID) -> Sent:
    """Show the bilan of a dossier that has begun."""
    return _shown(key, load_bilan(current_context(), key)[1])


@blueprint.patch("/dossiers/<uuid:key>/bilan")
@blueprint.arguments(BilanSectionsSchema)
@blueprint.answers(200, BilanAnswerSchema)
@if_match(blueprint)
def patch_bilan(asked: dict[str, Any], key: UUID) -> Sent:
    """Save sections of a bilan, at any stage."""
    return _shown(key, save_bilan(current_context(), key, asked, revision=asked_revision()))


@blueprint.get("/dossiers/<uuid:key>/bilan/check")
@blueprint.response(200, BilanCheckSchema)
def get_bilan_check(key: UUID) -> Response:
    """Say what a bilan lacks, and what its figures point to: the amount due, the risk of an overpayment."""
    row, checked = check_bilan(current_context(), key)
    return jsonify(
        {
            "dossier": str(row.id),
            "complete": checked.complete,
            "to_do": len(missing(checked.points)),
            "points": points_json(checked.points),
            "beside_forecast": checked.beside_forecast,
            "comparison": comparison_json(checked.comparison),
        }
    )


@blueprint.post("/dossiers/<uuid:key>/bilan/filing")
@blueprint.answers(200, BilanAnswerSchema)
@if_match(blueprint)
def post_bilan_filing(key: UUID) -> Sent:
    """File a bilan that is whole."""
    return _shown(key, file_bilan(current_context(), key, revision=asked_revision()))


@blueprint.post("/dossiers/<uuid:key>/bilan/return")
@blueprint.arguments(ReturnSchema)
@blueprint.answers(200, BilanAnswerSchema)
@if_match(blueprint)
def post_bilan_return(asked: dict[str, Any], key: UUID) -> Sent:
    """Give a filed bilan back to its porteur, to be corrected."""
    context = current_context()
    return _shown(key, return_bilan(context, key, reason=asked["reason"], revision=asked_revision()))


@blueprint.get("/dossiers/<uuid:key>/settlement")
@blueprint.response(200, SettlementSchema)
def get_settlement(key: UUID) -> Response:
    """Show forecast and actual side by side, step by step, and what is left to pay, as it stands or as it was made."""
    return jsonify(show_settlement(current_context(), key))


@blueprint.post("/dossiers/<uuid:key>/settlement")
@blueprint.response(201, SettlementSchema)
@if_match(blueprint)
def post_settlement(key: UUID) -> Response:
    """Settle a dossier on its filed bilan."""
    context = current_context()
    row, _ = settle_dossier(context, key, revision=asked_revision())
    response = jsonify(show_settlement(context, key))
    response.status_code = 201
    return with_revision(response, row.revision)
