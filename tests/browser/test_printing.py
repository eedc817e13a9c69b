"""What is printed of the public pages: an estimate on one sheet, a call on four, and no furniture of the screen."""

from io import BytesIO

import pytest
from playwright.sync_api import BrowserContext
from pypdf import PdfReader

from tests.browser.walking import Demonstration

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

THREE_GROUPS = "/simulateur?action=compute&year=2025-2026&department=marne" + "".join(
    f"&g{index}-label=Groupe+{index}&g{index}-children=10&g{index}-adults=2&g{index}-costs={7_000 + 1_000 * index}"
    f"&g{index}-bonus=children&g{index}-bonus=parents"
    for index in range(3)
)


@pytest.mark.parametrize(
    ("address", "sheets", "told"),
    [
        (THREE_GROUPS, 1, "9 724,70"),
        ("/departements/marne/2025-2026", 4, "18 août 2025"),
        ("/departements/seine_et_marne/2024-2025", 4, "10 juin 2024"),
    ],
)
def test_it_fits_its_sheets(
    context: BrowserContext, demonstration: Demonstration, address: str, sheets: int, told: str
) -> None:
    page = context.new_page()
    page.goto(demonstration.url + address)
    printed = PdfReader(BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(each.extract_text().split()) for each in printed.pages)
    assert len(printed.pages) <= sheets
    assert told in text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Connexion" not in text
    assert "Calculer" not in text
