"""The pages of a year of rules that is put to the Cafs, which the demonstration has not: they fit, and satisfy axe."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from clas_core.national import ReferentialLibrary
from clas_core.national.drafting import draft_year
from clas_core.national.taking_steps import take_step
from clas_core.reading import text_of
from tests.browser.looking import AXE, faults_of, press
from tests.browser.walking import Demonstration
from tests.drafts import YEAR

DAY = date(2025, 6, 2)
NATION = "/espace/nation"
CONSULTATION = f"/espace/departements/marne/consultation/{YEAR}"


@pytest.fixture(scope="module")
def consulted(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Serve the demonstration with 2026-2027 in consultation: all of it is to confirm, and its maximum is another."""
    assert chromium.is_connected()
    years = tmp_path_factory.mktemp("years")
    last = ReferentialLibrary.load().parse("2025-2026")
    texts = (text_of(each, name=each.name) for each in ReferentialLibrary.load().files_of(last.school_year))
    made = draft_year(last, last.school_year.next, *texts, on=DAY, by="Cnaf")
    rules = made.rules.replace("value = 2800.70", "value = 2850.00")
    rules = take_step(rules, "consultation", on=DAY, by="Cnaf", questions=made.questions)
    (years / "questions").mkdir()
    (years / "questions" / f"{YEAR}.toml").write_text(made.questions, encoding="utf-8")
    (years / f"{YEAR}.toml").write_text(rules, encoding="utf-8")
    with Demonstration.served(tmp_path_factory.mktemp("consulted"), referentials=years) as running:
        yield running


@pytest.fixture
def browsing(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
    context.add_init_script(AXE)
    yield context
    context.close()


def looked_at(page: Page, addresses: list[str]) -> Iterator[str]:
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        yield from faults_of(page, address)


def test_a_year_is_read_answered_and_led_on_pages_that_fit(consulted: Demonstration, browsing: BrowserContext) -> None:
    browsing.add_cookies([consulted.session("responsable51")])
    page = browsing.new_page()
    item = f"{consulted.url}{CONSULTATION}/ps.maximum"
    found = list(looked_at(page, [consulted.url + CONSULTATION, item]))
    page.fill("[name=text]", "Le maximum suit-il le coût d'un groupe en milieu rural ? " * 4)
    press(page.locator("main button[value=comment]"))
    found += faults_of(page, "a comment that was given")
    mine = [each.get_attribute("href") or "" for each in page.locator("main a[href*='/avis/']").all()]
    assert mine, "a comment is changed and withdrawn from its item"
    found += looked_at(page, [consulted.url + each for each in dict.fromkeys(mine)])

    browsing.clear_cookies()
    browsing.add_cookies([consulted.session("national")])
    years, rules = f"{consulted.url}{NATION}/annees", f"{consulted.url}{NATION}/regles"
    addresses = [f"{years}/{YEAR}{each}" for each in ("", "/vigueur", "/fichiers")]
    addresses += [f"{years}/2025-2026/correction", f"{rules}?annee={YEAR}", f"{rules}/{YEAR}/avis"]
    addresses += [f"{consulted.url}{NATION}/preparation", f"{consulted.url}{NATION}/simulation"]
    found += looked_at(page, addresses)
    page.goto(f"{rules}/{YEAR}/avis")
    asked = [each.get_attribute("href") or "" for each in page.locator("main a[href*='/avis/']").all()]
    assert asked, "each comment is answered on a page of its own"
    found += looked_at(page, [consulted.url + asked[0]])
    assert not found, "\n".join(found)
