"""The guides are followed to the letter, on the demonstration: one that names a button that is not there fails."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from clas_api.rendering.guides import GUIDES, source_of
from tests.browser.following import Part, acts_of, follow, parts_of
from tests.browser.walking import Demonstration

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PARTS = [pytest.param(part, id=f"{name}: {part.title}") for name in GUIDES for part in parts_of(source_of(name))]


@pytest.fixture(scope="module")
def demonstration(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Return a demonstration for the guides alone: they decide, vote and recuse, and name who is in the first lists."""
    assert chromium.is_connected()
    with Demonstration.served(tmp_path_factory.mktemp("guides")) as running:
        yield running


@pytest.mark.parametrize("part", PARTS)
def test_a_guide_can_be_followed(context: BrowserContext, demonstration: Demonstration, part: Part) -> None:
    page = context.new_page()
    page.set_default_timeout(10_000)
    if part.who != "visiteur":
        context.add_cookies([demonstration.session(part.who)])
    page.goto(demonstration.url + ("/" if part.who == "visiteur" else "/espace"))
    for step in part.steps:
        follow(page, step)


@pytest.mark.parametrize(
    "step", ["Appuyez sur « Un bouton qui n'existe pas ».", "Vous voyez « 7 départements ».", "Cherchez « Reims »."]
)
def test_a_step_that_the_page_does_not_allow_fails(
    context: BrowserContext, demonstration: Demonstration, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr("tests.browser.following.SOON", 500)
    page = context.new_page()
    page.goto(demonstration.url)
    with pytest.raises(AssertionError):
        follow(page, step)


def test_every_guide_has_steps_and_each_step_acts() -> None:
    for name in GUIDES:
        steps = [step for part in parts_of(source_of(name)) for step in part.steps]
        assert steps, name
        assert all(list(acts_of(step)) for step in steps), name
