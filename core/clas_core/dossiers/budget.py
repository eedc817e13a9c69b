"""The budget of a dossier by the accounting plan: charges and produits that balance, volunteer work apart.

The accounting plan changes, so a layout is dated data (``layouts/*.toml``): a school year takes the latest layout
that had begun. Which classes count as running costs is a rule of the referential, not of this module.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from clas_core.money import write_euros
from clas_core.years import SchoolYear

Side = Literal["charges", "produits", "volunteer_charges", "volunteer_produits"]
SIDES: Mapping[Side, str] = MappingProxyType(
    {
        "charges": "charges (comptes 60 à 68)",
        "produits": "produits (comptes 70 à 79)",
        "volunteer_charges": "emplois des contributions volontaires (86)",
        "volunteer_produits": "contributions volontaires (87)",
    }
)
GRANTS = "74"
"""The class whose lines say who funds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Accounts by number with how they are called, and who may fund a line of class 74."""

    id: str
    first_school_year: SchoolYear
    label: str
    source: str
    accounts: Mapping[str, str]
    funders: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """One line; `amount` in cents, `None` while it is not known. `funder` is for class 74 alone."""

    account: str
    label: str | None
    funder: str | None
    amount: int | None

    @property
    def side(self) -> Side:
        """On which side of the budget the line stands: its account's number says it."""
        if self.account.startswith("86"):
            return "volunteer_charges"
        if self.account.startswith("87"):
            return "volunteer_produits"
        return "charges" if self.account.startswith("6") else "produits"


@dataclass(frozen=True, slots=True)
class Totals:
    """The four totals of a budget, in cents."""

    charges: int
    produits: int
    volunteer_charges: int
    volunteer_produits: int

    @property
    def imbalance(self) -> str:
        """Say how charges and produits differ; nothing when they are equal."""
        return _difference("Les charges", self.charges, "les produits", self.produits)

    @property
    def volunteer_imbalance(self) -> str:
        """Say how the two accounts of volunteer contributions differ; nothing when they are equal."""
        return _difference("Le compte 86", self.volunteer_charges, "le compte 87", self.volunteer_produits)


def totals_of(lines: Iterable[BudgetLine]) -> Totals:
    """Add the lines up, each on its side; a line without an amount counts for nothing."""
    sums: dict[Side, int] = dict.fromkeys(SIDES, 0)
    for line in lines:
        sums[line.side] += line.amount or 0
    return Totals(*sums.values())


def counted_twice(lines: Sequence[BudgetLine]) -> Iterator[tuple[int, str]]:
    """Yield the rank of each line of a whole class (``60``) that is filled together with finer accounts (``601``), and
    what to do about it: the budget adds both, and what stands under the two would count twice."""
    filled = sorted({line.account for line in lines if line.amount})
    for rank, line in enumerate(lines):
        finer = [each for each in filled if each != line.account and each.startswith(line.account)]
        if line.amount and finer:
            fault = (
                f"Le compte {line.account} et son détail ({', '.join(finer)}) sont remplis et s'additionnent. "
                f"Répartissez tout dans le détail et laissez le compte {line.account} vide, ou gardez-le seul."
            )
            yield rank, fault


def _difference(one: str, amount: int, other: str, against: int) -> str:
    if amount == against:
        return ""
    gap = write_euros(abs(amount - against))
    return f"{one} ({write_euros(amount)}) et {other} ({write_euros(against)}) diffèrent de {gap}."


@cache
def layouts() -> tuple[Layout, ...]:
    """Return every layout, the earliest first."""
    folder = files("clas_core.dossiers") / "layouts"
    read = [tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")]
    made = (
        Layout(
            id=each["id"],
            first_school_year=SchoolYear.parse(each["first_school_year"]),
            label=each["label"],
            source=each["source"],
            accounts=MappingProxyType(dict(sorted({**each["classes"], **each["accounts"]}.items()))),
            funders=MappingProxyType(each["funders"]),
        )
        for each in read
    )
    return tuple(sorted(made, key=lambda layout: layout.first_school_year))


def layout_of(year: SchoolYear) -> Layout:
    """Return the layout of a school year: the latest that had begun."""
    begun = [layout for layout in layouts() if layout.first_school_year <= year]
    return begun[-1] if begun else layouts()[0]
