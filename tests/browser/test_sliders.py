"""A slider of the national team that is moved: the page answers by itself, and its field follows."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.walking import Demonstration

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

_MOVE = """(to) => {
  const slider = document.getElementById("maximum-curseur");
  slider.focus();
  slider.value = to;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def test_the_answer_follows_a_slider_and_a_field(context: BrowserContext, demonstration: Demonstration) -> None:
    context.add_cookies([demonstration.session("national")])
    page = context.new_page()
    page.goto(f"{demonstration.url}/espace/nation/simulation?annee=2025-2026")
    page.evaluate(_MOVE, "2000")
    expect(page.locator("#maximum")).to_have_value("2 000,00".replace(" ", "\u202f"))
    expect(page.locator("#sortie-maximum")).to_contain_text("au lieu de")
    assert "maximum-curseur=2000" in page.url
    page.get_by_label("Maximum (€)").fill("2500")
    expect(page.locator("#maximum-curseur")).to_have_value("2500")
    expect(page.locator("#maximum")).to_have_value("2500")  # what one types is left as it is
