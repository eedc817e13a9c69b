"""``/dossiers/{id}/notification``, ``/beginning``, ``/giving-up``, ``/closing``, payments: after a decision."""

from typing import Any
from uuid import UUID

from flask import Response

from clas_api.answers import Beside
from clas_api.files_given import file_of
from clas_api.rendering import FORMATS_WITH_DATA
from clas_api.services.year.beginning import begin_dossier
from clas_api.services.year.ending import close_dossier, give_up_grant
from clas_api.services.year.notifying import notify_decision
from clas_api.services.year.ordering_payments import order_payments
from clas_api.services.year.paying import list_payments, make_payment
from clas_api.services.year.year_requests import BeginningSchema, EndingReasonSchema, GivingUpSchema, MadePaymentSchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.dossier_answers import DossierSummarySchema, seen_dossier
from clas_api.v1.in_each_form import in_each_form, no_such_form
from clas_api.v1.revisions import asked_revision, if_match
from clas_api.v1.sending import Sent, sent
from clas_api.v1.year_answers import NotificationSchema, PaymentSchema, PaymentsSchema

blueprint = Blueprint("notifications", __name__, description="After a decision: notification, beginning, payments")


@blueprint.post("/dossiers/<uuid:key>/notification")
@blueprint.answers(201, NotificationSchema)
@if_match(blueprint)
def post_notification(key: UUID) -> Sent:
    """Tell a porteur of the decision on its dossier, by mail, and record it."""
    row, told = notify_decision(current_context(), key, revision=asked_revision())
    return sent(Beside(told, row))


@blueprint.post("/dossiers/<uuid:key>/beginning")
@blueprint.arguments(BeginningSchema)
@blueprint.answers(200, DossierSummarySchema)
@if_match(blueprint)
def post_beginning(asked: dict[str, Any], key: UUID) -> Sent:
    """Begin an approved dossier: its advances are to be paid, its bilan can be written."""
    row = begin_dossier(current_context(), key, signed_on=asked["signed_on"], revision=asked_revision())
    return sent(seen_dossier(row))


@blueprint.post("/dossiers/<uuid:key>/giving-up")
@blueprint.arguments(GivingUpSchema)
@blueprint.answers(200, DossierSummarySchema)
@if_match(blueprint)
def post_giving_up(asked: dict[str, Any], key: UUID) -> Sent:
    """Record that a porteur gives up what it was granted, before its year begins, and why. There is no way back."""
    row = give_up_grant(current_context(), key, reason=asked["reason"], revision=asked_revision())
    return sent(seen_dossier(row))


@blueprint.post("/dossiers/<uuid:key>/closing")
@blueprint.arguments(EndingReasonSchema, required=False)
@blueprint.answers(200, DossierSummarySchema)
@if_match(blueprint)
def post_closing(asked: dict[str, Any], key: UUID) -> Sent:
    """Close a dossier that is over; of what could be decided again, with the reason."""
    row = close_dossier(current_context(), key, reason=asked["reason"] or "", revision=asked_revision())
    return sent(seen_dossier(row))


@blueprint.get("/dossiers/<uuid:key>/payments")
@blueprint.answers(200, PaymentsSchema)
def get_payments(key: UUID) -> dict[str, Any]:
    """List what is paid and to pay for a dossier."""
    return {"payments": list_payments(current_context(), key)}


@blueprint.patch("/payments/<uuid:key>")
@blueprint.arguments(MadePaymentSchema)
@blueprint.answers(200, PaymentSchema)
@if_match(blueprint)
def patch_payment(asked: dict[str, Any], key: UUID) -> Sent:
    """Record that a payment was made, once: its reference and its day."""
    return sent(make_payment(current_context(), key, revision=asked_revision(), **asked))


@blueprint.get("/departments/<slug>/campaigns/<year>/payments-to-make.<form>")
@blueprint.response(200, {"type": "object"}, content_type="application/json")
@in_each_form(blueprint)
def get_payments_to_make(slug: str, year: str, form: str) -> Response:
    """Give the payments of a call that are still to be made, by payer, as ``json``, ``html``, ``md`` or ``pdf``."""
    context = current_context()
    found = order_payments(context, slug, year)
    if form not in FORMATS_WITH_DATA:
        return no_such_form(FORMATS_WITH_DATA)
    name, rehearsal = f"clas-paiements-a-faire-{slug}-{year}", context.installation.is_rehearsal
    return file_of(found.document, name, form, rehearsal=rehearsal, content=found.content)
