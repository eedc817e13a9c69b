"""Texts that are SQL, HTML, formulas or templates are texts: kept as they are, escaped where they are shown.

What cannot be seen is taken off in every field, and a name stays on one line.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.samples import content
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import OutgoingMail
from clas_core.plain_text import line_of, lines_of
from tests.browsing import signed_in
from tests.faults.conftest import Served
from tests.installations import mail_server

HOSTILE = (
    "'; DROP TABLE dossiers; --",
    "\" OR \"1\"=\"1' OR '1'='1",
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "</textarea><svg/onload=alert(3)>&amp;&lt;",
    '=HYPERLINK("http://mal.example";"Cliquez")',
    "+1+cmd|'/c calc'!A1",
    "@SUM(1)\tet -1",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}%s%n\\0\\x00",
    "Nom\nBcc: autre@mal.example\n\nCorps",
    "\u202etexte à l'envers et\u200bespace nulle 🎒",
)
CONTROLS = ("a\x00b", "a\x1b[31mb", "a\x7fb", "a\x9bb")
FREE = ("label", "title", "description", "beyond", "text", "address", "city", "territory", "name", "role")
"""Names of the fields in which people write what they like."""


def _dossier(text: str) -> dict[str, Any]:
    """Return a whole content with `text` in each of its free texts."""
    body = _written(content(), text)
    body["actions"][0] |= {"schools": [text], "place": {"city": text, "address": text, "territory": text}}
    return {**body, "axes": dict.fromkeys(body["axes"], text)}


def _kept(text: str) -> dict[str, Any]:
    """Return what is kept of `_dossier`: what is told at length keeps its lines."""
    told, line = _dossier(lines_of(text)), _dossier(line_of(text))
    return {**line, "axes": told["axes"], "articulations": told["articulations"], "actions": _told(line, told)}


def _told(line: dict[str, Any], told: dict[str, Any]) -> list[Any]:
    action, long = line["actions"][0], told["actions"][0]
    groups = [
        {**group, "bonuses": whole["bonuses"]} for group, whole in zip(action["groups"], long["groups"], strict=True)
    ]
    described = {"description": long["description"]} if "description" in long else {}
    return [{**action, **described, "groups": groups}]


def _written(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {
            key: text if key in FREE and isinstance(each, str) else _written(each, text) for key, each in value.items()
        }
    return [_written(each, text) for each in value] if isinstance(value, list) else value


def _described(text: str) -> dict[str, Any]:
    return {
        "name": text,
        "address": {"lines": [text], "postal_code": "51100", "city": text},
        "representative": {"name": text, "role": text},
    }


def _is_within(part: Any, whole: Any) -> bool:
    """Tell whether all that is said in `part` is said in `whole`."""
    if isinstance(part, dict):
        return all(key in whole and _is_within(each, whole[key]) for key, each in part.items())
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(_is_within, part, whole))
    return bool(part == whole)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_comes_back_as_it_was_and_is_escaped_where_it_is_shown(everyday: Served, text: str) -> None:
    mine, caf = everyday.caller("porteur51"), everyday.caller("head51")
    porteur = everyday.porteur(**_described(text))
    assert _is_within(_described(line_of(text)), mine.get(f"/porteurs/{porteur}"))
    number = next(everyday.numbers)
    person = mine.post(f"/porteurs/{porteur}/people", {"email": f"p{number}@clas.example", "name": text})
    assert line_of(text) in [each["name"] for each in mine.get(f"/porteurs/{porteur}/people")["items"]]
    call = {"department": "marne", "school_year": "2025-2026", "porteur": porteur}
    path = f"/dossiers/{mine.post('/dossiers', call)['id']}"
    mine.patch(path, _dossier(text))
    assert _is_within(_kept(text), mine.get(path)["content"])
    receipt = mine.post(f"{path}/deposit")
    assert _is_within(_kept(text), caf.get(f"{path}/versions/1")["content"])
    place = "/departments/marne/campaigns/2025-2026/extensions"
    asked = {"porteur": porteur, "until": "2025-09-30", "reason": text}
    assert caf.post(place, asked)["reason"] == lines_of(text)
    assert lines_of(text) in [each["reason"] for each in caf.get(place)["extensions"]]
    roles = [{"kind": "agent", "department": "marne"}]
    account = {"email": f"a{number}@clas.example", "name": text, "roles": roles}
    assert caf.post("/accounts/invitations", account)["name"] == line_of(text)
    token = {"label": text, "department": "marne", "scopes": ["dossiers:read"]}
    assert caf.post("/tokens", token)["label"] == line_of(text)
    found = caf.ask("GET", f"/porteurs?q={_quoted(text[:100])}").json()
    assert porteur in [each["id"] for each in found["items"]]
    assert caf.ask("GET", f"/dossiers?q={_quoted(text[:100])}").json()["items"][0]["receipt"] == receipt["receipt"]
    for page in _pages(everyday, path, person["id"]):
        assert "<script>alert" not in page
        assert "<svg/onload" not in page
        assert "<img src=x" not in page
    shown = next(iter(_pages(everyday, path, person["id"])))
    assert _same_blanks(str(escape(line_of(text)))) in _same_blanks(shown)


def _same_blanks(text: str) -> str:
    return " ".join(text.split()).replace("&#34;", "&quot;")


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _pages(running: Served, path: str, person: str) -> Iterator[str]:
    """Yield the pages that show a dossier, to its people and to the Caf."""
    dossier = f"/espace{path}"
    asked = {
        "porteur51": [f"{dossier}/lecture", dossier, f"{dossier}/actions/1", f"{dossier}/recepisse", "/espace"],
        "head51": [
            f"{dossier}/lecture",
            "/espace/departements/marne/dossiers",
            "/espace/departements/marne/prolongations/2025-2026",
        ],
    }
    for who, places in asked.items():
        with signed_in(running.world.client.application, running.world.accounts[who]) as client:
            for place in places:
                answer = client.get(place)
                assert answer.status_code == 200, f"{place}: {answer.status_code}"
                yield answer.get_data(as_text=True)


@pytest.mark.parametrize("text", CONTROLS, ids=range(len(CONTROLS)))
def test_what_cannot_be_seen_is_taken_off_every_text(everyday: Served, text: str) -> None:
    mine, caf, path = everyday.caller("porteur51"), everyday.caller("head51"), everyday.draft()
    mine.patch(path, _dossier(text))
    kept = mine.get(path)
    assert _is_within(_kept(text), kept["content"])
    porteur = f"/porteurs/{kept['porteur']['id']}"
    mine.patch(porteur, _described(text))
    assert _is_within(_described(line_of(text)), mine.get(porteur))
    place = "/departments/marne/campaigns/2025-2026/extensions"
    asked = {"porteur": kept["porteur"]["id"], "until": "2025-09-30", "reason": text}
    assert caf.post(place, asked)["reason"] == lines_of(text)
    token = {"label": text, "department": "marne", "scopes": ["dossiers:read"]}
    assert caf.post("/tokens", token)["label"] == line_of(text)
    assert mine.ask("GET", f"/dossiers?q={_quoted(text)}").status_code == 200


def test_a_hostile_name_reaches_nobody_else_by_mail(everyday: Served) -> None:
    text = HOSTILE[8]
    mine = everyday.caller("porteur51")
    call = {"department": "marne", "school_year": "2025-2026", "porteur": everyday.porteur(**_described(text))}
    path = f"/dossiers/{mine.post('/dossiers', call)['id']}"
    mine.patch(path, _dossier(text))
    receipt = mine.post(f"{path}/deposit")["receipt"]
    with Session(everyday.engine) as session:
        open_session(session, EVERYTHING)
        expected = set(session.scalars(select(OutgoingMail.recipient)))
    with mail_server() as (box, address):
        everyday.installation.clas("mail", "send", CLAS_SMTP_URL=address, CLAS_MAIL_FROM="clas@clas.example")
    assert {to for to, _, _ in box.letters} <= expected
    assert not any("mal.example" in to or "\n" in subject for to, subject, _ in box.letters)
    [letter] = [told for subject, told in box.to("contact@clas.example") if receipt in subject]
    assert _same_blanks(line_of(text)) in _same_blanks(letter)
