"""The certificate of an amount: given by page, service and command, verified by page and command without a database."""

import io
import json
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
import segno
from flask.testing import FlaskClient
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream
from werkzeug.test import TestResponse

from tests.api.pages.porteur.followed import Followed
from tests.browsing import Browser

VERIFYING = "/verifier"


def _codes(page: PageObject, reader: PdfReader) -> Iterator[list[list[int]]]:
    """Yield what is drawn on a page as squares: rows of ones and zeros, as readers of a code see it."""
    dark = set[tuple[int, int]]()
    begins = (0.0, 0.0)
    for operands, operator in ContentStream(page["/Contents"].get_object(), reader).operations:
        if operator == b"cm":
            dark = set()
        elif operator == b"m":
            begins = (float(operands[0]), float(operands[1]))
        elif operator == b"l":
            ends = (float(operands[0]), float(operands[1]))
            if begins[1] == ends[1] == int(ends[1]) + 0.5:
                dark |= {(int(ends[1]), column) for column in range(int(begins[0]), int(ends[0]))}
        elif operator == b"B" and dark:
            size = max(map(max, dark)) + 5  # the quiet zone is four squares wide
            yield [[int((row, column) in dark) for column in range(size)] for row in range(size)]


def _given(browser: Browser, address: str) -> bytes:
    answer = browser.client.get(address)
    assert answer.status_code == 200, address
    return bytes(answer.data)


def _verified(browser: Browser, body: bytes, address: str = VERIFYING) -> TestResponse:
    form = browser.open(address).form("verify")
    fields = {**form.values.to_dict(), "certificate": (io.BytesIO(body), "certificat.json")}
    return browser.client.post(form.action, data=fields, content_type="multipart/form-data")


@pytest.fixture
def settled(followed: Followed) -> Followed:
    followed.begin()
    followed.pay()
    followed.file("4000.00", "5500.00")
    followed.settle()
    return followed


def test_each_amount_of_a_dossier_has_a_certificate_that_the_page_confirms(settled: Followed) -> None:
    porteur = settled.porteur()
    amounts = {}
    for amount in ("demande", "decision", "solde"):
        body = _given(porteur, f"{settled.address}/certificat-{amount}.json")
        content = json.loads(body)
        amounts[amount] = content["amount"]
        page = _verified(porteur, body).text
        assert "Oui : ce montant se recalcule" in page
        assert content["digest"] in page
        forged = body.replace(b'"2800.70"', b'"2900.70"')
        assert forged != body
        assert "Non : ce certificat ne tient pas" in _verified(porteur, forged).text
    # 33 % of 4 000 and 5 500 are 1 320 and 1 815; one bonus of 329 was granted.
    assert amounts == {"demande": "4944.70", "decision": "4944.70", "solde": "3464.00"}


def test_its_pdf_tells_each_step_and_leads_to_the_page_that_verifies_it(settled: Followed) -> None:
    porteur = settled.porteur()
    address = f"{settled.address}/certificat-solde"
    content = json.loads(_given(porteur, f"{address}.json"))
    reader = PdfReader(io.BytesIO(_given(porteur, f"{address}.pdf")))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert content["digest"] in text.replace(" ", "")
    assert "trois mille quatre cent soixante-quatre euros" in text
    links = [
        each.get_object()["/A"]["/URI"]
        for page in reader.pages
        for each in page.get("/Annots", ())
        if "/A" in each.get_object()
    ]
    (link,) = {each for each in links if VERIFYING in each}
    asked = urlsplit(link)
    assert (asked.path, asked.query) == (VERIFYING, f"empreinte={content['digest'].removeprefix('sha256:')}")
    assert list(map(list, segno.make_qr(link, error="m").matrix_iter(border=4))) in [
        each for page in reader.pages for each in _codes(page, reader)
    ], "whatever reads the code on paper is led to that very address, which names nobody"
    there = porteur.open(link.partition("/verifier")[1] + link.partition("/verifier")[2])
    assert content["digest"] in there.text
    other = json.dumps({**content, "at": content["at"].replace("2", "1", 1)}).encode()
    assert "Non : ce certificat ne tient pas" in _verified(porteur, other, f"{VERIFYING}?empreinte={'0' * 64}").text


@pytest.mark.parametrize("code", ["0", "0" * 63, "g" * 64, "0" * 65])
def test_an_address_whose_digest_is_not_whole_compares_nothing_and_says_so(client: FlaskClient, code: str) -> None:
    page = Browser(client).client.get(f"{VERIFYING}?empreinte={code}")
    assert page.status_code == 422
    assert "n'est pas une empreinte entière" in unescape(page.text)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"\x00" * 100], ids=repr)
def test_what_is_no_certificate_is_told_and_never_an_error_of_the_service(client: FlaskClient, body: bytes) -> None:
    browser = Browser(client)
    page = _verified(browser, body)
    assert page.status_code == 422
    assert "Ce fichier n'est pas un certificat" in unescape(page.text)


def test_an_amount_that_is_not_there_yet_is_told(followed: Followed) -> None:
    porteur = followed.porteur()
    assert porteur.client.get(f"{followed.address}/certificat-solde.pdf").status_code == 409
    assert porteur.client.get(f"{followed.address}/certificat-rien.pdf").status_code == 404
    assert porteur.client.get(f"{followed.address}/certificat-demande.odt").status_code == 404
