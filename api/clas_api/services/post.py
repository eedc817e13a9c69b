"""The outbox: a mail is written in the same transaction as what it tells of, and sent later."""

from clas_api.services.desk import Desk
from clas_api.store.models import OutgoingMail


def write_mail(desk: Desk, recipient: str, subject: str, body: str, *, department: str | None = None) -> None:
    """Put a mail into the outbox, in the transaction of `desk`: it goes if, and only if, that is committed."""
    desk.session.add(
        OutgoingMail(
            department=department,
            recipient=recipient,
            subject=subject,
            body=body,
            created_at=desk.now,
            next_attempt_at=desk.now,
        )
    )
