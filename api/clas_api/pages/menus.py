"""The menu of each audience, in one table. Whoever is of several has the lines of them all, each once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app, request

from clas_api.pages.writing import write_address
from clas_api.security.permissions import Ability, departments_of, holds
from clas_api.security.principal import Principal


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a menu: its words, and the page it leads to.

    `of_department` leads to that page of one's own department, where one has this ability in one alone; whoever works
    for several finds them in their own space. `within` are the beginnings of the endpoints on which this is where one
    stands.
    """

    label: str
    endpoint: str
    of_department: Ability | None = None
    within: tuple[str, ...] = ()


CALLS = Entry(label="Appels à projets", endpoint="public.home", within=("public.call", "public.dep", "public.start"))
SIMULATOR = Entry(label="Simulateur", endpoint="simulator.simulator")
HELP = Entry(label="Aide", endpoint="public.help_home", within=("public.help",))
SPACE = Entry(label="Mon espace", endpoint="porteur.home", within=("porteur.",))
DOSSIERS = Entry(label="Dossiers", endpoint="caf.department", of_department="dossiers.study", within=("caf.",))
ARRIVALS = Entry(label="Ce qui est arrivé", endpoint="caf.arrivals", of_department="dossiers.study")
NATION = Entry(label="Nation", endpoint="national.home", within=("national.",))
INSTALLATION = Entry(label="Installation", endpoint="admin.home", within=("admin.",))

VISITOR = "visitor"
MENUS: Mapping[str, Sequence[Entry]] = {
    VISITOR: (CALLS, SIMULATOR, HELP),
    "porteur": (CALLS, SIMULATOR, SPACE, HELP),
    "caf": (SPACE, DOSSIERS, ARRIVALS, SIMULATOR, HELP),
    "committee": (SPACE, CALLS, HELP),
    "nation": (NATION, SPACE, CALLS, SIMULATOR, HELP),
    "administrator": (INSTALLATION, SPACE, CALLS, HELP),
}
"""A line whose page this installation does not have is left out."""

_AUDIENCES: Mapping[str, Callable[[Principal], bool]] = {
    "caf": lambda who: bool(departments_of(who, "dossiers.study")),
    "committee": lambda who: bool(departments_of(who, "seats.take") - departments_of(who, "dossiers.study")),
    "nation": lambda who: holds(who, "nation.read"),
    "administrator": lambda who: holds(who, "upkeep.read"),
}
"""Who is of each; whoever is of none is somebody who applies."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry as a page shows it; `here` is what `aria-current` says of it, nothing elsewhere."""

    label: str
    address: str
    here: str


def menu_of(who: Principal | None) -> Sequence[Line]:
    """Return the menu of whoever visits, in the order of their audiences."""
    entries = dict.fromkeys(entry for audience in audiences_of(who) for entry in MENUS[audience])
    # A page and the room that it is in: the nearest of the two is where one stands.
    exact = {each for each in entries if each.endpoint == request.endpoint}
    return [
        Line(label=each.label, address=address, here=_here(each, bool(exact)))
        for each in entries
        if (address := _address_of(each, who)) is not None
    ]


def audiences_of(who: Principal | None) -> Sequence[str]:
    """Return whom a menu is made for: a visitor, or those that somebody's roles make them."""
    if who is None or not who.signed_in:
        return [VISITOR]
    return [name for name, is_of in _AUDIENCES.items() if is_of(who)] or ["porteur"]


def _address_of(entry: Entry, who: Principal | None) -> str | None:
    if entry.endpoint not in current_app.view_functions:
        return None
    if entry.of_department is None:
        return write_address(entry.endpoint)
    departments = departments_of(who, entry.of_department) if who else frozenset[str]()
    return write_address(entry.endpoint, slug=next(iter(departments))) if len(departments) == 1 else None


def _here(entry: Entry, exact: bool) -> str:
    endpoint = request.endpoint or ""
    if endpoint == entry.endpoint:
        return "page"
    return "true" if not exact and entry.within and endpoint.startswith(entry.within) else ""
