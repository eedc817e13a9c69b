"""One's own name and address are changed on a page; an address, by a link that went there, once, and for two hours."""

import re
from datetime import timedelta

import pytest

from tests.api.accounts.conftest import NOW, PASSWORD, House
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser, signed_in

ANN, NEW = "ann@exemple.fr", "ann.aubry@exemple.fr"


def entered(house: House) -> Browser:
    return Browser(signed_in(house.app, house.account(ANN))).open("/mon-compte")


def link_to(house: House, email: str) -> str:
    """Return where the last mail to an address leads, if anywhere."""
    body = [each.body for each in house.mails() if each.recipient == email][-1]
    found = re.findall(r"/adresse/\S+", body)
    return str(found[0]) if found else ""


@pytest.fixture
def house(house: House) -> House:
    house.person(ANN)
    return house


def test_a_name_is_changed_and_told_at_once(house: House) -> None:
    browser = entered(house)
    browser.send("rename", name=" ")
    assert (browser.status, _faults(browser.response)) == (422, [])
    browser.send("rename", name="Anne Aubry")
    assert browser.status == 200
    assert "Anne Aubry" in browser.text


def test_an_address_changes_once_its_link_is_followed_and_the_old_one_is_told(house: House) -> None:
    browser = entered(house)
    browser.send("move", email=NEW, password="un tout autre mot de passe")
    assert (browser.status, _faults(browser.response)) == (422, [])
    assert [each.recipient for each in house.mails()] == []
    browser.send("move", email=NEW, password=PASSWORD)
    assert "Un message vient de partir" in browser.text
    link = link_to(house, NEW)
    assert ANN in browser.open("/mon-compte").text  # nothing has changed yet
    late = Browser(house.at(NOW + timedelta(hours=3)).app.test_client()).open(link)
    assert (late.status, "a expiré" in late.text) == (409, True)
    anywhere = Browser(house.app.test_client()).open(link)
    assert _faults(anywhere.response) == []
    anywhere.send("take")
    assert f"maintenant avec {NEW}" in anywhere.text
    assert house.sign_in(NEW).status_code == 201
    assert house.sign_in(ANN).status_code == 401
    assert NEW in [each.body for each in house.mails() if each.recipient == ANN][-1]
    assert Browser(house.app.test_client()).open(link).status == 409


def test_whether_an_address_has_an_account_is_told_to_that_address_alone(house: House) -> None:
    house.person("bob@exemple.fr")
    browser = entered(house)
    told = [
        re.sub(r"\s+", " ", browser.send("move", email=email, password=PASSWORD).text.partition("<h1>")[2][:600])
        for email in ("bob@exemple.fr", NEW)
    ]
    assert told[0] == told[1]
    assert link_to(house, "bob@exemple.fr") == ""
    assert link_to(house, NEW)
