"""A document is given on its page: limits are said there, what was given once is offered again."""

import io

import pytest
from werkzeug.datastructures import FileStorage

from clas_core.dossiers import LARGEST_DOCUMENT
from tests import office
from tests.api.attachments.conftest import form_of
from tests.api.pages.porteur.conftest import Site
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser


def give(browser: Browser, dossier: str, content: bytes, name: str, kind: str = "statutes") -> Browser:
    token = browser.open(f"{dossier}/pieces").form("join").values["csrf_token"]
    sent = {"csrf_token": token, "kind": kind, "file": FileStorage(io.BytesIO(content), name)}
    return browser.shown(browser.client.post(f"{dossier}/pieces", follow_redirects=True, **form_of(sent)))


@pytest.mark.parametrize(
    ("content", "name", "kind", "status", "words"),
    [
        (b"%PDF".ljust(LARGEST_DOCUMENT + 1), "a.pdf", "statutes", 413, "Le document dépasse 10 Mio"),
        (b"%PDF".ljust(LARGEST_DOCUMENT + 1024 * 1024), "a.pdf", "statutes", 413, "Le document dépasse 10 Mio"),
        (b"\0\0\0\x18ftypheic", "IMG_1.HEIC", "statutes", 422, "« Le plus compatible »"),
        (office.PDF, "a.pdf", "", 422, "Choisissez la sorte de pièce."),
    ],
    ids=["a byte too many", "more than is received", "a photo of a phone", "of no kind"],
)
def test_a_document_that_is_not_taken_is_answered_by_its_own_form(
    site: Site, content: bytes, name: str, kind: str, status: int, words: str
) -> None:
    site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"), {})
    browser = give(site.browser("alex"), dossier, content, name, kind)
    assert browser.status == status
    assert words in browser.text
    assert {"file", "kind"} <= set(browser.ids)
    assert _faults(browser.response) == []


def test_statutes_that_were_given_once_are_offered_again_with_their_day(site: Site) -> None:
    site.person("alex")
    site.person("voisine")
    porteur = site.porteur("alex")
    browser = site.browser("alex")
    first = site.dossier("alex", porteur)
    give(browser, first, office.PDF, "statuts.pdf")
    give(browser, first, office.PDF, "projet.pdf", "project")
    browser.open(f"{first}/verifier").send("deposit")
    browser.open(f"{first}/abandonner").send("give-up")
    second = site.dossier("alex", porteur)
    browser.open(f"{second}/pieces")
    assert _faults(browser.response) == []
    assert "statuts.pdf" in browser.text
    assert "du 1er juillet 2025, avec le dossier 2025-2026" in browser.text
    assert "projet.pdf" not in browser.text
    others = site.dossier("voisine", site.porteur("voisine", "55208131766522"))
    stranger = site.browser("voisine").open(f"{others}/pieces")
    assert "statuts.pdf" not in stranger.text
    again = next(form for form in browser.forms if form.action.endswith("/reprendre"))
    moved = again.action.replace(second, others)
    token = stranger.form("join").values["csrf_token"]
    assert stranger.client.post(moved, data={"csrf_token": token}).status_code == 404
    browser.send("take-again")
    assert "Déjà données" not in browser.text
    assert browser.text.count("statuts.pdf") >= 2  # told, and in the list
