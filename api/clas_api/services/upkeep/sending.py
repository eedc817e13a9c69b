"""Sending the mails of the outbox, each once: a mail whose fate is not known is left to a person.

A mail is claimed in one transaction, handed over, and marked in another. Between the two nobody else takes it. After a
crash between the two it may have gone or not: it becomes `uncertain`, and only ``clas mail resend`` sends it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from clas_api.delivery import Letter, MaybeTaken, NotTaken, Unreachable, deliver
from clas_api.services.desk import Desk
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


def send_waiting(desk: Desk) -> Tally:
    """Send the mails that are due; return what became of them. When the server cannot be reached, the round ends.

    Raises `Refused` when no server is configured.
    """
    server = desk.installation.settings.smtp_url
    if server is None:
        raise Refused("Aucun serveur de courriel n'est réglé : donnez smtp_url (CLAS_SMTP_URL). Les mails attendent.")
    tally = Tally()
    tally.uncertain += _doubt_what_was_left(_now(desk))
    while (letter := _claim(_now(desk))) is not None:
        try:
            deliver(server, letter)
        except Unreachable as error:
            _mark(_now(desk), letter.id, tally, "waiting", str(error))
            break
        except NotTaken as error:
            _mark(_now(desk), letter.id, tally, "failed" if error.for_good else "waiting", str(error))
        except MaybeTaken as error:
            _mark(_now(desk), letter.id, tally, "uncertain", str(error))
        else:
            _mark(_now(desk), letter.id, tally, "sent", None)
    return tally


def resend(desk: Desk, mail_id: UUID) -> None:
    """Let a mail that failed, or whose fate is not known, wait to be sent again.

    Raises `Unknown`, and `Refused` when it has been sent or waits already.
    """
    desk.open_wholly(writing=True)
    mail = desk.session.get(OutgoingMail, mail_id, with_for_update=True)
    if mail is None:
        raise Unknown(f"Il n'y a pas de mail {mail_id} : « clas mail list » les montre.")
    if mail.state not in ("failed", "uncertain"):
        raise Refused(f"Ce mail n'est ni en échec ni incertain (état : {mail.state}) : il n'est pas à renvoyer.")
    _trace(desk, mail, "mail.resent", mail.state, "waiting")
    mail.state, mail.attempts, mail.next_attempt_at, mail.last_error = "waiting", 0, desk.now, None
    desk.session.commit()


def list_mails(desk: Desk, state: str | None, limit: int) -> Sequence[OutgoingMail]:
    """Return the newest mails, perhaps of one state."""
    desk.open_wholly()
    return mails(desk.session, state, limit)


def read_mail(desk: Desk, mail_id: UUID | None) -> OutgoingMail:
    """Return a mail with its text, the newest one if none is named: for whoever tries a platform that sends none.

    Raises `Unknown`, and `Refused` where mails are sent: what they say, a link to a password for one, is for whoever
    they are written to.
    """
    if desk.installation.settings.smtp_url:
        raise Refused("Les courriels de cette installation partent : leur texte n'est lu que par leur destinataire.")
    desk.open_wholly()
    found = mails(desk.session, None, 1) if mail_id is None else [desk.session.get(OutgoingMail, mail_id)]
    if not found or found[0] is None:
        raise Unknown("Il n'y a pas de tel mail : « clas mail list » montre ceux qui sont écrits.")
    return found[0]


def _now(desk: Desk) -> Desk:
    """Return the same desk later: a round may take long."""
    return replace(desk, now=desk.installation.clock.now())


def _claim(desk: Desk) -> Letter | None:
    """Take the next mail, so that nobody else does."""
    desk.open_wholly(writing=True)
    mail = next_due(desk.session, desk.now)
    if mail is None:
        desk.session.rollback()
        return None
    mail.state, mail.claimed_at, mail.attempts = "sending", desk.now, mail.attempts + 1
    letter = Letter(
        id=mail.id,
        sender=desk.installation.settings.mail_from,
        recipient=mail.recipient,
        subject=mail.subject,
        body=mail.body,
        written_at=mail.created_at,
    )
    desk.session.commit()
    return letter


def _mark(desk: Desk, mail_id: UUID, tally: Tally, state: str, reason: str | None) -> None:
    """Write down what became of a mail that we claimed, unless somebody has decided about it meanwhile."""
    desk.open_wholly(writing=True)
    mail = desk.session.get_one(OutgoingMail, mail_id, with_for_update=True, populate_existing=True)
    if mail.state not in ("sending", "uncertain"):
        desk.session.rollback()
        return
    if state == "waiting":
        if mail.attempts > len(DELAYS):
            state = "failed"
        else:
            mail.next_attempt_at = desk.now + DELAYS[mail.attempts - 1]
    if state != "waiting":
        _trace(desk, mail, f"mail.{state}", "sending", state)
    mail.state, mail.last_error = state, reason and reason[:_LONGEST_ERROR]
    mail.sent_at = desk.now if state == "sent" else None
    setattr(tally, state, getattr(tally, state) + 1)
    desk.session.commit()


def _doubt_what_was_left(desk: Desk) -> int:
    """Mark the mails that a sender claimed and never spoke of again; return how many.

    Each in a transaction of its own: they may be of several departments, and nobody holds two chains of the trace.
    """
    doubted = 0
    while True:
        desk.open_wholly(writing=True)
        mail = held_since_before(desk.session, desk.now - IN_DOUBT_AFTER)
        if mail is None:
            desk.session.rollback()
            return doubted
        _trace(desk, mail, "mail.uncertain", "sending", "uncertain")
        mail.state = "uncertain"
        mail.last_error = "L'envoi s'est interrompu : le mail est peut-être parti."
        desk.session.commit()
        doubted += 1


def _trace(desk: Desk, mail: OutgoingMail, action: str, before: str, after: str) -> None:
    record(desk, action, mail.id, chain=mail.department or NATIONAL, before={"state": before}, after={"state": after})
