"""Territories: named sets of communes, intercommunalities, priority neighbourhoods and cantons, to which contacts,
commissions, aid and criteria refer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from marshmallow import ValidationError

from clas_core.communes import Commune, find, intercommunalities, members_of, named
from clas_core.eligibility.places import TERRITORY
from clas_core.errors import Problem
from clas_core.fields import Identifier, Line, Listing
from clas_core.plain_text import search_key
from clas_core.reading import tables_in
from clas_core.sources import Cited

MOST_COMMUNES = 1_000
PARTS = ("communes", "intercommunalities", "neighbourhoods", "cantons")
"""What a territory is made of; one of them at least."""

__all__ = ["PARTS", "TERRITORY", "Territory", "check_territories"]


class CommuneCode(Line):
    """The Insee code of a commune of the official list."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        code = super()._deserialize(value, attr, data, **kwargs)
        if find(code) is not None:
            return code
        meant = [f"{each.code} ({each.name}, {each.department})" for each in named(code)[:3]]
        hint = f" Vouliez-vous dire {', '.join(meant)} ?" if meant else ""
        raise ValidationError(f"« {code[:60]} » n'est le code Insee d'aucune commune, par exemple « 51454 ».{hint}")


class EpciSiren(Line):
    """The SIREN of an intercommunality of the official list."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        siren = super()._deserialize(value, attr, data, **kwargs)
        if siren in intercommunalities():
            return siren
        key = search_key(siren)
        near = (f"{code} ({name})" for code, name in intercommunalities().items() if key and key in search_key(name))
        meant = ", ".join(each for each, _ in zip(near, range(3), strict=False))
        hint = f" Vouliez-vous dire {meant} ?" if meant else ""
        raise ValidationError(f"« {siren[:60]} » n'est le SIREN d'aucune intercommunalité à fiscalité propre.{hint}")


_NAMES = Listing(Line(longest=120), most=MOST_COMMUNES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A named set: all that its parts hold. Neighbourhoods and cantons are in no list: their names are compared."""

    id: Annotated[str, Identifier(), "identifiant"]
    name: Annotated[str, Line(longest=120), "nom du territoire"]
    communes: Annotated[
        Sequence[str], Listing(CommuneCode(longest=5), most=MOST_COMMUNES), "codes Insee de communes : `51454`"
    ] = ()
    intercommunalities: Annotated[
        Sequence[str], Listing(EpciSiren(longest=80), most=100), "SIREN d'intercommunalités à fiscalité propre"
    ] = ()
    neighbourhoods: Annotated[Sequence[str], _NAMES, "noms de quartiers prioritaires"] = ()
    cantons: Annotated[Sequence[str], _NAMES, "noms de cantons"] = ()
    source: Cited

    def holds(self, commune: Commune | None, place: str | None = None) -> bool | None:
        """Tell whether an address is of the territory: `commune` as it was found, `place` the neighbourhood or the
        canton as it was typed. `None` where what is known of the address does not tell."""
        if commune is not None and self._has(commune):
            return True
        listed = {search_key(each) for each in (*self.neighbourhoods, *self.cantons)}
        if place and search_key(place) in listed:
            return True
        if (listed and not place) or (commune is None and (self.communes or self.intercommunalities)):
            return None
        return False

    def _has(self, commune: Commune) -> bool:
        return (
            bool({commune.code, commune.whole}.intersection(self.communes)) or commune.epci in self.intercommunalities
        )

    @property
    def parts(self) -> Mapping[Literal["communes", "intercommunalities", "neighbourhoods", "cantons"], Sequence[str]]:
        """What it is made of, by names that people read."""
        epci = intercommunalities()
        return {
            "communes": [commune.name for code in self.communes if (commune := find(code))],
            "intercommunalities": [epci[each] for each in self.intercommunalities],
            "neighbourhoods": self.neighbourhoods,
            "cantons": self.cantons,
        }

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its communes, those of its intercommunalities among them."""
        return frozenset(self.communes).union(
            commune.code for epci in self.intercommunalities for commune in members_of(epci)
        )


def check_territories(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a territory that holds nothing."""
    for path, territory in tables_in(tables, "territories"):
        if not any(territory.get(each) for each in PARTS):
            yield Problem(path, f"Ce territoire ne contient rien : dites l'un au moins de {', '.join(PARTS)}.")
