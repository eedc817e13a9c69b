"""How often an agent presses something to instruct twenty dossiers: at most sixty times, with a reason typed only where
there is something to judge. And the list by keyboard alone."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page

from bench.samples import content
from tests.api.pages.porteur.conftest import Site
from tests.browser.looking import faults_of
from tests.browser.walking import Demonstration

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PLAIN, JUDGED = 14, 6
MOST = 60
NAME = "Association des vingt"


def _siret(rank: int) -> str:
    """Return a number whose two keys are right."""
    siren = _keyed(f"9{rank:07}")
    return _keyed(f"{siren}0001")


def _keyed(digits: str) -> str:
    doubled = sum(sum(map(int, str(int(each) * (2 - place % 2)))) for place, each in enumerate(reversed(digits)))
    return f"{digits}{-doubled % 10}"


@pytest.fixture
def twenty(demonstration: Demonstration) -> str:
    """Deposit twenty dossiers in the Marne, six of which ask for a bonus; return the address of their list."""
    site = Site(app=demonstration.app, database_url="", stages=None)  # type: ignore[arg-type]
    for rank in range(PLAIN + JUDGED):
        sections = content()
        if rank < PLAIN:
            del sections["actions"][0]["groups"][0]["bonuses"]
        person = f"vingt{rank}"
        site.person(person)
        site.dossier(person, site.porteur(person, _siret(rank), name=f"{NAME} {rank:02}"), sections, deposited=True)
    return f"{demonstration.url}/espace/caf/marne/2025-2026/dossiers"


@dataclass
class Hand:
    """Somebody's hand, which counts what it presses: to choose in a list is to press twice, to write in it once."""

    page: Page
    pressed: int = 0
    typed: int = 0

    def press(self, what: str) -> None:
        self.pressed += 1
        with self.page.expect_navigation():
            self.page.locator(what).first.click()

    def choose(self, field: str, value: str) -> None:
        self.pressed += 2
        self.page.select_option(field, value)

    def write(self, field: str, text: str) -> None:
        self.pressed += 1
        self.page.fill(field, text)


def _signed_in(context: BrowserContext, demonstration: Demonstration) -> Page:
    context.add_cookies([demonstration.session("agent51")])
    return context.new_page()


def _of_all(hand: Hand, act: str) -> None:
    hand.choose("#acte", act)
    hand.choose("#portee", "filtre")
    hand.press("button[value=review]")
    faults = [*faults_of(hand.page, f"review of {act}")]
    hand.press("main button[value=take]")
    hand.page.wait_for_selector("text=Revenir à la liste")
    faults += faults_of(hand.page, f"told of {act}", "dark")
    assert not faults, "\n".join(faults)


def test_twenty_dossiers_are_instructed_in_sixty_clicks(
    context: BrowserContext, demonstration: Demonstration, twenty: str
) -> None:
    hand = Hand(_signed_in(context, demonstration))
    hand.page.goto(twenty)
    hand.write("#texte", NAME)
    hand.press("button[value=filter]")
    _of_all(hand, "admit")
    assert f"{PLAIN + JUDGED} dossiers sur {PLAIN + JUDGED}" in hand.page.inner_text("main")
    hand.press("text=Revenir à la liste")
    _of_all(hand, "study")
    assert f"{PLAIN} dossiers sur {PLAIN}" in hand.page.inner_text("main")
    hand.press("text=Revenir à la liste")
    hand.choose("#etat", "admissible")
    hand.press("button[value=filter]")
    hand.press("#dossiers a:has-text('Étudier')")
    for _ in range(JUDGED):
        hand.write("[name='groups/0/bonuses/children']", "Le projet culturel dure toute l'année.")
        hand.typed += 1
        hand.choose("#outcome", "approved")
        last = hand.page.locator("button[value=study_next]").count() == 0
        hand.press("button[value=study]" if last else "button[value=study_next]")
    hand.page.goto(f"{twenty}?texte={NAME}&etat=examined")
    assert hand.page.locator("[data-listing] tbody tr").count() == PLAIN + JUDGED
    assert hand.typed == JUDGED
    assert hand.pressed <= MOST, hand.pressed


def test_the_list_goes_by_keyboard_and_leaves_fields_alone(
    context: BrowserContext, demonstration: Demonstration
) -> None:
    page = _signed_in(context, demonstration)
    page.goto(f"{demonstration.url}/espace/caf/marne/2025-2026/dossiers?etat=deposited")
    rows = page.locator("[data-listing] tbody tr")
    names = rows.locator("th a").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("k")
    assert [rows.nth(rank).locator("input").first.is_checked() for rank in range(3)] == [False, True, False]
    page.keyboard.press("?")
    assert page.locator("details[open] kbd").first.is_visible()
    page.fill("#texte", "")
    page.keyboard.type("xj?")
    assert page.input_value("#texte") == "xj?"
    rows.nth(1).locator("th a").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert names[1] in page.inner_text(".folder-whose")
