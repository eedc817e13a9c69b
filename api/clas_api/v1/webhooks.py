"""``/webhooks``: the addresses that programs of a department are told at of its events."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response

from clas_api.services.outward.registering import (
    list_deliveries,
    list_webhooks,
    register_webhook,
    remove_webhook,
    replay_delivery,
)
from clas_api.services.outward.webhook_requests import WebhookSchema
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.outward_answers import DeliveriesSchema, DeliverySchema, NewWebhookSchema, WebhooksSchema
from clas_api.v1.sending import ONCE, Sent

blueprint = Blueprint("webhooks", __name__, description="Events told to programs")


@blueprint.get("/webhooks")
@blueprint.answers(200, WebhooksSchema)
def get_webhooks() -> dict[str, Any]:
    """List the addresses that are told, newest first; never what they are signed with."""
    return {"items": list_webhooks(current_context())}


@blueprint.post("/webhooks")
@blueprint.arguments(WebhookSchema)
@blueprint.answers(201, NewWebhookSchema)
def post_webhook(asked: dict[str, Any]) -> Sent:
    """Have an address told of events: the secret is shown in this answer, and never again."""
    return Sent(value=register_webhook(current_context(), **asked), headers=ONCE)


@blueprint.delete("/webhooks/<uuid:key>")
@blueprint.response(204)
def delete_webhook(key: UUID) -> Response:
    """Tell an address of nothing any more."""
    remove_webhook(current_context(), key)
    return Response(status=204)


@blueprint.get("/webhooks/<uuid:key>/deliveries")
@blueprint.answers(200, DeliveriesSchema)
def get_deliveries(key: UUID) -> dict[str, Any]:
    """List what an address was told, newest first: 100 at most, of the last thirty days."""
    return {"items": list_deliveries(current_context(), key)[1]}


@blueprint.post("/deliveries/<uuid:key>/replay")
@blueprint.answers(200, DeliverySchema)
def post_replay(key: UUID) -> Mapping[str, Any]:
    """Have an address told again: the same body, under the same identifier."""
    return replay_delivery(current_context(), key)
