"""Links lead somewhere, and nothing is fetched from elsewhere."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from clas_core.departments import DepartmentPlugin

SELF = "default-src 'self'"


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.followed: set[str] = set()
        self.fetched: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.followed.add(given["href"])
        elif tag in ("link", "img", "script", "iframe"):
            self.fetched.add(given.get("href") or given.get("src", ""))
        elif tag == "form":
            self.followed.add(given["action"])


def _walk(client: FlaskClient, start: str) -> dict[str, _Addresses]:
    """Return the addresses in every page that can be reached from `start` inside the service."""
    pages: dict[str, _Addresses] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        response = client.get(path)
        assert response.status_code == 200, f"{path} answers {response.status_code}"
        found = pages[path] = _Addresses()
        if response.mimetype == "text/html":
            found.feed(response.get_data(as_text=True))
        waiting += [each.split("#")[0] for each in found.followed if each.startswith("/")]
    return pages


def test_every_link_from_the_home_page_leads_to_an_answer(client: FlaskClient) -> None:
    pages = _walk(client, "/")
    assert {"/departements/marne/2025-2026", "/regles-nationales/2004-2005", "/simulateur", "/api"} <= set(pages)
    assert any(path.endswith("calendar.ics") for path in pages)
    assert any(path.endswith(".pdf") for path in pages)


def test_every_link_to_elsewhere_says_how_to_get_there(client: FlaskClient) -> None:
    outside = {
        each for page in _walk(client, "/").values() for each in page.followed if not each.startswith(("/", "#"))
    }
    calendars = {each for each in outside if each.startswith("webcal://")}
    assert calendars
    assert all(each.startswith(("https://", "mailto:", "tel:")) for each in outside - calendars)
    assert "mailto:sylvie.jurion@caf51.caf.fr" in outside
    assert "tel:0326791541" in outside


def test_every_asset_is_served_here(client: FlaskClient) -> None:
    assets = {each for page in _walk(client, "/").values() for each in page.fetched}
    assert assets
    for asset in assets:
        assert asset.startswith("/")
        with client.get(asset) as response:
            assert response.status_code == 200


@pytest.mark.parametrize("year", ["2026-2027"])
def test_a_call_of_a_year_without_national_rules_yet_has_no_dead_link(
    make_department: Callable[..., DepartmentPlugin],
    with_department: Callable[[DepartmentPlugin], FlaskClient],
    year: str,
) -> None:
    """`clas departments check` only remarks on such a call: a department may publish it before the national team."""
    plugin = make_department(year=year, dates="opens = 2026-05-05\ncloses = 2026-08-30")
    pages = _walk(with_department(plugin), "/")
    assert "/departements/essai" in pages


@pytest.mark.parametrize("path", ["/", "/simulateur", "/departements/marne/2025-2026", "/nulle-part"])
def test_a_page_may_load_from_here_alone_and_stand_in_no_frame(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert SELF in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
