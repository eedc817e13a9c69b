"""A session that ends while somebody writes: they sign in again in another tab, and what they send is saved at once."""

import io
from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import select, update

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, PorteurRow
from tests.api.pages.porteur.conftest import AGENT, Site
from tests.api.pages.porteur.ending import (
    OLD,
    OURS,
    Writing,
    all_of,
    contact_of,
    cookie_expired,
    fill_in,
    give_password,
    new_password,
    signed_out,
)


@pytest.fixture
def alex(site: Site) -> Site:
    """Somebody with a password and a dossier; a colleague of another organisation; an agent of the Caf."""
    site.person("alex")
    site.person("claude")
    site.person("agent", AGENT)
    for name in ("alex", "claude", "agent"):
        give_password(site, name)
    return site


ENDS = pytest.mark.parametrize("end", [cookie_expired, signed_out, new_password])
End = Callable[[Writing], None]


@pytest.fixture
def dossier(alex: Site) -> str:
    return alex.dossier("alex", alex.porteur("alex"))


@pytest.fixture
def deposited(alex: Site) -> str:
    return alex.dossier("alex", alex.porteur("alex"), deposited=True)


@ENDS
@pytest.mark.parametrize("headers", [OURS, OLD])
def test_after_signing_in_again_the_first_sending_saves(
    alex: Site, dossier: str, end: End, headers: Mapping[str, str]
) -> None:
    writing = fill_in(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Longue saisie"})
    end(writing)
    lost = writing.send(headers)
    assert (lost.status, "Longue saisie" in lost.text) == (403, True)
    writing.sign_in()
    saved = writing.send_again(headers)
    assert saved.status == 303
    assert contact_of(alex, dossier) == "Longue saisie"


@ENDS
def test_a_form_left_open_through_a_new_sign_in_saves_at_once(alex: Site, dossier: str, end: End) -> None:
    writing = fill_in(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Longue saisie"})
    end(writing)
    writing.sign_in()
    assert writing.send().status == 303
    assert contact_of(alex, dossier) == "Longue saisie"


Read = Callable[[Site, str], object]


def _messages(site: Site, address: str) -> object:
    return "Bonjour à vous" in site.browser("alex").open(address).text


def _organisation(site: Site, address: str) -> object:
    with site.app.app_context():
        open_session(database.session, EVERYTHING)
        return "Les Nouveaux" in database.session.scalars(select(PorteurRow.name)).all()


def _asked(site: Site, address: str) -> object:
    return "Précisez l'adresse" in site.browser("alex").open(address).text


@ENDS
@pytest.mark.parametrize(
    ("name", "page", "button", "typed", "saved"),
    [
        ("alex", "{dossier}", "write", {"text": "Bonjour à vous"}, _messages),
        (
            "claude",
            "/espace/organismes/nouveau",
            "save",
            {
                "name": "Les Nouveaux",
                "siret": "35600000000048",
                "nature": "association",
                "address/lines": "1 rue des Écoles",
                "address/postal_code": "51100",
                "address/city": "Reims",
                "no_email": "oui",
            },
            _organisation,
        ),
        (
            "agent",
            "{work}/complements",
            "ask",
            {"text": "Précisez l'adresse", "due_on": "15/07/2025"},
            _asked,
        ),
    ],
)
def test_any_form_is_saved_at_the_first_sending(
    alex: Site, deposited: str, end: End, name: str, page: str, button: str, typed: Mapping[str, str], saved: Read
) -> None:
    address = page.format(dossier=deposited, work=f"/espace/caf/dossiers/{deposited.rpartition('/')[2]}")
    writing = fill_in(alex, name, address, button, typed)
    end(writing)
    lost = writing.send()
    assert all(text in lost.text for text in typed.values())
    assert not saved(alex, deposited)
    writing.sign_in(name)
    assert writing.send_again().status == 303
    if end is new_password:
        alex.accounts = dict(alex.accounts)  # the browsers of `Site` know the first session of each account alone
        with alex.app.app_context():
            open_session(database.session, EVERYTHING, writing=True)
            database.session.execute(update(Account).values(epoch=1))
            database.session.commit()
    assert saved(alex, deposited)


@ENDS
def test_whoever_else_signs_in_saves_nothing_and_the_text_stays(alex: Site, dossier: str, end: End) -> None:
    before = contact_of(alex, dossier)
    writing = fill_in(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Longue saisie"})
    end(writing)
    writing.send()
    writing.sign_in("claude")
    for _ in range(2):
        kept = writing.send_again()
        assert kept.status == 403
        assert "Longue saisie" in kept.text
        assert "un autre compte" in kept.text
    assert contact_of(alex, dossier) == before
    writing.sign_out()
    writing.sign_in("alex")
    assert writing.send_again().status == 303
    assert contact_of(alex, dossier) == "Longue saisie"


def test_a_form_that_anybody_may_send_is_not_sent_in_the_name_of_somebody_else(alex: Site) -> None:
    """An organisation may be described by both: what one has typed is still not recorded as the other's."""
    typed = {"name": "Les Nouveaux", "siret": "35600000000048", "nature": "association", "no_email": "oui"}
    writing = fill_in(alex, "alex", "/espace/organismes/nouveau", "save", typed)
    signed_out(writing)
    writing.sign_in("claude")
    assert "un autre compte" in writing.send().text
    assert "un autre compte" in writing.send_again().text
    assert not _organisation(alex, "")


FOREIGN = pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://ailleurs.example"},
        {"Origin": "http://localhost.ailleurs.example"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "null"},
    ],
)


@FOREIGN
def test_a_word_of_an_ended_session_is_refused_from_anywhere_but_here(
    alex: Site, dossier: str, headers: Mapping[str, str]
) -> None:
    before = contact_of(alex, dossier)
    writing = fill_in(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Intrus"})
    cookie_expired(writing)
    writing.sign_in()
    assert writing.send(headers).status == 403
    assert contact_of(alex, dossier) == before


@pytest.mark.parametrize("headers", [OURS, OLD, {}])
@pytest.mark.parametrize("word", ["none", "wrong", "another's", "another's, marked as theirs"])
def test_without_their_own_word_nobody_saves_anything(
    alex: Site, dossier: str, headers: Mapping[str, str], word: str
) -> None:
    before = contact_of(alex, dossier)
    writing = fill_in(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Intrus"})
    theirs = alex.browser("claude").open("/espace").form("sign-out").values["csrf_token"]
    sent = {
        "none": [],
        "wrong": ["faux"],
        "another's": [theirs],
        "another's, marked as theirs": [theirs.partition("~")[0] + "~" + "A" * 27],
    }
    writing.form.values.setlist("csrf_token", sent[word])
    assert writing.send(headers).status == 403
    assert contact_of(alex, dossier) == before


def test_what_was_typed_is_told_by_what_was_asked(alex: Site, dossier: str) -> None:
    shown = {
        "contact": ({"contact/name": "Longue saisie"}, "Personne chargée du dossier"),
        "axes": ({"axes/parents": "Un café"}, "Axe « parents »"),
        "actions/1/groupes/1": ({"actions/0/groups/0/children": "11"}, "Action 1, groupe 1, enfants inscrits"),
    }
    for page, (typed, label) in shown.items():
        writing = fill_in(alex, "alex", f"{dossier}/{page}", "save", typed)
        cookie_expired(writing)
        lost = writing.send().html.partition("Ce que vous avez écrit")[2]
        for name, text in typed.items():
            assert label in lost.replace("&#39;", "'"), lost
            assert text in lost
            assert name not in lost


def test_a_budget_is_told_by_its_accounts(alex: Site, dossier: str) -> None:
    writing = fill_in(alex, "alex", f"{dossier}/budget", "save", {})
    cookie_expired(writing)
    told = writing.send().html.partition("Ce que vous avez écrit")[2]
    assert "budget/" not in told
    assert "Ligne" not in told


def test_the_page_that_saving_leads_to_is_reached_after_it(alex: Site, dossier: str) -> None:
    writing = fill_in(alex, "alex", f"{dossier}/contact", "continue", {"contact/name": "Longue saisie"})
    cookie_expired(writing)
    lost = writing.send()
    assert any(link.startswith("/connexion?next=") for link in lost.links)
    writing.sign_in()
    writing.send_again()
    assert writing.tab.response.location == f"{dossier}/actions"


def test_a_document_is_asked_for_again_where_it_was_chosen(alex: Site, dossier: str) -> None:
    writing = fill_in(alex, "alex", f"{dossier}/pieces", "join", {"kind": "project"})
    cookie_expired(writing)
    sent = {**all_of(writing.form), "action": "join", "file": (io.BytesIO(b"%PDF-"), "projet.pdf")}
    headers = {**OURS, "Referer": f"http://localhost{writing.address}"}
    lost = writing.shown(writing.tab.client.post(writing.address, data=sent, headers=headers))
    assert lost.status == 403
    assert "projet.pdf" in lost.text
    assert writing.address in lost.links
    assert not any(each.get("value") == "1" for form in lost.forms for each in form.buttons)
