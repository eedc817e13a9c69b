"""Somebody whose session ends while they write, in a browser whose tabs share their cookies."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from werkzeug.test import TestResponse

from clas_api.security.passwords import hash_password
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, DossierRow
from tests.api.pages.porteur.conftest import Site
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
        return self.shown(self.tab.client.post(form.action, data={**all_of(form), "again": "1"}, headers=headers))

    def shown(self, response: TestResponse) -> Browser:
        self.tab = Browser(self.tab.client).shown(response)
        return self.tab

    def sign_in(self, name: str = "alex") -> None:
        """Sign in, in the other tab."""
        other = Browser(self.tab.client).open("/connexion")
        form = next(each for each in other.forms if "password" in each.names)
        typed = {**all_of(form), "email": f"{name}@clas.example", "password": PASSWORD}
        assert other.client.post("/connexion", data=typed, headers=OURS).status_code == 303

    def sign_out(self) -> None:
        Browser(self.tab.client).open("/espace").send("sign-out")


def all_of(form: Form) -> dict[str, list[str]]:
    return {name: form.values.getlist(name) for name in form.values}


def give_password(site: Site, name: str) -> None:
    with site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        account = database.session.get_one(Account, site.accounts[name])
        account.password_hash = hash_password(PASSWORD)
        database.session.commit()


def fill_in(site: Site, name: str, page: str, button: str, typed: Mapping[str, str]) -> Writing:
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


def cookie_expired(writing: Writing) -> None:
    writing.tab.client.delete_cookie("clas")


def signed_out(writing: Writing) -> None:
    writing.sign_out()


def new_password(writing: Writing) -> None:
    """Everything that an account had begun is ended when its password changes."""
    with writing.site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        database.session.execute(update(Account).values(epoch=Account.epoch + 1))
        database.session.commit()


def contact_of(site: Site, address: str) -> str:
    with site.app.app_context():
        open_session(database.session, EVERYTHING)
        row = database.session.get_one(DossierRow, UUID(address.rpartition("/")[2]))
        return str(row.content["contact"]["name"])
