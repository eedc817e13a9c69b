"""Mails to a Caf about a dossier: to whoever it is assigned to; while it is nobody's, to the heads of the service. None
goes to whoever has chosen to be told once a day, or never."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from clas_api.context import Context
from clas_api.services.outbox import write_mail
from clas_api.store.models import Account, DossierRow, MailChoice, RoleRow

_LATER = (
    select(Account.email)
    .join(MailChoice, MailChoice.account_id == Account.id)
    .where(or_(MailChoice.mails == "daily", MailChoice.mails == "never"))
)
_KNOWN = select(Account.email).where(Account.disabled_at.is_(None)).distinct().order_by(Account.email)


def heads_of(context: Context, department: str) -> Sequence[str]:
    """Return the addresses of the heads of the service of a department."""
    roles = RoleRow.department == department, RoleRow.kind == "head"
    return context.session.scalars(_KNOWN.join(RoleRow, RoleRow.account_id == Account.id).where(*roles)).all()


def write_to_caf(context: Context, row: DossierRow, subject: str, text: str, *, page: str) -> None:
    """Write to whoever studies a dossier, with a link to one of its pages, in the transaction of `context`."""
    link = f"{context.installation.settings.base_url}/espace/caf/dossiers/{row.id}/{page}"
    known = _KNOWN.where(Account.id == row.assigned_to)
    assigned = context.session.scalars(known).all() if row.assigned_to else ()
    later = set(context.session.scalars(_LATER.where(MailChoice.department == row.department)))
    for recipient in assigned or heads_of(context, row.department):
        if recipient in later:
            continue
        write_mail(
            context, recipient, subject, f"Bonjour,\n\n{text}\n\nLe dossier : {link}\n", department=row.department
        )
