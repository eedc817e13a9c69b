"""One network address does not try without end, and no other route is counted."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

JSON = dict[str, Any]


_BODIES: dict[str, JSON] = {
    "/api/v1/session": {"email": "lou@exemple.fr", "password": "x"},
    "/api/v1/accounts/passwords": {"token": "x", "password": "y"},
    "/api/v1/accounts": {"email": "ann@exemple.fr", "name": "Ann"},
    "/api/v1/accounts/resets": {"email": "ann@exemple.fr"},
}


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/api/v1/session", 60),
        ("/api/v1/accounts/passwords", 60),
        ("/api/v1/accounts", 30),
        ("/api/v1/accounts/resets", 30),
    ],
)
def test_an_address_that_tries_without_end_is_told_to_wait(
    make_app: Callable[..., Flask],
    lend_database: Callable[[str], str],
    problem: Callable[..., JSON],
    path: str,
    most: int,
) -> None:
    body = _BODIES[path]
    client = make_app(database_url=lend_database("sqlite")).test_client()
    answers = [client.post(path, json=body) for _ in range(most)]
    assert not any("minute," in each.get_data(as_text=True) for each in answers)
    refused = client.post(path, json=body)
    assert "Trop de tentatives" in problem(refused, 429)["detail"]
    assert 0 < int(refused.headers["Retry-After"]) <= 3660
    elsewhere = client.post(path, json=body, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.get_data() == answers[-1].get_data()
    for other in {"/api/v1/session", "/api/v1/accounts/passwords", "/api/v1/accounts/resets"} - {path}:
        assert client.post(other, json=_BODIES[other]).status_code not in (422, 429)
    assert client.post("/api/v1/estimates", json={}).status_code == 422
    client.application.config["RATELIMIT_ENABLED"] = False
    assert client.post(path, json=body).get_data() == answers[-1].get_data()


def test_starting_imports_none_of_what_only_signing_in_needs() -> None:
    code = (
        "import sys; from clas_api import create_app; create_app(); "
        "print([each for each in ('argon2', 'limits', 'authlib', 'flask_login', 'flask_wtf') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_behind_a_proxy_it_is_the_address_that_it_speaks_for_that_is_counted(
    make_app: Callable[..., Flask], lend_database: Callable[[str], str]
) -> None:
    def statuses(proxies: int) -> set[int]:
        client = make_app(database_url=lend_database("sqlite"), proxies=proxies).test_client()
        body = {"email": "ann@exemple.fr"}
        headers = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(31)]
        return {client.post("/api/v1/accounts/resets", json=body, headers=each).status_code for each in headers}

    assert statuses(1) == {202}
    assert statuses(0) == {202, 429}  # nobody is believed who was not announced
