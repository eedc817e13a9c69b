"""Phones of the tests: what shows the codes of a second factor, and an account that has one already."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from clas_api.security.one_time_codes import hash_of_recovery, new_secret, seal
from clas_api.services.people.installation_key import cookie_key
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import SecondFactor
from tests.browsing import Browser

RECOVERY = tuple(f"{letter * 4}-bbbb-cccc-dddd" for letter in "efghjkmnpq")
WRONG = "000000"


@dataclass(frozen=True)
class Phone:
    """A phone that knows a secret."""

    secret: str

    def code(self, moment: datetime) -> str:
        """Return what it shows at a moment; the secrets of the tests never show `WRONG`, but by an odd chance."""
        return pyotp.TOTP(self.secret).at(moment)


def give_phone(app: Flask, account: UUID, since: datetime) -> Phone:
    """Give an account a second factor that was put in place at a moment, its recovery codes being `RECOVERY`."""
    phone = Phone(new_secret())
    with app.app_context():
        key = app.extensions["clas"].settings.secret_key or cookie_key(database.session)
        open_session(database.session, EVERYTHING, writing=True)
        database.session.add(
            SecondFactor(
                account_id=account,
                secret=seal(key, account, phone.secret),
                step=1,
                recovery=" ".join(map(hash_of_recovery, RECOVERY)),
                since=since,
            )
        )
        database.session.commit()
    return phone


def read_phone(page: Browser) -> Phone:
    """Read what the page that puts a second factor in place shows, as one types it by hand."""
    found = re.search(r'class="secret-key"><code>([A-Z2-7 ]+)</code>', page.html)
    assert found, page.text
    return Phone(found[1].replace(" ", ""))


def recovery_codes(page: Browser) -> list[str]:
    """Read the recovery codes that a page shows."""
    return re.findall(r"<li><code>([a-z2-9-]+)</code></li>", page.html)


def password_given(client: FlaskClient, email: str, password: str) -> Browser:
    """Give an address and a password, and return what the browser then shows."""
    page = Browser(client).open("/connexion")
    form = next(each for each in page.forms if "password" in each.names)
    typed = {**form.values.to_dict(), "email": email, "password": password}
    return page.shown(client.post("/connexion", data=typed, follow_redirects=True))
