"""The dossiers of a call as its Caf sees them: filtered, counted, with what each waits for, assigned many at once."""

import pytest

from tests.api.pages.caf.conftest import CALL, HEAD, Caf
from tests.api.pages.porteur.conftest import AGENT_ELSEWHERE, COMMITTEE
from tests.api.pages.test_sound_html import _faults
from tests.browsing import without_our_modules

LIST = f"{CALL}/dossiers"
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=y>{{7*191}}"


def test_an_agent_finds_the_call_from_the_home_page(caf: Caf) -> None:
    caf.agent.open("/espace")
    assert "/espace/caf/marne" in caf.agent.links
    caf.agent.open("/espace/caf/marne")
    assert (caf.agent.status, caf.agent.address) == (200, LIST)


def test_the_list_is_sound_and_says_what_each_dossier_waits_for(caf: Caf) -> None:
    caf.agent.open(LIST)
    assert _faults(caf.agent.response) == []
    for words in ("Porteur 732", "51-2025-00001", "Dire s'il est recevable", "personne", "129,70"):
        assert words in caf.agent.text, words
    assert all(form.method == "get" or form.protected for form in caf.agent.forms)


def test_the_list_is_of_its_own_caf_alone(caf: Caf) -> None:
    for name, role in (("ailleurs", AGENT_ELSEWHERE), ("membre", COMMITTEE), ("nationale", {"kind": "national"})):
        browser = caf.site.person(name, role).open(LIST)
        assert browser.status == 404, name
        assert "Porteur 732" not in browser.text
    assert caf.site.browser("alex").open(LIST).status == 404
    response = caf.site.anonymous().client.get(LIST)
    assert (response.status_code, response.headers["Location"]) == (303, f"/connexion?next={LIST}")


def test_dossiers_are_counted_by_state_and_filtered(caf: Caf) -> None:
    caf.site.person("voisine")
    caf.site.dossier("voisine", caf.site.porteur("voisine", "55208131766522"))

    def shown(query: str) -> tuple[bool, bool]:
        text = caf.agent.open(f"{LIST}?{query}").text.partition('id="dossiers"')[2]
        return "Porteur 732" in text, "Porteur 552" in text

    assert shown("") == (True, True)
    assert shown("etat=draft") == (False, True)
    assert shown("texte=51-2025") == (True, False)
    assert shown("agent=personne&etat=deposited") == (True, False)
    assert shown(f"agent={caf.site.accounts['agent']}") == (False, False)
    counted = caf.agent.html.partition("counts-by-state")[2].partition("</ul>")[0]
    assert "Brouillon</a> <strong>1" in counted
    assert "Tous</a> <strong>2" in counted


def test_dossiers_that_are_ticked_are_assigned_together(caf: Caf) -> None:
    caf.agent.open(f"{LIST}?etat=deposited")
    caf.agent.submit("assign", {"dossiers": str(caf.key), "agent": str(caf.site.accounts["agent"])})
    assert caf.agent.status == 200
    assert "Un dossier est affecté" in caf.agent.text
    assert caf.agent.response.request.query_string == b"etat=deposited", "the list stays filtered"
    assert caf.row().assigned_to == caf.site.accounts["agent"]
    caf.agent.submit("assign", {"dossiers": str(caf.key), "agent": "personne"})
    assert caf.row().assigned_to is None


def test_what_was_ticked_stays_when_nobody_was_chosen(caf: Caf) -> None:
    caf.agent.open(LIST).submit("assign", {"dossiers": str(caf.key)})
    assert caf.agent.status == 422
    assert caf.agent.form("assign").values["dossiers"] == str(caf.key)
    assert "agent-error" in caf.agent.ids
    assert _faults(caf.agent.response) == []
    caf.agent.open(LIST).submit("assign", {"agent": str(caf.site.accounts["agent"])})
    assert "Cochez au moins un dossier" in caf.agent.text
    assert caf.agent.form("assign").values["agent"] == str(caf.site.accounts["agent"])


def test_one_dossier_that_cannot_be_assigned_is_named_and_keeps_the_others(caf: Caf) -> None:
    """An agent who is one of a porteur's people does not study its dossier."""
    caf.site.person("double")
    porteur = caf.site.porteur("double", "55208131766522", name=HOSTILE)
    other = caf.site.dossier("double", porteur, deposited=True).rpartition("/")[2]
    caf.becomes("double", HEAD)
    caf.agent.open(LIST).submit(
        "assign", {"dossiers": [str(caf.key), other], "agent": str(caf.site.accounts["double"])}
    )
    assert caf.agent.status == 422
    assert "est de ce porteur" in caf.agent.text
    assert caf.row().assigned_to is None
    assert "<script" not in without_our_modules(caf.agent.html)
    assert "<img src=x" not in caf.agent.html


@pytest.mark.parametrize(
    "query", ["apres=x", "tri=-content", "etat=%00", "texte=%00%25", "agent='--", "slug=x&_scheme=javascript"]
)
def test_a_list_asked_for_nonsense_is_a_list(caf: Caf, query: str) -> None:
    assert caf.agent.open(f"{LIST}?{query}").status == 200


def test_a_call_that_is_not_there_is_not_found(caf: Caf) -> None:
    assert caf.agent.open("/espace/caf/marne/1999-2000/dossiers").status == 404
    assert caf.agent.open("/espace/caf/nulle-part").status == 404
