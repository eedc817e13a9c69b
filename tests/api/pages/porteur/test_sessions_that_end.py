"""A session that ends while somebody writes: they sign in again in another tab, and what they send is saved at once."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from clas_api.security.passwords import hash_password
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, DossierRow, PorteurRow
from tests.api.pages.porteur.conftest import AGENT, Site
from tests.browsing import Browser, Form

PASSWORD = "quatre mots qui se suivent"
OURS: Mapping[str, str] = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
OLD: Mapping[str, str] = {"Origin": "http://localhost"}
"""What a browser says of where a form comes from; an old one, or one that is not on https, says less."""


@dataclass
class Writing:
    """A form that somebody has filled in one tab; their other tab shares its cookies."""

    site: Site
    tab: Browser
    form: Form
    address: str

    def send(self, headers: Mapping[str, str] = OURS) -> Browser:
        """Send it as it stands."""
        pressed = next(each for each in self.form.buttons if each.get("value") not in ("remove", None))
        values = self.form.values.copy()
        values.setlist(pressed["name"], [pressed["value"]])
        headers = {**headers, "Referer": f"http://localhost{self.tab.address}"}
        return self.shown(self.tab.client.post(self.address, data=values, headers=headers))

    def send_again(self, headers: Mapping[str, str] = OURS) -> Browser:
        """Press the button of the page that keeps what was typed."""
        form = self.tab.form("1")
        return self.shown(self.tab.client.post(form.action, data={**_all(form), "again": "1"}, headers=headers))

    def shown(self, response: TestResponse) -> Browser:
        self.tab = Browser(self.tab.client).shown(response)
        return self.tab

    def sign_in(self, name: str = "alex") -> None:
        """Sign in, in the other tab."""
        other = Browser(self.tab.client).open("/connexion")
        form = next(each for each in other.forms if "password" in each.names)
        typed = {**_all(form), "email": f"{name}@clas.example", "password": PASSWORD}
        assert other.client.post("/connexion", data=typed, headers=OURS).status_code == 303

    def sign_out(self) -> None:
        Browser(self.tab.client).open("/espace").send("sign-out")


def _all(form: Form) -> dict[str, list[str]]:
    return {name: form.values.getlist(name) for name in form.values}


def _give_password(site: Site, name: str) -> None:
    with site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        account = database.session.get_one(Account, site.accounts[name])
        account.password_hash = hash_password(PASSWORD)
        database.session.commit()


@pytest.fixture
def alex(site: Site) -> Site:
    """Somebody with a password and a dossier; a colleague of another organisation; an agent of the Caf."""
    site.person("alex")
    site.person("claude")
    site.person("agent", AGENT)
    for name in ("alex", "claude", "agent"):
        _give_password(site, name)
    return site


def _writing(site: Site, name: str, page: str, button: str, typed: Mapping[str, str]) -> Writing:
    """Sign `name` in by the page, open `page` and fill its form; it is not sent."""
    writing = Writing(site, site.anonymous(), Form("", ""), "")
    writing.sign_in(name)
    tab = writing.tab.open(page)
    assert tab.status == 200, tab.text
    form = tab.form(button)
    assert not typed.keys() - form.names
    for field, text in typed.items():
        form.values[field] = text
    form.buttons = [each for each in form.buttons if each.get("value") == button]
    return Writing(site, tab, form, form.action or tab.address)


def _cookie_expired(writing: Writing) -> None:
    writing.tab.client.delete_cookie("clas")


def _signed_out(writing: Writing) -> None:
    writing.sign_out()


def _new_password(writing: Writing) -> None:
    """Everything that an account had begun is ended when its password changes."""
    with writing.site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        database.session.execute(update(Account).values(epoch=Account.epoch + 1))
        database.session.commit()


ENDS = pytest.mark.parametrize("end", [_cookie_expired, _signed_out, _new_password])
End = Callable[[Writing], None]


@pytest.fixture
def dossier(alex: Site) -> str:
    return alex.dossier("alex", alex.porteur("alex"))


@pytest.fixture
def deposited(alex: Site) -> str:
    return alex.dossier("alex", alex.porteur("alex"), deposited=True)


def _contact(site: Site, address: str) -> str:
    with site.app.app_context():
        open_session(database.session, EVERYTHING)
        row = database.session.get_one(DossierRow, UUID(address.rpartition("/")[2]))
        return str(row.content["contact"]["name"])


@ENDS
@pytest.mark.parametrize("headers", [OURS, OLD])
def test_after_signing_in_again_the_first_sending_saves(
    alex: Site, dossier: str, end: End, headers: Mapping[str, str]
) -> None:
    writing = _writing(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Longue saisie"})
    end(writing)
    lost = writing.send(headers)
    assert (lost.status, "Longue saisie" in lost.text) == (403, True)
    writing.sign_in()
    saved = writing.send_again(headers)
    assert saved.status == 303
    assert _contact(alex, dossier) == "Longue saisie"


@ENDS
def test_a_form_left_open_through_a_new_sign_in_saves_at_once(alex: Site, dossier: str, end: End) -> None:
    writing = _writing(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Longue saisie"})
    end(writing)
    writing.sign_in()
    assert writing.send().status == 303
    assert _contact(alex, dossier) == "Longue saisie"


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
    writing = _writing(alex, name, address, button, typed)
    end(writing)
    lost = writing.send()
    assert all(text in lost.text for text in typed.values())
    assert not saved(alex, deposited)
    writing.sign_in(name)
    assert writing.send_again().status == 303
    if end is _new_password:
        alex.accounts = dict(alex.accounts)  # the browsers of `Site` know the first session of each account alone
        with alex.app.app_context():
            open_session(database.session, EVERYTHING, writing=True)
            database.session.execute(update(Account).values(epoch=1))
            database.session.commit()
    assert saved(alex, deposited)


@ENDS
def test_whoever_else_signs_in_saves_nothing_and_the_text_stays(alex: Site, dossier: str, end: End) -> None:
    before = _contact(alex, dossier)
    writing = _writing(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Longue saisie"})
    end(writing)
    writing.send()
    writing.sign_in("claude")
    for _ in range(2):
        kept = writing.send_again()
        assert kept.status == 403
        assert "Longue saisie" in kept.text
        assert "un autre compte" in kept.text
    assert _contact(alex, dossier) == before
    writing.sign_out()
    writing.sign_in("alex")
    assert writing.send_again().status == 303
    assert _contact(alex, dossier) == "Longue saisie"


def test_a_form_that_anybody_may_send_is_not_sent_in_the_name_of_somebody_else(alex: Site) -> None:
    """An organisation may be described by both: what one has typed is still not recorded as the other's."""
    typed = {"name": "Les Nouveaux", "siret": "35600000000048", "nature": "association"}
    writing = _writing(alex, "alex", "/espace/organismes/nouveau", "save", typed)
    _signed_out(writing)
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
    before = _contact(alex, dossier)
    writing = _writing(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Intrus"})
    _cookie_expired(writing)
    writing.sign_in()
    assert writing.send(headers).status == 403
    assert _contact(alex, dossier) == before


@pytest.mark.parametrize("headers", [OURS, OLD, {}])
@pytest.mark.parametrize("word", ["none", "wrong", "another's", "another's, marked as theirs"])
def test_without_their_own_word_nobody_saves_anything(
    alex: Site, dossier: str, headers: Mapping[str, str], word: str
) -> None:
    before = _contact(alex, dossier)
    writing = _writing(alex, "alex", f"{dossier}/contact", "save", {"contact/name": "Intrus"})
    theirs = alex.browser("claude").open("/espace").form("sign-out").values["csrf_token"]
    sent = {
        "none": [],
        "wrong": ["faux"],
        "another's": [theirs],
        "another's, marked as theirs": [theirs.partition("~")[0] + "~" + "A" * 27],
    }
    writing.form.values.setlist("csrf_token", sent[word])
    assert writing.send(headers).status == 403
    assert _contact(alex, dossier) == before


def test_what_was_typed_is_told_by_what_was_asked(alex: Site, dossier: str) -> None:
    shown = {
        "contact": ({"contact/name": "Longue saisie"}, "Contact, nom"),
        "axes": ({"axes/parents": "Un café"}, "Axe « parents »"),
        "actions/1": ({"actions/0/groups/0/children": "11"}, "Action 1, groupe 1, enfants inscrits"),
    }
    for page, (typed, label) in shown.items():
        writing = _writing(alex, "alex", f"{dossier}/{page}", "save", typed)
        _cookie_expired(writing)
        lost = writing.send().html.partition("Ce que vous avez écrit")[2]
        for name, text in typed.items():
            assert label in lost.replace("&#39;", "'"), lost
            assert text in lost
            assert name not in lost


def test_a_budget_is_told_by_its_accounts(alex: Site, dossier: str) -> None:
    writing = _writing(alex, "alex", f"{dossier}/budget", "save", {})
    _cookie_expired(writing)
    told = writing.send().html.partition("Ce que vous avez écrit")[2]
    assert "budget/" not in told
    assert "Ligne" not in told


def test_the_page_that_saving_leads_to_is_reached_after_it(alex: Site, dossier: str) -> None:
    writing = _writing(alex, "alex", f"{dossier}/contact", "continue", {"contact/name": "Longue saisie"})
    _cookie_expired(writing)
    lost = writing.send()
    assert any(link.startswith("/connexion?next=") for link in lost.links)
    writing.sign_in()
    writing.send_again()
    assert writing.tab.response.location == f"{dossier}/actions"


def test_a_document_is_asked_for_again_where_it_was_chosen(alex: Site, dossier: str) -> None:
    writing = _writing(alex, "alex", f"{dossier}/pieces", "join", {"kind": "project"})
    _cookie_expired(writing)
    sent = {**_all(writing.form), "action": "join", "file": (io.BytesIO(b"%PDF-"), "projet.pdf")}
    headers = {**OURS, "Referer": f"http://localhost{writing.address}"}
    lost = writing.shown(writing.tab.client.post(writing.address, data=sent, headers=headers))
    assert lost.status == 403
    assert "projet.pdf" in lost.text
    assert writing.address in lost.links
    assert not any(each.get("value") == "1" for form in lost.forms for each in form.buttons)
