"""What is looked at on a page: how wide it is on each screen, what axe finds in each theme, and what it weighs."""

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Literal

from playwright.sync_api import Locator, Page, Response

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")

WIDTHS = (1280, 1100, 640, 360, 320)
"""A desk; a screen narrower than the column of a page; the desk at twice its size; phones."""
HEIGHT = 800
READ_AT = (1280, 320)
"""Where axe reads the page: no style changes between a small screen and the smallest one, where the most overflows."""
NEXT_PAGE = 25_000
"""Bytes on the way, at most, of a page whose style and scripts are known already."""

Theme = Literal["light", "dark"]
_OTHER: dict[Theme, Theme] = {"light": "dark", "dark": "light"}

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
_OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    # A table that scrolls can be reached by the keyboard and has a name: this rule wants it to be a landmark besides.
    "rules": {"focus-order-semantics": {"enabled": False}},
    "reporter": "no-passes",  # nothing is written of what is right
    "preload": False,  # of style sheets and films from elsewhere, of which there are none
    "iframes": False,
}

_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? "" :
  `${document.documentElement.scrollWidth} px : ` + [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 0.5 && !each.closest(".table-scroll"))
    .slice(-3).map(each => each.outerHTML.slice(0, 80)).join(" ; ")"""


_SIDEWAYS = """() => [...document.querySelectorAll(".table-scroll")]
  .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.getAttribute("aria-label")).join(" ; ")"""

SCREEN, MOST_SCREENS = 740, 6
"""How high a phone is, and how many of its screens a page takes at most before anything is unfolded."""
LONG = {
    r"/api$": "what each address of the service asks and answers, to look something up in",
    r"\.html$": "a document, as it is printed",
    r"/seances/[^/]+/dossiers/": "a form of all the groups of a dossier, each of which is decided",
    r"/aide/": "a text, read from one end to the other",
    "/donnees-personnelles": "a text that the law asks for",
    "what concerns somebody": "a document of all that is kept of a person, to be read once or printed",
    "/etude": "a form of all the groups of a dossier, each of which is judged",
}
"""What may take more, by its address, and why."""


def press(what: Locator) -> None:
    """Press what leads to a page, and wait until it is there: a look at once would see the page before, or none."""
    with what.page.expect_navigation():
        what.click()


def faults_of(page: Page, address: str, first: Theme = "light") -> Iterator[str]:
    """Yield what is wrong with the page that is shown, on each screen, from the one it stands on.

    axe reads it in both themes: in the `first` on a desk, in the other on the smallest phone.
    """
    standing = page.viewport_size
    for width in reversed(WIDTHS) if standing and standing["width"] == WIDTHS[-1] else WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if wide := page.evaluate(_TOO_WIDE):
            yield f"{address}, {width} px: {wide}"
        if width == WIDTHS[0] and (tables := page.evaluate(_SIDEWAYS)):
            yield f"{address}, {width} px: tables that scroll sideways: {tables}"
        high = page.evaluate("document.documentElement.scrollHeight") if width == 360 else 0
        if high > MOST_SCREENS * SCREEN and not any(re.search(each, address) for each in LONG):
            yield f"{address}, {width} px: {high / SCREEN:.1f} screens of a phone"
        if width in READ_AT:
            theme = first if width == WIDTHS[0] else _OTHER[first]
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # no colour is on its way to another
            for each in page.evaluate("options => axe.run(options)", _OPTIONS)["violations"]:
                targets = "; ".join(" ".join(map(str, node["target"])) for node in each["nodes"][:3])
                told = f"{each['id']} ({each['impact']}), {len(each['nodes'])} times: {targets}"
                yield f"{address}, {width} px, {theme}: {told}"


def weight_of(response: Response | None, address: str) -> Iterator[str]:
    """Yield what a page weighs on its way, where that is too much."""
    weight = response.request.sizes()["responseBodySize"] if response else 0
    if weight > NEXT_PAGE:
        yield f"{address}: {weight} bytes on the way"
