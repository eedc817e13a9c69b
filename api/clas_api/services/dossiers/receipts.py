"""The receipt of a deposit, as it is answered, kept for a request that is sent again, and traced."""

from typing import Any

from clas_api.answers import Answer, Call, Count, Flag, Kept, KeptList, Key, Many, Moment, Money, Words, Year
from clas_api.store.models import DossierVersion


class UnpaidReasonSchema(Answer):
    pointer = Words()
    label = Words()
    message = Words()


class UnpaidSchema(Answer):
    """What would not be paid, and why."""

    nothing = Flag(about="nothing at all would be paid: a deposit must say that it knows")
    groups = Count(about="groups that would not be paid")
    among = Count(about="groups of the dossier")
    summary = Words(example="2 groupes sur 2 ne seraient pas payés")
    reasons = Many(UnpaidReasonSchema)


class DepositedDocumentSchema(Answer):
    id = Key()
    kind = Words(example="statutes")
    filename = Words()
    sha256 = Words()
    size = Count(about="in bytes")


class ReceiptSchema(Answer):
    dossier = Key(of="dossier_id")
    receipt = Words(example="51-2025-00042")
    version = Count(of="number")
    department = Words()
    school_year = Year()
    call = Call()
    deposited_at = Moment(timespec="seconds")
    forecast = Money(of="forecast_cents")
    unpaid = Kept(UnpaidSchema, allow_none=True, about="null of a deposit made before it was computed")
    content_digest = Words()
    referential_digest = Words()
    campaign_digest = Words()
    attachments = KeptList(DepositedDocumentSchema)


_RECEIPT = ReceiptSchema()


def receipt_of(version: DossierVersion) -> dict[str, Any]:
    """Return the receipt of a deposit as JSON values."""
    written: dict[str, Any] = _RECEIPT.dump(version)
    return written
