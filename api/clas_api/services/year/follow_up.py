"""Overseeing what follows the decisions of a call: what is paid and to pay, which bilans are awaited and filed."""

from collections.abc import Sequence
from dataclasses import dataclass

from clas_api.context import Context
from clas_api.store.bilans import bilans_of_call, payments_of_call
from clas_api.store.models import BilanRow, DossierRow, Payment
from clas_core.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """The payments and the bilans of a call, each with its dossier; what is still awaited comes first."""

    payments: Sequence[tuple[Payment, DossierRow]]
    bilans: Sequence[tuple[BilanRow, DossierRow]]


def follow_up(context: Context, slug: str, call: str) -> FollowUp:
    """Return what follows the decisions of a call, for its Caf. Raises `NotFound` for another department."""
    if slug not in context.open("payments.manage").departments:
        raise NotFound("Ce département")
    return FollowUp(
        payments=payments_of_call(context.session, slug, call), bilans=bilans_of_call(context.session, slug, call)
    )
