"""A call with other programmes than the Clas, and dossiers that ask for them: what the tests of these share."""

from typing import Any

from bench.filled import siret_of
from bench.samples import content
from tests.api.committees.conftest import APPROVED, Room
from tests.casts import described

MORE = """
[[funders]]
id = "ville"
name = "Ville de Reims"
kind = "commune"
[[advances]]
share = 0.5
on = 2025-10-15
source = "note"
[[programmes]]
id = "reaap"
label = "Reaap"
least = 300
most = 6000
envelope = 3500
source = "note"
[[programmes.advances]]
share = 0.6
on = 2025-10-15
source = "note"
[[programmes]]
id = "cafes"
label = "Cafés des parents"
funder = "ville"
most = 2000
source = "note"
[[questions]]
id = "marne.parents"
subject = "dossier"
programme = "reaap"
kind = "whole"
label = "Combien de parents ?"
short = "parents touchés"
required = true
source = "note"
[[questions]]
id = "marne.met"
subject = "bilan"
programme = "reaap"
kind = "whole"
label = "Combien de parents, en réalité ?"
short = "parents rencontrés par le Reaap"
required = true
paired = "marne.parents"
source = "note"
[[questions]]
id = "marne.open"
subject = "dossier"
programme = "cafes"
kind = "yes_no"
label = "Le café est-il ouvert à tous ?"
short = "café ouvert"
required = true
source = "note"
[[criteria]]
id = "marne.open"
subject = "dossier"
kind = "required"
question = "marne.open"
severity = "blocking"
label = "Café ouvert à tous"
message = "Un café des parents est ouvert à tous."
source = "note"
standing = "published"
checked_on = 2025-05-01
"""
REAAP = {"id": "reaap", "amount": "4000.00"}
CAFES = {"id": "cafes", "amount": "1500.00"}
ANSWERS = {"marne.parents": 40, "marne.open": True}
LESS = {"id": "reaap", "amount": "3000.00", "reason": "Le nombre de séances est plus faible."}
WHOLE = {"id": "cafes", "amount": "1500.00"}


def both() -> dict[str, Any]:
    """Return a dossier of the Clas that asks for both programmes."""
    return {**content(), "programmes": [REAAP, CAFES], "answers": ANSWERS}


def alone() -> dict[str, Any]:
    """Return a dossier that asks for the Reaap, and for nothing of the Clas."""
    said = {name: each for name, each in content().items() if name not in ("actions", "axes", "articulations")}
    del said["beyond_homework"], said["common_costs"]
    return {**said, "programmes": [REAAP], "answers": {"marne.parents": 40}}


def sitting(room: Room, *dossiers: dict[str, Any]) -> Room:
    """Deposit dossiers, and open a session on them."""
    for each in dossiers:
        room.deposit(each)
    room.plan()
    room.seat()
    room.inscribe()
    room.enter()
    room.on_session("POST", "/opening")
    return room


def deciding(*programmes: dict[str, Any], groups: bool = True) -> dict[str, Any]:
    kept = APPROVED["groups"] if groups else []
    return {"outcome": "approved", "groups": kept, "programmes": list(programmes)}


def written_by(room: Room, dossier: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Begin a dossier, write it, and return it with its check."""
    porteur = room.ask("porteur51", "POST", "/porteurs", described(siret_of(90)), expected=201)["id"]
    call = {"department": "marne", "school_year": "2025-2026", "porteur": porteur}
    key: str = room.ask("porteur51", "POST", "/dossiers", call, expected=201)["id"]
    room.ask("porteur51", "PATCH", f"/dossiers/{key}", dossier, version=1)
    return key, room.ask("porteur51", "GET", f"/dossiers/{key}/check")


def revision_of(room: Room, key: str) -> int:
    return int(room.ask("porteur51", "GET", f"/dossiers/{key}")["revision"])
