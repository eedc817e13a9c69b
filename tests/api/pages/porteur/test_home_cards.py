"""The home page of a porteur says of each dossier what time is left, what was said, granted and paid."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest

from clas_core.years import PARIS
from tests.api.pages.porteur.conftest import AGENT, Site
from tests.api.pages.porteur.followed import Followed
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.decided import otherwise


def facts(browser: Browser) -> dict[str, str]:
    """Return what the card of a dossier says."""
    assert _faults(browser.response) == []
    told = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", browser.html, re.DOTALL)
    plain = {name: unescape(re.sub(r"<[^>]+>", "", value)) for name, value in told}
    return {
        name: re.sub(r"\s+", " ", value.replace("\u202f", " ").replace("\u00a0", " ")) for name, value in plain.items()
    }


def test_the_last_evening_is_counted_in_hours_and_then_the_call_is_closed(
    make_site: Callable[..., Site], site: Site
) -> None:
    site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"))

    def at(*moment: int) -> Browser:
        later = make_site(site.database_url, datetime(2025, 8, *moment, tzinfo=PARIS))  # type: ignore[misc,arg-type]
        later.accounts = site.accounts
        return later.browser("alex")

    evening = at(18, 21, 50)
    words = "c'est le dernier jour, encore 2 h 10"
    assert words in facts(evening.open("/espace"))["Jusqu'au"]
    assert words in evening.open(dossier).text
    late = at(19, 0, 0, 0)
    told = facts(late.open("/espace"))
    assert "l'appel est clos" in told["Jusqu'au"]
    assert "n'a pas été déposé" in told["À savoir"]
    late.open(f"{dossier}/aide?demande=prolongation")
    assert "Nous demandons une prolongation" in late.form("write").values["text"]


def test_before_any_deposit_the_caf_is_asked_and_answers(site: Site) -> None:
    site.person("alex")
    agent = site.person("agent", AGENT)
    dossier = site.dossier("alex", site.porteur("alex"))
    porteur = site.browser("alex").open(f"{dossier}/contact")
    assert f"{dossier}/aide" in porteur.links
    porteur.open(f"{dossier}/aide").send("write", text="")
    assert (porteur.status, _faults(porteur.response)) == (422, [])
    porteur.send("write", text="Où mettre le gymnase ?")
    assert porteur.address == f"{dossier}/aide"
    assert "Où mettre le gymnase ?" in porteur.text
    agent.open("/espace/caf/marne/arrivees?pour=equipe")
    assert "pas encore déposé" in agent.text
    assert "None" not in agent.text
    agent.send("open")
    assert agent.address.endswith("/brouillon")
    agent.open(f"{dossier}/lecture")
    (leads,) = [each for each in agent.links if each.endswith("/brouillon")]
    agent.open(leads)
    assert "Où mettre le gymnase ?" in agent.text
    assert _faults(agent.response) == []
    agent.send("send", text="Au compte 61.")
    assert "Au compte 61." in agent.text
    assert "1 nouveau message de la Caf" in porteur.open("/espace").text
    assert "nouveau" in porteur.open(f"{dossier}/aide").text.partition("Au compte 61.")[0]
    assert "nouveau message" not in porteur.open("/espace").text
    for stranger in (site.person("ailleurs", {"kind": "agent", "department": "seine_et_marne"}), porteur):
        assert stranger.open(leads).status == 404


@pytest.mark.parametrize("followed", ["sqlite", "postgresql"], indirect=True)
def test_a_year_is_told_on_the_home_page_what_is_granted_paid_and_new(followed: Followed) -> None:
    home = followed.porteur().open("/espace")
    assert facts(home)["Estimation"] == "4 944,70 €"
    followed.begin()
    followed.write("Bonjour.")
    followed.write("Vos statuts ?")
    followed.pay()
    told = facts(home.open("/espace"))
    assert told["Accordé"] == "4 944,70 €"
    assert told["Versé"] == "4 118,94 €"  # 2 472,35 and 1 646,59
    assert "Estimation" not in told
    assert "2 nouveaux messages de la Caf" in home.text
    assert home.open(followed.address).text.count(">nouveau<") == 2
    assert "nouveaux messages" not in home.open("/espace").text
    assert ">nouveau<" not in home.open(followed.address).text


def test_what_was_refused_is_an_estimate_no_more(followed: Followed) -> None:
    followed.decide(otherwise("refused", "Un axe manque."))
    followed.notify()
    told = facts(followed.porteur().open("/espace"))
    assert "Estimation" not in told
    assert told["Demandé"] == "4 944,70 €"
    assert "rien ne suit cette décision" in told["Et maintenant"]


def test_a_settlement_says_whether_its_balance_was_paid(followed: Followed) -> None:
    followed.begin()
    followed.file("8500.00", "5500.00")
    followed.settle()
    browser = followed.porteur()
    for page in ("", "/solde"):
        assert "pas encore fait" in browser.open(followed.address + page).text
    followed.pay("VIR-SOLDE")
    for page in ("", "/solde"):
        assert "fait le 1er juillet 2025, référence VIR-SOLDE" in browser.open(followed.address + page).text
        assert _faults(browser.response) == []
