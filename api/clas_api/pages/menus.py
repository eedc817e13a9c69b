"""The menu of each audience, in one table. Whoever is of several has the lines of them all, each once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app, request

from clas_api.installation import published_installation
from clas_api.pages.writing import write_address
from clas_api.security.permissions import Ability, departments_of, holds
from clas_api.security.principal import Principal
from clas_api.services.rules.consulting import open_years


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a menu: its words, and the page it leads to.

    `of_department` leads to that page of one's own department, where one has this ability in one alone; whoever works
    for several finds them in their own space. `within` are the beginnings of the endpoints on which this is where one
    stands. `during_consultations` is there only while a year of national rules is in consultation.
    """

    label: str
    endpoint: str
    of_department: Ability | None = None
    during_consultations: bool = False
    within: tuple[str, ...] = ()


CALLS = Entry(label="Appels à projets", endpoint="public.home", within=("public.call", "public.dep", "public.start"))
SIMULATOR = Entry(label="Simulateur", endpoint="simulator.simulator")
HELP = Entry(label="Aide", endpoint="public.help_home", within=("public.help",))
SPACE = Entry(label="Mon espace", endpoint="porteur.home", within=("porteur.",))
DOSSIERS = Entry(label="Dossiers", endpoint="caf.department", of_department="dossiers.study", within=("caf.",))
ARRIVALS = Entry(label="Ce qui est arrivé", endpoint="caf.arrivals", of_department="dossiers.study")
CONSULTATIONS = Entry(
    label="Consultation",
    endpoint="caf.consultations",
    during_consultations=True,
    within=("caf.consult", "caf.comment", "caf.withdrawn_comment"),
)
NATION = Entry(label="Nation", endpoint="national.home", within=("national.",))
INSTALLATION = Entry(label="Installation", endpoint="admin.home", within=("admin.",))


@dataclass(frozen=True, kw_only=True)
class CallEntry:
    """A page of a call, or of the department that it is of, for whoever has an ability there.

    `name` is what the page calls itself; `instead` is for those who may not study dossiers.
    """

    label: str
    name: str
    ability: Ability
    of_call: bool = True
    instead: bool = False


ROOMS_OF_A_CALL: Mapping[str, Sequence[CallEntry]] = {
    "Travail": (
        CallEntry(label="Dossiers", name="dossiers", ability="dossiers.study"),
        CallEntry(label="Lire les dossiers", name="all_dossiers", ability="dossiers.read", of_call=False, instead=True),
        CallEntry(label="Ce qui est arrivé", name="arrivals", ability="dossiers.study", of_call=False),
    ),
    "Séances": (CallEntry(label="Séances", name="sessions", ability="sessions.read"),),
    "Suivi": (
        CallEntry(label="Paiements et bilans", name="follow_up", ability="dossiers.study"),
        CallEntry(label="Rappels", name="reminders", ability="dossiers.study"),
        CallEntry(label="Statistiques", name="statistics", ability="statistics.read"),
        CallEntry(label="Exports", name="exports", ability="dossiers.study"),
        CallEntry(label="Données ouvertes", name="open_data", ability="dossiers.study"),
    ),
    "Réglages": (
        CallEntry(label="Réglages de l'appel", name="amendments", ability="dossiers.study"),
        CallEntry(label="Prolongations", name="extensions", ability="dossiers.study"),
        CallEntry(label="Modèles de textes", name="templates", ability="dossiers.study", of_call=False),
        CallEntry(label="Imports", name="imports", ability="imports.manage", of_call=False),
        CallEntry(label="Webhooks", name="webhooks", ability="webhooks.manage", of_call=False),
        CallEntry(label="Personnes", name="people", ability="accounts.manage", of_call=False),
    ),
}
"""The pages of a call by what one comes for; a room of one page bears its name."""

VISITOR = "visitor"
MENUS: Mapping[str, Sequence[Entry]] = {
    VISITOR: (CALLS, SIMULATOR, HELP),
    "porteur": (CALLS, SIMULATOR, SPACE, HELP),
    "caf": (SPACE, DOSSIERS, ARRIVALS, CONSULTATIONS, SIMULATOR, HELP),
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


@dataclass(frozen=True, kw_only=True)
class CallMenu:
    """The rooms of a call, and the pages of the one where somebody stands when it has several."""

    rooms: Sequence[Line]
    pages: Sequence[Line]


def menu_of_call(who: Principal | None, slug: str, year: str, here: str) -> CallMenu:
    """Return what `who` has of a call, on its page that calls itself `here`."""
    rooms, pages = list[Line](), list[Line]()
    for label, room in ROOMS_OF_A_CALL.items():
        lines = [_line_of_call(each, slug, year, here) for each in room if _is_for(each, who, slug)]
        if not lines:
            continue
        if len(lines) == 1:
            rooms.extend(lines)
            continue
        # The room leads to the first of its pages, which are lines of their own: no room is the very page.
        stands = any(each.here for each in lines)
        rooms.append(Line(label=label, address=lines[0].address, here="true" if stands else ""))
        pages.extend(lines if stands else ())
    return CallMenu(rooms=rooms, pages=pages)


def _is_for(entry: CallEntry, who: Principal | None, slug: str) -> bool:
    if who is None or slug not in departments_of(who, entry.ability):
        return False
    return not (entry.instead and slug in departments_of(who, "dossiers.study"))


def _line_of_call(entry: CallEntry, slug: str, year: str, here: str) -> Line:
    values = {"slug": slug, **({"year": year} if entry.of_call else {})}
    if entry.instead:
        values["appel"] = year
    address = write_address(f"caf.{entry.name}", **values)
    return Line(label=entry.label, address=address, here="page" if entry.name == here else "")


def menu_of(who: Principal | None) -> Sequence[Line]:
    """Return the menu of whoever visits, in the order of their audiences."""
    entries = dict.fromkeys(entry for audience in audiences_of(who) for entry in MENUS[audience])
    # A page and the rooms that it is in, one in another: the nearest of them is where one stands.
    exact = {each for each in entries if each.endpoint == request.endpoint}
    within = [each for entry in entries for each in entry.within if (request.endpoint or "").startswith(each)]
    nearest = max(within, key=len, default="")
    return [
        Line(label=each.label, address=address, here=_here(each, "" if exact else nearest))
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
    if entry.during_consultations and not open_years(published_installation().library):
        return None
    if entry.of_department is None:
        return write_address(entry.endpoint)
    departments = departments_of(who, entry.of_department) if who else frozenset[str]()
    return write_address(entry.endpoint, slug=next(iter(departments))) if len(departments) == 1 else None


def _here(entry: Entry, nearest: str) -> str:
    if request.endpoint == entry.endpoint:
        return "page"
    return "true" if nearest and nearest in entry.within else ""
