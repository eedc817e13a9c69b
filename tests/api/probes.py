"""How a route is probed: a request that is made afresh each time, and what each of everybody is answered."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.casts import EVERYBODY
from tests.office import PDF
from tests.stages import World

STRANGERS = "neighbour51 porteur77 applicant"
"""Persons who may have dossiers, and not this one."""
ELSEWHERE = "agent77 head77 committee77 program77"
"""Roles of another department."""


@dataclass(frozen=True)
class Probe:
    """A request, and the status that each is answered with; `make` gives its path and body, afresh each time."""

    make: Callable[[World], tuple[str, Any]]
    answers: Mapping[str, int]


def answers(**groups: str) -> Mapping[str, int]:
    """Return the status of everybody: ``_200="agent51 head51"``; everybody is named once, or falls under `others`."""
    others = int(groups.pop("others", "0"))
    told = {name: int(status.removeprefix("_")) for status, names in groups.items() for name in names.split()}
    assert sum(len(names.split()) for names in groups.values()) == len(told), "somebody is named twice"
    assert told.keys() <= set(EVERYBODY), told.keys() - set(EVERYBODY)
    return {name: told.get(name, others) for name in EVERYBODY}


def fixed(path: str, body: Any = None) -> Callable[[World], tuple[str, Any]]:
    return lambda world: (path, body)


def of_dossier(below: str = "", body: Any = None, *, which: str = "deposited") -> Callable[[World], tuple[str, Any]]:
    return lambda world: (f"/dossiers/{getattr(world, which)}{below}", body)


def of_porteur(below: str = "", body: Any = None) -> Callable[[World], tuple[str, Any]]:
    return lambda world: (f"/porteurs/{world.porteur}{below}", body)


def of_certificate(world: World) -> tuple[str, Any]:
    """Return the certificate of what the deposited dossier asks, to be verified by whoever holds it."""
    certificate = world.ask("porteur51", "GET", f"/dossiers/{world.deposited}/certificates/demande.json").get_json()
    return "/certificates/checks", {"certificate": certificate, "digest": certificate["digest"]}


def of_session(below: str = "", body: Any = None) -> Callable[[World], tuple[str, Any]]:
    return lambda world: (f"/sessions/{world.session}{below}", body)


def of_item(below: str = "", body: Any = None) -> Callable[[World], tuple[str, Any]]:
    return lambda world: (f"/sessions/{world.session}/items/{world.item}{below}", body)


def votes(world: World) -> tuple[str, Any]:
    return of_item("/votes", {"votes": [{"seat": world.seat, "choice": "for", "revision": 0}]})(world)


EVERYONE = answers(others="200")
READERS = "porteur51 agent51 head51 committee51 program51"
READING = answers(_200=READERS, _404=f"{STRANGERS} {ELSEWHERE}", _403="national admin", _401="anonymous")
CAF_OR_OTHERS = "agent51 head51 committee51 program51 agent77 head77 committee77 program77"
SIGNED_IN = answers(_401="anonymous", others="200")


def writing(status: str) -> Mapping[str, int]:
    """Return the answers where the dossier's own people get `status`, and nobody else can change it."""
    return answers(
        **{f"_{status}": "porteur51"}, _404=STRANGERS, _403=f"{CAF_OR_OTHERS} national admin", _401="anonymous"
    )


def studying(status: str) -> Mapping[str, int]:
    """Return the answers where the dossier's Caf gets `status`, and nobody else can do it."""
    return answers(**{f"_{status}": "agent51 head51"}, _404="agent77 head77", _401="anonymous", others="403")


READING_LATER = {name: 409 if status == 200 else status for name, status in READING.items()}
"""Those of `READING`, where there is nothing to read yet."""


def talking(status: str) -> Mapping[str, int]:
    """Return the answers where the Caf and the porteur of the dossier get `status`."""
    return answers(
        **{f"_{status}": "porteur51 agent51 head51"},
        _404=f"{STRANGERS} agent77 head77",
        _401="anonymous",
        others="403",
    )


def joining(status: str) -> Mapping[str, int]:
    """Return the answers where whoever may have somebody join the porteur gets `status`."""
    return answers(
        **{f"_{status}": "porteur51 agent51 head51"},
        _404="neighbour51 porteur77 agent77 head77",
        _403="applicant committee51 committee77 program51 program77 national admin",
        _401="anonymous",
    )


DECIDING = answers(_200="agent51 head51 committee51", _404="agent77 head77 committee77", _401="anonymous", others="403")
"""What those who study and decide see, and the porteur does not."""


def sitting(status: str) -> Mapping[str, int]:
    """Return the answers where whoever holds a seat gets `status`."""
    return answers(**{f"_{status}": "committee51"}, _404="agent77 head77 committee77", _401="anonymous", others="403")


SITTING = {"school_year": "2025-2026", "body": "steering", "held_on": "2025-09-16", "place": "Caf"}
CAMPAIGN = "/departments/marne/campaigns/2025-2026"
GROUP = {"label": "CE2", "children": 10, "running_costs": "9000.00"}
NOBODYS = str(uuid4())


def extension(world: World) -> tuple[str, Any]:
    return f"{CAMPAIGN}/extensions", {"porteur": world.porteur, "until": "2025-09-30", "reason": uuid4().hex}


def amendment(world: World) -> tuple[str, Any]:
    return f"{CAMPAIGN}/amendments", {"source": uuid4().hex, "bilan_due": "2026-09-30"}


def attachment(world: World) -> tuple[str, Any]:
    return f"/dossiers/{world.deposited}/attachments", {"kind": "statutes", "file": (io.BytesIO(PDF), "statuts.pdf")}


def given_file(world: World) -> tuple[str, Any]:
    file = io.BytesIO(f"Nom;SIRET;Nature\n{uuid4().hex};35338402700036;asso\n".encode())
    return "/departments/marne/imports", {"kind": "porteurs", "file": (file, "porteurs.csv")}


def new_dossier(world: World) -> tuple[str, Any]:
    return "/dossiers", {"department": "marne", "school_year": "2025-2026", "porteur": world.porteur}


def program_token(world: World) -> tuple[str, Any]:
    return f"/tokens/{world.programs['spare']}", None


def of_account(below: str, body: Any = None) -> Callable[[World], tuple[str, Any]]:
    return lambda world: (f"/accounts/{world.accounts['spare51']}{below}", body)


def sign_in(world: World) -> tuple[str, Any]:
    """Nobody's address, another one each time: one address is tried only so often."""
    return "/session", {"email": f"{uuid4().hex}@clas.example", "password": "quatre chevaux"}
