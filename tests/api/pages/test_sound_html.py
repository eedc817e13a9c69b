"""Every page is sound HTML: what a screen reader, a keyboard and the content policy need of it."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_core.departments import DepartmentPlugin
from tests.browsing import OUR_MODULE

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "rect", "path"})

FETCHING = frozenset({"img", "link", "script", "iframe", "object"})

SIMULATION = "/simulateur?action=compute&year=2025-2026&department=marne"
GROUP = "&g{0}-label=A%22%3E%3Cb%3E&g{0}-children={1}&g{0}-adults=2&g{0}-costs=9+000%2C50&g{0}-bonus=children"


def _is_ours(given: dict[str, str]) -> bool:
    """Tell whether a script is a module of this host, by the address of its content; nothing is written in the page."""
    tag = "".join(f' {name}="{value}"' for name, value in given.items())
    return OUR_MODULE.fullmatch(f"<script{tag}></script>") is not None


PAGES = [
    "/",
    "/departements/marne",
    "/departements/seine_et_marne",
    "/departements/marne/2025-2026",
    "/departements/marne/2025-2026/deposer",
    "/departements/marne/2025-2026/note-de-cadrage",
    "/departements/seine_et_marne/2024-2025",
    "/departements/seine_et_marne/2024-2025/deposer",
    "/departements/seine_et_marne/2024-2025/note-de-cadrage",
    "/regles-nationales/2004-2005",
    "/regles-nationales/2024-2025",
    "/regles-nationales/2025-2026",
    "/api",
    "/simulateur",
    "/connexion",
    "/compte",
    "/mot-de-passe",
    "/simulateur?action=add&year=2024-2025",
    SIMULATION + GROUP.format(0, 10) + GROUP.format(1, 7),
    SIMULATION + GROUP.format(0, 10) + GROUP.format(1, "dix") + "&g1-costs=x",
    "/simulateur?action=compute&year=2024-2025&g0-label=A&g0-children=9&g0-costs=1&g0-bonus=children",
]

STANDING_ALONE = [
    f"/api/v1/departments/{slug}/campaigns/{year}/{kind}.html"
    for slug, year in (("marne", "2025-2026"), ("seine_et_marne", "2024-2025"))
    for kind in ("call", "framing-note")
]

REFUSED = ["/nulle-part", "/departements/nulle_part", "/departements/marne/1999-2000", "/regles-nationales/x"]


class _Checker(HTMLParser):
    """Collects what is unsound in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.labelled: set[str] = set()
        self.sending = False
        self.fields: list[str] = []
        self.named: list[str] = []
        self.empty: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        for name in ("aria-labelledby", "aria-describedby"):
            self.named += given.get(name, "").split()
        if given.get("href", "").startswith("#"):
            self.named.append(given["href"][1:])
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.levels.append(int(tag[1]))
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden" and "aria-label" not in given:
            self.fields.append(given.get("id", f"<{tag}> without id"))
        if tag == "label":
            self.labelled.add(given.get("for", ""))
        if tag == "form":
            self.sending = given.get("method") == "post" or given.get("role") == "search"
        self._check(tag, given)

    def _check(self, tag: str, given: dict[str, str]) -> None:
        wrong = {
            "an image without alt": tag == "img" and "alt" not in given,
            "a drawing without a name": tag == "svg"
            and not any(given.get(each) for each in ("aria-label", "aria-labelledby", "aria-hidden")),
            "a style of its own": "style" in given,
            "a script that is not ours": (tag == "script" and not _is_ours(given))
            or any(name.startswith("on") for name in given),
            "a header cell without scope": tag == "th" and given.get("scope") not in ("col", "row"),
            "another language": tag == "html" and given.get("lang") != "fr",
            "an address from elsewhere": tag in FETCHING and "//" in given.get("src", given.get("href", "")),
            "a script for an address": given.get("href", "").strip().lower().startswith("javascript:"),
            "a button that changes nothing": tag == "button" and not given.get("name") and not self.sending,
        }
        self.faults += [f"{what}: <{tag} {given}>" for what, found in wrong.items() if found]

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes something else")

    def conclude(self) -> list[str]:
        self.faults += [f"<{tag}> is never closed" for tag in self.open]
        self.faults += [f"the id {each} is used twice" for each in set(self.ids) if self.ids.count(each) > 1]
        self.faults += [f"nothing has the id {each}" for each in self.named if each not in self.ids]
        self.faults += [f"the field {each} has no label" for each in self.fields if each not in self.labelled]
        if self.levels.count(1) != 1 or self.levels[:1] != [1]:
            self.faults.append(f"one h1 is expected first: {self.levels}")
        for before, after in zip(self.levels, self.levels[1:], strict=False):
            if after > before + 1:
                self.faults.append(f"a heading skips a level: {self.levels}")
        return self.faults


def _faults(response: TestResponse) -> list[str]:
    checker = _Checker()
    checker.feed(response.get_data(as_text=True))
    return checker.conclude()


def test_the_checker_finds_what_it_looks_for() -> None:
    checker = _Checker()
    checker.feed('<html lang="en"><h2 id="a" style="x">A</h2><h4 id="a"><img src="//x"><input id="b"><th><a href="#c">')
    found = "\n".join(checker.conclude())
    for part in ["language", "h1", "style", "alt", "label", "scope", "twice", "skips", "elsewhere", "never", "nothing"]:
        assert part in found


@pytest.mark.parametrize("path", PAGES)
def test_each_page_answers_and_is_sound(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert _faults(response) == []


@pytest.mark.parametrize("path", STANDING_ALONE)
def test_each_document_that_stands_alone_is_sound(client: FlaskClient, path: str) -> None:
    assert _faults(client.get(path)) == []


@pytest.mark.parametrize("path", REFUSED)
def test_a_page_that_is_not_there_is_sound_too(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert _faults(response) == []


def test_a_page_with_a_broken_department_is_sound(broken_client: FlaskClient) -> None:
    assert _faults(broken_client.get("/")) == []
    broken = broken_client.get("/departements/aube")
    assert broken.status_code == 503
    assert _faults(broken) == []


def test_a_department_with_everything_to_say_is_sound(
    make_department: Callable[..., DepartmentPlugin], with_department: Callable[[DepartmentPlugin], FlaskClient]
) -> None:
    listed = 'presentation = """Un texte **fort**.\\n\\n- une liste\\n- [un site utile](https://www.exemple.fr)"""'
    statements = "".join(
        f'[[{name}]]\ntitle = "T"\ntext = "- un\\n- deux"\nsource = "note"\nurl = "https://www.exemple.fr"\n'
        for name in ("orientations", "articulations", "animations")
    )
    client = with_department(make_department(first=listed, more=statements))
    for path in ("/departements/essai/2025-2026", "/departements/essai/2025-2026/note-de-cadrage"):
        assert _faults(client.get(path)) == []
