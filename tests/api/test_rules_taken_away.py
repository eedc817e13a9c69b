"""What was deposited is read from what was sealed, when a department, a call or a year is taken away; and nobody else
reads any more of it than before."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from clas_api.context import Context
from clas_api.installation import current_installation
from clas_api.security.principal import SYSTEM
from clas_api.services.maintenance.missing_rules import calls_without_rules
from clas_api.store.database import database
from tests.api.rules_taken_away import SHOWN, WAYS, Kept, addresses, fill, take_away
from tests.browsing import Browser, signed_in
from tests.casts import NOW
from tests.databases import PostgresServer
from tests.stages import Stages

AT_HOME = ("porteur51", "neighbour51", "head51", "committee51", "program51")
ELSEWHERE = ("porteur77", "head77")

Answers = Mapping[tuple[str, str], int]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept(
    request: pytest.FixtureRequest,
    stages: Stages,
    make_app: Callable[..., Flask],
    make_database: Callable[[str], str],
) -> Iterator[Kept]:
    """Return a database in which much was deposited, on each kind: nothing here changes it but what is refused."""
    server: PostgresServer | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = make_database(request.param)
    yield fill(stages, make_app(database_url=url, log="errors"))
    if server is not None:
        server.drop(url)


@pytest.fixture(scope="module")
def before(kept: Kept, make_app: Callable[..., Flask]) -> Answers:
    """Return what everybody is answered while all the rules are there."""
    app = make_app(**kept.settings)
    everything = [(who, each) for who in (*AT_HOME, *ELSEWHERE) for each in addresses(app, kept)]
    assert len(everything) > 500
    return _answers(app, kept, everything)


@pytest.fixture(params=WAYS)
def bereft(
    request: pytest.FixtureRequest, kept: Kept, make_app: Callable[..., Flask], tmp_path: Path
) -> tuple[Flask, str]:
    """Return the same installation without rules that it had, in each way."""
    app = make_app(**kept.settings)
    take_away(app, request.param, tmp_path)
    return app, request.param


def _client(app: Flask, kept: Kept, who: str) -> FlaskClient:
    return signed_in(app, kept.world.accounts[who]) if who in kept.world.accounts else app.test_client()


def _ask(client: FlaskClient, kept: Kept, who: str, address: str) -> int:
    key = kept.world.keys.get(who)
    headers = {"Authorization": f"Bearer {key}"} if key and address.startswith("/api/") else {}
    with client.get(address, headers=headers) as answer:
        status: int = answer.status_code
    return status


def _answers(app: Flask, kept: Kept, asked: Iterable[tuple[str, str]]) -> Answers:
    clients = {who: _client(app, kept, who) for who in (*AT_HOME, *ELSEWHERE)}
    return {(who, address): _ask(clients[who], kept, who, address) for who, address in asked}


def test_whoever_read_what_was_deposited_reads_it_still(kept: Kept, before: Answers, bereft: tuple[Flask, str]) -> None:
    shown = [each for each, status in before.items() if each[0] in AT_HOME and status in SHOWN]
    assert len(shown) > 150
    after = _answers(bereft[0], kept, shown)
    assert {each: status for each, status in after.items() if status not in SHOWN} == {}


def test_a_certificate_is_verified_by_the_rules_that_were_kept(kept: Kept, bereft: tuple[Flask, str]) -> None:
    app, _ = bereft
    anybody = app.test_client()
    for amount in ("demande", "decision", "solde"):
        path = f"/espace/dossiers/{kept.settled}/certificat-{amount}.json"
        body = _client(app, kept, "porteur51").get(path).data
        told = anybody.post("/api/v1/certificates/checks", json={"certificate": json.loads(body)}).get_json()
        assert (told["holds"], told["faults"]) == (True, [])
        other = json.loads(body.replace(b'"provisional": false', b'"provisional": true'))
        found = anybody.post("/api/v1/certificates/checks", json={"certificate": other}).get_json()
        assert [each["pointer"] for each in found["faults"]] == ["/provisional"]
        page = Browser(anybody)
        fields = {**page.open("/verifier").form("verify").values.to_dict(), "certificate": (BytesIO(body), "c.json")}
        shown = anybody.post("/verifier", data=fields, content_type="multipart/form-data").text
        assert "Oui : ce montant se recalcule" in shown


def test_rules_of_another_department_are_not_those_of_a_certificate(kept: Kept, bereft: tuple[Flask, str]) -> None:
    app, _ = bereft
    path = f"/espace/dossiers/{kept.settled}/certificat-demande.json"
    stolen = {**_client(app, kept, "porteur51").get(path).get_json(), "department": "seine_et_marne"}
    refused = app.test_client().post("/api/v1/certificates/checks", json={"certificate": stolen})
    assert refused.status_code == 404
    assert "ne peut être ni confirmé ni démenti" in refused.get_json()["detail"]


def test_nobody_elsewhere_reads_more_of_it(kept: Kept, before: Answers, bereft: tuple[Flask, str]) -> None:
    after = _answers(bereft[0], kept, [each for each in before if each[0] in ELSEWHERE])
    assert {each: status for each, status in after.items() if status != before[each]} == {}


CHANGES: Mapping[str, tuple[str, str, Any]] = {
    "what is written": ("PATCH", "", {"beyond_homework": False}),
    "its deposit": ("POST", "/deposit", None),
    "its study": ("POST", "/study", {"proposal": {"outcome": "refused", "reason": "Hors du champ."}}),
    "its admissibility": ("POST", "/admissibility", {"verdict": "met"}),
}


def _change(app: Flask, kept: Kept, who: str, dossier: str, what: str) -> Any:
    method, path, body = CHANGES[what]
    key = {"Authorization": f"Bearer {kept.world.keys[who]}"}
    client = app.test_client()
    revision = client.get(f"/api/v1/dossiers/{dossier}", headers=key).headers["ETag"]
    headers = {**key, "If-Match": revision}
    return client.open(f"/api/v1/dossiers/{dossier}{path}", method=method, json=body, headers=headers)


def test_nothing_is_changed_and_a_sentence_says_why(kept: Kept, bereft: tuple[Flask, str]) -> None:
    app, way = bereft
    asked = [("neighbour51", kept.world.draft, each) for each in ("what is written", "its deposit")]
    if not way.startswith(("a year", "a national")):  # by the kept rules and the code of today, it may be judged
        asked += [("head51", kept.world.deposited, each) for each in ("its study", "its admissibility")]
    for who, dossier, what in asked:
        refused = _change(app, kept, who, dossier, what)
        told = refused.get_json()["detail"]
        if way == "a department whose file is broken":
            assert (refused.status_code, "momentanément indisponible" in told) == (503, True), (what, told)
        else:
            assert (refused.status_code, "n'est plus servi ici" in told) == (409, True), (what, told)


def test_whoever_arrives_reads_that_it_is_not_served(kept: Kept, bereft: tuple[Flask, str]) -> None:
    app, way = bereft
    own = _client(app, kept, "neighbour51").get(f"/espace/dossiers/{kept.world.draft}").get_data(as_text=True)
    assert "Ce dossier se lit seulement." in own
    assert "n'est plus servi ici" in unescape(own)
    agent = unescape(_client(app, kept, "head51").get("/espace").get_data(as_text=True))
    assert "Votre rôle ne demande pas" not in agent
    assert ("n'est pas servi ici pour le moment" in agent) == way.startswith("a department")
    people = unescape(_client(app, kept, "head51").get("/espace/departements/marne/personnes").get_data(as_text=True))
    assert "/roles/" in people
    assert ("aucun rôle ne s'y donne" in people, 'value="invite"' in people) == (
        (True, False) if way.startswith("a department") else (False, True)
    )


def test_the_check_of_the_database_names_the_call(
    kept: Kept, bereft: tuple[Flask, str], make_app: Callable[..., Flask]
) -> None:
    def told(app: Flask) -> list[str]:
        with app.test_request_context():
            context = Context(current_installation(), database.session, SYSTEM, NOW)
            return list(calls_without_rules(context))

    assert told(make_app(**kept.settings)) == []
    (sentence,) = told(bereft[0])
    assert "Appel 2025-2026 du département « marne »" in sentence


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("way", WAYS)
def test_a_dossier_of_which_no_rule_was_kept_is_read_in_plain_words(
    stages: Stages,
    make_app: Callable[..., Flask],
    make_database: Callable[[str], str],
    tmp_path: Path,
    kind: str,
    way: str,
) -> None:
    kept = fill(stages, make_app(database_url=make_database(kind), log="errors"), kept=False, until="deposited")
    app = make_app(**kept.settings)
    take_away(app, way, tmp_path)
    porteur, neighbour = _client(app, kept, "porteur51"), _client(app, kept, "neighbour51")
    for path in ("", "/recepisse", "/versions", "/versions/1", "/lecture"):
        page = porteur.get(f"/espace/dossiers/{kept.settled}{path}")
        told = unescape(page.get_data(as_text=True))
        assert page.status_code == 200, path
        assert "n'est plus servi ici" in told, path
        assert "Marne" in told
        assert "École Jean Moulin" in told or "9 000" in told.replace("\u202f", " ").replace("\xa0", " ")
    assert porteur.get(f"/espace/dossiers/{kept.settled}/versions/9").status_code == 404
    draft = f"/espace/dossiers/{kept.world.draft}"
    assert neighbour.get(draft).status_code == 200
    assert neighbour.get(f"{draft}/contact").headers["Location"] == draft
    assert _client(app, kept, "porteur77").get(draft).status_code == 404
    key = {"Authorization": f"Bearer {kept.world.keys['neighbour51']}"}
    shown = app.test_client().get(f"/api/v1/dossiers/{kept.world.draft}", headers=key)
    assert (shown.status_code, shown.get_json()["deadline"]) == (200, None)
    assert "n'est plus servi ici" in shown.get_json()["notice"]
    refused = _change(app, kept, "neighbour51", kept.world.draft, "its deposit")
    assert refused.status_code == (503 if way == "a department whose file is broken" else 409)


GONE = ("a department that is not enabled", "a department whose file is broken")


def _post(app: Flask, kept: Kept, path: str, of: str) -> Any:
    key = {"Authorization": f"Bearer {kept.world.keys['head51']}"}
    client = app.test_client()
    revision = client.get(f"/api/v1{of}", headers=key).headers["ETag"]
    return client.post(f"/api/v1{path}", headers={**key, "If-Match": revision})


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("way", GONE)
def test_a_filed_bilan_is_settled_by_the_kept_rules_of_a_department_that_is_gone(
    stages: Stages,
    make_app: Callable[..., Flask],
    make_database: Callable[[str], str],
    tmp_path: Path,
    kind: str,
    way: str,
) -> None:
    kept = fill(stages, make_app(database_url=make_database(kind), log="errors"), until="bilan filed")
    path = f"/dossiers/{kept.settled}"
    app = make_app(**kept.settings)
    take_away(app, way, tmp_path)
    made = _post(app, kept, f"{path}/settlement", path)
    assert made.status_code == 201, made.text
    assert made.get_json()["state"] == "settled"
    assert made.get_json()["due"] == made.get_json()["granted"] != "0.00"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("way", GONE)
def test_no_session_decides_without_the_code_of_its_department(
    stages: Stages,
    make_app: Callable[..., Flask],
    make_database: Callable[[str], str],
    tmp_path: Path,
    kind: str,
    way: str,
) -> None:
    kept = fill(stages, make_app(database_url=make_database(kind), log="errors"), until="voted")
    app = make_app(**kept.settings)
    take_away(app, way, tmp_path)
    closed = _post(app, kept, f"{kept.session}/closing", kept.session)
    assert closed.status_code == (409 if way == GONE[0] else 503), closed.text
    again = kept.world.ask("head51", "GET", kept.session).get_json()
    assert again["state"] == "open"
