"""From the pages that anybody reads to the deposit: one button, what to prepare, and words where there is no button."""

import re
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Extension
from clas_core.years import PARIS
from tests.api.pages.porteur.conftest import COMMITTEE, NOW, Site, make_site
from tests.browsing import Browser

__all__ = ["make_site"]  # a fixture of the space that is used here too

MakeApp = Callable[..., Flask]
TextOf = Callable[[TestResponse], str]

MARNE = "/departements/marne/2025-2026"
START = f"{MARNE}/deposer"


@pytest.fixture
def site(make_site: Callable[..., Site], lend_database: Callable[[str], str]) -> Site:
    return make_site(lend_database("sqlite"))


def _primary(client: FlaskClient, path: str) -> list[tuple[str, str]]:
    """Return the primary buttons of a page that are links: their addresses and their words."""
    html = client.get(path).get_data(as_text=True)
    found = re.findall(r'<a class="btn btn-primary[^"]*" href="([^"]+)">(.*?)</a>', html)
    return [(address, re.sub("<[^>]+>", "", words)) for address, words in found]


def test_an_open_call_has_one_primary_button_and_it_is_the_deposit(make_app: MakeApp, text_of: TextOf) -> None:
    client = make_app(today=NOW).test_client()
    assert _primary(client, MARNE) == [(START, "Déposer un dossier")]
    text = text_of(client.get(MARNE))
    assert text.index("Déposer un dossier") < text.index("L'essentiel")
    assert "Ce qu'il faut préparer" in text
    assert "deux minutes" in text


@pytest.mark.parametrize("path", ["/", "/departements/marne"])
def test_the_pages_before_the_call_lead_to_the_deposit_too(make_app: MakeApp, path: str) -> None:
    client = make_app(today=NOW).test_client()
    assert [address for address, words in _primary(client, path) if words.startswith("Déposer un dossier")] == [START]


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2025, 5, 1), ["ouvre le 26 mai 2025", "préparer"]),
        (date(2025, 8, 19), ["clos", "prolongation", "Mon espace", "03 26 79 15 41"]),
    ],
)
def test_a_call_that_is_not_open_has_words_and_no_button(
    make_app: MakeApp, text_of: TextOf, today: date, words: list[str]
) -> None:
    client = make_app(today=today).test_client()
    for path in ("/", "/departements/marne", MARNE, START):
        assert not [each for each in _primary(client, path) if each[0] == START or each[0].startswith("/connexion")], (
            path
        )
    for path in (MARNE, START):
        text = text_of(client.get(path))
        for each in words:
            assert each in text, (path, each)


def test_an_open_call_without_national_rules_says_that_no_dossier_can_be_written_yet(
    site: Site, text_of: TextOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = site.app.extensions["clas"]
    monkeypatch.setattr(type(installation), "referential_of", lambda self, campaign: None)
    client = site.app.test_client()
    assert not [each for each in _primary(client, MARNE) if each[0] == START]
    assert "règles nationales" in text_of(client.get(START))


def test_what_to_prepare_is_told_before_one_signs_in(make_app: MakeApp, text_of: TextOf) -> None:
    text = text_of(make_app(today=NOW).test_client().get(START))
    for fact in (
        "Ce qu'il faut préparer",
        "association",
        "SIRET",
        "comptes 60 à 68",
        "8 à 12 enfants",
        "18 août 2025 à 23 h 59 (heure de Paris)",
        "2024-2025",
        "contrat d'engagement républicain",
        "heure",
    ):
        assert fact in text, fact


def test_a_newcomer_is_led_through_an_account_and_comes_back(site: Site) -> None:
    browser = site.anonymous().open(MARNE)
    browser.open(next(link for link in browser.links if link == START))
    assert f"/connexion?next={START}" in browser.links
    assert "/compte" in browser.links
    assert "deux minutes" in browser.text


def test_whoever_is_signed_in_begins_the_dossier_of_that_call_there(site: Site) -> None:
    browser = site.person("alex")
    browser.open(START)
    assert "/espace/organismes/nouveau" in browser.links
    site.porteur("alex")
    browser.open(START).send("start")
    assert browser.status == 200
    assert re.fullmatch(r"/espace/dossiers/[0-9a-f-]{36}", browser.address)
    assert "Marne" in browser.text
    dossier = browser.address
    browser.open(START)
    assert dossier in browser.links
    assert not _begins(browser)


def test_whoever_does_not_apply_is_told_so(site: Site) -> None:
    site.person("comité", COMMITTEE)
    browser = site.browser("comité").open(START)
    assert "Votre rôle ne dépose pas de dossier" in browser.text
    assert "/espace/organismes/nouveau" not in browser.links


def test_a_porteur_with_more_time_begins_after_the_closing(
    make_site: Callable[..., Site], lend_database: Callable[[str], str]
) -> None:
    """An extension is a deadline of one's own: its porteur still finds where to begin."""
    site = make_site(lend_database("sqlite"), date(2025, 8, 20))
    browser = site.person("alex")
    porteur = site.porteur("alex")
    assert not _begins(browser.open(START))
    _extend(site, porteur)
    assert _begins(browser.open(START))


def _begins(browser: Browser) -> bool:
    return any(each.get("value") == "start" for form in browser.forms for each in form.buttons)


def _extend(site: Site, porteur: str) -> None:
    with site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        database.session.add(
            Extension(
                porteur_id=UUID(porteur),
                department="marne",
                call="2025-2026",
                until=datetime(2025, 9, 1, 23, 59, 59, tzinfo=PARIS),
                reason="Un sinistre.",
                granted_by="account:x",
                granted_at=NOW,
            )
        )
        database.session.commit()


@pytest.mark.parametrize(
    "path",
    [
        MARNE,
        f"{MARNE}/note-de-cadrage",
        START,
        "/departements/seine_et_marne/2024-2025",
        "/departements/seine_et_marne/2024-2025/note-de-cadrage",
        "/api/v1/departments/marne/campaigns/2025-2026/call.html",
        "/api/v1/departments/marne/campaigns/2025-2026/framing-note.html",
        "/api/v1/departments/seine_et_marne/campaigns/2024-2025/call.html",
    ],
)
def test_another_service_is_a_quotation_wherever_it_stands(make_app: MakeApp, text_of: TextOf, path: str) -> None:
    client = make_app(today=NOW).test_client()
    html = client.get(path).get_data(as_text=True).partition('<section aria-labelledby="sources">')[0]
    assert "https://elan.caf.fr/aides" not in html
    text = text_of(client.get(path))
    named = [line for line in text.split("\n") if re.search(r"Élan\b(?! Clas)", line)]
    assert all("indique : « Élan »" in line or "Guides" in line for line in named), named
    assert bool(named) == (path != START)
