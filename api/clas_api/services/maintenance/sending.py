"""Sending the mails of the outbox, each once: a mail whose fate is not known is left to a person.

A mail is claimed in one transaction, handed over, and marked in another. Between the two nobody else takes it. After a
crash between the two it may have gone or not: it becomes `uncertain`, and only ``clas mail resend`` sends it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from clas_api.context import Context, command
from clas_api.delivery import Letter, MaybeTaken, NotTaken, Unreachable, deliver
from clas_api.rendering.mails import mail_html
from clas_api.services.trace import record
from clas_api.store.mails import held_since_before, mails, next_due
from clas_api.store.models import NATIONAL, OutgoingMail
from clas_core.errors import Refused, Unknown

DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long a mail waits after its first attempt, its second …; after one more it has failed."""

IN_DOUBT_AFTER = timedelta(minutes=10)
"""A sender that lives has said what became of a mail long before."""

_LONGEST_ERROR = 300


@dataclass(slots=True)
class Tally:
    """What became of mails in one round, each counted once."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    uncertain: int = 0


@command
def send_waiting(context: Context) -> Tally:
    """Send the mails that are due; return what became of them. When the server cannot be reached, the round ends.

    Raises `Refused` when no server is configured.
    """
    if context.installation.is_rehearsal:
        raise Refused("Aucun courriel d'un appel d'essai ne part : ils se lisent par « clas rehearsal mails ».")
    server = context.installation.settings.smtp_url
    if server is None:
        raise Refused("Aucun serveur de courriel n'est réglé : donnez smtp_url (CLAS_SMTP_URL). Les mails attendent.")
    tally = Tally()
    tally.uncertain += _doubt_what_was_left(_now(context))
    while (letter := _claim(_now(context))) is not None:
        try:
            deliver(server, letter)
        except Unreachable as error:
            _mark(_now(context), letter.id, tally, "waiting", str(error))
            break
        except NotTaken as error:
            _mark(_now(context), letter.id, tally, "failed" if error.for_good else "waiting", str(error))
        except MaybeTaken as error:
            _mark(_now(context), letter.id, tally, "uncertain", str(error))
        else:
            _mark(_now(context), letter.id, tally, "sent", None)
    return tally


@command
def resend(context: Context, mail_id: UUID) -> None:
    """Let a mail that failed, or whose fate is not known, wait to be sent again.

    Raises `Unknown`, and `Refused` when it has been sent or waits already.
    """
    context.open_wholly(writing=True)
    mail = context.session.get(OutgoingMail, mail_id, with_for_update=True)
    if mail is None:
        raise Unknown(f"Il n'y a pas de mail {mail_id} : « clas mail list » les montre.")
    if mail.state not in ("failed", "uncertain"):
        raise Refused(f"Ce mail n'est ni en échec ni incertain (état : {mail.state}) : il n'est pas à renvoyer.")
    _trace(context, mail, "mail.resent", mail.state, "waiting")
    mail.state, mail.attempts, mail.next_attempt_at, mail.last_error = "waiting", 0, context.now, None
    context.session.commit()


def list_mails(context: Context, state: str | None, limit: int) -> Sequence[OutgoingMail]:
    """Return the newest mails, perhaps of one state."""
    context.open_wholly()
    return mails(context.session, state, limit)


def read_mail(context: Context, mail_id: UUID | None) -> OutgoingMail:
    """Return a mail with its text, the newest one if none is named: for whoever tries a platform that sends none.

    Raises `Unknown`, and `Refused` where mails are sent: what they say, a link to a password for one, is for whoever
    they are written to.
    """
    if context.installation.settings.mails_leave:
        raise Refused("Les courriels de cette installation partent : leur texte n'est lu que par leur destinataire.")
    context.open_wholly()
    found = mails(context.session, None, 1) if mail_id is None else [context.session.get(OutgoingMail, mail_id)]
    if not found or found[0] is None:
        raise Unknown("Il n'y a pas de tel mail : « clas mail list » montre ceux qui sont écrits.")
    return found[0]


def _now(context: Context) -> Context:
    """Return the same context later: a round may take long."""
    return replace(context, now=context.installation.clock.now())


def _claim(context: Context) -> Letter | None:
    """Take the next mail, so that nobody else does."""
    context.open_wholly(writing=True)
    mail = next_due(context.session, context.now)
    if mail is None:
        context.session.rollback()
        return None
    mail.state, mail.claimed_at, mail.attempts = "sending", context.now, mail.attempts + 1
    letter = Letter(
        id=mail.id,
        sender=context.installation.settings.mail_from,
        recipient=mail.recipient,
        subject=mail.subject,
        body=mail.body,
        html=mail_html(mail.subject, mail.body, context.installation.settings.base_url),
        calendar=mail.calendar or "",
        written_at=mail.created_at,
    )
    context.session.commit()
    return letter


def _mark(context: Context, mail_id: UUID, tally: Tally, state: str, reason: str | None) -> None:
    """Write down what became of a mail that we claimed, unless somebody has decided about it meanwhile."""
    context.open_wholly(writing=True)
    mail = context.session.get_one(OutgoingMail, mail_id, with_for_update=True, populate_existing=True)
    if mail.state not in ("sending", "uncertain"):
        context.session.rollback()
        return
    if state == "waiting":
        if mail.attempts > len(DELAYS):
            state = "failed"
        else:
            mail.next_attempt_at = context.now + DELAYS[mail.attempts - 1]
    if state != "waiting":
        _trace(context, mail, f"mail.{state}", "sending", state)
    mail.state, mail.last_error = state, reason and reason[:_LONGEST_ERROR]
    mail.sent_at = context.now if state == "sent" else None
    setattr(tally, state, getattr(tally, state) + 1)
    context.session.commit()


def _doubt_what_was_left(context: Context) -> int:
    """Mark the mails that a sender claimed and never spoke of again; return how many.

    Each in a transaction of its own: they may be of several departments, and nobody holds two chains of the trace.
    """
    doubted = 0
    while True:
        context.open_wholly(writing=True)
        mail = held_since_before(context.session, context.now - IN_DOUBT_AFTER)
        if mail is None:
            context.session.rollback()
            return doubted
        _trace(context, mail, "mail.uncertain", "sending", "uncertain")
        mail.state = "uncertain"
        mail.last_error = "L'envoi s'est interrompu : le mail est peut-être parti."
        context.session.commit()
        doubted += 1


def _trace(context: Context, mail: OutgoingMail, action: str, before: str, after: str) -> None:
    record(
        context, action, mail.id, chain=mail.department or NATIONAL, before={"state": before}, after={"state": after}
    )
