"""Announcing events to programs: what each address is told is written with what it tells of, and sent later.

An event is what the trace says of an act, so that every way to the same act announces it, in its transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select

from clas_api.context import Context
from clas_api.store.models import Webhook, WebhookDelivery, canonical
from clas_api.store.reading import Query
from clas_api.store.rows import append

VERSION = 1
"""Of the body; a field may be added without another."""


@dataclass(frozen=True, slots=True)
class Event:
    """What programs may be told of: its name, what it is for people, and what the subject of its trace is."""

    name: str
    label: str
    subject: str = "dossier"


REGISTERED = Event("webhook.registered", "ce webhook est enregistré", "webhook")
EVENTS: Mapping[str, Event] = MappingProxyType(
    {
        "dossier.deposited": Event("dossier.deposited", "un dossier est déposé"),
        "dossier.notified": Event("decision.notified", "une décision est notifiée"),
        "payment.made": Event("payment.made", "un paiement est noté", "payment"),
        "bilan.filed": Event("bilan.filed", "un bilan est déposé"),
        "dossier.settled": Event("dossier.settled", "un dossier est soldé"),
    }
)
"""By the action that the trace calls it."""

NAMES: Mapping[str, str] = MappingProxyType({each.name: each.label for each in EVENTS.values()})

_TOLD = Query(
    select(Webhook.id, Webhook.events).where(
        Webhook.department == bindparam("department"), Webhook.disabled_at.is_(None)
    )
)


def announce(context: Context, department: str, facts: Iterable[tuple[str, str, Any]]) -> None:
    """Have the addresses of a department told of those of `facts` (action, subject, after) that are events, if and only
    if the transaction of `context` is committed. Of a rehearsal nothing is told."""
    told = [(EVENTS[action], subject, after) for action, subject, after in facts if action in EVENTS]
    if not told or context.installation.is_rehearsal:
        return
    # What the session has still to write is not written for this: it is the act's own to say when.
    with context.session.no_autoflush:
        addresses = _TOLD.rows(context.session, department=department)
    rows = [
        delivery(context, key, department, event, _data(event, subject, after))
        for event, subject, after in told
        for key, events in addresses
        if event.name in events
    ]
    append(context.session, WebhookDelivery, rows)


def _data(event: Event, subject: str, after: Any) -> dict[str, str]:
    """Return what an event is about: keys alone, and never whose."""
    dossier = after["dossier"] if event.subject == "payment" else subject
    return {"dossier": dossier, **({"payment": subject} if event.subject == "payment" else {})}


def delivery(context: Context, webhook: UUID, department: str, event: Event, data: Mapping[str, str]) -> dict[str, Any]:
    """Return a row that tells one address of an event."""
    key = uuid4()
    return {
        "id": key,
        "webhook_id": webhook,
        "department": department,
        "event": event.name,
        "body": _body(context, key, department, event, data),
        "created_at": context.now,
        "next_attempt_at": context.now,
    }


def _body(context: Context, key: UUID, department: str, event: Event, data: Mapping[str, str]) -> str:
    at: datetime = context.now
    links = {}
    if "dossier" in data:
        links["dossier"] = f"{context.installation.settings.base_url}/api/v1/dossiers/{data['dossier']}"
    told = {
        "version": VERSION,
        "id": str(key),
        "type": event.name,
        "timestamp": at.isoformat(),
        "department": department,
        "data": dict(data),
        "links": links,
    }
    return canonical(told)
