"""Words for machines never show: every page that a porteur, its Caf and a committee can reach by links is read."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from urllib.parse import urlsplit

from clas_api.services.dossiers.complementing import ask_complements
from clas_core.dossiers.documents import DOCUMENT_KINDS
from clas_core.dossiers.lifecycle import STATES
from tests.api.pages.porteur.conftest import COMMITTEE
from tests.api.pages.porteur.followed import Followed
from tests.browsing import Browser

_SAME_IN_FRENCH = {"admissible", "other", "reserve", "project"}
_CODES = sorted({*STATES, *DOCUMENT_KINDS, "children", "supplement", "forecast", "approved"} - _SAME_IN_FRENCH)
CODE = re.compile(
    rf"\b(?:{'|'.join(_CODES)})\b|\b[a-z]+_[a-z_]+\b|sha256|axes/|\bNone\b|\bUndefined\b|[0-9a-f]{{8}}-[0-9a-f]{{4}}-"
)
"""States and kinds, whatever is written with a low line, digests, places, keys, and what Python calls nothing."""

SKIPPED = re.compile(r"/static/|/bootstrap/|/api(/|$)|\.(ics|pdf|md|json|html)$|/mes-donnees")
MOST = 120


def read_by(html: str) -> str:
    """Return what somebody reads of a page, or hears: its text, its labels and its hints."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    heard = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', body)
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", body), *heard]))


def walked(browser: Browser, *begin: str) -> Iterator[tuple[str, str]]:
    """Yield every page that links lead to, with what one reads of it."""
    waiting, seen = list(begin), set(begin)
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        answer = browser.client.get(address, follow_redirects=True)
        if answer.mimetype != "text/html":  # a file is no page, whatever its address ends with
            continue
        browser.shown(answer)
        yield address, read_by(browser.html)
        for link in browser.links:
            path = urlsplit(link).path
            if path.startswith(("/espace", "/mon-compte")) and not SKIPPED.search(path) and path not in seen:
                seen.add(path)
                waiting.append(path)


def test_no_page_shows_a_word_for_machines(followed: Followed) -> None:
    followed.begin()
    followed.write("Bonjour.")
    followed.pay()
    followed.file("3000.00", "5500.00")
    followed.settle()
    site = followed.site
    site.person("voisine")
    draft = site.dossier("voisine", site.porteur("voisine", "55208131766522"), {})
    people = {
        "porteur": (followed.porteur(), ["/espace", f"{followed.address}/recepisse"]),
        "voisine": (site.browser("voisine"), ["/espace", f"{draft}/verifier", f"{draft}/pieces"]),
        "agent": (followed.caf(), ["/espace"]),
        "membre": (site.person("membre", COMMITTEE), ["/espace"]),
    }
    found: list[str] = []
    count = 0
    for who, (browser, begin) in people.items():
        for address, text in walked(browser, *begin):
            count += 1
            found += [
                f"{who} {address}: …{text[max(at.start() - 50, 0) : at.end() + 30]}…" for at in CODE.finditer(text)
            ]
    assert count > 60
    assert not found, "\n".join(" ".join(each.split()) for each in found[:40])


def test_what_is_refused_is_told_in_words_too(followed: Followed) -> None:
    followed.act("agent", ask_complements, "Les horaires.", date(2025, 7, 15), of="dossier")
    browser = followed.porteur()
    for page, button in (("contact", "save"), ("budget", "save"), ("actions/1", "save"), ("verifier", "deposit")):
        browser.open(f"{followed.address}/{page}")
        typed = {name: "x" for form in browser.forms for name in form.names if name.endswith(("amount", "children"))}
        browser.submit(button, dict(typed))
        assert not CODE.findall(read_by(browser.html)), (page, CODE.findall(read_by(browser.html)))
