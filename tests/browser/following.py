"""Following a guide in a browser: each step is done as it is written, by the names that it gives.

What is between « » in a step is the name of what one acts on, or of what one sees; a name that no known verb goes with
is a mistake of the guide, as is one that the page has not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

SOON = 10_000
"""Milliseconds that a page may take on a busy machine."""

_WHO = re.compile(r"^\[//\]: # \(qui : (.+)\)$", re.MULTILINE)
_PART = re.compile(r"^## (.+)$", re.MULTILINE)
_STEP = re.compile(r"^\d+\. (.+(?:\n {3}.+)*)", re.MULTILINE)
_ACT = re.compile(
    r"(?P<verb>Ouvrez|Appuyez sur|Dépliez|Cochez|Vous voyez) « (?P<name>[^»]+) »"
    r"|(?P<write>[ÉE]crivez) `(?P<value>[^`]+)` dans « (?P<field>[^»]+) »"
    r"|(?P<choose>Choisissez) « (?P<option>[^»]+) » dans « (?P<list>[^»]+) »",
    re.IGNORECASE,
)

_ALSO_SEEN = re.compile(r"(?<=»)(?:, | et )(?=«)")
"""Between the names of several things that one sees at once."""


@dataclass(frozen=True)
class Part:
    """A part of a guide: who follows it, from their own space or, for nobody, from the home page, and its steps."""

    title: str
    who: str
    steps: tuple[str, ...]


def parts_of(text: str) -> Iterator[Part]:
    """Yield the parts of a guide that have steps."""
    for piece in re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]:
        title, who = _PART.search(piece), _WHO.search(piece)
        steps = tuple(" ".join(each.split()) for each in _STEP.findall(piece))
        if steps:
            assert title is not None
            assert who is not None, f"« {title[1]} » has steps, and says not who follows them"
            yield Part(title[1], who[1], steps)


def acts_of(step: str) -> Iterator[re.Match[str]]:
    """Yield what a step asks for, and fail where it names something that is no act."""
    step = _ALSO_SEEN.sub(" ; vous voyez ", step)
    assert "«" not in _ACT.sub("", step), f"no act for a name in: {step}"
    yield from _ACT.finditer(step)


def follow(page: Page, step: str) -> None:
    """Do what a step says, on the page that is shown."""
    for act in acts_of(step):
        try:
            _do(page, act)
        except AssertionError as error:
            raise AssertionError(f"{page.url}: {act[0]}\n{error}") from error


def _do(page: Page, act: re.Match[str]) -> None:
    if act["write"]:
        _one(page.get_by_label(act["field"])).fill(act["value"])
    elif act["choose"]:
        _one(page.get_by_label(act["list"])).select_option(label=act["option"])
    else:
        _VERBS[act["verb"].capitalize()](page, act["name"])


def _open(page: Page, name: str) -> None:
    """Press a link: what the page says of it, then what the screen shows of the menu and of the foot."""
    _left_for(
        page, _one(page.get_by_role("main").get_by_role("link", name=name).or_(page.get_by_role("link", name=name)))
    )


def _press(page: Page, name: str) -> None:
    _left_for(page, _one(page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("button", name=name))))


def _unfold(page: Page, name: str) -> None:
    _one(page.locator("summary", has_text=name)).click()


def _tick(page: Page, name: str) -> None:
    _one(page.get_by_label(name)).check()


def _see(page: Page, name: str) -> None:
    expect(page.get_by_text(name).locator("visible=true").first).to_be_visible(timeout=SOON)


_VERBS: dict[str, Callable[[Page, str], None]] = {
    "Ouvrez": _open,
    "Appuyez sur": _press,
    "Dépliez": _unfold,
    "Cochez": _tick,
    "Vous voyez": _see,
}


def _one(found: Locator) -> Locator:
    seen = found.locator("visible=true").first
    expect(seen).to_be_visible(timeout=SOON)
    return seen


def _left_for(page: Page, what: Locator) -> None:
    """Press what leads to a page, or to a place of this one."""
    address = what.get_attribute("href") or ""
    if address.startswith("#") or (address and page.url.partition("#")[0].endswith(address.partition("#")[0])):
        what.click()
        return
    with page.expect_navigation(timeout=SOON):
        what.click()
    refused = page.locator("#refus")
    assert refused.count() == 0, f"refused: {refused.inner_text()}"
