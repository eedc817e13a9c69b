"""What the people of a funder read: the dossiers that ask for its aid, with its figures, and no others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clas_api.context import Context
from clas_api.security.permissions import follows_aid
from clas_api.services.rules.kept_calls import find_call
from clas_api.store.bilans import payments_of
from clas_api.store.by_funder import comparisons_of, deposited_of_call
from clas_api.store.granted import granted_of
from clas_api.store.models import DossierRow, DossierVersion, Payment
from clas_core.departments.funders import Funder
from clas_core.errors import NotFound
from clas_core.estimates import AidTotal, kept_aid, totals_of
from clas_core.money import parse_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Funded:
    """A dossier that asks for the aid of a funder, or for a programme that it pays, and the figures of that funder
    alone, in cents.

    `asked` is what its rules gave when the dossier was deposited; `granted` what the last decision gives; `due` what is
    really due of it, `None` until the dossier is settled.
    """

    row: DossierRow
    version: DossierVersion
    asked: Sequence[AidTotal]
    granted: Sequence[AidTotal]
    paid: int
    due: int | None

    @property
    def asked_cents(self) -> int:
        return sum(each.amount for each in self.asked)

    @property
    def granted_cents(self) -> int:
        return sum(each.amount for each in self.granted)


def funder_of(context: Context, slug: str, call: str, identifier: str) -> Funder:
    """Return a funder of a call that whoever asks may follow the aid of. Raises `NotFound`, `Forbidden`."""
    scope = context.open("aids.read")
    if slug in scope.departments and follows_aid(context.who, slug, identifier):
        for each in find_call(context, slug, call)[1].funders:
            if each.id == identifier:
                return each
    raise NotFound("Ce financeur")


def funded_dossiers(context: Context, slug: str, call: str, identifier: str) -> Sequence[Funded]:
    """Return the deposited dossiers of a call that ask for the aid of a funder, or were granted it, by their receipts.

    Raises `NotFound` or `Forbidden` for who is not of that funder.
    """
    funder = funder_of(context, slug, call, identifier)
    return _funded(context, funder, deposited_of_call(context.session, slug, call))


def funded_dossier(context: Context, slug: str, call: str, identifier: str, key: UUID) -> Funded:
    """Return one of them. Raises `NotFound` for a dossier that does not ask for the aid of the funder."""
    funder = funder_of(context, slug, call, identifier)
    found = _funded(context, funder, deposited_of_call(context.session, slug, call, only=key))
    if not found:
        raise NotFound("Ce dossier")
    return found[0]


def _funded(
    context: Context, funder: Funder, deposits: Sequence[tuple[DossierRow, DossierVersion]]
) -> Sequence[Funded]:
    keys = [row.id for row, _ in deposits if row.outcome == "approved" and not row.given_up]
    decided = granted_of(context.session, keys) if keys else {}
    granted = {key: _of(funder, (*each.aids, *(one.total for one in each.programmes))) for key, each in decided.items()}
    asking = [
        (row, version, asked)
        for row, version in deposits
        for asked in [_of(funder, _asked(version))]
        if asked or granted.get(row.id)
    ]
    payments = payments_of(context.session, [row.id for row, _, _ in asking]) if asking else {}
    settled = [row.id for row, _, _ in asking if row.settled_cents]
    compared = comparisons_of(context.session, settled) if settled else {}
    return [
        Funded(
            row=row,
            version=version,
            asked=asked,
            granted=granted.get(row.id, ()),
            paid=_paid(funder, payments[row.id]),
            due=_due(funder, compared.get(row.id)),
        )
        for row, version, asked in asking
    ]


def _asked(version: DossierVersion) -> Sequence[AidTotal]:
    aids = totals_of(map(kept_aid, group["supplements"]) for group in version.estimate.get("groups", ()))
    programmes = (
        AidTotal(
            id=each["id"],
            label=each["label"],
            amount=parse_amount(each["amount"]),
            funder=each.get("funder", ""),
            payer=each.get("payer", ""),
        )
        for each in version.programmes
    )
    return (*aids, *programmes)


def _of(funder: Funder, aids: Sequence[AidTotal]) -> Sequence[AidTotal]:
    return tuple(each for each in aids if each.funder == funder.id)


def _paid(funder: Funder, payments: Sequence[Payment]) -> int:
    """Return what a funder has paid, less what was given back to it."""
    made = [each for each in payments if each.funder == funder.id and each.paid_on is not None]
    return sum(-each.amount_cents if each.kind == "recovery" else each.amount_cents for each in made)


def _due(funder: Funder, comparison: Mapping[str, Any] | None) -> int | None:
    if comparison is None:
        return None
    shares = comparison.get("payers", ())
    return sum(parse_amount(each["due"]) for each in shares if each["funder"] == funder.id)
