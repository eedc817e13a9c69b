"""The queue of mails for whoever keeps the installation: how many are in each state, the newest, sending one again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from clas_api.context import Context
from clas_api.services.maintenance.sending import resend
from clas_api.store.mails import count_by_state, mails
from clas_api.store.models import OutgoingMail
from clas_core.errors import NotFound, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The outbox: counts by state, and a page of mails, the newest first, perhaps of one state. `more` says that others
    follow; their texts are for their readers."""

    counts: Mapping[str, int]
    mails: Sequence[OutgoingMail]
    more: bool


def queue_of_mails(context: Context, state: str | None, before: UUID | None, most: int) -> Queue:
    """Return `most` mails of the outbox, those after the mail that a page ended on: `before`. Raises `Forbidden`."""
    context.open("upkeep.read")
    last = context.session.get(OutgoingMail, before) if before else None
    found = mails(context.session, state, most + 1, last)
    return Queue(counts=count_by_state(context.session), mails=found[:most], more=len(found) > most)


def send_again(context: Context, mail_id: UUID) -> None:
    """Let a mail that failed, or whose fate is not known, wait to be sent again. Commits.

    Raises `Forbidden`, `NotFound`, and `Refused` when it has been sent or waits already.
    """
    context.open("upkeep.manage")
    try:
        resend(context, mail_id)
    except Unknown:
        raise NotFound("Ce courriel") from None
