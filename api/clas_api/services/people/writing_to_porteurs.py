"""Mails to a porteur: to the person in charge of the dossier and to its people, each address once."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.services.outbox import write_mail
from clas_api.store.models import Account, DossierRow, RoleRow


def addresses_of(context: Context, porteurs: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Return the addresses of the people of each of `porteurs`."""
    query = (
        select(RoleRow.porteur_id, Account.email)
        .join(Account, Account.id == RoleRow.account_id)
        .where(RoleRow.porteur_id.in_(porteurs), Account.disabled_at.is_(None))
    )
    found: dict[UUID, set[str]] = {key: set() for key in porteurs}
    for porteur, email in context.session.execute(query):
        if porteur is not None:
            found[porteur].add(email)
    return {key: frozenset(emails) for key, emails in found.items()}


def write_to(context: Context, row: DossierRow, contact: str | None, subject: str, text: str) -> str:
    """Write to the person in charge and to the porteur's people; return the first address."""
    return write_to_each(context, row, contact, addresses_of(context, [row.porteur_id])[row.porteur_id], subject, text)


def write_to_each(
    context: Context, row: DossierRow, contact: str | None, people: frozenset[str], subject: str, text: str
) -> str:
    """Write to `contact` and `people`, in the transaction of `context`; return the first address."""
    link = f"{context.installation.settings.base_url}/espace/dossiers/{row.id}"
    recipients = sorted(people | ({contact} if contact else set()), key=lambda each: (each != contact, each))
    for recipient in recipients:
        write_mail(
            context, recipient, subject, f"Bonjour,\n\n{text}\n\nVotre dossier : {link}\n", department=row.department
        )
    return recipients[0] if recipients else ""


def contact_of(content: dict[str, Any]) -> str | None:
    """Return the address of the person in charge, as a deposit gives it."""
    contact = content.get("contact") or {}
    email: str | None = contact.get("email")
    return email
