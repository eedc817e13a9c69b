"""What a year comes to in each territory that its calls name, by the communes of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clas_core.communes import find
from clas_core.departments.territories import Territory
from clas_core.money import parse_amount
from clas_core.plain_text import search_key

BY_COMMUNES = (
    "Chaque territoire compte les groupes de ses communes, où que soit leur porteur. Un quartier ou un canton ne se "
    "compte pas ainsi."
)
OVERLAPPING = "Une commune est de plusieurs territoires : leurs lignes ne s'additionnent pas."
ELSEWHERE = "Communes d'aucun territoire"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritoryFigures:
    """Figures that add up from commune to commune; amounts in cents. Porteurs, dossiers and actions do not: one may be
    in several communes."""

    name: str
    groups: int = 0
    children: int = 0
    asked: int = 0
    approved: int = 0


def figures_of_territories(
    territories: Iterable[Territory], lines: Sequence[Mapping[str, Any]]
) -> Sequence[TerritoryFigures]:
    """Return the figures of each territory that is made of communes, from the lines of a year by commune, then of the
    communes of none; nothing where no territory is. One made of neighbourhoods or cantons alone is left out: a commune
    does not tell in which of them a group is."""
    known = {each.id: each for each in territories if each.codes}
    names = {name: _names(each) for name, each in known.items()}
    if not known:
        return ()
    found = [
        _sum(each.name, [line for line in lines if search_key(line["key"]) in names[name]])
        for name, each in known.items()
    ]
    held = frozenset[str]().union(*names.values())
    left = [line for line in lines if search_key(line["key"]) not in held]
    return (*found, *([_sum(ELSEWHERE, left)] if left else ()))


def overlap(territories: Iterable[Territory]) -> bool:
    """Tell whether a commune is of several territories, so that their figures do not add up."""
    seen: set[str] = set()
    for each in {each.id: each for each in territories}.values():
        if seen & each.codes:
            return True
        seen |= each.codes
    return False


def _names(territory: Territory) -> frozenset[str]:
    return frozenset(search_key(commune.name) for code in territory.codes if (commune := find(code)) is not None)


def _sum(name: str, lines: Sequence[Mapping[str, Any]]) -> TerritoryFigures:
    return TerritoryFigures(
        name=name,
        groups=sum(line["groups"] or 0 for line in lines),
        children=sum(line["children"] or 0 for line in lines),
        asked=sum(parse_amount(line["asked"] or "0") for line in lines),
        approved=sum(parse_amount(line["approved"] or "0") for line in lines),
    )
