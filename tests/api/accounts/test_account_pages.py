"""Signing in by pages: without JavaScript, nothing lost, nothing that another site could send."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, session
from flask.sessions import NullSession
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from clas_api.security.passwords import hash_password
from clas_api.store.models import Account, InstallationKey
from tests.api.accounts.conftest import NOW, PASSWORD, House, agent
from tests.api.pages.conftest import Fields, fields_of, text_of

__all__ = ["fields_of", "text_of"]

Text = Callable[[TestResponse], str]
Form = Callable[[TestResponse], Fields]


def send(client: FlaskClient, page_of_form: str, /, *, path: str = "", **typed: str) -> TestResponse:
    """Fill the form of a page and send it, as a browser would; to another `path` than its own, perhaps."""
    page = client.get(page_of_form)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
    assert token, page_of_form
    return client.post(path or page_of_form, data={**typed, "csrf_token": token[1]})


def sign_in(house: House, email: str = "ann@exemple.fr", password: str = PASSWORD, **more: str) -> TestResponse:
    return send(house.client, "/connexion", email=email, password=password, **more)


def test_somebody_registers_chooses_a_password_and_is_in(house: House, text_of: Text) -> None:
    told = send(house.client, "/compte", name="Ann", email="ann@exemple.fr")
    assert "clas mail show" in text_of(told)
    entered = send(house.client, f"/mot-de-passe/{house.link()}", password=PASSWORD)
    assert (entered.status_code, entered.location) == (303, "/espace")
    assert "Ann" in text_of(house.client.get("/"))
    assert "ann@exemple.fr" in text_of(house.client.get("/mon-compte"))


@pytest.mark.parametrize("path", ["/compte", "/mot-de-passe"])
def test_where_mails_are_sent_nobody_is_told_of_a_command(
    make_app: Callable[..., Flask], lend_database: Callable[[str], str], text_of: Text, path: str
) -> None:
    app = make_app(database_url=lend_database("sqlite"), smtp_url="smtp://127.0.0.1:1")
    told = text_of(send(app.test_client(), path, name="Ann", email="ann@exemple.fr"))
    assert "clas mail show" not in told
    assert "vient" in told


def test_the_header_says_who_is_signed_in_until_sign_out(house: House, text_of: Text) -> None:
    house.person("ann@exemple.fr", agent())
    assert "Connexion" in text_of(house.client.get("/"))
    assert sign_in(house).status_code == 303
    home = text_of(house.client.get("/"))
    assert "Ann" in home
    assert "Connexion" not in home
    token = re.search(r'name="csrf_token" value="([^"]+)"', house.client.get("/").get_data(as_text=True))
    assert token
    assert house.client.post("/deconnexion", data={"csrf_token": token[1]}).location == "/"
    assert "Connexion" in text_of(house.client.get("/"))
    assert house.client.get("/mon-compte").location == "/connexion?next=/mon-compte"


def test_a_wrong_password_says_so_and_keeps_the_address(house: House, text_of: Text, fields_of: Form) -> None:
    house.person("ann@exemple.fr")
    refused = sign_in(house, password="un tout autre mot de passe")
    assert refused.status_code == 401
    assert "Adresse ou mot de passe inexact" in text_of(refused)
    page = refused.get_data(as_text=True)
    assert 'value="ann@exemple.fr"' in page
    assert "un tout autre mot de passe" not in page
    unknown = sign_in(house, email="personne@exemple.fr")
    assert text_of(unknown) == text_of(refused)


def test_each_problem_stands_beside_its_field(house: House) -> None:
    refused = send(house.client, "/compte", name="", email="ann")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert re.search(r'id="name-error">Ce champ est obligatoire', page)
    assert re.search(r'id="email-error">Une adresse de courriel est attendue', page)
    assert 'value="ann"' in page
    assert 'aria-describedby="name-error"' in page


def test_too_many_failures_are_told_on_the_page(house: House, text_of: Text) -> None:
    house.person("ann@exemple.fr")
    for _ in range(5):
        sign_in(house, password="un tout autre mot de passe")
    refused = sign_in(house)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert "Attendez 15 minutes" in text_of(refused)


def test_after_sign_in_one_goes_where_one_wanted(house: House) -> None:
    house.person("ann@exemple.fr")
    wanted = house.client.get("/mon-compte")
    assert (wanted.status_code, wanted.location) == (303, "/connexion?next=/mon-compte")
    assert 'name="next" value="/mon-compte"' in house.client.get(wanted.location).get_data(as_text=True)
    assert sign_in(house, next="/mon-compte").location == "/mon-compte"
    assert house.client.get("/connexion").status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://ailleurs.example/",
        "//ailleurs.example",
        "/\\ailleurs.example",
        "ailleurs",
        "/a\tb",
        "javascript:x",
        "\\/x",
    ],
)
def test_sign_in_leads_to_no_other_site(house: House, elsewhere: str) -> None:
    house.person("ann@exemple.fr")
    assert sign_in(house, next=elsewhere).location == house.client.get("/connexion").location
    assert "ailleurs" not in str(house.client.get("/connexion", query_string={"next": elsewhere}).location)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(house: House) -> None:
    house.person("ann@exemple.fr")
    cookie = sign_in(house).headers["Set-Cookie"]
    assert cookie.startswith("clas=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_cookie_is_for_https_alone_where_the_service_is(make_app: Callable[..., Any], lend_database: Any) -> None:
    app = make_app(database_url=lend_database("sqlite"), base_url="https://clas.example")
    assert "Secure" in app.test_client().get("/connexion").headers["Set-Cookie"]


def test_a_page_of_somebody_is_kept_by_no_cache(house: House) -> None:
    house.person("ann@exemple.fr")
    assert house.client.get("/").headers["Cache-Control"] == "no-cache"
    sign_in(house)
    answer = house.client.get("/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize("change", [{"epoch": 2}, {"disabled_at": NOW}], ids=["new password", "closed"])
def test_a_session_ends_with_a_new_password_or_a_closed_account(house: House, change: dict[str, Any]) -> None:
    house.person("ann@exemple.fr")
    sign_in(house)
    assert house.client.get("/mon-compte").status_code == 200
    house.change(update(Account).values(**change))
    assert house.client.get("/mon-compte").status_code == 303


def test_signing_in_keeps_nothing_of_the_session_before(house: House) -> None:
    house.person("ann@exemple.fr")
    with house.client.session_transaction() as before:
        before["planted"] = "by another"
    sign_in(house)
    with house.client.session_transaction() as after:
        assert "planted" not in after


@pytest.mark.parametrize("cookie", ["", "x", "clas", "eyJfdXNlcl9pZCI6IjEuMSJ9.aaaaaa.bbbb"])
def test_a_cookie_that_we_did_not_make_is_nobodys(house: House, cookie: str) -> None:
    house.client.set_cookie("clas", cookie)
    assert house.client.get("/").status_code == 200
    assert house.client.get("/mon-compte").status_code == 303


def test_a_form_that_is_not_ours_is_refused_on_every_page(house: House) -> None:
    house.person("ann@exemple.fr")
    sign_in(house)
    rules = [rule for rule in house.app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    pages = [rule for rule in rules if not rule.rule.startswith("/api/")]
    assert len(pages) >= 5
    for rule in pages:
        path = re.sub(r"<int:[^>]+>", "1", re.sub(r"<uuid:[^>]+>", str(uuid4()), rule.rule))
        path = re.sub(r"<[^>]+>", "x", re.sub(r"<any\((\w+)[^>]*>", r"\1", path))
        refused = house.client.post(path, data={"email": "ann@exemple.fr", "csrf_token": "x"})
        assert refused.status_code == 403, path
        assert "formulaire" in refused.get_data(as_text=True)
    assert house.client.get("/mon-compte").status_code == 200
    assert house.mails() == []


def test_the_json_service_takes_no_cookie(house: House) -> None:
    house.person("ann@exemple.fr")
    sign_in(house)
    assert house.client.get("/api/v1/me").status_code == 401
    with house.client:
        answer = house.client.get("/api/v1/departments")
        assert isinstance(session._get_current_object(), NullSession)  # type: ignore[attr-defined]  # behind the proxy
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers


def test_a_form_open_for_hours_is_still_good(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.person("ann@exemple.fr")
    page = house.client.get("/connexion").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    later = __import__("time").time() + 8 * 3600
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    typed = {"email": "ann@exemple.fr", "password": PASSWORD, "csrf_token": token[1]}
    assert house.client.post("/connexion", data=typed).status_code == 303


@pytest.mark.parametrize("status", ["used", "expired", "unknown"])
def test_a_link_that_opens_nothing_leads_to_another(house: House, text_of: Text, status: str) -> None:
    send(house.client, "/compte", name="Ann", email="ann@exemple.fr")
    link = house.link() if status != "unknown" else "clas_inconnu"
    if status == "used":
        send(house.client, f"/mot-de-passe/{link}", password=PASSWORD)
    answering = house.at(NOW + timedelta(days=8)) if status == "expired" else house
    answer = answering.client.get(f"/mot-de-passe/{link}")
    assert answer.status_code == 409
    assert "Demander un autre lien" in text_of(answer)


def test_a_password_that_will_not_do_is_told_and_the_link_still_serves(house: House, text_of: Text) -> None:
    send(house.client, "/compte", name="Ann", email="ann@exemple.fr")
    path = f"/mot-de-passe/{house.link()}"
    refused = send(house.client, path, password="trop court")
    assert refused.status_code == 422
    assert "Choisissez de 12 à 200 caractères" in text_of(refused)
    assert "trop court" not in refused.get_data(as_text=True)
    assert send(house.client, path, password=PASSWORD).status_code == 303


def test_a_forgotten_password_is_answered_in_one_way(house: House, text_of: Text) -> None:
    house.person("ann@exemple.fr")
    known = send(house.client, "/mot-de-passe", email="ann@exemple.fr")
    unknown = send(house.client, "/mot-de-passe", email="personne@exemple.fr")
    assert text_of(known) == text_of(unknown)
    assert len(house.mails()) == 1


def test_every_process_signs_cookies_with_one_key(house: House) -> None:
    house.person("ann@exemple.fr")
    sign_in(house)
    cookie = house.client.get_cookie("clas")
    assert cookie is not None
    other = house.at(NOW)
    other.client.set_cookie("clas", cookie.value)
    assert other.client.get("/mon-compte").status_code == 200
    assert len(house.rows(select(InstallationKey))) == 1


def test_public_pages_need_no_database(make_app: Callable[..., Any], text_of: Text) -> None:
    client = make_app(database_url="sqlite:////nulle/part.sqlite3").test_client()
    client.set_cookie("clas", "eyJfdXNlcl9pZCI6IjEuMSJ9.aaaaaa.bbbb")
    assert "Connexion" in text_of(client.get("/"))


def test_a_key_of_the_configuration_signs_cookies_too(make_app: Callable[..., Any], lend_database: Any) -> None:
    app = make_app(database_url=lend_database("sqlite"), secret_key="k" * 40)
    assert app.secret_key == "k" * 40
    assert app.test_client().get("/connexion").status_code == 200


def test_the_same_password_is_hashed_in_two_ways(house: House) -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
