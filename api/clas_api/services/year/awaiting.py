"""What dossiers wait for beyond their state: complements until a day, a payment that is still to be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select

from clas_api.context import Context
from clas_api.store.models import ComplementRequest, DossierRow, Payment
from clas_api.store.reading import Query


@dataclass(frozen=True, slots=True)
class Awaited:
    """Of one dossier: until when complements are awaited from its porteur, which payment is to be noted, by its kind.

    `late` tells that the day of the complements is over.
    """

    complements: date | None = None
    late: bool = False
    payment: str | None = None


NOTHING = Awaited()


_COMPLEMENTS = Query(
    select(ComplementRequest.dossier_id, func.max(ComplementRequest.due_on))
    .where(
        ComplementRequest.dossier_id.in_(bindparam("dossiers")),
        ComplementRequest.answered_at.is_(None),
        ComplementRequest.lifted_at.is_(None),
    )
    .group_by(ComplementRequest.dossier_id)
)
_TO_PAY = Query(
    select(Payment.dossier_id, Payment.kind).where(
        Payment.dossier_id.in_(bindparam("dossiers")), Payment.paid_on.is_(None)
    )
)


def awaited(context: Context, rows: Sequence[DossierRow]) -> Mapping[UUID, Awaited]:
    """Return what each of `rows` waits for, where it does; two queries at most, however many there are."""
    asked = tuple(row.id for row in rows if row.state == "complements_asked")
    settled = tuple(row.id for row in rows if row.state == "settled")
    found: dict[UUID, Awaited] = {}
    if asked:
        for dossier, due_on in _COMPLEMENTS.rows(context.session, dossiers=asked):
            found[dossier] = Awaited(complements=due_on, late=due_on < context.now.date())
    if settled:
        for dossier, kind in _TO_PAY.rows(context.session, dossiers=settled):
            found[dossier] = Awaited(payment=kind)
    return found
