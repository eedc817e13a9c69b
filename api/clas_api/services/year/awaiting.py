"""What dossiers wait for beyond their state: complements and bilans until a day, a payment that is still to be made."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, select

from clas_api.context import Context
from clas_api.store.models import BilanRow, ComplementRequest, DossierRow, Payment
from clas_api.store.reading import Query
from clas_core.dossiers.following import Waiting

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
    select(Payment.dossier_id, Payment.kind, Payment.due_on)
    .where(Payment.dossier_id.in_(bindparam("dossiers")), Payment.paid_on.is_(None))
    .order_by(Payment.due_on.desc(), Payment.id)
)
_BILANS = Query(
    select(BilanRow.dossier_id, BilanRow.due_on).where(
        BilanRow.dossier_id.in_(bindparam("dossiers")),
        BilanRow.state == "draft",
        BilanRow.due_on.is_not(None),
        BilanRow.due_words.is_(None),  # where the call says « en juin », no day is told in its place
    )
)


def awaited(context: Context, rows: Sequence[DossierRow]) -> Mapping[UUID, Waiting]:
    """Return what each of `rows` waits for, where it does; three queries at most, however many there are."""
    asked = tuple(row.id for row in rows if row.state == "complements_asked")
    running = tuple(row.id for row in rows if row.state == "running")
    paying = (*running, *(row.id for row in rows if row.state == "settled"))
    found: dict[UUID, Waiting] = {}
    if asked:
        for dossier, due_on in _COMPLEMENTS.rows(context.session, dossiers=asked):
            found[dossier] = Waiting(complements=due_on)
    bilans = dict(_BILANS.rows(context.session, dossiers=running)) if running else {}
    payments = {key: (kind, due) for key, kind, due in _TO_PAY.rows(context.session, dossiers=paying)} if paying else {}
    for dossier in {*bilans, *payments}:
        kind, due = payments.get(dossier, (None, None))
        found[dossier] = Waiting(bilan=bilans.get(dossier), payment=kind, payment_due=due)
    return found
