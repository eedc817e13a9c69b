"""The outbox: a mail is written in the same transaction as what it tells of, and sent later."""

from clas_api.context import Context
from clas_api.store.models import OutgoingMail
from clas_api.store.rows import append

REHEARSED = "Ceci est un appel d'essai : rien de ce que dit ce courriel ne compte."


def write_mail(
    context: Context,
    recipient: str,
    subject: str,
    body: str,
    *,
    department: str | None = None,
    calendar: str | None = None,
) -> None:
    """Put a mail into the outbox, in the transaction of `context`: it goes if, and only if, that is committed.

    `calendar` is an iCalendar file for it to bear.
    """
    if context.installation.is_rehearsal:
        subject, body = f"[Essai] {subject}", f"{REHEARSED}\n\n{body}"
    mail = {
        "department": department,
        "recipient": recipient,
        "subject": subject,
        "body": body,
        "calendar": calendar,
        "created_at": context.now,
        "next_attempt_at": context.now,
    }
    append(context.session, OutgoingMail, [mail])
