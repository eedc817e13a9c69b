"""A form of a dossier saves by itself, says so, and loses nothing: whatever becomes of the network, of the session, of
the tab and of the other window."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.looking import press
from tests.browser.test_every_page import sign_in
from tests.browser.walking import Demonstration

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SAVED = re.compile(r"Enregistré le .* Ce n'est pas encore un dépôt\.")
FAILED = "[data-state=failed]"
SOON = 15_000
"""Milliseconds in which what is to be said is said, on a machine that is busy."""


@pytest.fixture
def draft(context: BrowserContext, demonstration: Demonstration) -> Callable[[str], Page]:
    """Open a page of the draft of a porteur of the demonstration."""
    page = context.new_page()
    sign_in(page, demonstration.url, "porteur104")
    dossier = page.locator("a[href^='/espace/dossiers/']").first.get_attribute("href")

    def open_page(name: str) -> Page:
        another = context.new_page()
        another.goto(f"{demonstration.url}{dossier}/{name}")
        return another

    return open_page


def _told(page: Page) -> object:
    return page.locator("#enregistrement")


def test_what_is_typed_is_saved_at_a_pause_and_its_figures_follow(draft: Callable[[str], Page]) -> None:
    page = draft("budget")
    total = page.locator("#total-charges strong")
    before = total.inner_text()
    revision = page.locator("[name=revision]").input_value()
    page.locator("[name$='/amount']").first.fill("1234,56")
    expect(page.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)
    assert total.inner_text() != before
    assert page.locator("[name=revision]").input_value() != revision
    page.reload()
    assert page.locator("[name$='/amount']").first.input_value().replace("\u202f", " ") == "1 234,56"
    assert page.locator("#reprendre").is_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_what_is_wrong_is_said_and_saved_once_it_is_right(draft: Callable[[str], Page]) -> None:
    page = draft("budget")
    field = page.locator("[name$='/amount']:visible").nth(1)
    field.fill("beaucoup")
    told = page.locator(f"#enregistrement{FAILED}")
    expect(told).to_contain_text("à corriger", timeout=SOON)
    assert told.locator("a[href^='#budget/']").count() == 1
    field.fill("50")
    expect(page.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)


def test_without_a_network_it_stays_on_the_device_and_goes_when_it_can(
    context: BrowserContext, draft: Callable[[str], Page]
) -> None:
    page = draft("axes")
    context.set_offline(True)
    page.locator("textarea").first.fill("Écrit sans réseau")
    expect(page.locator(f"#enregistrement{FAILED}")).to_contain_text("ne répond pas", timeout=SOON)
    assert "Écrit sans réseau" in page.evaluate("Object.values(localStorage).join()")
    context.set_offline(False)
    expect(page.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)
    assert page.evaluate("localStorage.length") == 0


def test_a_tab_that_is_closed_without_a_network_gives_back_what_was_typed(
    context: BrowserContext, draft: Callable[[str], Page]
) -> None:
    page = draft("axes")
    context.set_offline(True)
    page.locator("textarea").nth(1).fill("Écrit puis fermé")
    expect(page.locator(f"#enregistrement{FAILED}")).to_be_visible(timeout=SOON)
    page.close()
    context.set_offline(False)
    page = draft("axes")
    assert page.locator("textarea").nth(1).input_value() != "Écrit puis fermé"
    page.get_by_role("button", name="Reprendre ce que j'avais écrit").click()
    assert page.locator("textarea").nth(1).input_value() == "Écrit puis fermé"
    expect(page.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)


def test_a_session_that_ended_is_said_and_what_was_typed_goes_once_one_is_back(
    context: BrowserContext, demonstration: Demonstration, draft: Callable[[str], Page]
) -> None:
    page = draft("axes")
    kept = context.cookies()
    context.clear_cookies()
    page.locator("textarea").nth(2).fill("Écrit sans session")
    told = page.locator(f"#enregistrement{FAILED}")
    expect(told).to_contain_text("votre session a pris fin", timeout=SOON)
    assert kept
    sign_in(context.new_page(), demonstration.url, "porteur104")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)
    page.reload()
    assert page.locator("textarea").nth(2).input_value() == "Écrit sans session"


def test_another_window_that_saved_is_said_and_nothing_is_written_over_it(draft: Callable[[str], Page]) -> None:
    page, other = draft("axes"), draft("axes")
    other.locator("textarea").nth(3).fill("De l'autre fenêtre")
    expect(other.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)
    page.locator("textarea").nth(3).fill("De celle-ci")
    expect(page.locator("#entre-temps")).to_contain_text("De l'autre fenêtre", timeout=SOON)
    page.locator("textarea").nth(3).fill("De celle-ci encore")
    page.wait_for_timeout(3000)
    other.reload()
    assert other.locator("textarea").nth(3).input_value() == "De l'autre fenêtre"
    press(page.get_by_role("button", name="Enregistrer", exact=True).last)
    other.reload()
    assert other.locator("textarea").nth(3).input_value() == "De celle-ci encore"


def test_two_windows_that_answer_different_questions_keep_both_and_say_so(draft: Callable[[str], Page]) -> None:
    page, other = draft("axes"), draft("axes")
    other.locator("textarea").nth(1).fill("De l'autre fenêtre, ailleurs")
    expect(other.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)
    page.locator("textarea").nth(2).fill("De celle-ci, ailleurs")
    expect(page.locator("#enregistrement")).to_contain_text("Entre-temps : dossier enregistré, le", timeout=SOON)
    expect(page.locator("#enregistrement")).to_contain_text("par vous. Rien n'en est perdu.")
    assert page.locator("#entre-temps").count() == 0
    assert page.locator("textarea").nth(1).input_value() == "De l'autre fenêtre, ailleurs", "it is shown here too"
    page.locator("textarea").nth(2).fill("De celle-ci, encore")
    expect(page.locator("#enregistrement")).not_to_contain_text("Entre-temps", timeout=SOON)
    expect(page.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)
    page.reload()
    texts = [page.locator("textarea").nth(at).input_value() for at in (1, 2)]
    assert texts == ["De l'autre fenêtre, ailleurs", "De celle-ci, encore"]


def test_a_budget_typed_without_a_network_comes_back_on_its_own_lines(
    context: BrowserContext, draft: Callable[[str], Page]
) -> None:
    def amount(page: Page, account: str) -> Locator:
        line = page.locator(f"input[name$='/account'][value='{account}']").first.get_attribute("name") or ""
        return page.locator(f"[name='{line.replace('/account', '/amount')}']")

    page = draft("budget")
    amount(page, "63").fill("300")
    expect(page.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)
    context.set_offline(True)
    amount(page, "61").fill("100")
    expect(page.locator(f"#enregistrement{FAILED}")).to_be_visible(timeout=SOON)
    page.close()
    context.set_offline(False)
    page = draft("budget")
    page.get_by_role("button", name="Reprendre ce que j'avais écrit").click()
    expect(page.locator("#enregistrement")).to_contain_text(SAVED, timeout=SOON)
    page.reload()
    kept = [amount(page, account).input_value().replace("\u202f", " ") for account in ("61", "63")]
    assert kept == ["100,00", "300,00"]


def test_a_button_pressed_while_it_saves_is_not_stale_by_ones_own_save(draft: Callable[[str], Page]) -> None:
    page = draft("axes")
    page.locator("textarea").first.fill("Écrit, puis le bouton")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator("textarea").first.dispatch_event("change")
    press(page.get_by_role("button", name="Enregistrer", exact=True).last)
    expect(page.locator(".alert-success")).to_contain_text("Enregistré le", timeout=SOON)
    assert page.locator("#entre-temps").count() == 0
    assert page.locator("textarea").first.input_value() == "Écrit, puis le bouton"
    assert page.evaluate("localStorage.length") == 0
