"""The simulator answers while one types, and the address of the page is what was typed."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.test_saving import SOON
from tests.browser.walking import Demonstration

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_an_amount_comes_and_follows_what_is_typed(context: BrowserContext, demonstration: Demonstration) -> None:
    page = context.new_page()
    page.goto(f"{demonstration.url}/simulateur?year=2025-2026")
    page.fill("#g0-label", "CE2")
    page.fill("#g0-children", "10")
    page.fill("#g0-costs", "6000")
    expect(page.locator("#reponse .total")).to_contain_text("1 980,00", timeout=SOON)
    expect(page.locator("#en-bref")).to_contain_text("1 980,00")
    page.fill("#g0-costs", "5000")
    expect(page.locator("#reponse .total")).to_contain_text("1 650,00", timeout=SOON)
    again = context.new_page()
    again.goto(page.url)
    assert "1\u202f650,00" in again.locator("#reponse .total").inner_text()


def test_what_cannot_be_computed_yet_shows_no_amount(context: BrowserContext, demonstration: Demonstration) -> None:
    page = context.new_page()
    page.goto(f"{demonstration.url}/simulateur?year=2025-2026")
    page.fill("#g0-label", "CE2")
    page.fill("#g0-children", "dix enfants")
    expect(page.locator("#en-bref")).to_contain_text("Pas encore calculé", timeout=SOON)
    assert page.locator("#reponse .total").count() == 0
    context.set_offline(True)
    page.fill("#g0-children", "10")
    expect(page.locator("#en-bref")).to_contain_text("ne répond pas", timeout=SOON)
    context.set_offline(False)
    assert page.locator("#g0-children").input_value() == "10"
