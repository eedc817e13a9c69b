"""A receipt and a whole dossier are given as files, made of one object, by the words of pages and never by codes."""

import io

import pytest
from pypdf import PdfReader

from tests.api.pages.porteur.conftest import COMMITTEE
from tests.api.pages.porteur.followed import Followed
from tests.browsing import Browser
from tests.casts import two_groups

CODES = ("statutes", "children", "bank_details", "axes/", "None", "previous_bilan")


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def given(browser: Browser, address: str) -> bytes:
    answer = browser.client.get(address)
    assert answer.status_code == 200, address
    return bytes(answer.data)


def test_a_receipt_and_a_dossier_are_read_in_every_format(followed: Followed) -> None:
    porteur = followed.porteur().open(followed.address)
    (receipt,) = {each for each in porteur.links if each.endswith("recepisse.pdf")}
    (whole,) = {each for each in porteur.links if each.endswith("dossier.pdf")}
    words = {receipt: ["51-2025-", "4 944,70 €"], whole: ["51-2025-", *_told()]}
    for address, expected in words.items():
        reader = PdfReader(io.BytesIO(given(porteur, address)))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
        assert reader.trailer["/Root"]["/Lang"] == "fr"  # type: ignore[index]
        pdf = plain(" ".join(page.extract_text() for page in reader.pages))
        markdown = plain(given(porteur, address.replace(".pdf", ".md")).decode())
        for word in expected:
            assert word in pdf, (address, word)
            assert word in markdown, (address, word)
        for code in CODES:
            assert code not in pdf, (address, code)
    assert porteur.client.get(whole.replace(".pdf", ".exe")).status_code == 404
    member = followed.site.person("membre", COMMITTEE)
    assert "51-2025-" in given(member, whole.replace(".pdf", ".md")).decode()


def _told() -> list[str]:
    content = two_groups()
    action = content["actions"][0]
    return [plain(action["title"]), plain(action["groups"][0]["label"]), "SIRET 732 829 320 00074"]


def test_a_draft_is_written_out_as_a_draft_for_its_porteur(followed: Followed) -> None:
    site = followed.site
    site.person("voisine")
    draft = site.dossier("voisine", site.porteur("voisine", "55208131766522"))
    browser = site.browser("voisine")
    assert "C'est un brouillon" in plain(given(browser, f"{draft}/dossier.md").decode())
    assert browser.client.get(f"{draft}/recepisse.pdf").status_code == 404
    assert followed.porteur().client.get(f"{draft}/dossier.md").status_code == 404


@pytest.mark.parametrize("followed", ["sqlite"], indirect=True)
def test_what_is_written_since_a_deposit_is_not_told_as_deposited(followed: Followed) -> None:
    porteur = followed.porteur().open(f"{followed.address}/contact")
    porteur.send("save", contact__name="Quelqu'un d'autre")
    assert "C'est un brouillon" in plain(given(porteur, f"{followed.address}/dossier.md").decode())
    caf = plain(given(followed.caf(), f"{followed.address}/dossier.md").decode())
    assert "Quelqu'un d'autre" not in caf
    assert "n'est pas déposé" not in caf
