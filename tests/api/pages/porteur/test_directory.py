"""An organisation is filled in from its SIRET by a directory that speaks as the public one; by hand when it fails."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from clas_api import directory
from clas_api.config import load_settings
from clas_core.errors import InvalidInput
from clas_core.identifiers import write_siret
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.pages.porteur.conftest import NOW, Site
from tests.api.pages.test_sound_html import _faults
from tests.stages import Stages

SIRET = "73282932000074"
PLACE = {
    "siret": SIRET,
    "adresse": "1 RUE DES ECOLES 51100 REIMS",
    "code_postal": "51100",
    "libelle_commune": "REIMS",
}
KNOWN = {
    "results": [
        {
            "nom_raison_sociale": "LES <b>TILLEULS</b>\u200b",
            "nature_juridique": "9220",
            "siege": {"siret": "73282932000082"},
            "matching_etablissements": [PLACE],
            "complements": {"identifiant_association": "W511000123"},
        }
    ]
}


class Answering(ThreadingHTTPServer):
    """A directory of this machine, that answers what it is told to."""

    answer: Callable[[BaseHTTPRequestHandler], None]
    asked: list[dict[str, list[str]]]


@pytest.fixture
def speaking() -> Iterator[Answering]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server: Any = self.server
            server.asked.append(parse_qs(urlsplit(self.path).query))
            server.answer(self)

        def log_message(self, *_: Any) -> None: ...

    server = Answering(("127.0.0.1", 0), Handler)
    server.asked, server.answer = [], said(KNOWN)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def said(value: Any, status: int = 200, *, after: float = 0) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = value if isinstance(value, bytes) else orjson.dumps(value)
        sleep(after)
        try:
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(body)))
            handler.send_header("Location", "http://127.0.0.1:1/elsewhere")
            handler.end_headers()
            handler.wfile.write(body)
        except OSError:
            return

    return answer


@pytest.fixture
def site(make_app: MakeApp, lend_database: LendDatabase, stages: Stages, speaking: Answering) -> Site:
    url = lend_database("sqlite")
    app = make_app(database_url=url, today=NOW, directory_url=f"http://127.0.0.1:{speaking.server_port}")
    return Site(app, url, stages)


def test_a_form_is_filled_in_read_over_and_saved(site: Site, speaking: Answering) -> None:
    browser = site.person("alex").open("/espace/organismes/nouveau?siret=732+829+320+00074")
    assert _faults(browser.response) == []
    assert speaking.asked[0]["q"] == [SIRET]
    form = browser.form("save").values
    assert form["name"] == "LES <b>TILLEULS</b>"
    assert "<b>TILLEULS" not in browser.html  # a text, never markup
    assert (form["nature"], form["rna"]) == ("association", "W511000123")
    assert (form["address/lines"], form["address/postal_code"]) == ("1 RUE DES ECOLES", "51100")
    assert "n'est pas encore enregistrée" in browser.text
    browser.send("save", name="Les Tilleuls", no_email="oui")
    assert browser.address == "/espace"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (said({"results": []}), "ne connaît pas ce SIRET"),
        (said({"results": [{"siege": {**PLACE, "siret": "1"}}, 3]}), "ne connaît pas ce SIRET"),
        (said(b"<html>"), "ne répond pas"),
        (said({"erreur": "?"}), "ne répond pas"),
        (said(KNOWN, 500), "ne répond pas"),
        (said(KNOWN, 302), "ne répond pas"),
        (said(b" " * (directory.MOST_BYTES + 1)), "ne répond pas"),
        (said(KNOWN, after=1), "ne répond pas"),
    ],
    ids=["nothing", "another", "no JSON", "another JSON", "an error", "leads elsewhere", "too long", "too late"],
)
def test_whatever_fails_is_said_and_the_form_is_filled_in_by_hand(
    site: Site, speaking: Answering, monkeypatch: pytest.MonkeyPatch, answer: Any, words: str
) -> None:
    monkeypatch.setattr(directory, "SECONDS", 0.5)
    speaking.answer = answer
    begun = monotonic()
    browser = site.person("alex").open(f"/espace/organismes/nouveau?siret={SIRET}")
    assert monotonic() - begun < 3
    assert browser.status == 200
    assert words in browser.text
    assert browser.form("save").values["siret"] == write_siret(SIRET)
    assert len(speaking.asked) == 1


def test_what_is_no_siret_is_not_asked_for(site: Site, speaking: Answering) -> None:
    browser = site.person("alex").open("/espace/organismes/nouveau?siret=12")
    assert (browser.status, _faults(browser.response)) == (422, [])
    assert "siret-error" in browser.ids
    assert speaking.asked == []


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://annuaire.exemple.fr/api", True),
        ("http://127.0.0.1:8001", True),
        ("http://annuaire.exemple.fr", False),
        ("http://127.0.0.1.exemple.fr", False),
        ("https://moi:secret@annuaire.exemple.fr", False),
        ("file:///etc/passwd", False),
    ],
)
def test_a_directory_is_reached_over_tls_or_on_this_machine(address: str, taken: bool) -> None:
    if taken:
        assert load_settings({"CLAS_DIRECTORY_URL": address}).directory_url == address
        return
    with pytest.raises(InvalidInput):
        load_settings({"CLAS_DIRECTORY_URL": address})
