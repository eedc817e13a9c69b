"""The page that leads a rehearsal, and the banner of the others: they fit their screen, and axe has nothing to say."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from clas_api import create_app
from clas_api.cli.beside import SETTINGS, Asked, begin, configured, settings_beside
from clas_api.config import load_settings
from tests.browser.looking import AXE, faults_of, press
from tests.installations import free_port

PASSWORD = "celui-de-cet-essai"  # of invented people, in a folder of the tests


@pytest.fixture
def rehearsal(chromium: Browser, tmp_path: Path) -> Iterator[str]:
    """Serve a rehearsal in which the Caf has studied what was deposited; give its address."""
    assert chromium.is_connected()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    text = settings_beside(tmp_path, url, departments=["marne"], log="errors")
    (tmp_path / SETTINGS).write_text(text, encoding="utf-8")
    with configured(tmp_path):
        begin(tmp_path, Asked(slug="marne", year="2025-2026", stage="instructed", day=None, password=PASSWORD))
        server = make_server("127.0.0.1", port, create_app(load_settings()), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_day_is_moved_on_from_a_page_that_fits_and_satisfies_axe(chromium: Browser, rehearsal: str) -> None:
    context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    context.add_init_script(AXE)
    page = context.new_page()
    page.goto(f"{rehearsal}/connexion")
    found = list(faults_of(page, "/connexion"))
    page.fill("[name=email]", "agent51@clas.example")
    page.fill("[name=password]", PASSWORD)
    press(page.get_by_role("button", name="Se connecter"))
    found += faults_of(page, "/espace")
    press(page.get_by_role("link", name="Changer de jour, lire les courriels"))
    assert page.locator("h1").inner_text() == "Mener l'appel d'essai"
    page.locator("main details").first.click()
    assert page.get_by_text("rien de ce que dit ce courriel ne compte").first.is_visible()
    found += faults_of(page, "/essai")
    page.fill("[name=day]", "2025-10-02")
    press(page.get_by_role("button", name="Changer de jour"))
    assert page.get_by_role("status").inner_text().startswith("Nous sommes maintenant le 2 octobre 2025")
    page.fill("[name=day]", "2025-10-01")
    press(page.get_by_role("button", name="Changer de jour"))
    assert "sans revenir en arrière" in page.get_by_role("alert").inner_text()
    found += faults_of(page, "/essai, refused")
    page.emulate_media(media="print")
    assert page.locator(".rehearsal").is_visible()
    assert not page.locator(".site-header").is_visible()
    context.close()
    assert not found, "\n".join(found)
