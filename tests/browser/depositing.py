"""One way to write and deposit a dossier, and three ways to go along it: keys alone, a finger, and no script."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Locator, Page

from clas_api.scenario.demonstration import PASSWORD
from clas_api.security.passwords import hash_password
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account
from tests.api.pages.porteur.test_writing_a_dossier import describe
from tests.browser.looking import press
from tests.browser.walking import Demonstration
from tests.browsing import Browser
from tests.office import PDF

MOST_TABS = 150
"""Keys to come to a field of a page: more, and it cannot be reached."""


@dataclass
class Mouse:
    """Fills and presses as somebody does who has a mouse; it asks no script of the page."""

    page: Page

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f"[name='{name}']").first.fill(text)

    def tick(self, name: str, value: str) -> None:
        self._on(self.page.locator(f"input[name='{name}'][value='{value}']"))

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"[name='{name}']").select_option(value)

    def press(self, action: str) -> None:
        with self.page.expect_navigation():
            self._on(self.page.locator(f"main button[name=action][value='{action}']:not(.visually-hidden)").first)

    def _on(self, what: Locator) -> None:
        what.click()


class Finger(Mouse):
    """Touches, on a phone."""

    def _on(self, what: Locator) -> None:
        what.tap()


class Keys(Mouse):
    """Comes to everything by the Tab key, and never points at anything."""

    def fill(self, name: str, text: str) -> None:
        self._reach(f"[name='{name}']")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        self._reach(f"[name='{name}']")
        words = self.page.locator(f"[name='{name}'] option[value='{value}']").inner_text()
        self.page.keyboard.type(words[:5])

    def tick(self, name: str, value: str) -> None:
        self._reach(f"input[name='{name}']")  # the first of a group of choices is the one that Tab comes to
        while not self.page.evaluate("value => document.activeElement.value === value", value):
            one = self.page.evaluate("document.activeElement.type") == "radio"
            self.page.keyboard.press("ArrowDown" if one else "Tab")
        self.page.keyboard.press("Space")

    def press(self, action: str) -> None:
        with self.page.expect_navigation():
            self._reach(f"main button[name=action][value='{action}']:not(.visually-hidden)")
            self.page.keyboard.press("Enter")

    def _reach(self, what: str) -> None:
        for _ in range(MOST_TABS):
            if self.page.evaluate("what => document.activeElement.matches(what)", what):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {what} on {self.page.url}")


def newcomer(demonstration: Demonstration, name: str, siret: str) -> None:
    """Make somebody who has described an organisation and begun no dossier."""
    with demonstration.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        hashed = hash_password(PASSWORD)
        email = f"{name}@clas.example"
        database.session.add(Account(email=email, name=name, password_hash=hashed, created_at=datetime.now(UTC)))
        database.session.commit()
    describe(Browser(demonstration.client(name)), siret=siret)


def deposit(by: Mouse, folder: Path) -> None:
    """Write a whole dossier from one's own space, and deposit it: the page that is shown then is its receipt."""
    page = by.page
    by.press("start")
    home = page.url
    by_page = {
        "contact": [("contact/name", "Alex Moreau"), ("contact/email", "contact@clas.example")],
        "actions": [("common_costs", "600,00")],
    }
    press(page.get_by_role("link", name="Continuer : Contact").first)
    for name, text in by_page["contact"]:
        by.fill(name, text)
    by.press("continue")
    for name, text in by_page["actions"]:
        by.fill(name, text)
    by.press("add")
    by.fill("actions/0/title", "Quartier nord")
    by.fill("actions/0/description", "Deux soirs par semaine.")
    by.fill("actions/0/schools", "École Colette")
    by.fill("actions/0/place/city", "Reims")
    by.press("add-group")
    group = "actions/0/groups/0"
    by.fill(f"{group}/label", "CE2-CM1")
    by.tick(f"{group}/levels", "ce2")
    numbers = {"children": "10", "paid_adults": "1", "volunteer_adults": "1", "sessions_per_week": "2", "weeks": "30"}
    for name, text in numbers.items():
        by.fill(f"{group}/{name}", text)
    by.tick(f"{group}/outside_school_time", "oui")
    by.fill(f"{group}/running_costs", "8000")
    by.press("continue")
    page.goto(f"{home}/axes")
    for axis in ("children", "parents", "school", "territory"):
        by.fill(f"axes/{axis}", "Ce que nous ferons.")
    by.tick("beyond_homework", "oui")
    by.press("continue")
    by.fill("articulations/reaap", "Les cafés de parents.")
    by.press("continue")
    charge, grant = (_line(page, account) for account in ("60", "74"))
    by.fill(f"{charge}/amount", "9000,50")
    by.choose(f"{grant}/funder", "caf")
    by.fill(f"{grant}/amount", "9000,50")
    by.press("continue")
    statutes = folder / "statuts.pdf"
    statutes.write_bytes(PDF)
    page.locator("[name=file]").set_input_files(statutes)
    by.choose("kind", "statutes")
    by.press("join")
    page.goto(f"{home}/attestations")
    for each in ("accuracy", "authority", "republican_commitment"):
        by.tick("attestations", each)
    by.tick("previous_bilan", "filed")
    by.press("continue")
    assert "Rien ne manque" in page.locator("#manque ~ p").first.inner_text()
    by.press("deposit")
    assert page.url == f"{home}/recepisse"


def _line(page: Page, account: str) -> str:
    """Return how the first line of an account is called in the form of the budget."""
    name = page.locator(f"input[name$='/account'][value='{account}']").first.get_attribute("name")
    assert name is not None
    return name.removesuffix("/account")
