"""A dossier is deposited by keys alone, with a finger on a phone, and without scripts; its pages begin with a field."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.depositing import Finger, Keys, Mouse, deposit, newcomer
from tests.browser.looking import MOST_SCREENS
from tests.browser.test_every_page import sign_in
from tests.browser.test_printing import THREE_GROUPS
from tests.browser.walking import Demonstration

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
WRITING = ("contact", "actions", "actions/1", "actions/1/groupes/1", "axes", "articulations", "budget", "attestations")


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


def test_on_a_phone_a_call_an_estimate_and_a_work_list_end_soon_and_say_first_what_one_comes_for(
    context: BrowserContext, demonstration: Demonstration
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    seen: dict[str, float] = {}
    for address, first, folded in (
        ("/departements/marne/2025-2026", "#calendrier ~ .table-scroll", "#financement-titre ~ .fold"),
        ("/departements/seine_et_marne/2024-2025", "#calendrier ~ .table-scroll", "#financement-titre ~ .fold"),
        (THREE_GROUPS, ".result .total", ".group-result .fold"),
    ):
        page.goto(demonstration.url + address)
        seen[address] = page.evaluate("document.documentElement.scrollHeight")
        assert page.locator(first).is_visible()
        table = page.locator(folded).first.locator("table").first
        assert table.is_hidden()
        page.locator(folded).first.locator("summary").first.click()
        assert table.is_visible()
    sign_in(page, demonstration.url, "agent51")
    page.goto(f"{demonstration.url}/espace/caf/marne/2025-2026/dossiers")
    # Of twenty dossiers: other tests have deposited more here.
    twenties = max(1, page.locator("tbody tr").count() / 20)
    seen["list"] = page.evaluate("document.documentElement.scrollHeight") / twenties
    assert {name: height for name, height in seen.items() if height > MOST_SCREENS * PHONE["height"]} == {}, seen


def test_on_a_phone_a_budget_keeps_a_field_for_each_account_and_unfolds_by_a_tap(
    context: BrowserContext, demonstration: Demonstration
) -> None:
    page = context.new_page()
    sign_in(page, demonstration.url, "porteur104")
    dossier = page.locator("a[href^='/espace/dossiers/']").first.get_attribute("href")
    page.goto(f"{demonstration.url}{dossier}/budget")
    fields = page.locator("[name$='/amount']")
    on_a_desk = fields.locator("visible=true").count()
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert fields.locator("visible=true").count() < on_a_desk
    for _ in range(fields.count()):
        closed = page.locator(".budget-class details:not([open]) > summary:visible")
        if not closed.count():
            break
        closed.first.click()
    assert fields.locator("visible=true").count() == fields.count()
