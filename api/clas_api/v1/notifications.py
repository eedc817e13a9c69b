"""``/dossiers/{id}/notification``, ``/beginning``, ``/giving-up``, ``/closing``, payments: after a decision."""

from typing import Any

from flask import Response, jsonify

from clas_api.services.year.beginning import begin_dossier
from clas_api.services.year.ending import close_dossier, give_up_grant
from clas_api.services.year.notifying import notify_decision
from clas_api.services.year.paying import list_payments, make_payment
from clas_api.services.year.year_requests import BeginningSchema, EndingReasonSchema, GivingUpSchema, MadePaymentSchema
from clas_api.store.models import Payment
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.dossier_schemas import DossierSummarySchema
from clas_api.v1.dossier_serializers import summary_json
from clas_api.v1.places import key_of
from clas_api.v1.revisions import asked_revision, if_match, with_revision
from clas_api.v1.year_schemas import NotificationSchema, PaymentSchema, PaymentsSchema
from clas_core.money import amount_text

blueprint = Blueprint("notifications", __name__, description="After a decision: notification, beginning, payments")

_A_DOSSIER = "Ce dossier"


@blueprint.post("/dossiers/<key>/notification")
@blueprint.response(201, NotificationSchema)
@if_match(blueprint)
def post_notification(key: str) -> Response:
    """Tell a porteur of the decision on its dossier, by mail, and record it."""
    row, told = notify_decision(current_context(), key_of(key, _A_DOSSIER), revision=asked_revision())
    response = jsonify(
        {
            "dossier": str(row.id),
            "state": row.state,
            "recipient": told.recipient,
            "convention": told.convention,
            "notified_at": told.notified_at.isoformat(),
            "revision": row.revision,
        }
    )
    response.status_code = 201
    return with_revision(response, row.revision)


@blueprint.post("/dossiers/<key>/beginning")
@blueprint.arguments(BeginningSchema)
@blueprint.response(200, DossierSummarySchema)
@if_match(blueprint)
def post_beginning(asked: dict[str, Any], key: str) -> Response:
    """Begin an approved dossier: its advances are to be paid, its bilan can be written."""
    row = begin_dossier(
        current_context(), key_of(key, _A_DOSSIER), signed_on=asked["signed_on"], revision=asked_revision()
    )
    return with_revision(jsonify(summary_json(row)), row.revision)


@blueprint.post("/dossiers/<key>/giving-up")
@blueprint.arguments(GivingUpSchema)
@blueprint.response(200, DossierSummarySchema)
@if_match(blueprint)
def post_giving_up(asked: dict[str, Any], key: str) -> Response:
    """Record that a porteur gives up what it was granted, before its year begins, and why. There is no way back."""
    row = give_up_grant(current_context(), key_of(key, _A_DOSSIER), reason=asked["reason"], revision=asked_revision())
    return with_revision(jsonify(summary_json(row)), row.revision)


@blueprint.post("/dossiers/<key>/closing")
@blueprint.arguments(EndingReasonSchema, required=False)
@blueprint.response(200, DossierSummarySchema)
@if_match(blueprint)
def post_closing(asked: dict[str, Any], key: str) -> Response:
    """Close a dossier that is over; of what could be decided again, with the reason."""
    row = close_dossier(
        current_context(), key_of(key, _A_DOSSIER), reason=asked["reason"] or "", revision=asked_revision()
    )
    return with_revision(jsonify(summary_json(row)), row.revision)


@blueprint.get("/dossiers/<key>/payments")
@blueprint.response(200, PaymentsSchema)
def get_payments(key: str) -> Response:
    """List what is paid and to pay for a dossier."""
    return jsonify({"payments": list(map(_payment_json, list_payments(current_context(), key_of(key, _A_DOSSIER))))})


@blueprint.patch("/payments/<key>")
@blueprint.arguments(MadePaymentSchema)
@blueprint.response(200, PaymentSchema)
@if_match(blueprint)
def patch_payment(asked: dict[str, Any], key: str) -> Response:
    """Record that a payment was made, once: its reference and its day."""
    payment = make_payment(current_context(), key_of(key, "Ce paiement"), revision=asked_revision(), **asked)
    return with_revision(jsonify(_payment_json(payment)), payment.revision)


def _payment_json(payment: Payment) -> dict[str, Any]:
    return {
        "id": str(payment.id),
        "dossier": str(payment.dossier_id),
        "kind": payment.kind,
        "amount": amount_text(payment.amount_cents),
        "due_on": payment.due_on.isoformat(),
        "reference": payment.reference,
        "paid_on": payment.paid_on.isoformat() if payment.paid_on else None,
        "revision": payment.revision,
    }
