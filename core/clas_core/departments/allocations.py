"""Rules by which a call says beforehand who gets the bonuses when their envelope is too small for all of them.

A bonus is worth what the nation says, whole: a rule puts bonuses in an order, and the envelope is gone through in it.
Which bonuses are deserved is judged by the committee, and by no rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from clas_core.departments.funders import SHARE
from clas_core.departments.territories import TERRITORY
from clas_core.errors import Problem
from clas_core.fields import Choice, Identifier, Line, Listing, Number, Whole
from clas_core.money import write_percent
from clas_core.reading import Check, number_of, tables_in
from clas_core.sources import Cited
from clas_core.tables import TableOf

PRIORITIES = ("territory", "bonus", "turn", "score", "deposit")
"""By what bonuses are put in order: an action of the dossier in `territory`; the bonus that `bonus` names; the first of
each dossier before any second; the total of the study grid; the day of the deposit."""

TIES = ("lot", "together")
"""What becomes of equals: an order drawn from the numbers of their dossiers, which anybody draws again; or all of them
or none."""

MOST_ALLOCATIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """A share of the envelope that one bonus is served from first; what it does not use goes to all."""

    bonus: Annotated[str, Identifier(), "bonus national"]
    share: Annotated[Decimal, Number(validate=[SHARE]), "part de l'enveloppe qui lui est réservée"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRule:
    """A rule that a call publishes: bonuses in the order of its priorities, each whole, until one does not fit.

    `most_per_dossier` is how many bonuses one dossier may get by it.
    """

    id: Annotated[str, Identifier(), "identifiant"]
    label: Annotated[str, Line(longest=120), "nom de la règle"]
    order: Annotated[
        Sequence[str],
        Listing(Choice(PRIORITIES), least=1, most=len(PRIORITIES)),
        "priorités, de la première à la dernière : territoire, bonus, tour, note ou dépôt",
    ]
    tie: Annotated[str, Choice(TIES), "à égalité : tirage au sort refaisable, ou tous ou aucun"]
    territory: Annotated[str | None, TERRITORY, "territoire qui passe d'abord"] = None
    bonus: Annotated[str | None, Identifier(), "bonus national qui passe d'abord"] = None
    most_per_dossier: Annotated[int | None, Whole(least=1, most=1_000), "bonus d'un même dossier, au plus"] = None
    reserved: Annotated[Sequence[Reserved], Listing(TableOf(Reserved), most=10), "parts réservées à un bonus"] = ()
    source: Cited


def check_allocations(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a rule that does not say what it needs, or that reserves more than there is."""
    for path, rule in tables_in(tables, "allocations"):
        found = rule.get("order")
        order = [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
        for place, each in enumerate(order):
            if each in order[:place]:
                yield Problem((*path, "order", place), f"« {each} » est déjà plus haut : une priorité se dit une fois.")
        for name, what in (("territory", "quel territoire"), ("bonus", "quel bonus")):
            if name in order and name not in rule:
                yield Problem((*path, name), f"« {name} » est une priorité : dites {what} passe d'abord.")
            elif name in rule and name not in order:
                yield Problem((*path, name), f"Ajoutez « {name} » à « order », à son rang, ou retirez cette ligne.")
        reserved = rule.get("reserved")
        shares = [each for each in reserved if isinstance(each, Mapping)] if isinstance(reserved, list) else []
        sound = [share for each in shares if (share := number_of(each.get("share"))) is not None and 0 < share <= 1]
        if (total := sum(sound, Decimal(0))) > 1:
            message = f"Les parts réservées font {write_percent(total)} de l'enveloppe : 100\u00a0% au plus."
            yield Problem((*path, "reserved"), message)
        named = [each.get("bonus") for each in shares]
        for place, bonus in enumerate(named):
            if bonus is not None and bonus in named[:place]:
                yield Problem((*path, "reserved", place, "bonus"), f"« {bonus} » a déjà une part réservée.")


ALLOCATION_CHECKS: tuple[Check, ...] = (check_allocations,)
