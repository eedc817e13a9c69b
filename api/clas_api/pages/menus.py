"""The menu of each audience, in one table: what everybody finds, then what one's roles lead to, shortest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, request

from clas_api.pages.writing import write_address
from clas_api.security.permissions import Ability, departments_of, holds
from clas_api.security.principal import Principal


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the menu: its words, the page it leads to, and for whom it is.

    `ability` is what one must be able to do somewhere; none: everybody, or whoever is signed in. `of_department` leads
    to the page of one's department, and is left out for whoever works for several: their own space names them.
    `within` are the beginnings of the endpoints on which this is where one stands.
    """

    label: str
    endpoint: str
    ability: Ability | None = None
    signed_in: bool = False
    of_department: bool = False
    within: tuple[str, ...] = ()


MENU: Sequence[Entry] = (
    Entry(label="Appels à projets", endpoint="public.home", within=("public.",)),
    Entry(label="Simulateur", endpoint="simulator.simulator"),
    Entry(label="Mon espace", endpoint="porteur.home", signed_in=True, within=("porteur.",)),
    Entry(
        label="Instruction", endpoint="caf.department", ability="dossiers.study", of_department=True, within=("caf.",)
    ),
    Entry(label="Nation", endpoint="national.home", ability="nation.read", within=("national.",)),
    Entry(label="Installation", endpoint="admin.home", ability="upkeep.read", within=("admin.",)),
)
"""An entry whose page this installation does not have is left out."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry as a page shows it; `here` is what `aria-current` says of it, nothing elsewhere."""

    label: str
    address: str
    here: str


def menu_of(who: Principal | None) -> Sequence[Line]:
    """Return the menu of whoever visits, in the order of the table."""
    found = []
    for each in MENU:
        if each.endpoint in current_app.view_functions and _is_for(each, who):
            values = {"slug": next(iter(_departments(each, who)))} if each.of_department else {}
            found.append(Line(label=each.label, address=write_address(each.endpoint, **values), here=_here(each)))
    return found


def _is_for(entry: Entry, who: Principal | None) -> bool:
    if who is None or not who.signed_in:
        return not entry.signed_in and entry.ability is None
    if entry.of_department:
        return len(_departments(entry, who)) == 1
    return entry.ability is None or holds(who, entry.ability)


def _departments(entry: Entry, who: Principal | None) -> frozenset[str]:
    return departments_of(who, entry.ability) if who and entry.ability else frozenset()


def _here(entry: Entry) -> str:
    if request.endpoint == entry.endpoint:
        return "page"
    return "true" if entry.within and (request.endpoint or "").startswith(entry.within) else ""
