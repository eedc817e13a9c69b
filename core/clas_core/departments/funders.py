"""Funders and what they own: each amount of aid has its payer, its scope, and its own advances.

The Ps is the nation's, and stands nowhere here. What a call states as `supplements` is the same thing in short: aid of
the Caf, so much for each eligible group.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from marshmallow import validate

from clas_core.departments.phone import Phone
from clas_core.departments.territories import TERRITORY
from clas_core.eligibility import Criterion
from clas_core.fields import Amount, Choice, Email, Identifier, Line, Listing, Number, Pasted
from clas_core.money import Rate, cents_of, write_euros
from clas_core.porteurs import NATURES
from clas_core.prose import Prose
from clas_core.sources import Cited
from clas_core.tables import Reference, TableOf
from clas_core.years import Dated

FUNDER_KINDS = ("caf", "state", "region", "department", "intercommunality", "commune", "msa", "other")
AID_MEASURES = ("group", "child", "costs", "dossier")
MOST_FUNDERS = 100
MOST_AIDS = 100
MOST_CONDITIONS = 20
MOST_ADVANCES = 12

LARGEST_AID = Decimal(1_000_000)
"""In euros. Aid to one group, or to one dossier, above a million is a mistake."""

SHARE = validate.Range(
    0, 1, min_inclusive=False, error="Une part est attendue : un nombre entre 0 et 1, par exemple 0.7."
)
_AT_MOST = validate.Range(max=LARGEST_AID, error="Une aide d'un million d'euros au plus est attendue.")
_SIRET = validate.Regexp(re.compile(r"\d{14}\Z", re.ASCII), error="Un SIRET compte 14 chiffres.")


class Bound(Amount):
    """An amount that aid to a dossier does not go above."""

    def __init__(self) -> None:
        super().__init__(validate=[_AT_MOST])


@dataclass(frozen=True, slots=True, kw_only=True)
class FunderSiret:
    """A funder's SIRET from a day on: it may move or merge."""

    value: Annotated[str, Pasted(validate=[_SIRET]), "les 14 chiffres"]
    since: Annotated[date, "jour à partir duquel il vaut"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunderContact:
    """Whom to turn to about the aid of a funder; what its documents do not give is absent."""

    role: Annotated[str | None, "son rôle"] = None
    name: Annotated[str | None, "son nom"] = None
    email: Annotated[str | None, Email(), "son courriel"] = None
    phone: Annotated[str | None, Phone(), "son téléphone"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funder:
    """Whoever pays aid of its own. `institution` is its seat among those of the file, where it has one.

    One of the kind ``caf`` is the Caf that runs the call, which also pays the Ps.
    """

    id: Annotated[str, Identifier(), "identifiant"]
    name: Annotated[str, Line(longest=120), "nom"]
    kind: Annotated[str, Choice(FUNDER_KINDS), "ce qu'il est"]
    institution: Annotated[str | None, Reference("institutions", "L'institution"), "institution où il siège"] = None
    sirets: Annotated[Sequence[FunderSiret], Listing(TableOf(FunderSiret), most=20), "ses SIRET, par jour"] = ()
    contact: Annotated[FunderContact | None, "à qui s'adresser"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """A share of what was granted, of an aid or of what the Caf pays; paid before the settlement, some day or other."""

    share: Annotated[Decimal, Number(validate=[SHARE]), "part de ce qui est accordé"]
    on: Annotated[Dated | None, "jour où il est payé, aussi précisément qu'on le sait"] = None
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """What a funder gives on top of the Ps, to whom, how much, and when it pays.

    `amount` is in euros for each eligible group, each of their children, or the dossier, as `per` says; `rate` is a
    share of the running costs of each group. Without either, the committee sets the amount. The bounds are in euros,
    for one group, one action, one dossier, one porteur in the call; `envelope` is what the funder gives in all.
    `advances` are shares of this aid alone.
    """

    id: Annotated[str, Identifier(), "identifiant"]
    funder: Annotated[str, Reference("funders", "La table du financeur", listed=True), "qui la paie"]
    label: Annotated[str, Line(longest=120), "nom de l'aide"]
    per: Annotated[
        str | None,
        Choice(AID_MEASURES),
        "ce qu'elle compte : groupe, enfant, dépenses ou dossier ; sinon, le comité fixe",
    ] = None
    amount: Annotated[Decimal | None, Bound(), "montant par groupe, par enfant ou par dossier"] = None
    rate: Annotated[Decimal | None, Number(validate=[SHARE]), "part des dépenses de chaque groupe"] = None
    most_per_group: Annotated[Decimal | None, Bound(), "le plus, pour un groupe"] = None
    most_per_action: Annotated[Decimal | None, Bound(), "le plus, pour une action"] = None
    most_per_dossier: Annotated[Decimal | None, Bound(), "le plus, pour un dossier"] = None
    most_per_porteur: Annotated[Decimal | None, Bound(), "le plus, pour un porteur et cet appel"] = None
    envelope: Annotated[Decimal | None, Amount(), "ce que le financeur accorde en tout"] = None
    natures: Annotated[Sequence[str], Listing(Choice(NATURES)), "à qui : à tous si rien n'est dit"] = ()
    territory: Annotated[str | None, TERRITORY, "territoire des actions qu'elle aide : partout si rien n'est dit"] = (
        None
    )
    criteria: Annotated[
        Sequence[Criterion], Listing(TableOf(Criterion), most=MOST_CONDITIONS), "conditions, comme des critères"
    ] = ()
    advances: Annotated[
        Sequence[Advance], Listing(TableOf(Advance), most=MOST_ADVANCES), "acomptes de cette aide seule"
    ] = ()
    remark: Annotated[Prose | None, "ce qu'il faut en savoir"] = None
    source: Cited

    @property
    def is_set_by_committee(self) -> bool:
        """Whether no rule gives its amount."""
        return self.amount is None and self.rate is None

    @property
    def measure(self) -> str:
        """How much it is and of what, in words: ``20,00 € par enfant``."""
        if self.rate is not None:
            return f"{Rate.of(self.rate).percent} des dépenses"
        if self.amount is None or self.per is None:
            return "montant fixé par le comité"
        return f"{write_euros(cents_of(self.amount))} par {_COUNTED[self.per]}"

    @property
    def bounds(self) -> Sequence[tuple[str, int]]:
        """What it does not go above: for whom, in words, and how much, in cents."""
        return tuple(
            (words, cents_of(bound))
            for words, bound in (
                ("par groupe", self.most_per_group),
                ("par action", self.most_per_action),
                ("par dossier", self.most_per_dossier),
                ("par porteur", self.most_per_porteur),
            )
            if bound is not None
        )


_COUNTED = {"group": "groupe éligible", "child": "enfant", "dossier": "dossier", "costs": "euro de dépenses"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """What all aid together does not go above: a share of the running costs of a dossier. Local aid yields, the last of
    the file first; the Ps and the bonuses are the nation's and never do."""

    share: Annotated[Decimal, Number(validate=[SHARE]), "part des dépenses du dossier"]
    source: Cited
