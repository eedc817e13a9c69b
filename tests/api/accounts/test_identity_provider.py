"""Signing in through an identity provider, end to end through the pages, with a provider on this machine."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from clas_api.store.database import database
from clas_api.store.models import Account, AuditEntry
from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from tests.api.accounts.conftest import NOW, House, agent

CAF_SIRET = "18751235500017"
MOVED = f"""
[[caf.sirets]]
value = "{CAF_SIRET}"
since = 2020-01-01
[[caf.sirets]]
value = "13002526500013"
since = 2026-01-01
"""


class Provider:
    """A provider on this machine, and a browser that answers it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, method: str, path: str, body: str = "", kind: str = "application/json") -> tuple[int, str]:
        """Return the status of the provider's answer, and where it sends the browser."""
        with closing(HTTPConnection(urlsplit(self.address).netloc, timeout=120)) as connection:
            connection.request(method, path, body, {"Content-Type": kind})
            with connection.getresponse() as answer:
                answer.read()
                return answer.status, answer.getheader("Location") or ""

    def knows(self, sub: str, **claims: Any) -> None:
        """Describe somebody to the provider, with what ProConnect says of a person; their address is verified."""
        said = {
            "email_verified": True,
            "given_name": "Nora",
            "usual_name": "Petit",
            "uid": "1",
            "idp_id": "i",
            **claims,
        }
        said = {key: value for key, value in said.items() if value is not None}
        assert self.ask("PUT", f"/users/{sub}", json.dumps(said))[0] == 204

    def authorize(self, address: str, **answer: str) -> str:
        """Answer the provider's page as a person would; return where it sends the browser."""
        parts = urlsplit(address)
        sent = self.ask("POST", f"{parts.path}?{parts.query}", urlencode(answer), "application/x-www-form-urlencoded")
        assert sent[1], sent
        return sent[1]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "--require-nonce", "true"]
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found, until = Provider(f"http://127.0.0.1:{port}"), monotonic() + 120
    try:
        while not _answers(found):
            assert monotonic() < until
            sleep(0.1)
        yield found
    finally:
        process.terminate()
        process.wait()


def _answers(provider: Provider) -> bool:
    try:
        return provider.ask("GET", "/.well-known/openid-configuration")[0] == 200
    except OSError:
        return False


@pytest.fixture
def house(
    make_app: Callable[..., Flask],
    make_department: Callable[..., DepartmentPlugin],
    database_url: str,
    provider: Provider,
) -> Iterator[House]:
    """Return an installation that knows the provider, and a department whose Caf has a SIRET."""
    registry = DepartmentRegistry([*DepartmentRegistry.load(), make_department(caf=MOVED)])
    made: list[Flask] = []

    def make(moment: Any) -> Flask:
        settings = {"oidc_issuer": provider.address, "oidc_client_id": "clas", "oidc_client_secret": "secret"}
        made.append(make_app(database_url=database_url, today=moment, registry=registry, **settings))
        return made[-1]

    yield House(make, make(NOW))
    for app in made:
        with app.app_context():
            database.engine.dispose()


def enter(client: FlaskClient, provider: Provider, sub: str, wanted: str = "") -> TestResponse:
    """Go to the provider, be somebody there, and come back."""
    going = client.get("/connexion/oidc", query_string={"next": wanted} if wanted else {})
    assert going.status_code == 302
    back = urlsplit(provider.authorize(going.location, sub=sub))
    return client.get(f"{back.path}?{back.query}")


def roles(house: House) -> list[list[tuple[str, str | None]]]:
    return [[(role.kind, role.department) for role in each.roles] for each in house.rows(select(Account))]


def test_the_browser_is_sent_with_state_nonce_and_pkce(house: House, provider: Provider) -> None:
    page = house.client.get("/connexion").get_data(as_text=True)
    assert 'href="/connexion/oidc' in page
    going = urlsplit(house.client.get("/connexion/oidc").location)
    assert f"{going.scheme}://{going.netloc}" == provider.address
    asked = {key: value[0] for key, value in parse_qs(going.query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/connexion/oidc/retour"
    again = parse_qs(urlsplit(house.client.get("/connexion/oidc").location).query)
    assert all(again[key][0] != asked[key] for key in ("state", "nonce", "code_challenge"))


def test_somebody_of_the_caf_becomes_its_agent_and_the_trace_says_why(house: House, provider: Provider) -> None:
    provider.knows("nora", email="Nora@caf.fr", siret=CAF_SIRET)
    entered = enter(house.client, provider, "nora", "/mon-compte")
    assert (entered.status_code, entered.location) == (302, "/mon-compte")
    page = house.client.get("/mon-compte").get_data(as_text=True)
    assert "Nora Petit" in page
    assert "nora@caf.fr" in page
    assert roles(house) == [[("agent", "essai")]]
    assert ("essai", "role.grant") in house.traced()
    (granted,) = [each.told for each in house.rows(select(AuditEntry)) if each.chain == "essai"]
    assert '"because":"siret"' in granted


@pytest.mark.parametrize("siret", [None, "13002526500013", "73282932000074", "", 3])
def test_anybody_else_gets_an_account_without_a_role(house: House, provider: Provider, siret: Any) -> None:
    provider.knows("lou", email="lou@exemple.fr", siret=siret)
    assert enter(house.client, provider, "lou").status_code == 302
    assert roles(house) == [[]]


def test_the_siret_of_the_caf_is_the_one_of_the_day(house: House, provider: Provider) -> None:
    later = house.at(NOW.replace(year=2026))
    provider.knows("nora", email="nora@caf.fr", siret=CAF_SIRET)
    provider.knows("zoe", email="zoe@caf.fr", siret="13002526500013")
    enter(later.client, provider, "nora")
    enter(later.app.test_client(), provider, "zoe")
    found = {each.email: [role.kind for role in each.roles] for each in later.rows(select(Account))}
    assert found == {"nora@caf.fr": [], "zoe@caf.fr": ["agent"]}


def test_a_known_identity_enters_even_when_its_address_has_changed(house: House, provider: Provider) -> None:
    provider.knows("nora", email="nora@caf.fr", siret=CAF_SIRET)
    enter(house.client, provider, "nora")
    provider.knows("nora", email="nora.petit@caf.fr", siret=None)
    assert enter(house.app.test_client(), provider, "nora").status_code == 302
    assert [each.email for each in house.rows(select(Account))] == ["nora@caf.fr"]
    assert roles(house) == [[("agent", "essai")]]


def test_an_account_of_that_address_is_linked_and_keeps_its_roles(house: House, provider: Provider) -> None:
    house.person("nora@caf.fr", agent("marne"))
    provider.knows("nora", email="nora@caf.fr", siret=CAF_SIRET)
    assert enter(house.client, provider, "nora").status_code == 302
    assert roles(house) == [[("agent", "marne")]]
    (account,) = house.rows(select(Account))
    assert (account.issuer, account.subject) == (provider.address, "nora")
    assert ("national", "account.link") in house.traced()


def test_an_address_of_another_identity_is_refused(house: House, provider: Provider) -> None:
    house.person("nora@caf.fr", issuer="https://autre.example", subject="nora")
    provider.knows("nora", email="nora@caf.fr")
    refused = enter(house.client, provider, "nora")
    assert refused.status_code == 403
    assert "autre identité" in refused.get_data(as_text=True)
    assert house.client.get("/mon-compte").status_code == 303


UNSURE: list[dict[str, Any]] = [
    {"email": None},
    {"email": "n"},
    *({"email": "nora@caf.fr", "email_verified": said} for said in (False, "false", "true", 0, 1, None, [], [True])),
]


@pytest.mark.parametrize("claims", UNSURE, ids=str)
def test_an_address_that_is_not_said_to_be_verified_links_and_opens_nothing(
    house: House, provider: Provider, claims: dict[str, Any]
) -> None:
    house.person("nora@caf.fr", {"kind": "admin"})
    provider.knows("doubtful", **claims)
    refused = enter(house.client, provider, "doubtful")
    assert refused.status_code == 403
    assert "adresse" in refused.get_data(as_text=True)
    assert [(each.email, each.issuer) for each in house.rows(select(Account))] == [("nora@caf.fr", None)]
    assert house.client.get("/mon-compte").status_code == 303


def test_a_known_identity_enters_whatever_is_said_of_its_address(house: House, provider: Provider) -> None:
    provider.knows("nora", email="nora@caf.fr")
    enter(house.client, provider, "nora")
    for claims in UNSURE:
        provider.knows("nora", **claims)
        assert enter(house.app.test_client(), provider, "nora").status_code == 302
    assert [each.email for each in house.rows(select(Account))] == ["nora@caf.fr"]


def test_a_closed_account_does_not_enter(house: House, provider: Provider) -> None:
    provider.knows("nora", email="nora@caf.fr")
    enter(house.client, provider, "nora")
    house.change(update(Account).values(disabled_at=NOW))
    refused = enter(house.app.test_client(), provider, "nora")
    assert refused.status_code == 403
    assert "fermé" in refused.get_data(as_text=True)


def test_what_comes_back_is_believed_once_and_with_its_own_state(house: House, provider: Provider) -> None:
    provider.knows("nora", email="nora@caf.fr")
    going = house.client.get("/connexion/oidc")
    back = urlsplit(provider.authorize(going.location, sub="nora"))
    stranger = house.app.test_client()
    assert stranger.get(f"{back.path}?{back.query}").status_code == 403
    stranger.get("/connexion/oidc")
    assert stranger.get(f"{back.path}?{back.query}").status_code == 403
    assert house.client.get(f"{back.path}?{back.query}").status_code == 302
    assert house.client.get(f"{back.path}?{back.query}").status_code == 403


def test_a_return_that_is_refused_ends_the_journey(house: House, provider: Provider) -> None:
    provider.knows("nora", email="nora@caf.fr")
    back = urlsplit(provider.authorize(house.client.get("/connexion/oidc").location, sub="nora"))
    assert house.client.get("/connexion/oidc/retour?state=faux&code=x").status_code == 403
    assert house.client.get(f"{back.path}?{back.query}").status_code == 403


@pytest.mark.parametrize(
    "query", ["", "code=x", "state=x&code=x", "error=access_denied&state={state}", "code=faux&state={state}"]
)
def test_what_does_not_come_from_the_provider_is_refused_in_a_sentence(
    house: House, query: str, assert_french: Callable[[str], None]
) -> None:
    state = parse_qs(urlsplit(house.client.get("/connexion/oidc").location).query)["state"][0]
    refused = house.client.get(f"/connexion/oidc/retour?{query.format(state=state)}")
    assert refused.status_code == 403
    sentence = re.search(r'<p class="lead">(.*?)</p>', refused.get_data(as_text=True))
    assert sentence
    assert_french(sentence[1])


def test_somebody_who_declines_at_the_provider_is_told(house: House, provider: Provider) -> None:
    going = house.client.get("/connexion/oidc")
    back = urlsplit(provider.authorize(going.location, action="deny"))
    assert house.client.get(f"{back.path}?{back.query}").status_code in (302, 403)
    assert house.client.get("/mon-compte").status_code == 303


def test_a_provider_that_does_not_answer_is_told_and_nothing_else_stops(
    make_app: Callable[..., Flask], lend_database: Callable[[str], str]
) -> None:
    settings = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "clas", "oidc_client_secret": "secret"}
    client = make_app(database_url=lend_database("sqlite"), **settings).test_client()
    refused = client.get("/connexion/oidc")
    assert refused.status_code == 503
    assert "ne répond pas" in refused.get_data(as_text=True)
    assert client.get("/connexion").status_code == 200


def test_without_a_provider_there_is_no_way_to_one(make_app: Callable[..., Flask], lend_database: Any) -> None:
    client = make_app(database_url=lend_database("sqlite")).test_client()
    assert "/connexion/oidc" not in client.get("/connexion").get_data(as_text=True)
    assert client.get("/connexion/oidc").status_code == 404
    assert client.get("/connexion/oidc/retour").status_code == 404
