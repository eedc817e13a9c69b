"""What a page weighs on its way: compressed where that can be read, kept where it has not changed."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from backports import zstd
from flask import Flask
from flask.testing import FlaskClient

from clas_api.pages import assets
from tests.browsing import Browser

READ: dict[str, Callable[[bytes], bytes]] = {"zstd": zstd.decompress, "br": brotli.decompress, "gzip": gzip.decompress}
CALL = "/departements/marne/2025-2026"
DOCUMENT = "/api/v1/departments/marne/campaigns/2025-2026/call.html"
FIRST_LOAD, NEXT_PAGE, SHIPPED = 90_000, 25_000, 30_000


@pytest.fixture
def client(make_app: Callable[..., Flask]) -> FlaskClient:
    return make_app().test_client()


def files_of(page: str) -> list[str]:
    """Return the addresses of our own files that a page loads."""
    return [each.replace("&amp;", "&") for each in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)]


@pytest.mark.parametrize("coding", READ)
@pytest.mark.parametrize(
    "path", [CALL, "/api/v1/departments/marne/campaigns/2025-2026/call.html", "/api/v1/openapi.json"]
)
def test_what_is_read_compressed_is_the_same(client: FlaskClient, path: str, coding: str) -> None:
    plain = client.get(path)
    sent = client.get(path, headers={"Accept-Encoding": coding})
    assert "Content-Encoding" not in plain.headers
    assert sent.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in sent.headers["Vary"]
    assert READ[coding](sent.data) == plain.data
    assert len(sent.data) < 0.5 * len(plain.data)


def test_a_page_and_its_files_are_light(client: FlaskClient) -> None:
    browser = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    pages = {path: len(client.get(path, headers=browser).data) for path in ("/", CALL, "/simulateur")}
    assert max(pages.values()) < NEXT_PAGE, pages
    files = {path: client.get(path, headers=browser) for path in files_of(client.get("/").text)}
    assert all(each.status_code == 200 for each in files.values())
    modules = [f"/static/{each.name}" for each in (assets.STYLES.parent / "static").glob("*.js")]
    shipped = [each for path, each in files.items() if ".css" in path] + [
        client.get(each, headers=browser) for each in modules
    ]
    assert len(modules) >= 2
    assert sum(len(each.data) for each in shipped) < SHIPPED
    assert max(pages.values()) + sum(len(each.data) for each in files.values()) < FIRST_LOAD


def test_a_file_is_kept_a_year_by_the_address_of_its_content(client: FlaskClient) -> None:
    addresses = files_of(client.get("/").text)
    assert len(addresses) >= 3
    for address in addresses:
        assert "?v=" in address, address
        assert client.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
        for other in (address.partition("?")[0], address[:-1] + "_"):
            assert client.get(other).headers["Cache-Control"] == "no-cache"


def test_a_file_that_changes_has_another_address(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    monkeypatch.setattr(assets, "STYLES", tmp_path)
    seen = set()
    for text in ("a{}", "b{c:d}"):
        (tmp_path / "1-one.css").write_text(text, encoding="utf-8")
        address = next(each for each in files_of(app.test_client().get("/").text) if "clas.css" in each)
        assert app.test_client().get(address).text == text + "\n"
        seen.add(address)
    assert len(seen) == 2


@pytest.mark.parametrize("coding", ["", *READ])
def test_a_public_page_that_has_not_changed_is_not_sent_again(client: FlaskClient, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    for path in ("/", CALL, "/simulateur"):
        tag = client.get(path, headers=headers).headers["ETag"]
        again = client.get(path, headers=headers | {"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b""), path
        assert client.get(path, headers=headers | {"If-None-Match": '"autre"'}).status_code == 200


def test_what_tells_a_version_is_sent_with_its_own_tag(client: FlaskClient) -> None:
    path = "/api/v1/referentials/2025-2026"
    plain, sent = client.get(path), client.get(path, headers={"Accept-Encoding": "br"})
    assert sent.headers["ETag"] == plain.headers["ETag"]
    assert "Content-Encoding" not in sent.headers


def test_the_word_of_a_form_is_written_otherwise_each_time_and_always_good(
    make_app: Callable[..., Flask], lend_database: Callable[[str], str]
) -> None:
    client = make_app(database_url=lend_database("sqlite")).test_client()
    browser = Browser(client)
    words = [browser.open("/connexion").forms[0].values["csrf_token"] for _ in range(3)]
    assert len(set(words)) == 3
    for word in words:
        sent = client.post("/connexion", data={"csrf_token": word, "email": "a@exemple.fr", "password": "x"})
        assert "session a pris fin" not in sent.text
    for other in (words[0][:-4], words[0][4:], "A" * len(words[0]), "é", "x~y", ""):
        sent = client.post("/connexion", data={"csrf_token": other, "email": "a@exemple.fr", "password": "x"})
        assert sent.status_code == 403, other
