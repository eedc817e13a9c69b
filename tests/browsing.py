"""A browser without a screen, and without JavaScript: it fills the forms of a page and sends what a browser would."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from clas_api.security.tokens import hash_of_page, new_token
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Token

OUR_MODULE = re.compile(r'<script type="module" src="/static/[a-z]+\.js\?v=[0-9a-f]{12}"></script>')
"""How a page of ours loads a script: a module of this host, whose address tells what it holds."""


def without_our_modules(html: str) -> str:
    """Return a page without the scripts that are ours: any that is left would be somebody else's."""
    return OUR_MODULE.sub("", html)


@dataclass
class Form:
    """A form as it stands: what it would send, its buttons, where it goes."""

    method: str
    action: str
    values: "MultiDict[str, str]" = field(default_factory=MultiDict)
    buttons: list[dict[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def protected(self) -> bool:
        return "csrf_token" in self.values


class _Reader(HTMLParser):
    """Collects forms, the ids and the links of a page, and what each names."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self._form = Form(given.get("method", "get"), given.get("action", ""))
            self.forms.append(self._form)
        if self._form is None:
            return
        name = given.get("name", "")
        if tag == "button":
            self._form.buttons.append(given)
        elif name:
            self._form.names.add(name)
        if tag == "input" and name:
            if given.get("type") not in ("checkbox", "radio", "file") or "checked" in given:
                self._form.values.add(name, given.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self._form.values.add(name, "")
        elif tag == "select":
            self._select = name
            self._form.values[name] = ""
        elif tag == "option" and self._select:
            self._chosen = "selected" in given
            if self._chosen:
                self._form.values[self._select] = given.get("value", "")
                self._chosen = "value" not in given

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "textarea" and self._form and self._area:
            # A browser drops the line feed that begins a text area.
            self._form.values[self._area] = self._form.values[self._area].removeprefix("\n")
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.values[self._area] += data
        if self._chosen and self._select and self._form:
            self._form.values[self._select] = data  # an option without a value is what it reads
            self._chosen = False


def forms_of(html: str) -> list[Form]:
    """Return the forms of a page, as they stand."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


@dataclass
class Browser:
    """Somebody's browser: the page it shows, and its address."""

    client: FlaskClient
    address: str = "/"
    response: TestResponse = field(init=False)

    def open(self, address: str) -> "Browser":
        """Go to an address, following what it leads to."""
        return self.shown(self.client.get(urljoin(self.address, address), follow_redirects=True))

    def shown(self, response: TestResponse) -> "Browser":
        self.response = response
        self.address = response.request.path
        self._reader = _Reader()
        self._reader.feed(self.html)
        return self

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def text(self) -> str:
        """The page with its quotes and apostrophes as one reads them."""
        return unescape(self.html)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def forms(self) -> list[Form]:
        return self._reader.forms

    @property
    def ids(self) -> set[str]:
        return self._reader.ids

    @property
    def links(self) -> list[str]:
        return self._reader.links

    def form(self, button: str) -> Form:
        """Return the form that has a button of this value."""
        return next(form for form in self.forms if any(each.get("value") == button for each in form.buttons))

    def send(self, button: str, /, **typed: str | list[str]) -> "Browser":
        """Fill fields of the form that has `button`, ``__`` in their names standing for ``/``, and press it."""
        return self.submit(button, {name.replace("__", "/"): value for name, value in typed.items()})

    def submit(self, button: str, typed: dict[str, str | list[str]]) -> "Browser":
        """Fill fields by name and press a button."""
        form = self.form(button)
        unknown = typed.keys() - form.names
        assert not unknown, f"no such fields: {unknown}"
        values = form.values.copy()
        for name, value in typed.items():
            values.setlist(name, [value] if isinstance(value, str) else value)
        pressed = next(each for each in form.buttons if each.get("value") == button)
        values.add(pressed["name"], button)
        address = urljoin(self.address, pressed.get("formaction") or form.action or self.address)
        if form.method == "get":
            response = self.client.get(address, query_string=values, follow_redirects=True)
        else:
            headers = {"Sec-Fetch-Site": "same-origin"}
            response = self.client.post(address, data=values, follow_redirects=True, headers=headers)
        return self.shown(response)

    def leads_to_a_field(self, link: str) -> bool:
        """Tell whether a link leads to a page that has what its fragment names."""
        parts = urlsplit(urljoin(self.address, link))
        other = Browser(self.client).open(parts.path + (f"?{parts.query}" if parts.query else ""))
        return other.status == 200 and (not parts.fragment or parts.fragment in other.ids)


def signed_in(app: Flask, account: UUID) -> FlaskClient:
    """Return a client whose cookie is that of a session of `account`."""
    mark = new_token()
    with app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        times = {"created_at": datetime(2025, 7, 1, tzinfo=UTC), "expires_at": datetime(2099, 1, 1, tzinfo=UTC)}
        database.session.add(Token(label="pages", token_hash=hash_of_page(mark), account_id=account, **times))
        database.session.commit()
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = f"{account}.1.{mark}"
    return client
