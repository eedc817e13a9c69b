"""What a stranger learns of who has an account, by any form or call that takes an address: nothing.

Neither the words of the answer, nor the work that is done for it where that takes time, nor its time.
"""

import re
from collections.abc import Mapping
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from clas_api.security import passwords
from clas_api.services.people import inviting
from tests.api.accounts.conftest import NOW, House, agent
from tests.browsing import Browser

UNKNOWN = "inconnu@exemple.fr"
KNOWN: Mapping[str, dict[str, Any]] = {
    "avecun@exemple.fr": {},
    "agente@exemple.fr": {"role": agent()},
    "ailleur@exemple.fr": {"password_hash": None, "issuer": "https://identite.example", "subject": "1"},
    "jamais1@exemple.fr": {"password_hash": None},
    "fermee1@exemple.fr": {"disabled_at": NOW},
}
"""Addresses as long as the unknown one, each with an account of another kind."""

OPERATIONS: Mapping[tuple[str, str], str] = {
    ("post", "/accounts"): "",
    ("post", "/accounts/resets"): "",
    ("post", "/session"): "",
    ("post", "/porteurs/{key}/people"): "",
    ("post", "/accounts/invitations"): "a head's, who is shown the accounts of their own department",
    ("post", "/porteurs/{key}/handover"): "a head's or an administrator's, under their name and in the trace",
    ("post", "/porteurs"): "the address of an organisation: no account is looked for",
    ("patch", "/porteurs/{key}"): "the address of an organisation: no account is looked for",
    ("patch", "/dossiers/{key}"): "the address of a dossier's person in charge: no account is looked for",
}
"""Operations that take an address; each is tried here, or says why it need not be."""

PAGES = {"/connexion": {"password": "un tout autre mot de passe"}, "/compte": {"name": "Ann"}, "/mot-de-passe": {}}


@pytest.fixture
def house(house: House) -> House:
    for email, columns in KNOWN.items():
        columns = dict(columns)
        role = columns.pop("role", None)
        house.person(email, *([role] if role else []), **columns)
    house.app.config["RATELIMIT_ENABLED"] = False
    return house


def told(answer: TestResponse, email: str) -> tuple[int, str, dict[str, str]]:
    """Return what an answer says, the address and what is drawn by lot apart."""
    text = answer.get_data(as_text=True).replace(email, "…")
    text = re.sub(r'[0-9a-f]{8}-[0-9a-f-]{27}|name="csrf_token" value="[^"]+"', "…", text)
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("X-Request-ID", "Set-Cookie", "Location", "Content-Length")
    }
    return answer.status_code, text, headers


def _asked(house: House, path: str, email: str, key: str) -> TestResponse:
    body = {"email": email, "name": "Ann"} if path.endswith(("accounts", "people")) else {"email": email}
    if path == "/session":
        body["password"] = "un tout autre mot de passe"
    return house.ask("POST", path, key, json=body)


@pytest.mark.parametrize("path", ["/accounts", "/accounts/resets", "/session", "/porteurs/{key}/people"])
def test_an_operation_says_nothing_of_an_address(
    house: House, porteur: UUID, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    tried: list[str] = []
    hasher = passwords.hasher()

    class Counted:
        def verify(self, *given: str) -> bool:
            tried.append("verify")
            return hasher.verify(*given)

        def __getattr__(self, name: str) -> Any:
            return getattr(hasher, name)

    key = house.key("ann@exemple.fr") if "people" in path else ""
    monkeypatch.setattr(passwords, "hasher", Counted)
    work, said = [], []
    for email in (UNKNOWN, *KNOWN):
        tried.clear()
        said.append(told(_asked(house, path.format(key=porteur), email, key), email))
        work.append(len(tried))
    assert said == [said[0]] * len(said)
    assert set(work) == {1 if path == "/session" else 0}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_nothing_of_an_address(house: House, path: str) -> None:
    said = []
    for email in (UNKNOWN, *KNOWN):
        browser = Browser(house.app.test_client())
        token = next(form for form in browser.open(path).forms if "email" in form.names).values["csrf_token"]
        form = {"csrf_token": token, "email": email, **PAGES[path]}
        said.append(told(browser.client.post(path, data=form), email))
    assert said == [said[0]] * len(said)


def test_every_operation_that_takes_an_address_is_tried(house: House) -> None:
    document = house.app.extensions["clas-openapi"].document()

    def takes(said: Any, depth: int = 0) -> bool:
        if "$ref" in said:
            said = document["components"]["schemas"][said["$ref"].rpartition("/")[2]]
        several = [*said.get("anyOf", ()), *said.get("allOf", ()), *said.get("properties", {}).values()]
        return "email" in said.get("properties", {}) or (depth < 4 and any(takes(each, depth + 1) for each in several))

    found = {
        (method, path.removeprefix("/api/v1"))
        for path, operations in document["paths"].items()
        for method, said in operations.items()
        if method != "parameters"
        and "application/json" in said.get("requestBody", {}).get("content", {})
        and takes(said["requestBody"]["content"]["application/json"]["schema"])
    }
    assert found == set(OPERATIONS)


@pytest.mark.parametrize("path", ["/accounts", "/accounts/resets"])
def test_an_answer_comes_at_the_end_of_a_step_of_time(house: House, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """What is looked for, written and mailed takes some milliseconds more for one address than for another."""
    monkeypatch.setattr(inviting, "STEP", 0.4)
    slept: list[float] = []
    moments: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moments.append(monotonic())

    monkeypatch.setattr(inviting, "sleep", sleep)
    for email in (UNKNOWN, *KNOWN):
        began = monotonic()
        _asked(house, path, email, "")
        took = moments[-1] - began
        assert (took + slept[-1]) % 0.4 == pytest.approx(0, abs=0.1) or took > 0.4
    assert len(slept) == len(KNOWN) + 1
