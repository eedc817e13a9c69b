"""The addresses that programs of a department are told at: registered by the head of its service or an administrator,
who is shown once what each telling is signed with."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from clas_api.context import Context, command
from clas_api.refusals import Forbidden
from clas_api.security.sealing import seal
from clas_api.services.announcing import REGISTERED, delivery
from clas_api.services.people.installation_key import sealing_key
from clas_api.services.trace import record
from clas_api.store.models import Webhook, WebhookDelivery
from clas_api.store.rows import append
from clas_core.errors import InvalidInput, NotFound, Problem, Refused, did_you_mean

KIND = "webhook"
"""Of the secret, as it is sealed."""

MOST_WEBHOOKS = 20
MOST_SHOWN = 100
"""Deliveries of one address that are listed: the newest."""

PREFIX = "whsec_"
_BYTES = 32


@command
def register_webhook(
    context: Context, *, label: str, department: str, url: str, events: Sequence[str]
) -> Mapping[str, Any]:
    """Have an address told of `events` of a department; the answer alone holds the secret. Commits.

    It is told at once that it is registered, so that whoever has written what answers there sees it work. Raises
    `Forbidden` for a department that is not whoever asks' to open, `InvalidInput`, `Refused` beyond the most.
    """
    scope = context.open("webhooks.manage", writing=True)
    if not scope.everything and department not in scope.departments:
        raise Forbidden("Vous ne pouvez enregistrer de webhook que pour votre département.")
    served = [plugin.slug for plugin in context.installation.registry]
    if department not in served:
        hint = did_you_mean(department, served)
        raise InvalidInput([Problem(("department",), f"Ce département n'est pas servi ici.{hint}")])
    count = context.session.scalar(select(func.count()).where(Webhook.department == department))
    if (count or 0) >= MOST_WEBHOOKS:
        raise Refused(f"Ce département a déjà {MOST_WEBHOOKS} webhooks : retirez-en un d'abord.")
    key = uuid4()
    secret = PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    row = Webhook(
        id=key,
        department=department,
        label=label,
        url=url,
        events=sorted(set(events)),
        secret=seal(KIND, sealing_key(context), key, secret),
        registered_by=context.who.id,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    if not context.installation.is_rehearsal:
        append(
            context.session, WebhookDelivery, [delivery(context, key, department, REGISTERED, {"webhook": str(key)})]
        )
    after = {"label": label, "url": url, "events": row.events}
    record(context, "webhook.registered", key, chain=department, after=after)
    answer = {**_shown(row), "secret": secret}
    context.session.commit()
    return answer


def list_webhooks(context: Context) -> Sequence[Mapping[str, Any]]:
    """Return the addresses that are told, those of the departments of whoever asks, newest first."""
    scope = context.open("webhooks.manage")
    query = select(Webhook).order_by(Webhook.created_at.desc(), Webhook.id)
    if not scope.everything:
        query = query.where(Webhook.department.in_(scope.departments))
    return [_shown(each) for each in context.session.scalars(query)]


@command
def remove_webhook(context: Context, key: UUID) -> None:
    """Tell an address of nothing any more; what waited for it goes with it. Commits. Raises `NotFound`."""
    row = _found(context, key, writing=True)
    before = {"label": row.label, "url": row.url, "events": list(row.events)}
    record(context, "webhook.removed", row.id, chain=row.department, before=before)
    context.session.delete(row)
    context.session.commit()


def list_deliveries(context: Context, key: UUID) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    """Return an address, and the newest of what it was told. Raises `NotFound`."""
    row = _found(context, key)
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == row.id)
    newest = query.order_by(WebhookDelivery.created_at.desc(), WebhookDelivery.id).limit(MOST_SHOWN)
    return _shown(row), [shown_delivery(each) for each in context.session.scalars(newest)]


@command
def replay_delivery(context: Context, key: UUID) -> Mapping[str, Any]:
    """Have an address told again of what it was told, or could not be: the same body, under the same name. Commits.

    An address that was disabled is told again from then on. Raises `NotFound`, `Refused` for what waits already.
    """
    scope = context.open("webhooks.manage", writing=True)
    query = select(WebhookDelivery).where(WebhookDelivery.id == key).with_for_update()
    found = context.session.scalar(query)
    if found is None or not (scope.everything or found.department in scope.departments):
        raise NotFound("Cet envoi")
    if found.state not in ("delivered", "failed"):
        raise Refused("Cet envoi attend déjà de partir.")
    webhook = context.session.get_one(Webhook, found.webhook_id, with_for_update=True)
    if webhook.disabled_at is not None:
        webhook.disabled_at, webhook.disabled_because, webhook.failing_since = None, None, None
        record(context, "webhook.registered", webhook.id, chain=webhook.department, after={"enabled": True})
    found.state, found.attempts, found.next_attempt_at, found.delivered_at = "waiting", 0, context.now, None
    answer = shown_delivery(found)
    context.session.commit()
    return answer


def _found(context: Context, key: UUID, *, writing: bool = False) -> Webhook:
    scope = context.open("webhooks.manage", writing=writing)
    row = context.session.get(Webhook, key)
    if row is None or not (scope.everything or row.department in scope.departments):
        raise NotFound("Ce webhook")
    return row


def _shown(row: Webhook) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "label": row.label,
        "department": row.department,
        "url": row.url,
        "events": list(row.events),
        "created_at": row.created_at.isoformat(),
        "failing_since": row.failing_since.isoformat() if row.failing_since else None,
        "disabled_at": row.disabled_at.isoformat() if row.disabled_at else None,
        "disabled_because": row.disabled_because,
    }


def shown_delivery(row: WebhookDelivery) -> dict[str, Any]:
    """Return a telling as JSON values."""
    return {
        "id": str(row.id),
        "webhook": str(row.webhook_id),
        "event": row.event,
        "state": row.state,
        "attempts": row.attempts,
        "created_at": row.created_at.isoformat(),
        "delivered_at": row.delivered_at.isoformat() if row.delivered_at else None,
        "last_status": row.last_status,
        "last_error": row.last_error,
    }
