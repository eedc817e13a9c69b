"""One's open sessions are shown on one's account, in plain words, and each may be ended from there."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from clas_api.services.people.own_sessions import browser_in_words
from clas_api.store.models import Token
from tests.api.accounts.conftest import PASSWORD, House
from tests.api.accounts.test_account_pages import send

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"


def entered(house: House, agent: str, email: str = "ann@exemple.fr") -> FlaskClient:
    client = house.app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    assert send(client, "/connexion", email=email, password=PASSWORD).status_code == 303
    return client


def shown(client: FlaskClient) -> list[str]:
    """Return the sessions that the page of an account lists."""
    html = client.get("/mon-compte").get_data(as_text=True)
    return re.findall(r'<li class="mb-2">([^,]+),', html)


def ends(client: FlaskClient) -> list[str]:
    """Return the addresses that end a session, on the page of an account."""
    return re.findall(r'action="(/mon-compte/sessions/\S+/fin)"', client.get("/mon-compte").get_data(as_text=True))


def test_sessions_are_listed_and_one_is_ended(house: House) -> None:
    house.person("ann@exemple.fr")
    here, elsewhere, key = entered(house, FIREFOX), entered(house, SAFARI), house.key("ann@exemple.fr")
    assert sorted(shown(here)) == ["Firefox sur Windows", "Le service JSON", "Safari sur un iPhone"]
    assert len(ends(here)) == 2, "not its own: that is what signing out does"
    for address in ends(here):
        assert send(here, "/mon-compte", path=address).status_code == 303
    assert shown(here) == ["Firefox sur Windows"]
    assert elsewhere.get("/mon-compte").status_code == 303
    assert house.ask("GET", "/me", key).status_code == 401
    assert [action for _, action in house.traced()].count("session.close") == 2


def test_all_the_others_are_ended_at_once(house: House) -> None:
    house.person("ann@exemple.fr")
    here, elsewhere, key = entered(house, FIREFOX), entered(house, SAFARI), house.key("ann@exemple.fr")
    assert send(here, "/mon-compte", path="/mon-compte/sessions/fin").status_code == 303
    assert (here.get("/mon-compte").status_code, elsewhere.get("/mon-compte").status_code) == (200, 303)
    assert house.ask("GET", "/me", key).status_code == 401
    assert shown(here) == ["Firefox sur Windows"]


def test_a_session_of_somebody_else_is_not_there(house: House) -> None:
    house.person("ann@exemple.fr")
    house.person("bob@exemple.fr")
    ann, bob = entered(house, FIREFOX), entered(house, SAFARI, "bob@exemple.fr")
    entered(house, SAFARI)
    (theirs,) = ends(ann)
    assert send(bob, "/mon-compte", path=theirs).status_code == 404
    send(bob, "/mon-compte", path="/mon-compte/sessions/fin")
    assert len(shown(ann)) == 2
    assert shown(bob) == ["Safari sur un iPhone"]


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (SAFARI, "Safari sur un iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/139.0 Safari/537.36", "Chrome sur Linux"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/139.0 Safari/537.36 Edg/139.0", "Edge sur un Mac"),
        ("Mozilla/5.0 (Linux; Android 15) Gecko/140.0 Firefox/140.0", "Firefox sur un appareil Android"),
        ("<script>alert(1)</script>" * 1_000, "Un navigateur"),
        ("", "Un navigateur"),
    ],
)
def test_a_browser_is_said_in_plain_words(agent: str, said: str) -> None:
    assert browser_in_words(agent) == said


def test_no_network_address_is_kept(house: House) -> None:
    house.person("ann@exemple.fr")
    entered(house, FIREFOX)
    (kept,) = house.rows(select(Token))
    assert "127.0.0.1" not in str(vars(kept))
    assert kept.browser == "Firefox sur Windows"
