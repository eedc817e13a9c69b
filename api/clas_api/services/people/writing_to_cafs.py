"""Mails to a Caf about a dossier: to whoever it is assigned to; while it is nobody's, to the heads of the service."""

from sqlalchemy import select

from clas_api.services.desk import Desk
from clas_api.services.post import write_mail
from clas_api.store.models import Account, DossierRow, RoleRow


def write_to_caf(desk: Desk, row: DossierRow, subject: str, told: str, page: str) -> None:
    """Write that a porteur has `told` something, in the transaction of `desk`: a link to the `page`, never the text."""
    link = f"{desk.installation.settings.base_url}/espace/caf/dossiers/{row.id}/{page}"
    text = (
        f"Bonjour,\n\n{row.porteur.name} {told} dossier Clas {row.school_year} n° {row.receipt}.\n\n"
        f"À lire sur la plateforme : {link}\n"
    )
    known = select(Account.email).where(Account.disabled_at.is_(None)).distinct().order_by(Account.email)
    heads = known.join(RoleRow, RoleRow.account_id == Account.id).where(
        RoleRow.department == row.department, RoleRow.kind == "head"
    )
    assigned = desk.session.scalars(known.where(Account.id == row.assigned_to)).all() if row.assigned_to else ()
    for recipient in assigned or desk.session.scalars(heads):
        write_mail(desk, recipient, subject, text, department=row.department)
