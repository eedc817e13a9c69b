"""Whatever is typed is shown as text: in forms, on readings, in lists, in what changed."""

import re
from html import unescape

from tests.api.pages.porteur.conftest import AGENT, Site
from tests.browsing import Browser, without_our_modules

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=y>{{7*191}}</textarea>"


def assert_harmless(browser: Browser) -> None:
    assert browser.status == 200
    html = without_our_modules(browser.html)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "1337" not in re.sub(r"sha256:\w+|[0-9a-f-]{36}", "", html)


def test_what_is_typed_in_every_field_comes_back_as_text(site: Site) -> None:
    site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex", name=HOSTILE))
    browser = site.browser("alex")
    typed: dict[str, int] = {}
    for page in ("contact", "actions/1", "actions/1/groupes/1", "axes", "articulations", "budget"):
        browser.open(f"{dossier}/{page}")
        form = browser.form("save")
        texts = {
            name: HOSTILE
            for name in form.names
            if name.rpartition("/")[2] in ("name", "title", "description", "address", "city", "territory", "schools")
            or name.startswith(("axes/", "articulations/"))
            or name.endswith(("groups/0/label", "beyond/children"))
            or (name.endswith("/label") and name.startswith("budget/"))
        }
        browser.submit("save", dict(texts))
        assert browser.status == 200, browser.html
        values = browser.form("save").values
        for name in texts:
            if not name.startswith("budget/") or name in values:
                assert unescape(values[name]) == HOSTILE, name
        typed[page] = len(texts)
        assert_harmless(browser)
    assert sum(typed.values()) > 15, typed
    for page in (
        "",
        "/verifier",
        "/lecture",
        "/actions",
        "/actions/1",
        "/actions/1/groupes/1/retirer",
        "/actions/1/retirer",
    ):
        assert_harmless(browser.open(dossier + page))
    assert_harmless(browser.open("/espace"))

    agent = site.person("agent", AGENT)
    for path in ("/espace/departements/marne/dossiers", f"{dossier}/lecture"):
        assert_harmless(agent.open(path))
    agent.open("/espace/departements/marne/prolongations/2025-2026")
    assert_harmless(agent.send("grant", siret="732 829 320 00074", until="30/09/2025", reason=HOSTILE))
    assert_harmless(agent.open(f"/espace/departements/marne/dossiers?texte={HOSTILE.replace('#', '')}"))


def test_what_changed_by_somebody_else_is_shown_as_text(site: Site) -> None:
    site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"))
    one, other = site.browser("alex").open(f"{dossier}/contact"), site.browser("alex").open(f"{dossier}/contact")
    one.send("save", contact__name=HOSTILE)
    other.send("save", contact__name=HOSTILE + "2")
    assert other.status == 412
    assert "<script" not in without_our_modules(other.html)


def test_a_refused_value_is_shown_as_text(site: Site) -> None:
    site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"))
    browser = site.browser("alex").open(f"{dossier}/contact")
    browser.send("save", contact__email=HOSTILE)
    assert browser.status == 422
    assert "<script" not in without_our_modules(browser.html)
    assert browser.form("save").values["contact/email"] == HOSTILE
