"""Nobody of another department reads a word of the Marne's, whatever address they ask: stronger than statuses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from itertools import product
from typing import Any
from uuid import UUID

import requests

from bench.filled import siret_of
from bench.samples import content
from clas_api.scenario import Made
from tests.casts import SMALL, part
from tests.faults.conftest import Served
from tests.installations import PATIENCE
from tests.office import PDF

MARK = "Marquesecrete"
ELSEWHERE = ("agent77", "head77", "committee77", "program77", "porteur77", "neighbour51", "applicant", "")
AT_HOME = ("porteur51", "agent51", "head51", "program51")


def _marked(value: Any) -> Any:
    """Put the mark into each free text of a content."""
    texts = {"label", "title", "description", "beyond", "text", "address", "city", "territory", "name"}
    if isinstance(value, dict):
        return {
            key: f"{MARK} {key}" if key in texts and isinstance(each, str) else _marked(each)
            for key, each in value.items()
        }
    return [_marked(each) for each in value] if isinstance(value, list) else value


def _plant(running: Served) -> dict[str, list[str]]:
    """Put the mark into everything that the Marne has; return the keys of it all, by the parameters they go into."""
    mine, caf = running.caller("porteur51"), running.caller("head51")
    address = {"lines": [MARK], "postal_code": "51100", "city": MARK}
    porteur = running.porteur(
        name=MARK, address=address, representative={"name": MARK, "role": MARK}, email="Marquesecrete@clas.example"
    )
    call = {"department": "marne", "school_year": "2025-2026", "porteur": porteur}
    dossier = mine.post("/dossiers", call)["id"]
    body = _marked(content())
    axes = {axis: f"{MARK} {axis}" for axis in body["axes"]}
    body |= {"axes": axes, "contact": {"name": MARK, "email": "marquesecrete@clas.example"}}
    body["actions"][0] |= {"schools": [MARK], "place": {"city": MARK, "address": MARK, "territory": MARK}}
    mine.patch(f"/dossiers/{dossier}", body)
    mine.post(f"/dossiers/{dossier}/deposit")
    attachment = requests.post(
        f"{running.service.url}/api/v1/dossiers/{dossier}/attachments",
        data={"kind": "statutes"},
        files={"file": (f"{MARK}.pdf", PDF + MARK.encode())},
        headers={"Authorization": f"Bearer {mine.key}"},
        timeout=PATIENCE,
    ).json()["id"]
    caf.post(
        "/departments/marne/campaigns/2025-2026/extensions", {"porteur": porteur, "until": "2025-09-30", "reason": MARK}
    )
    person = mine.post(f"/porteurs/{porteur}/people", {"email": "marquesecrete2@clas.example", "name": MARK})["id"]
    role = [{"kind": "agent", "department": "marne"}]
    agent = caf.post("/accounts/invitations", {"email": "marquesecrete3@clas.example", "name": MARK, "roles": role})
    token = caf.post("/tokens", {"label": MARK, "department": "marne", "scopes": ["dossiers:read"]})["id"]
    for what in ("messages", "notes"):
        caf.post(f"/dossiers/{dossier}/{what}", {"text": MARK})
    there = Made(accounts=dict(running.world.accounts), dossiers={"marked": UUID(dossier)})
    cast = replace(SMALL, parts=(part("marked", "porteur51", siret_of(0), body, end="settled"),))
    made = running.world.tell(cast, after="deposited", until="settled", made=there)
    payment = caf.get(f"/dossiers/{dossier}/payments")["payments"][-1]["id"]
    return {
        "slug": ["marne"],
        "year": ["2025-2026"],
        "older": ["2024-2025"],
        "newer": ["2025-2026"],
        "form": ["md"],
        "number": ["1"],
        "one": ["1"],
        "other": ["1"],
        "key": [dossier, porteur, agent["id"], token, str(made.session), payment],
        "item": [str(made.items["marked"])],
        "seat": [str(each) for each in made.seats.values()],
        "attachment": [attachment],
        "account": [person],
        "role": [agent["roles"][0]["id"]],
    }


def _addresses(document: Mapping[str, Any], keys: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield every address that is read, with every key of the Marne's in it, and every list asked for what it has."""
    everything = [each for name in ("key", "attachment", "account", "item", "seat") for each in keys[name]]
    for path, operations in document["paths"].items():
        if "get" not in operations or not path.startswith("/api/v1"):
            continue
        names = re.findall(r"{(\w+)}", path)
        for values in product(*(keys.get(name, everything) for name in names)):
            place = path.removeprefix("/api/v1").format(**dict(zip(names, values, strict=True)))
            yield place
            asked = {each["name"] for each in operations["get"].get("parameters", [])}
            known = {"q": MARK, "department": "marne", "porteur": keys["key"][1], "limit": "200"}
            for name in asked & set(known):
                yield f"{place}?{name}={known[name]}"


def test_no_answer_to_anybody_elsewhere_holds_a_word_of_the_department(everyday: Served) -> None:
    keys = _plant(everyday)
    document = everyday.caller("").get("/openapi.json")
    addresses = list(_addresses(document, keys))
    assert len(addresses) > 100
    told = {who: _told(everyday, who, addresses) for who in (*ELSEWHERE, *AT_HOME)}
    assert {who: told[who] for who in ELSEWHERE if told[who]} == {}
    read_at_home = {re.sub(r"[0-9a-f-]{36}", "…", each) for who in AT_HOME for each in told[who]}
    assert len(read_at_home) >= 25, f"the mark is hardly anywhere: {sorted(read_at_home)}"


def _told(running: Served, who: str, addresses: Sequence[str]) -> list[str]:
    """Return the addresses at which `who` reads the mark: by one connection, thousands are asked in all."""
    key = running.world.keys.get(who, "")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    found = []
    with closing(HTTPConnection("127.0.0.1", running.service.port, timeout=PATIENCE)) as connection:
        for address in addresses:
            connection.request("GET", f"/api/v1{address}", headers=headers)
            answer = connection.getresponse()
            told = answer.read().lower() + str(answer.headers).lower().encode()
            assert answer.status // 100 in (2, 4), address
            if MARK.lower().encode() in told.replace(address.lower().encode(), b""):
                found.append(address)
    return found
