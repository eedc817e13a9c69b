"""Where something is, as criteria judge it: an address, and the territory of the call that it should lie in."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from clas_core.communes import Commune, commune_of, find
from clas_core.tables import Reference

TERRITORY = Reference("territories", "Le territoire", listed=True)
"""The name of a territory of the same file."""


class Place(NamedTuple):
    """An address: how it is `said`, the Insee code of its commune where that was found, and the neighbourhood or the
    canton as it was typed."""

    said: str
    code: str | None = None
    quarter: str | None = None

    @property
    def commune(self) -> Commune | None:
        return None if self.code is None else find(self.code)


class Area(Protocol):
    """A named set of places: a territory of a call."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    def holds(self, commune: Commune | None, place: str | None = None) -> bool | None: ...


def place_of(
    city: str | None, *, postal_code: str | None = None, quarter: str | None = None, department: str | None = None
) -> Place | None:
    """Return the place that a typed address is, its commune being looked for in a department first; `None` where
    neither a commune nor a neighbourhood is typed."""
    if not city and not quarter:
        return None
    found = commune_of(city, department=department, postal_code=postal_code) if city else None
    return Place(city or quarter or "", found.code if found else None, quarter)


def held_by(area: Area, places: Iterable[Place | str]) -> bool | None:
    """Tell whether an area holds each of `places`, a commune being given by its code as well; `None` where what is
    known of one does not tell."""
    held = set()
    for each in places:
        place = Place(each, each) if isinstance(each, str) else each
        held.add(area.holds(place.commune, place.quarter))
    return False if False in held else None if None in held else True
