"""A dossier is deposited by keys alone, with a finger on a phone, and without scripts; its pages begin with a field."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.depositing import Finger, Keys, Mouse, deposit, newcomer
from tests.browser.test_every_page import sign_in
from tests.browser.walking import Demonstration

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
WRITING = ("contact", "actions", "actions/1", "actions/1/groupes/1", "axes", "articulations", "budget", "attestations")
MOST_SCREENS = 6


@pytest.mark.parametrize(
    ("name", "siret", "way", "more"),
    [
        pytest.param("claude", "99900901200017", Keys, {"viewport": DESK}, id="keys"),
        pytest.param("dominique", "99900902000010", Finger, {"viewport": PHONE, "has_touch": True}, id="a finger"),
        pytest.param("maxime", "99900903800012", Mouse, {"java_script_enabled": False}, id="no script"),
    ],
)
def test_a_dossier_is_deposited(
    chromium: Browser,
    demonstration: Demonstration,
    tmp_path: Path,
    name: str,
    siret: str,
    way: Callable[..., Mouse],
    more: dict[str, object],
) -> None:
    newcomer(demonstration, name, siret)
    context = chromium.new_context(locale="fr-FR", **more)  # type: ignore[arg-type]
    context.add_cookies([demonstration.session(name)])
    page = context.new_page()
    page.goto(f"{demonstration.url}/espace")
    deposit(way(page), tmp_path)
    context.close()


def test_on_a_phone_every_page_that_one_writes_begins_with_a_field_and_ends_soon(
    context: BrowserContext, demonstration: Demonstration
) -> None:
    page = context.new_page()
    sign_in(page, demonstration.url, "porteur104")
    dossier = page.locator("a[href^='/espace/dossiers/']").first.get_attribute("href")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    seen: dict[str, tuple[float, float]] = {}
    for name in (*WRITING, "verifier"):
        page.goto(f"{demonstration.url}{dossier}/{name}")
        field = page.locator("main form :is(input:not([type=hidden]), textarea, select, button):visible").nth(1)
        box = field.bounding_box() if name in WRITING else None
        seen[name] = (box["y"] if box else 0, page.evaluate("document.documentElement.scrollHeight"))
    late = {name: each for name, each in seen.items() if each[0] >= PHONE["height"]}
    long = {name: each for name, each in seen.items() if each[1] > MOST_SCREENS * PHONE["height"]}
    assert not late, seen
    assert not long, seen
