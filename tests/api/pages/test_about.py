"""What an installation says of itself: what its configuration tells, that the rest is missing, and nothing made up."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_api.rendering.guides import GUIDES

TextOf = Callable[[TestResponse], str]
MISSING = "l'exploitant de cette installation ne l'a pas encore indiqué"
PAGES = ("/accessibilite", "/mentions-legales", "/donnees-personnelles", "/securite")
SAID = {
    "publisher": "Caf d'essai, 1 rue <b>",
    "publication_director": "Une directrice",
    "hosting": "Un hébergeur",
    "contact": "clas@caf.example",
    "dpo": "dpo@caf.example",
}


def test_every_page_leads_there(client: FlaskClient) -> None:
    foot = client.get("/simulateur").text.partition("<footer")[2]
    assert all(f'href="{each}"' in foot for each in PAGES)
    assert "Accessibilité : non conforme" in foot


@pytest.mark.parametrize("address", PAGES)
def test_what_is_not_configured_is_said_to_be_missing(client: FlaskClient, text_of: TextOf, address: str) -> None:
    assert MISSING in text_of(client.get(address))


def test_what_is_configured_is_told(make_app: Callable[..., Flask], text_of: TextOf) -> None:
    client = make_app(own=True, **SAID).test_client()
    told = " ".join(text_of(client.get(address)) for address in PAGES)
    assert MISSING not in told
    assert all(value in told for value in SAID.values())
    contact = client.get("/.well-known/security.txt")
    assert contact.mimetype == "text/plain"
    assert contact.text.splitlines()[:2] == ["Contact: mailto:clas@caf.example", "Expires: 2025-12-28T00:00:00Z"]


def test_nobody_is_named_in_security_txt_where_nobody_is(client: FlaskClient) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404


def test_conformity_is_what_an_audit_found(make_app: Callable[..., Flask], text_of: TextOf) -> None:
    audited = {"accessibility_audited_by": "Un auditeur", "accessibility_audited_on": date(2026, 3, 2)}
    text = text_of(make_app(own=True, accessibility="partial", **audited).test_client().get("/accessibilite"))
    assert "partiellement conforme" in text
    assert "Audit mené par Un auditeur, le 2 mars 2026." in text
    assert "Sans audit, aucun taux" not in text


def test_how_long_things_are_kept_is_what_the_rules_say(client: FlaskClient, text_of: TextOf) -> None:
    referential = client.application.extensions["clas"].library.latest()
    text = text_of(client.get("/donnees-personnelles"))
    assert len(referential.retention) > 5
    assert all(each.label in text and each.text in text for each in referential.retention)


def test_each_audience_has_its_guide_and_no_page_shows_who_follows_it(client: FlaskClient) -> None:
    home = client.get("/aide").text
    for name, audience in GUIDES.items():
        assert f'href="/aide/{name}">{audience}</a>' in home
        page = client.get(f"/aide/{name}").text
        assert "<ol>" in page
        assert "(qui :" not in page
        assert "[//]" not in page
    assert client.get("/aide/personne").status_code == 404
    assert client.get("/aide/../porteur").status_code == 404
