"""What is looked at on a page: how wide it is on each screen, and what axe finds on it."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1280, 390, 320)
HEIGHT = 800
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}

_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? "" :
  `${document.documentElement.scrollWidth} px : ` + [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 0.5 && !each.closest(".table-scroll"))
    .slice(-3).map(each => each.outerHTML.slice(0, 80)).join(" ; ")"""


def faults_of(page: Page, address: str) -> Iterator[str]:
    """Yield what is wrong with the page that is shown, on each screen."""
    axe = Axe()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if wide := page.evaluate(_TOO_WIDE):
            yield f"{address}, {width} px: {wide}"
        for each in axe.run(page, options=OPTIONS).response["violations"]:
            targets = "; ".join(" ".join(map(str, node["target"])) for node in each["nodes"][:3])
            yield f"{address}, {width} px: {each['id']} ({each['impact']}), {len(each['nodes'])} times: {targets}"
