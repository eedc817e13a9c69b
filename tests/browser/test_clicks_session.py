"""A committee decides twenty dossiers with its votes noted: each press of the mouse is counted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from clas_api import create_app
from clas_api.config import Settings
from clas_api.scenario import Cast, Seat
from clas_api.scenario.demonstration import PASSWORD
from tests.browser.looking import AXE, faults_of, press
from tests.browser.test_saving import SOON
from tests.browser.walking import _Silent
from tests.casts import NOW, at_a_committee
from tests.databases import upgrade_url
from tests.installations import free_port
from tests.stages import World, told_in

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

DOSSIERS, MOST_CLICKS = 20, 45
MORE = tuple(Seat(institution="caf", name=name) for name in ("Claude Petit", "Noa Lambert", "Sam Fabre", "Lou Garnier"))


@dataclass
class Hand:
    """A hand on a mouse, which counts how often it presses. What is typed is typed by the keyboard."""

    page: Page
    clicks: int = 0

    def press(self, what: Locator, *, leads: bool = True) -> None:
        self.clicks += 1
        if leads:
            with self.page.expect_navigation():
                what.click()
        else:
            what.click()

    def choose(self, what: Locator, value: str) -> None:
        """Choose in a list by its keyboard, once it has been pressed."""
        self.clicks += 1
        what.select_option(value)


def _cast() -> Cast:
    cast = at_a_committee(DOSSIERS, *MORE)
    people = tuple(replace(each, signs_in=each.key == "agent51") for each in cast.people)
    sitting = replace(cast.sitting, body="technical", decides=True)
    return replace(cast, people=people, password=PASSWORD, sitting=sitting)


@pytest.fixture
def served(chromium: Browser, tmp_path: Path) -> Iterator[tuple[str, World]]:
    """Serve an installation in which a session is open on twenty dossiers, with six seats; give its address."""
    assert chromium.is_connected()
    port = free_port()
    url, address = f"http://127.0.0.1:{port}", f"sqlite:///{tmp_path / 'session.sqlite3'}"
    upgrade_url(address)
    app = create_app(Settings(database_url=address, attachments=tmp_path / "documents", today=NOW, base_url=url))
    app.config["RATELIMIT_ENABLED"] = False
    world = told_in(app, "session open", _cast())
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield url, world
    server.shutdown()
    thread.join()
    server.server_close()


def _sign_in(chromium: Browser, url: str) -> Page:
    context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    context.add_init_script(AXE)
    page = context.new_page()
    page.goto(f"{url}/connexion")
    page.fill("[name=email]", "agent51@clas.example")
    page.fill("[name=password]", PASSWORD)
    press(page.get_by_role("button", name="Se connecter"))
    return page


def test_figures_follow_what_is_typed_rows_are_dragged_and_others_are_seen(
    chromium: Browser, served: tuple[str, World]
) -> None:
    url, world = served
    page = _sign_in(chromium, url)
    session = f"{url}/espace/caf/seances/{world.made.session}"
    page.goto(f"{session}/dossiers/{world.made.items['0']}")
    page.get_by_label("Dépenses retenues").fill("5000")
    expect(page.locator("#montants h3 .amount")).to_contain_text("1 979,00", timeout=SOON)  # 33 % and one bonus
    expect(page.locator("#montants")).to_contain_text("Un motif est à écrire")
    page.context.set_offline(True)
    page.get_by_label("Dépenses retenues").fill("4000")
    expect(page.locator("#en-direct")).to_contain_text("ne répond pas", timeout=SOON)
    page.context.set_offline(False)
    page.goto(f"{session}/ordre-du-jour")
    last = page.locator("tbody tr").nth(3)
    receipt = last.locator("small").first.inner_text()
    last.locator("[draggable]").drag_to(page.locator("tbody tr").first.locator("th"), target_position={"x": 5, "y": 2})
    expect(page.locator("#deplace")).to_be_visible()
    press(page.locator("button.btn-primary[value=agenda]"))
    assert page.locator("main tbody th small").first.inner_text() == receipt
    page.goto(f"{session}/ordre-du-jour")
    press(page.get_by_role("button", name="Descendre").first)
    assert receipt in page.locator("tbody tr").nth(1).inner_text()
    page.clock.install()
    page.goto(session)
    other = _sign_in(chromium, url)
    other.goto(f"{session}/dossiers/{world.made.items['19']}")
    press(other.get_by_role("button", name="Tous pour"))
    other.context.close()
    page.clock.run_for(16_000)
    expect(page.locator("#agenda")).to_contain_text("majorité pour (6 pour", timeout=SOON)
    page.context.close()


def test_a_dossier_follows_what_others_note_of_it_and_keeps_what_is_typed(
    chromium: Browser, served: tuple[str, World]
) -> None:
    url, world = served
    page, other = _sign_in(chromium, url), _sign_in(chromium, url)
    item = f"{url}/espace/caf/seances/{world.made.session}/dossiers/{world.made.items['18']}"
    page.clock.install()
    page.goto(item)
    costs = page.get_by_label("Dépenses retenues")
    for typed, votes in (("", "6 pour"), ("5000", "1 contre")):
        if typed:
            costs.fill(typed)
            other.get_by_label("Vote de").last.select_option("against")
            press(other.get_by_role("button", name="Noter les votes"))
        else:
            other.goto(item)
            press(other.get_by_role("button", name="Tous pour"))
        page.clock.run_for(16_000)
        expect(page.locator("#depouillement")).to_contain_text(votes, timeout=SOON)
    assert costs.input_value() == "5000"
    expect(page.locator("#montants h3 .amount")).to_contain_text("1 979,00", timeout=SOON)
    page.context.close()
    other.context.close()


def test_twenty_dossiers_are_decided_with_their_votes_in_forty_five_clicks(
    chromium: Browser, served: tuple[str, World]
) -> None:
    url, world = served
    page = _sign_in(chromium, url)
    page.goto(f"{url}/espace/caf/seances/{world.made.session}")
    hand = Hand(page)
    hand.press(page.get_by_role("link", name="Décider ensemble"))
    found = list(faults_of(page, "/ensemble"))
    hand.press(page.get_by_role("button", name="Tous pour"))
    assert "20 dossiers : votes notés pour." in page.get_by_role("status").inner_text()
    items = page.locator("main tbody th a")
    for rank, vote in ((2, "against"), (5, "abstain"), (11, "against")):  # who differs is changed after
        hand.press(items.nth(rank))
        _differ(hand, vote)
        hand.press(page.get_by_role("link", name="Décider ensemble"))
    hand.press(page.get_by_role("button", name="Décider comme proposé"))
    assert "18 dossiers : décisions préparées." in page.get_by_role("status").inner_text()
    assert page.get_by_text("à décider à part : 1 voix contre").count() == 2
    found += faults_of(page, "/ensemble, decided")
    for rank, outcome in ((2, "deferred"), (11, "approved")):  # what is contested is decided on its own
        hand.press(items.nth(rank))
        hand.choose(page.locator("#outcome"), outcome)
        page.fill("#reason", "À représenter avec l'avis de la commune.")
        hand.press(page.get_by_role("button", name="Préparer la décision"))
        hand.press(page.get_by_role("link", name="Décider ensemble"))
    hand.press(page.get_by_role("link", name="Relire et clore"))
    hand.press(page.get_by_role("button", name="Clore la séance"))
    assert "ses décisions sont prises" in page.get_by_role("status").inner_text()
    page.context.close()
    assert not found, "\n".join(found)
    assert hand.clicks <= MOST_CLICKS, hand.clicks
    decided = [world.row(str(each)).outcome for each in range(DOSSIERS)]
    assert (decided.count("approved"), decided.count("deferred")) == (19, 1)


def _differ(hand: Hand, vote: str) -> None:
    """Change the vote of the first seat."""
    hand.choose(hand.page.locator("select[name^='vote/']").first, vote)
    hand.press(hand.page.get_by_role("button", name="Noter les votes"))
