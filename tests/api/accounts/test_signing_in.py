"""Signing in: one sentence for every failure, never too many of them, and keys that end."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import CHEAPEST
from sqlalchemy import func, select, update

from clas_api.store.models import Account, SignInAttempt, Token
from tests.api.accounts.conftest import NOW, PASSWORD, House, agent

JSON = dict[str, Any]


def test_a_wrong_address_and_a_wrong_password_get_one_answer(house: House, problem: Callable[..., JSON]) -> None:
    house.person("ann@exemple.fr")
    house.person("oidc@exemple.fr", password_hash=None, issuer="https://identite.example", subject="1")
    wrong = problem(house.sign_in("ann@exemple.fr", "un tout autre mot de passe"), 401)
    assert problem(house.sign_in("personne@exemple.fr"), 401) == wrong
    assert problem(house.sign_in("oidc@exemple.fr"), 401) == wrong
    assert house.sign_in("ANN@exemple.fr ").status_code == 201


def test_five_failures_close_the_door_for_a_quarter_of_an_hour(house: House, problem: Callable[..., JSON]) -> None:
    house.person("ann@exemple.fr")
    for _ in range(5):
        problem(house.sign_in("ann@exemple.fr", "un tout autre mot de passe"), 401)
    refused = house.sign_in("ann@exemple.fr")
    assert "15 minutes" in problem(refused, 429)["detail"]
    assert refused.headers["Retry-After"] == "900"
    assert house.rows(select(func.count()).select_from(SignInAttempt)) == [5]
    problem(house.at(NOW + timedelta(minutes=14, seconds=59)).sign_in("ann@exemple.fr"), 429)
    assert house.at(NOW + timedelta(minutes=15)).sign_in("ann@exemple.fr").status_code == 201


def test_who_is_kept_out_by_others_enters_by_mail_as_the_page_says(house: House) -> None:
    house.person("ann@exemple.fr")
    for _ in range(5):
        house.sign_in("ann@exemple.fr", "un tout autre mot de passe")
    refused = house.sign_in("ann@exemple.fr").get_json()
    assert "« Mot de passe oublié »" in refused["detail"]
    assert house.ask("POST", "/accounts/resets", json={"email": "ann@exemple.fr"}).status_code == 202
    chosen = {"token": house.link(), "password": "un tout nouveau mot de passe"}
    assert house.ask("POST", "/accounts/passwords", json=chosen).status_code == 200
    assert house.key("ann@exemple.fr", "un tout nouveau mot de passe")


def test_the_door_closes_for_an_address_that_nobody_has_too(house: House, problem: Callable[..., JSON]) -> None:
    for _ in range(5):
        problem(house.sign_in("personne@exemple.fr"), 401)
    problem(house.sign_in("personne@exemple.fr"), 429)
    problem(house.sign_in("ann@exemple.fr"), 401)


def test_a_success_forgets_the_failures(house: House, problem: Callable[..., JSON]) -> None:
    house.person("ann@exemple.fr")
    for _ in range(2):
        for _ in range(4):
            problem(house.sign_in("ann@exemple.fr", "un tout autre mot de passe"), 401)
        house.key("ann@exemple.fr")
    assert house.rows(select(SignInAttempt)) == []


def test_failures_are_kept_for_an_hour_and_name_nobody(house: House) -> None:
    house.sign_in("ann@exemple.fr")
    (kept,) = house.rows(select(SignInAttempt))
    assert "ann" not in kept.subject_hash
    house.at(NOW + timedelta(hours=1, seconds=1)).sign_in("bob@exemple.fr")
    assert [each.id for each in house.rows(select(SignInAttempt))] != [kept.id]
    assert house.rows(select(func.count()).select_from(SignInAttempt)) == [1]


def test_many_attempts_at_once_are_not_more_than_five(house: House) -> None:
    house.person("ann@exemple.fr")
    start, statuses = Barrier(8), []

    def attempt() -> None:
        client = house.app.test_client()
        start.wait()
        asked = {"email": "ann@exemple.fr", "password": "un tout autre mot de passe"}
        statuses.append(client.post("/api/v1/session", json=asked).status_code)

    threads = [Thread(target=attempt) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert statuses.count(401) <= 5
    assert set(statuses) <= {401, 429}
    assert len(statuses) == 8


def test_a_closed_account_does_not_enter_and_only_its_owner_is_told(house: House, problem: Callable[..., JSON]) -> None:
    house.person("ann@exemple.fr", disabled_at=NOW)
    assert "fermé" in problem(house.sign_in("ann@exemple.fr"), 401)["detail"]
    assert "fermé" not in problem(house.sign_in("ann@exemple.fr", "un tout autre mot de passe"), 401)["detail"]


def test_a_hash_of_other_parameters_is_made_again_at_sign_in(house: House) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1, hash_len=16, salt_len=8).hash(PASSWORD)
    house.person("ann@exemple.fr", password_hash=old)
    house.key("ann@exemple.fr")
    (account,) = house.rows(select(Account))
    assert extract_parameters(account.password_hash) == CHEAPEST
    assert house.key("ann@exemple.fr")


def test_a_key_lasts_twelve_hours(house: House, problem: Callable[..., JSON]) -> None:
    house.person("ann@exemple.fr", agent())
    opened = house.sign_in("ann@exemple.fr")
    assert opened.headers["Cache-Control"] == "no-store"
    session = opened.get_json()
    assert session["expires_at"] == (NOW + timedelta(hours=12)).isoformat()
    assert session["account"] == house.ask("GET", "/me", session["token"]).get_json()
    before = house.at(NOW + timedelta(hours=12) - timedelta(seconds=1))
    assert before.ask("GET", "/me", session["token"]).status_code == 200
    problem(house.at(NOW + timedelta(hours=12)).ask("GET", "/me", session["token"]), 401)


def test_a_session_that_is_closed_is_over_and_the_others_go_on(house: House, problem: Callable[..., JSON]) -> None:
    house.person("ann@exemple.fr")
    first, second = house.key("ann@exemple.fr"), house.key("ann@exemple.fr")
    closed = house.ask("DELETE", "/session", first)
    assert (closed.status_code, closed.data) == (204, b"")
    problem(house.ask("GET", "/me", first), 401)
    problem(house.ask("DELETE", "/session", first), 401)
    assert house.ask("GET", "/me", second).status_code == 200


def test_a_key_is_kept_as_a_hash_alone(house: House) -> None:
    house.person("ann@exemple.fr")
    key = house.key("ann@exemple.fr")
    (token,) = house.rows(select(Token))
    assert key not in (token.token_hash, token.label)


@pytest.mark.parametrize("key", ["", "clas_faux", "é", "x" * 5000])
def test_nobody_is_known_without_a_key_that_opens(house: House, problem: Callable[..., JSON], key: str) -> None:
    for method, path in (("GET", "/me"), ("DELETE", "/session"), ("GET", "/accounts"), ("GET", "/tokens")):
        problem(house.ask(method, path, key), 401)


def test_closing_an_account_ends_its_keys(house: House, problem: Callable[..., JSON]) -> None:
    house.person("ann@exemple.fr")
    key = house.key("ann@exemple.fr")
    house.change(update(Account).values(disabled_at=NOW))
    problem(house.ask("GET", "/me", key), 401)


@pytest.mark.parametrize("body", [{}, {"email": "ann@exemple.fr"}, {"email": "a", "password": "b", "more": 1}, [], "x"])
def test_what_is_no_sign_in_is_refused_with_every_problem(
    house: House, problem: Callable[..., JSON], body: Any
) -> None:
    problem(house.ask("POST", "/session", json=body), 422)
    assert house.rows(select(SignInAttempt)) == []
