"""What the tests in a browser share: the demonstration, served here, and a Chromium that goes nowhere else.

Where there is no Chromium these tests are skipped, and say so; in continuous integration that is a failure.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Request, sync_playwright

from tests.browser.looking import AXE
from tests.browser.walking import Demonstration, Walk

SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
"""The last is what keeps it here: to be asked by Chromium before each request would also leave it without its cache."""

NAMES = ("chromium", "chromium-browser", "google-chrome")
ABSENT = "Aucun Chromium sur cette machine : les pages ne sont pas essayées dans un navigateur (paquet « chromium »)."


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the Chromium of this machine, started once."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(ABSENT, pytrace=False)
        pytest.skip(ABSENT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demonstration(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Return the demonstration, filled and served once for all the tests; without a browser it is not even filled."""
    folder: Path = tmp_path_factory.mktemp("demonstration")
    with Demonstration.served(folder) as running:
        yield running


@pytest.fixture(scope="session")
def walk(demonstration: Demonstration) -> Walk:
    """Return every page that somebody of the demonstration can reach."""
    return Walk.of(demonstration)


@pytest.fixture
def context(chromium: Browser, demonstration: Demonstration) -> Iterator[BrowserContext]:
    """Return a browser without a past, whose pages know axe. What it asks of another host fails the test."""
    asked: list[str] = []

    def see(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != demonstration.url:
            asked.append(request.url)

    context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
    context.on("request", see)
    context.add_init_script(AXE)
    yield context
    context.close()
    assert not asked
