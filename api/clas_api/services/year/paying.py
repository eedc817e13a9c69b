"""Payments: what is to be paid to a porteur or by it, and what was, with its reference and its day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.dossiers.moving import check_apart
from clas_api.services.dossiers.reading import A_DOSSIER, sight_of
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.trace import record
from clas_api.store.bilans import payments_of
from clas_api.store.dossiers import find_dossier
from clas_api.store.models import Payment
from clas_core.errors import InvalidInput, NotFound, Problem, Refused
from clas_core.money import amount_text, write_euros

KINDS = {"advance": "acompte", "balance": "solde", "recovery": "indu à récupérer"}


def list_payments(context: Context, key: UUID) -> Sequence[Payment]:
    """Return what is paid and to pay for a dossier, in the order of the days. Raises `NotFound`."""
    row = find_dossier(context.session, sight_of(context, "payments.read"), key)
    if row is None:
        raise NotFound(A_DOSSIER)
    return payments_of(context.session, [row.id])[row.id]


@command
def make_payment(context: Context, key: UUID, *, reference: str, paid_on: date, revision: int | None) -> Payment:
    """Record that a payment was made. Commits. Raises `NotFound`, `Stale`, `InvalidInput`, or `Refused` when it was
    made already, or to an agent who is one of the porteur's people."""
    scope = context.open("payments.manage", writing=True)
    query = select(Payment).where(Payment.id == key, Payment.department.in_(scope.departments)).with_for_update()
    payment = context.session.scalar(query)
    if payment is None:
        raise NotFound("Ce paiement")
    check_apart(context, payment)
    match_revision(context, payment, revision)
    if payment.paid_on is not None:
        raise Refused(f"Ce paiement est déjà fait, sous la référence « {payment.reference} » : il ne se refait pas.")
    expect_past(context, paid_on)
    payment.reference, payment.paid_on = reference, paid_on
    after = {
        "dossier": str(payment.dossier_id),
        "kind": payment.kind,
        "amount": amount_text(payment.amount_cents),
        "reference": reference,
        "paid_on": paid_on.isoformat(),
    }
    record(context, "payment.made", payment.id, chain=payment.department, after=after)
    commit_or_stale(context, payment)
    return payment


def expect_past(context: Context, paid_on: date) -> None:
    """Raise `InvalidInput` for a day that nothing can have been paid on yet."""
    if paid_on > context.now.date():
        raise InvalidInput([Problem(("paid_on",), "Ce jour n'est pas encore venu.")])


def left_to_pay(context: Context, dossier: UUID) -> str:
    """Say what is still to be paid for a dossier, on either side; nothing when all is."""
    left = [each for each in payments_of(context.session, [dossier])[dossier] if each.paid_on is None]
    words = [
        f"{write_euros(each.amount_cents)} à {'récupérer' if each.kind == 'recovery' else 'verser'}"
        + (f" par {each.payer}" if each.payer else "")
        for each in left
    ]
    return f"il reste {' et '.join(words)}" if words else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidInAdvance:
    """What was really paid before a settlement, in cents: in all, by the funders that are not the Caf, and by the aid
    that it is a share of, that of the Caf in all having an empty name."""

    total: int
    by_funder: Mapping[str, int]
    by_aid: Mapping[str, int]


def paid_in_advance(payments: Sequence[Payment]) -> PaidInAdvance:
    """Return what was really paid before a settlement."""
    by_funder: Counter[str] = Counter()
    by_aid: Counter[str] = Counter()
    for each in payments:
        if each.kind == "advance" and each.paid_on is not None:
            by_funder[each.funder] += each.amount_cents
            by_aid[each.aid] += each.amount_cents
    total = by_funder.total()
    by_funder.pop("", None)
    return PaidInAdvance(total=total, by_funder=dict(by_funder), by_aid=dict(by_aid))


def payment_name(payment: Payment) -> str:
    """Name a payment, as a line of a table begins: what it is of, and who pays it where that is not the Caf."""
    name = KINDS[payment.kind].capitalize()
    if payment.aid_label:
        name = f"{name}, {payment.aid_label}"
    return f"{name} ({payment.payer})" if payment.payer else name
