"""What is looked at on a page: how wide it is on each screen, and what axe finds on it."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from playwright.sync_api import Locator, Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")

WIDTHS = (1280, 390, 360, 320)
HEIGHT = 800
WITHOUT: Mapping[int, Sequence[str]] = {1280: (), 320: ("color-contrast",)}
"""Where axe reads the page, and what it leaves out there: no style changes between a small screen and the smallest one,
where the most overflows, and colours are the same on all of them."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "reporter": "no-passes",  # nothing is written of what is right
    "preload": False,  # of style sheets and films from elsewhere, of which there are none
    "iframes": False,
}

_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? "" :
  `${document.documentElement.scrollWidth} px : ` + [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 0.5 && !each.closest(".table-scroll"))
    .slice(-3).map(each => each.outerHTML.slice(0, 80)).join(" ; ")"""


def press(what: Locator) -> None:
    """Press what leads to a page, and wait until it is there: a look at once would see the page before, or none."""
    with what.page.expect_navigation():
        what.click()


def faults_of(page: Page, address: str) -> Iterator[str]:
    """Yield what is wrong with the page that is shown, on each screen, from the one it stands on."""
    standing = page.viewport_size
    for width in reversed(WIDTHS) if standing and standing["width"] == WIDTHS[-1] else WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if wide := page.evaluate(_TOO_WIDE):
            yield f"{address}, {width} px: {wide}"
        if width in WITHOUT:
            options = {**_OPTIONS, "rules": {name: {"enabled": False} for name in WITHOUT[width]}}
            for each in page.evaluate("options => axe.run(options)", options)["violations"]:
                targets = "; ".join(" ".join(map(str, node["target"])) for node in each["nodes"][:3])
                yield f"{address}, {width} px: {each['id']} ({each['impact']}), {len(each['nodes'])} times: {targets}"
