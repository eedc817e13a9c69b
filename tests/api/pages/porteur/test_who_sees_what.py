"""Whose pages are whose: a porteur writes its own, a Caf and its committee read those of their department."""

import re

import pytest

from tests.api.pages.porteur.conftest import AGENT, AGENT_ELSEWHERE, COMMITTEE, EXTENSIONS, Site, deposited
from tests.api.pages.test_sound_html import _faults

PAGES = (
    "",
    "/contact",
    "/actions",
    "/actions/1",
    "/actions/1/groupes/1",
    "/actions/1/groupes/1/retirer",
    "/actions/1/retirer",
    "/axes",
    "/articulations",
    "/budget",
    "/hors-connexion",
    "/pieces",
    "/attestations",
    "/verifier",
    "/lecture",
    "/versions",
    "/versions/1",
    "/recepisse",
    "/abandonner",
    "/aide",
)
LIST = "/espace/departements/marne/dossiers"


@pytest.mark.parametrize("path", ["/espace", "/espace/organismes/nouveau", LIST, EXTENSIONS])
def test_nobody_in_particular_is_led_to_sign_in_and_back(site: Site, path: str) -> None:
    response = site.anonymous().client.get(path)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/connexion?next={path}"


def test_a_dossier_asks_who_one_is_before_anything_else(site: Site) -> None:
    dossier = deposited(site)
    for page in PAGES:
        response = site.anonymous().client.get(dossier + page)
        assert (response.status_code, response.headers["Location"]) == (303, f"/connexion?next={dossier}{page}")


def test_each_page_of_a_dossier_is_sound_and_says_its_state_and_its_deadline(site: Site) -> None:
    dossier = deposited(site)
    browser = site.browser("alex")
    for page in PAGES:
        browser.open(dossier + page)
        assert browser.status == 200, page
        assert browser.address == dossier + page
        assert _faults(browser.response) == [], page
        assert "Déposé" in browser.text
        assert "18 août 2025 à 23 h 59" in browser.text
        for form in browser.forms:
            assert form.method == "get" or form.protected, (page, form.action)


@pytest.mark.parametrize("page", ["", *(each for each in PAGES if each)])
def test_a_dossier_of_others_is_not_there(site: Site, page: str) -> None:
    dossier = deposited(site)
    for name, role in (("voisine", None), ("ailleurs", AGENT_ELSEWHERE), ("nationale", {"kind": "national"})):
        browser = site.person(name, *([role] if role else []))
        if name == "voisine":
            site.porteur(name, "55208131766522")
        assert browser.open(dossier + page).status in (403, 404)
        assert "Quartier nord" not in browser.text


def test_a_list_of_another_department_is_not_there(site: Site) -> None:
    browser = site.person("ailleurs", AGENT_ELSEWHERE)
    assert browser.open(LIST).status == 404
    assert browser.open(EXTENSIONS).status == 404


def test_nobody_but_its_porteur_writes_a_dossier(site: Site) -> None:
    dossier = deposited(site)
    agent = site.person("agent", AGENT)
    own = site.browser("alex").open(f"{dossier}/contact").form("save").values
    for page in (
        "/contact",
        "/actions/1",
        "/actions/ajouter",
        "/actions/1/retirer",
        "/deposer",
        "/abandonner",
        "/aide",
        "/pieces",
    ):
        agent.open("/espace")
        token = agent.forms[0].values["csrf_token"]
        response = agent.client.post(dossier + page, data={**own, "csrf_token": token, "contact/name": "Agent"})
        assert response.status_code in (403, 404), page
    assert site.browser("alex").open(f"{dossier}/contact").form("save").values["contact/name"] == "Alex Moreau"


def test_an_agent_reads_the_whole_of_a_dossier(site: Site) -> None:
    dossier = deposited(site)
    agent = site.person("agent", AGENT).open(f"{dossier}/lecture")
    assert _faults(agent.response) == []
    for words in (
        "Quartier nord",
        "École Colette",
        "Un projet culturel",
        "Subventions d'exploitation",
        "Recevable",
        "51-2025-00001",
    ):
        assert words in agent.text
    assert "Enregistrer" not in agent.text
    assert any("prolongations" in link for link in agent.links)
    for page in ("/contact", "/actions/1", "/pieces", "/versions/1", "/recepisse", "/verifier"):
        agent.open(dossier + page)
        assert agent.status == 200
        assert not [form for form in agent.forms if form.method == "post" and "/espace/dossiers" in form.action]


def test_an_agent_reads_what_was_deposited_while_its_porteur_goes_on_writing(site: Site) -> None:
    dossier = deposited(site)
    site.browser("alex").open(f"{dossier}/contact").send("save", contact__name="En cours d'écriture")
    agent = site.person("agent", AGENT).open(f"{dossier}/lecture")
    assert "En cours d'écriture" not in agent.text
    assert "sans déposer de nouveau" in agent.text


def test_a_committee_reads_deposits_and_no_draft(site: Site) -> None:
    dossier = deposited(site)
    site.person("voisine")
    draft = site.dossier("voisine", site.porteur("voisine", "55208131766522"))
    member = site.person("membre", COMMITTEE).open("/espace")
    assert "Lire les dossiers déposés" in member.text
    assert "Brouillon" not in member.text
    member.open(LIST)
    assert any(dossier in link for link in member.links)
    assert not any(draft in link for link in member.links)
    assert member.open(draft).status == 404
    assert member.open(EXTENSIONS).status == 404


@pytest.mark.parametrize(("kind", "leads_to"), [("national", "/espace/nation"), ("admin", "/espace/installation")])
def test_other_roles_are_led_to_their_own_pages(site: Site, kind: str, leads_to: str) -> None:
    browser = site.person("une personne", {"kind": kind}).open("/espace")
    assert browser.status == 200
    assert leads_to in browser.links
    assert _faults(browser.response) == []


def test_the_space_of_each_role_is_sound(site: Site) -> None:
    deposited(site)
    for name, role in (("agent", AGENT), ("membre", COMMITTEE), ("sans-role", None)):
        browser = site.person(name, *([role] if role else [])).open("/espace")
        assert (browser.status, _faults(browser.response)) == (200, [])
    assert _faults(site.browser("alex").open("/espace").response) == []
    for path in (LIST, EXTENSIONS):
        assert _faults(site.browser("agent").open(path).response) == []


def test_the_list_is_filtered_sorted_and_shown_page_after_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from clas_api.pages.caf import department

    monkeypatch.setattr(department, "ROWS", 1)
    one = deposited(site)
    site.person("voisine")
    other = site.dossier("voisine", site.porteur("voisine", "55208131766522"))
    agent = site.person("agent", AGENT)

    def there() -> list[str]:
        # What is deposited leads to where it is studied, and a draft to where it is read.
        found = [re.fullmatch(r"/espace(?:/caf)?(/dossiers/[-0-9a-f]{36})(?:/lecture)?", each) for each in agent.links]
        return [f"/espace{each[1]}" for each in found if each]

    def shown(query: str) -> list[str]:
        agent.open(f"{LIST}?{query}")
        return there()

    assert shown("etat=draft") == [other]
    assert shown("etat=deposited&texte=51-2025") == [one]
    assert shown("texte=552&annee=2025-2026") == [other]
    assert shown("annee=2024-2025") == []
    assert "Aucun dossier ne correspond" in agent.text
    assert shown("tri=deposited_at") == [one]
    first = shown("tri=updated_at")
    following = next(link for link in agent.links if "apres=" in link)
    agent.open(following)
    assert sorted(first + there()) == sorted([one, other])
    assert not [link for link in agent.links if "apres=" in link]


@pytest.mark.parametrize("query", ["apres=x", "tri=-content", "etat=%00", "texte=%00%ff", "annee='--", "texte=%25"])
def test_a_list_asked_for_nonsense_is_a_list(site: Site, query: str) -> None:
    agent = site.person("agent", AGENT)
    assert agent.open(f"{LIST}?{query}").status in (200, 400)


def test_a_form_without_its_word_is_refused(site: Site) -> None:
    dossier = deposited(site)
    browser = site.browser("alex")
    rules = [
        rule
        for rule in site.app.url_map.iter_rules()
        if rule.endpoint.startswith("porteur.") and "POST" in (rule.methods or ())
    ]
    assert len(rules) >= 9
    key = dossier.rpartition("/")[2]
    for rule in rules:
        values = {
            "key": key,
            "slug": "contact",
            "number": 1,
            "rank": 1,
            "year": "2025-2026",
            "document": key,
            "person": key,
        }
        if rule.rule.startswith("/espace/departements"):
            values["slug"] = "marne"
        with site.app.test_request_context():
            path = site.app.url_map.bind("localhost").build(
                rule.endpoint, {name: values[name] for name in rule.arguments}, method="POST"
            )
        assert browser.client.post(path, data={}).status_code == 403, rule.rule
