"""What is folded: its address opens it with its heading in sight, and paper has it all; what does not hold fits."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.looking import faults_of, press
from tests.browser.walking import Demonstration
from tests.browsing import Browser

# Where Chromium lets a connection go before it has read a file, the server of the tests leaves that file open.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

_HEADING = "id => document.getElementById(`${id}-titre`).getBoundingClientRect().top"


@pytest.mark.parametrize("width", [1280, 360])
def test_what_the_rules_have_is_opened_by_its_address_with_its_heading_in_sight(
    context: BrowserContext, demonstration: Demonstration, width: int
) -> None:
    context.add_cookies([demonstration.session("national")])
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{demonstration.url}/espace/nation/regles")
    assert page.locator("#dit-autrement").is_hidden()
    parts = page.get_by_role("navigation", name="Sur cette page").get_by_role("link")
    assert parts.count() >= 6
    for part in parts.all():
        part.click()
        name = (part.get_attribute("href") or "").removeprefix("#")
        page.locator(f"#{name}").wait_for()  # it is seen
        assert 0 <= page.evaluate(_HEADING, name) < 740


def test_all_of_the_rules_is_on_paper(context: BrowserContext, demonstration: Demonstration) -> None:
    context.add_cookies([demonstration.session("national")])
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(f"{demonstration.url}/espace/nation/regles")
    folded = page.locator(".fold > div, .folds > div")
    assert folded.count() >= 6
    assert all(each.is_visible() for each in folded.all())


def test_a_certificate_that_does_not_hold_is_told_by_a_page_that_fits(
    context: BrowserContext, demonstration: Demonstration, tmp_path: Path
) -> None:
    client = demonstration.client("porteur205")
    home = Browser(client).open("/espace")
    dossier = next(each for each in home.links if re.fullmatch(r"/espace/dossiers/[0-9a-f-]{36}", each))
    certificate = json.loads(client.get(f"{dossier}/certificat-demande.json").get_data())
    file = tmp_path / "certificat.json"
    page = context.new_page()
    for digest, told in (("sha256:" + "0f" * 32, "ne tient pas"), (None, "n'est pas un certificat")):
        file.write_text(json.dumps({**certificate, "digest": digest}), encoding="utf-8")
        page.goto(f"{demonstration.url}/verifier")
        page.set_input_files("[name=certificate]", file)
        press(page.get_by_role("button", name="Vérifier"))
        assert told in page.locator("#resultat").inner_text()
        assert not list(faults_of(page, told))
