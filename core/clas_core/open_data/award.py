"""A grant as it is published: one decision, one beneficiary, the amount of one giver."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from clas_core.money import amount_text, parse_amount

Standing = Literal["current", "corrected", "withdrawn"]
STANDINGS: Mapping[Standing, str] = MappingProxyType(
    {"current": "en vigueur", "corrected": "corrigée", "withdrawn": "retirée"}
)

SCHEME = "Contrat local d'accompagnement à la scolarité (Clas)"
_DAYS = ("deposited_on", "decided_on", "notified_on", "pays_from", "pays_until")
_AMOUNTS = ("asked", "cents", "before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """The Caf that grants; `siret` is the one that holds on the day of the publication, empty while none is known."""

    name: str
    siret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What one decision grants to one organisation, amounts in cents.

    `receipt` is the number of the dossier, `reference` that of the decision, unique: the receipt and the rank of the
    decision. `asked` is what the deposit came to. `pays_from` and `pays_until` are the days between which it is paid,
    `staged` whether in several payments. A corrected decision `replaces` another and tells the amount `before`; one
    that is withdrawn grants nothing any more.
    """

    receipt: str
    reference: str
    deposited_on: date
    decided_on: date
    notified_on: date
    name: str
    siret: str
    rna: str
    purpose: str
    asked: int
    cents: int
    staged: bool
    pays_from: date
    pays_until: date
    standing: Standing = "current"
    replaces: str = ""
    before: int | None = None

    @property
    def said(self) -> str:
        """What it is for, and what became of it where it does not stand as it was published first."""
        if self.standing == "withdrawn":
            return f"{self.purpose} (décision retirée)"
        if self.standing == "corrected":
            return f"{self.purpose} (décision corrigée, remplace {self.replaces})"
        return self.purpose

    def withdrawn(self) -> "Award":
        """Return the same, once it grants nothing any more."""
        before = self.before if self.standing == "withdrawn" else self.cents
        return replace(self, standing="withdrawn", cents=0, before=before)


def award_json(award: Award) -> dict[str, Any]:
    """Return an award as JSON values, as a publication is kept: days in ISO 8601, amounts as texts."""
    told = {each.name: getattr(award, each.name) for each in fields(award)}
    told |= {name: told[name].isoformat() for name in _DAYS}
    return told | {name: None if told[name] is None else amount_text(told[name]) for name in _AMOUNTS}


def kept_award(told: Mapping[str, Any]) -> Award:
    """Return an award from what `award_json` returned."""
    days = {name: date.fromisoformat(told[name]) for name in _DAYS}
    amounts = {name: None if told[name] is None else parse_amount(told[name]) for name in _AMOUNTS}
    return Award(**{**told, **days, **amounts})
