"""Telling programs of what has happened: each telling until it is taken, then later and later, then not any more.

Each is claimed in one transaction, sent, and marked in another. After a crash between the two it is sent again: whoever
is told knows by its name (``webhook-id``) that it has been. Headers are those of Standard Webhooks.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from clas_api.calling import ABROAD, NotCallable, NotReached, Reach, post
from clas_api.context import Context, command
from clas_api.security.sealing import unseal
from clas_api.services.outbox import write_mail
from clas_api.services.outward.registering import KIND, PREFIX, shown_delivery
from clas_api.services.people.installation_key import sealing_key
from clas_api.services.trace import record
from clas_api.store.models import Account, Webhook, WebhookDelivery
from clas_core.errors import Refused

DELAYS = tuple(timedelta(minutes=each) for each in (1, 5, 30, 2 * 60, 5 * 60, 10 * 60, 24 * 60, 24 * 60, 24 * 60))
"""How long a telling waits after its first attempt, its second …; after one more it has failed."""

LEFT_AFTER = timedelta(minutes=10)
"""A sender that lives has said what became of a telling long before."""

DISABLED_AFTER = timedelta(days=5)
"""An address that has not answered for so long is told nothing any more."""

KEPT = timedelta(days=30)
"""What is done with is listed for so long, and can be replayed."""

GONE = 410
_LONGEST_ERROR = 300
_UNREADABLE = "Le secret de ce webhook ne se lit plus : la clé de l'installation a changé. Enregistrez-le de nouveau."

_DISABLED = (
    "Le webhook « {label} » ({department}) est désactivé : {why}\n\n"
    "Rien ne lui est plus envoyé. Quand son adresse répond de nouveau, renvoyez un de ses envois depuis la page "
    "« Webhooks » : il est alors réactivé.\n{address}"
)


@dataclass(slots=True)
class Told:
    """What became of tellings in one round, each counted once."""

    delivered: int = 0
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: UUID
    webhook: UUID
    url: str
    secret: str | None
    body: bytes


@command
def send_webhooks(context: Context, reach: Reach = ABROAD) -> Told:
    """Send the tellings that are due; return what became of them. An address that fails once rests for this round: it
    keeps no other waiting. `reach` is for tests alone.

    Raises `Refused` in a rehearsal.
    """
    if context.installation.is_rehearsal:
        raise Refused("Rien n'est envoyé d'un appel d'essai.")
    told, resting = Told(), set[UUID]()
    _tidy(_now(context))
    while (claimed := _claim(_now(context), resting)) is not None:
        status, error = _send(context, claimed, reach)
        if error:
            resting.add(claimed.webhook)
        _mark(_now(context), claimed, told, status, error)
    return told


def signature(secret: str, key: str, moment: datetime, body: bytes) -> Mapping[str, str]:
    """Return the headers by which whoever is told knows who tells, what, and when: HMAC-SHA256 of the name, the second
    and the body, joined by points, under the bytes that follow ``whsec_``."""
    at = str(int(moment.timestamp()))
    signed = b".".join((key.encode(), at.encode(), body))
    mac = hmac.digest(base64.b64decode(secret.removeprefix(PREFIX)), signed, "sha256")
    return {
        "webhook-id": key,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def list_all(context: Context) -> Sequence[Mapping[str, object]]:
    """Return every address with how many of its tellings are in each state, for the command line."""
    context.open_wholly()
    states: dict[UUID, dict[str, int]] = {}
    for key, state in context.session.execute(select(WebhookDelivery.webhook_id, WebhookDelivery.state)):
        counts = states.setdefault(key, {"waiting": 0, "sending": 0, "delivered": 0, "failed": 0})
        counts[state] += 1
    rows = context.session.scalars(select(Webhook).order_by(Webhook.department, Webhook.created_at, Webhook.id))
    return [
        {
            "id": str(each.id),
            "department": each.department,
            "label": each.label,
            "url": each.url,
            "events": list(each.events),
            "disabled_because": each.disabled_because,
            "deliveries": states.get(each.id, {}),
        }
        for each in rows
    ]


def list_sent(context: Context, webhook: UUID) -> Sequence[Mapping[str, object]]:
    """Return what one address was told, the newest first."""
    context.open_wholly()
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook)
    return [shown_delivery(each) for each in context.session.scalars(query.order_by(WebhookDelivery.created_at.desc()))]


def _now(context: Context) -> Context:
    """Return the same context later: a round may take long."""
    return replace(context, now=context.installation.clock.now())


def _tidy(context: Context) -> None:
    """Take up again what a sender claimed and never spoke of again, and forget what is long done with."""
    context.open_wholly(writing=True)
    left = (WebhookDelivery.state == "sending", WebhookDelivery.claimed_at < context.now - LEFT_AFTER)
    context.session.execute(update(WebhookDelivery).where(*left).values(state="waiting"))
    done = (WebhookDelivery.state.in_(("delivered", "failed")), WebhookDelivery.created_at < context.now - KEPT)
    context.session.execute(delete(WebhookDelivery).where(*done))
    context.session.commit()


def _claim(context: Context, resting: set[UUID]) -> _Claimed | None:
    """Take the next telling, so that nobody else does."""
    context.open_wholly(writing=True)
    due = (
        select(WebhookDelivery)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.state == "waiting",
            WebhookDelivery.next_attempt_at <= context.now,
            Webhook.disabled_at.is_(None),
            WebhookDelivery.webhook_id.not_in(resting),
        )
        .order_by(WebhookDelivery.next_attempt_at, WebhookDelivery.id)
        .limit(1)
    )
    row = context.session.scalar(due.with_for_update(skip_locked=True, of=WebhookDelivery))
    if row is None:
        context.session.rollback()
        return None
    webhook = context.session.get_one(Webhook, row.webhook_id)
    row.state, row.claimed_at, row.attempts = "sending", context.now, row.attempts + 1
    secret = unseal(KIND, sealing_key(context), webhook.id, webhook.secret)
    claimed = _Claimed(row.id, webhook.id, webhook.url, secret, row.body.encode())
    context.session.commit()
    return claimed


def _send(context: Context, claimed: _Claimed, reach: Reach) -> tuple[int | None, str]:
    """Send it; return the status of the answer, if there was one, and what was wrong, nothing when it was taken."""
    if claimed.secret is None:
        return None, _UNREADABLE
    headers = signature(claimed.secret, str(claimed.id), _now(context).now, claimed.body)
    try:
        status = post(claimed.url, headers, claimed.body, reach)
    except (NotCallable, NotReached) as error:
        return None, str(error)
    if 200 <= status < 300:
        return status, ""
    if 300 <= status < 400:
        return status, f"L'adresse répond {status} : une redirection n'est pas suivie."
    return status, f"L'adresse répond {status}."


def _mark(context: Context, claimed: _Claimed, told: Told, status: int | None, error: str) -> None:
    """Write down what became of a telling that we claimed, unless its address is gone meanwhile."""
    context.open_wholly(writing=True)
    webhook = context.session.get(Webhook, claimed.webhook, with_for_update=True, populate_existing=True)
    row = context.session.get(WebhookDelivery, claimed.id, with_for_update=True, populate_existing=True)
    if row is None or webhook is None or row.state != "sending":
        context.session.rollback()
        return
    row.last_status, row.last_error = status, error[:_LONGEST_ERROR] or None
    if not error:
        row.state, row.delivered_at, webhook.failing_since = "delivered", context.now, None
        told.delivered += 1
    else:
        webhook.failing_since = webhook.failing_since or context.now
        spent = row.attempts > len(DELAYS)
        row.state = "failed" if spent or status == GONE else "waiting"
        if row.state == "waiting":
            row.next_attempt_at = context.now + DELAYS[row.attempts - 1]
            told.waiting += 1
        else:
            told.failed += 1
        if status == GONE or context.now - webhook.failing_since >= DISABLED_AFTER:
            _disable(context, webhook, error)
    context.session.commit()


def _disable(context: Context, webhook: Webhook, error: str) -> None:
    """Tell an address of nothing any more, and whoever registered it that it is so."""
    webhook.disabled_at, webhook.disabled_because = context.now, error[:_LONGEST_ERROR]
    record(context, "webhook.disabled", webhook.id, chain=webhook.department, after={"because": error})
    kind, _, key = webhook.registered_by.partition(":")
    account = context.session.get(Account, UUID(key)) if kind == "account" else None
    if account is None or account.disabled_at is not None:
        return
    address = f"{context.installation.settings.base_url}/espace/departements/{webhook.department}/webhooks/{webhook.id}"
    body = _DISABLED.format(label=webhook.label, department=webhook.department, why=error, address=address)
    write_mail(context, account.email, "Un webhook est désactivé", body, department=webhook.department)
