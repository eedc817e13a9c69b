"""What is looked at on each page of a session: that it is sound, whatever was typed, and what may be pressed there."""

from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser, without_our_modules

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=y>{{7*191}}</textarea>"
BELOW = ("", "/ordre-du-jour", "/sieges", "/cloture")


def assert_sound(browser: Browser) -> None:
    assert _faults(browser.response) == [], browser.address
    assert "<script" not in without_our_modules(browser.html)
    assert "<img src=x" not in browser.html
    assert all(form.method == "get" or form.protected for form in browser.forms)


def buttons(browser: Browser) -> set[str | None]:
    return {button.get("value") for form in browser.forms for button in form.buttons}
