"""The certificate of an amount: given by page, service and command, verified by page and command without a database."""

import io
import json
from html import unescape

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.test import TestResponse

from tests.api.pages.porteur.followed import Followed
from tests.browsing import Browser

VERIFYING = "/verifier"


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
    assert link.endswith(content["digest"].removeprefix("sha256:"))
    there = porteur.open(link.partition("/verifier")[1] + link.partition("/verifier")[2])
    assert content["digest"] in there.text
    other = json.dumps({**content, "at": content["at"].replace("2", "1", 1)}).encode()
    assert "Non : ce certificat ne tient pas" in _verified(porteur, other, f"{VERIFYING}?empreinte={'0' * 64}").text


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
