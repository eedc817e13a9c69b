"""What the tests of the pages share: readers of HTML, with the parser of the standard library."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_INLINE = frozenset({"a", "strong", "em", "span", "code", "small", "option"})
_UNSEEN = frozenset({"head", "style", "script"})


class _Text(HTMLParser):
    """Collects what a reader sees of a page: one line per block."""

    def __init__(self) -> None:
        super().__init__()
        self.written = ""
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self.written += "" if tag in _INLINE else "\n"

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN
        self.written += "" if tag in _INLINE else "\n"

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.written += re.sub(r"[ \n\t]+", " ", data)


class Fields(HTMLParser):
    """Collects the fields of a form: what each holds, the message beside each, what is chosen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.checked: set[tuple[str, str]] = set()
        self.buttons: list[str] = []
        self.messages: dict[str, str] = {}
        self.selected: list[str] = []
        self._inside: str | None = None
        self._choosing = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("type") == "checkbox":
            if "checked" in given:
                self.checked.add((given["name"], given["value"]))
        elif tag == "input":
            self.values[given["name"]] = given["value"]
        elif tag == "button":
            self.buttons.append(given["value"])
        self._choosing = tag == "option" and "selected" in given
        identifier = given.get("id", "")
        self._inside = identifier.removesuffix("-error") if identifier.endswith("-error") else None

    def handle_endtag(self, tag: str) -> None:
        self._inside = None
        self._choosing = False

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self.messages[self._inside] = data.strip()
        if self._choosing:
            self.selected.append(data.strip())


@pytest.fixture(scope="session")
def text_of() -> Callable[[TestResponse], str]:
    """Return a function that gives the text of a page, one block per line, its no-break spaces kept."""

    def read(response: TestResponse) -> str:
        assert response.mimetype == "text/html"
        reader = _Text()
        reader.feed(response.get_data(as_text=True))
        lines = (re.sub(" +", " ", line).strip(" ") for line in reader.written.split("\n"))
        return "\n".join(filter(None, lines))

    return read


@pytest.fixture(scope="session")
def read(client: FlaskClient, text_of: Callable[[TestResponse], str]) -> Callable[[str], str]:
    """Return a function that gives the text of the page at an address, which must be there."""

    def get(path: str) -> str:
        response = client.get(path)
        assert response.status_code == 200
        return text_of(response)

    return get


@pytest.fixture(scope="session")
def fields_of() -> Callable[[TestResponse], Fields]:
    """Return a function that gives the form of a page as it comes back."""
    return lambda response: Fields(response.get_data(as_text=True))
