"""The queue of mails for whoever keeps the installation: how many are in each state, the newest, sending one again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from clas_api.context import Context
from clas_api.services.maintenance.sending import resend
from clas_api.store.mails import count_by_state, mails
from clas_api.store.models import OutgoingMail
from clas_core.errors import NotFound, Unknown

MOST = 100
"""Mails that a page lists: the newest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The outbox: counts by state, and the newest mails, perhaps of one state; their texts are for their readers."""

    counts: Mapping[str, int]
    newest: Sequence[OutgoingMail]


def queue_of_mails(context: Context, state: str | None) -> Queue:
    """Return the outbox. Raises `Forbidden`."""
    context.open("upkeep.read")
    return Queue(counts=count_by_state(context.session), newest=mails(context.session, state, MOST))


def send_again(context: Context, mail_id: UUID) -> None:
    """Let a mail that failed, or whose fate is not known, wait to be sent again. Commits.

    Raises `Forbidden`, `NotFound`, and `Refused` when it has been sent or waits already.
    """
    context.open("upkeep.manage")
    try:
        resend(context, mail_id)
    except Unknown:
        raise NotFound("Ce courriel") from None
