"""The working page of a dossier: what its Caf sees and does from the deposit to the study, and what is never lost."""

from datetime import timedelta
from html import unescape

import pytest

from clas_core.dossiers.lifecycle import STATES, steps_from
from tests.api.pages.caf.conftest import HEAD, Caf
from tests.api.pages.porteur.conftest import AGENT, AGENT_ELSEWHERE, COMMITTEE, NOW
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser, without_our_modules

PAGES = ("", "/recevabilite", "/complements", "/etude", "/echanges")
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=y>{{7*191}}</textarea>"


def assert_harmless(browser: Browser) -> None:
    assert "<script" not in without_our_modules(browser.html)
    assert "<img src=x" not in browser.html
    assert "1337" not in browser.text.replace(HOSTILE, "")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_sound_and_says_where_the_dossier_stands(caf: Caf, page: str) -> None:
    caf.agent.open(caf.work + page)
    assert (caf.agent.status, caf.agent.address) == (200, caf.work + page)
    assert _faults(caf.agent.response) == []
    for words in ("Porteur 732", "51-2025-00001", "Déposé", "Dire s'il est recevable"):
        assert words in caf.agent.text
    assert all(form.method == "get" or form.protected for form in caf.agent.forms)


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_for_the_caf_of_the_dossier_alone(caf: Caf, page: str) -> None:
    for name, role in (("ailleurs", AGENT_ELSEWHERE), ("membre", COMMITTEE), ("nationale", {"kind": "national"})):
        browser = caf.site.person(name, role).open(caf.work + page)
        assert browser.status in (403, 404), name
        assert "Quartier nord" not in browser.text
    assert caf.site.browser("alex").open(caf.work + page).status in (403, 404)
    response = caf.site.anonymous().client.get(caf.work + page)
    assert (response.status_code, response.headers["Location"]) == (303, f"/connexion?next={caf.work}{page}")


def test_an_agent_who_is_of_the_porteur_does_not_work_on_its_dossier(caf: Caf) -> None:
    caf.becomes("alex", AGENT)
    assert caf.site.browser("alex").open(caf.work).status == 404


def test_every_link_of_the_pages_leads_somewhere(caf: Caf) -> None:
    caf.examined()
    for page in PAGES:
        for link in {each for each in caf.agent.open(caf.work + page).links if each.startswith("/")}:
            response = caf.agent.client.get(link.partition("#")[0], follow_redirects=True)
            assert response.status_code == 200, (page, link)


def test_a_dossier_is_assigned_from_its_page(caf: Caf) -> None:
    caf.agent.open(caf.work).send("assign", agent=str(caf.site.accounts["agent"]))
    assert "Affecté à <strong>agent</strong>" in caf.agent.html
    assert caf.row().assigned_to == caf.site.accounts["agent"]


def test_admissibility_is_judged_beside_what_the_rules_say(caf: Caf) -> None:
    caf.agent.open(f"{caf.work}/recevabilite")
    assert "✓</span> Recevable" in caf.agent.html
    caf.agent.send("judge", verdict="met")
    assert caf.agent.status == 200
    assert caf.agent.address == f"{caf.work}/etude"
    assert caf.row().state == "admissible"
    caf.agent.open(f"{caf.work}/recevabilite")
    assert 'value="met"' not in caf.agent.html
    caf.agent.send("judge", verdict="not_met", reason="Une erreur de notre part.")
    assert caf.row().state == "inadmissible"


def test_to_go_against_the_rules_takes_a_reason_and_what_was_chosen_stays(caf: Caf) -> None:
    caf.agent.open(f"{caf.work}/recevabilite").send("judge", verdict="not_met")
    assert caf.agent.status == 422
    assert "reason-error" in caf.agent.ids
    assert caf.agent.form("judge").values["verdict"] == "not_met"
    assert caf.row().state == "deposited"
    assert _faults(caf.agent.response) == []
    caf.agent.send("judge", reason=HOSTILE)
    assert caf.agent.status == 200
    assert caf.row().state == "inadmissible"
    assert_harmless(caf.agent.open(f"{caf.work}/recevabilite"))
    assert HOSTILE in caf.agent.text


def test_nothing_chosen_is_asked_for(caf: Caf) -> None:
    caf.agent.open(f"{caf.work}/recevabilite").send("judge", reason="Peut-être.")
    assert caf.agent.status == 422
    assert caf.agent.form("judge").values["reason"] == "Peut-être."
    assert "#verdict" in caf.agent.links


def test_complements_are_asked_until_a_day(caf: Caf) -> None:
    caf.agent.open(f"{caf.work}/complements").send("ask", text="Les statuts.", due_on="demain")
    assert caf.agent.status == 422
    assert caf.agent.form("ask").values["due_on"] == "demain"
    assert "Écrivez une date" in caf.agent.text
    caf.agent.send("ask", due_on="01/01/2020")
    assert (caf.agent.status, caf.agent.form("ask").values["text"]) == (422, "Les statuts.")
    due = NOW.date() + timedelta(days=10)
    caf.agent.send("ask", text=HOSTILE, due_on=f"{due:%d/%m/%Y}")
    assert caf.agent.status == 200
    assert_harmless(caf.agent)
    assert HOSTILE in caf.agent.text
    assert "11 juillet 2025" in caf.agent.text
    assert caf.row().state == "complements_asked"


def test_messages_go_to_the_porteur_and_notes_stay(caf: Caf) -> None:
    caf.agent.open(f"{caf.work}/echanges").send("send", message=f"Bonjour {HOSTILE}")
    assert "Le message est envoyé" in caf.agent.text
    caf.agent.send("keep", note=f"À revoir {HOSTILE}")
    assert_harmless(caf.agent)
    assert unescape(caf.agent.html).count(HOSTILE) == 2
    caf.agent.send("send", message="  ")
    assert caf.agent.status == 422
    assert "message-error" in caf.agent.ids
    assert _faults(caf.agent.response) == []


def test_a_study_is_typed_beside_the_socle_and_the_year_before(caf: Caf) -> None:
    caf.admissible()
    caf.agent.open(f"{caf.work}/etude")
    for words in ("Un projet culturel mené toute l'année.", "Ce que le socle couvre déjà", "l'année précédente"):
        assert words in caf.agent.text
    values = caf.agent.form("study").values
    assert values["groups/0/retained"] == "oui"
    assert values["groups/0/running_costs"].replace("\u202f", " ") == "9 000,00"
    assert values["groups/0/bonuses/children"] == "", "a bonus is never proposed by the machine"
    caf.agent.send("study", outcome="approved", groups__0__bonuses__children="Un projet d'un an.", advice="Favorable.")
    assert caf.agent.status == 200
    assert caf.row().state == "examined"
    assert "129,70" in caf.agent.text
    values = caf.agent.form("study").values
    assert (values["groups/0/bonuses/children"], values["advice"]) == ("Un projet d'un an.", "Favorable.")


def test_a_refused_study_keeps_all_that_was_typed(caf: Caf) -> None:
    caf.admissible()
    typed = {
        "outcome": "approved",
        "groups/0/running_costs": "beaucoup",
        "groups/0/bonuses/children": HOSTILE,
        "advice": "À discuter.",
    }
    caf.agent.open(f"{caf.work}/etude").submit("study", dict(typed))
    assert caf.agent.status == 422
    values = caf.agent.form("study").values
    assert {name: unescape(values[name]) for name in typed} == typed
    assert "groups/0/running_costs-error" in caf.agent.ids
    assert_harmless(caf.agent)
    assert _faults(caf.agent.response) == []
    caf.agent.submit("study", {"groups/0/running_costs": "9 000,01"})
    assert "au plus ce qui est demandé" in caf.agent.text
    caf.agent.submit("study", {"groups/0/running_costs": "9 000", "groups/0/retained": []})
    assert caf.agent.status == 422
    assert "ne reçoit pas de bonus" in caf.agent.text
    assert all(caf.agent.leads_to_a_field(each) for each in caf.agent.links if each.startswith("#groups"))


def test_what_somebody_else_did_in_between_is_said_and_what_was_typed_stays(caf: Caf) -> None:
    """412: the state that the page showed, beside the one that is there."""
    other = caf.site.person("collègue", AGENT)
    caf.agent.open(f"{caf.work}/complements")
    other.open(caf.work).send("assign", agent=str(caf.site.accounts["collègue"]))
    caf.agent.send("ask", text="Les statuts.", due_on="15/07/2025")
    assert caf.agent.status == 412
    told = caf.agent.text.partition('id="entre-temps"')[2].partition("</ul>")[0]
    assert "« personne » quand vous avez ouvert cette page, « collègue » maintenant" in told
    assert caf.agent.form("ask").values["text"] == "Les statuts."
    assert _faults(caf.agent.response) == []
    caf.agent.send("ask")
    assert caf.agent.status == 200
    assert caf.row().state == "complements_asked"


def test_only_the_steps_that_the_lifecycle_allows_are_offered(caf: Caf) -> None:
    buttons = {"judge": ("find_admissible", "find_inadmissible"), "ask": ("ask_complements",), "study": ("examine",)}

    def assert_offered() -> None:
        state = caf.row().state
        able = {each.name for each in steps_from(state, ["agent"])}
        there = {
            button.get("value")
            for page in PAGES
            for form in caf.agent.open(caf.work + page).forms
            for button in form.buttons
        }
        for button, steps in buttons.items():
            assert (button in there) == bool(able & set(steps)), (STATES[state], button)

    assert_offered()
    caf.admissible()
    assert_offered()
    caf.examined()
    assert_offered()


def test_the_head_of_the_service_works_on_it_too(caf: Caf) -> None:
    head = caf.site.person("responsable", HEAD).open(caf.work)
    assert head.status == 200


def test_what_was_typed_when_the_session_had_ended_can_be_sent_again(caf: Caf) -> None:
    caf.agent.open(f"{caf.work}/echanges")
    with caf.agent.client.session_transaction() as kept:
        account = kept["_user_id"]
        kept.clear()
    caf.agent.send("send", message="Longue saisie")
    assert caf.agent.status == 403
    assert "Longue saisie" in caf.agent.text
    with caf.agent.client.session_transaction() as kept:
        kept["_user_id"] = account
    caf.agent.send("1")
    assert caf.agent.status == 200
    assert "Longue saisie" in caf.agent.text
