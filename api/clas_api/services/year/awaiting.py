"""What dossiers wait for beyond their state: complements until a day, a payment that is still to be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.store.models import ComplementRequest, DossierRow, Payment


@dataclass(frozen=True, slots=True)
class Awaited:
    """Of one dossier: until when complements are awaited from its porteur, which payment is to be noted, by its kind.

    `late` tells that the day of the complements is over.
    """

    complements: date | None = None
    late: bool = False
    payment: str | None = None


NOTHING = Awaited()


def awaited(context: Context, rows: Sequence[DossierRow]) -> Mapping[UUID, Awaited]:
    """Return what each of `rows` waits for, where it does; two queries at most, however many there are."""
    asked = [row.id for row in rows if row.state == "complements_asked"]
    settled = [row.id for row in rows if row.state == "settled"]
    found: dict[UUID, Awaited] = {}
    if asked:
        query = select(ComplementRequest.dossier_id, func.max(ComplementRequest.due_on)).where(
            ComplementRequest.dossier_id.in_(asked),
            ComplementRequest.answered_at.is_(None),
            ComplementRequest.lifted_at.is_(None),
        )
        for dossier, due_on in context.session.execute(query.group_by(ComplementRequest.dossier_id)):
            found[dossier] = Awaited(complements=due_on, late=due_on < context.now.date())
    if settled:
        unpaid = select(Payment.dossier_id, Payment.kind).where(
            Payment.dossier_id.in_(settled), Payment.paid_on.is_(None)
        )
        for dossier, kind in context.session.execute(unpaid):
            found[dossier] = Awaited(payment=kind)
    return found
