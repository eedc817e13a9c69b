"""The payments of a call that are still to be made, as a list that somebody signs and another carries out."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.paying import KINDS
from clas_api.store.bilans import payments_of_call
from clas_api.store.models import DossierRow, DossierVersion, Payment
from clas_api.store.reading import Query
from clas_core.documents import Document
from clas_core.documents.payment_order import PaymentToMake, payment_order, payment_order_json
from clas_core.errors import NotFound

_ACCOUNT = "bank_details"
"""The kind of document that says where an organisation is paid."""


class PaymentOrder(NamedTuple):
    """The list, as a document and as JSON."""

    document: Document
    content: Mapping[str, Any]


def order_payments(context: Context, slug: str, call: str) -> PaymentOrder:
    """Return the payments to make of a call, for its Caf. Raises `NotFound` for another department."""
    scope = context.open("payments.manage")
    if not scope.everything and slug not in scope.departments:
        raise NotFound("Ce département")
    plugin, campaign = find_call(context, slug, call)
    rows = [each for each in payments_of_call(context.session, slug, call) if each[0].paid_on is None]
    accounts = _accounts(context, {dossier.id for _, dossier in rows})
    payments = [_to_make(payment, dossier, accounts.get(dossier.id, "")) for payment, dossier in rows]
    told = (plugin.department, campaign, payments, context.now.date())
    return PaymentOrder(payment_order(*told), payment_order_json(*told))


def _to_make(payment: Payment, dossier: DossierRow, account: str) -> PaymentToMake:
    about = KINDS[payment.kind]
    return PaymentToMake(
        payer=payment.payer,
        payee=dossier.porteur.name,
        siret=dossier.porteur.siret,
        receipt=dossier.receipt or "",
        about=f"{about}, {payment.aid_label}" if payment.aid_label else about,
        amount=payment.amount_cents,
        due=payment.due_said.removeprefix("le "),
        due_on=payment.due_on,
        recovery=payment.kind == "recovery",
        account=account,
    )


_DEPOSITED = Query(
    select(DossierVersion.dossier_id, DossierVersion.attachments)
    .where(DossierVersion.dossier_id.in_(bindparam("dossiers", expanding=True)))
    .order_by(DossierVersion.number)
)


def _accounts(context: Context, dossiers: set[UUID]) -> Mapping[UUID, str]:
    """Return the document of each dossier that says where its porteur is paid, as it was deposited last."""
    found: dict[UUID, str] = {}
    for dossier, attachments in _DEPOSITED.rows(context.session, dossiers=tuple(dossiers)) if dossiers else ():
        for each in attachments:
            if each["kind"] == _ACCOUNT:
                found[dossier] = str(each["filename"])
    return found
