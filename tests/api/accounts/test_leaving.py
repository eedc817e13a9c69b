"""Signing out ends the session in every copy of its cookie, and the person's other browsers stay signed in."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from clas_api.store.models import Token
from tests.api.accounts.conftest import NOW, PASSWORD, House
from tests.api.accounts.test_account_pages import send


def entered(house: House) -> FlaskClient:
    client = house.app.test_client()
    assert send(client, "/connexion", email="ann@exemple.fr", password=PASSWORD).status_code == 303
    return client


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("clas")
    assert cookie is not None
    return cookie.value


def is_in(house: House, cookie: str) -> bool:
    """Tell whether a cookie, copied to another browser, opens anything."""
    other = house.app.test_client()
    other.set_cookie("clas", cookie)
    status = other.get("/mon-compte").status_code
    assert status in (200, 303)
    return status == 200


def test_a_copied_cookie_opens_nothing_after_sign_out_and_other_browsers_stay(house: House) -> None:
    house.person("ann@exemple.fr")
    here, elsewhere = entered(house), entered(house)
    copies = [cookie_of(here)]
    here.get("/mot-de-passe")  # the same session, whose cookie is signed again
    copies.append(cookie_of(here))
    assert all(is_in(house, each) for each in copies)
    assert send(here, "/mon-compte", path="/deconnexion").status_code == 303
    assert not any(is_in(house, each) for each in copies)
    assert elsewhere.get("/mon-compte").status_code == 200


def test_a_session_that_has_ended_is_not_signed_into_life_again(house: House) -> None:
    house.person("ann@exemple.fr")
    here = entered(house)
    thief = house.app.test_client()
    thief.set_cookie("clas", cookie_of(here))
    send(here, "/mon-compte", path="/deconnexion")
    thief.get("/mot-de-passe")  # a page that writes into the cookie, and so signs it anew
    assert thief.get("/mon-compte").status_code == 303


def test_a_session_lasts_twelve_hours_whatever_is_visited(house: House) -> None:
    house.person("ann@exemple.fr")
    cookie = cookie_of(entered(house))
    assert is_in(house.at(NOW + timedelta(hours=11, minutes=59)), cookie)
    assert not is_in(house.at(NOW + timedelta(hours=12)), cookie)


def test_what_the_cookie_names_opens_no_json_and_is_kept_as_a_hash(house: House) -> None:
    house.person("ann@exemple.fr")
    here = entered(house)
    with here.session_transaction() as kept:
        mark = kept["_user_id"].rpartition(".")[2]
    assert house.ask("GET", "/dossiers", mark).status_code == 401
    (token,) = house.rows(select(Token))
    assert mark not in token.token_hash


def test_opening_and_ending_a_session_of_pages_is_traced(house: House) -> None:
    house.person("ann@exemple.fr")
    send(entered(house), "/mon-compte", path="/deconnexion")
    assert [action for _, action in house.traced() if action.startswith("session.")] == [
        "session.open",
        "session.close",
    ]


def test_signing_out_twice_is_no_error(house: House) -> None:
    house.person("ann@exemple.fr")
    here = entered(house)
    send(here, "/mon-compte", path="/deconnexion")
    assert send(here, "/connexion", path="/deconnexion").status_code == 303


def test_the_sessions_that_are_over_are_forgotten_at_the_next_one(house: House) -> None:
    house.person("ann@exemple.fr")
    entered(house)
    entered(house.at(NOW + timedelta(days=1)))
    assert len(house.rows(select(Token))) == 1
