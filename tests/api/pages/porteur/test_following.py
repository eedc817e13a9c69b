"""What follows a deposit is read on the page of its dossier: by its porteur, by its Caf, and by nobody else."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest

from clas_api.services.dossiers.complementing import ask_complements
from clas_api.services.year.beginning import begin_dossier
from clas_core.committees.decision import Decision
from tests.api.pages.porteur.conftest import AGENT_ELSEWHERE, COMMITTEE, Site
from tests.api.pages.porteur.followed import Followed
from tests.api.pages.porteur.test_injection import HOSTILE, assert_harmless
from tests.api.pages.porteur.test_who_sees_what import PAGES
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.decided import FIRST, SECOND, otherwise, second_alone

SECRET = "Le porteur nous inquiète."


def milestone(browser: Browser) -> str:
    """Return the milestone where the page says that the dossier stands."""
    (here,) = re.findall(r'aria-current="step">(.*?)</li>', browser.html)
    return unescape(re.sub(r"<[^>]+>", "", here))


def seen(browser: Browser) -> str:
    """Return a page without its tags, its narrow spaces plain."""
    text = re.sub(r"<[^>]+>", "", browser.text)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_where_a_dossier_stands_is_said_in_words_all_along_the_year(followed: Followed) -> None:
    def standing() -> tuple[str, str]:
        return milestone(followed.porteur().open(followed.address)), milestone(followed.caf().open(followed.address))

    assert standing() == ("● déposé c'est ici", "● déposé c'est ici")
    followed.decide()
    # What a committee decides is told when it is notified, and not before.
    assert standing() == ("● étudié c'est ici", "● comité c'est ici")
    followed.notify()
    assert standing()[0] == "● notifié c'est ici"


@pytest.mark.parametrize("followed", ["sqlite", "postgresql"], indirect=True)
def test_a_whole_year_is_read_by_its_porteur_and_its_caf_step_by_step(followed: Followed) -> None:
    followed.begin()
    followed.note(SECRET)
    followed.write("Bonjour, vos statuts ?")
    for browser in (followed.porteur(), followed.caf()):
        browser.open(followed.address)
        assert browser.address == followed.address
        assert _faults(browser.response) == []
        assert milestone(browser) == "● en cours c'est ici"
        page = seen(browser)
        for words in ("Bonjour, vos statuts ?", "Agréé", "4 944,70 €", "3 129,70 €", "2 472,35 €", "15 octobre 2025"):
            assert words in page, words
        assert "jusqu'au 30 septembre 2025" in page
    assert SECRET in followed.caf().open(followed.address).text
    assert SECRET not in followed.porteur().open(followed.address).text
    followed.pay()
    # Group 1 cost 3 000,00 €: 990,00 and 329,00, 1 319,00; with 1 815,00, 3 134,00 less 4 118,94: 984,94.
    followed.save(groups=[{"position": 1, "running_costs": "3000.00"}, {"position": 2}])
    for browser in (followed.porteur(), followed.caf()):
        page = seen(browser.open(followed.address))
        assert "référence VIR-1" in page
        assert "Risque de trop-perçu" in page
        assert "984,94 €" in page
    followed.file("3000.00", "5500.00")
    followed.settle()
    for browser in (followed.porteur(), followed.caf()):
        assert milestone(browser.open(followed.address)) == "● soldé c'est ici"
        page = seen(browser)
        assert "Trop-perçu à rendre à la Caf984,94 €" in re.sub(r"\s*\n\s*", "", page)
        assert "Indu à récupérer" in page
        browser.open(f"{followed.address}/solde")
        assert _faults(browser.response) == []
        page = seen(browser)
        for words in ("8 500,00 €", "3 000,00 €", "Prévu : 3 129,70 €", "Réel : 1 319,00 €", "984,94 €"):
            assert words in page, words


def test_complements_are_shown_with_their_words_their_day_and_the_way_to_answer(followed: Followed) -> None:
    text = "Les horaires\nde l'action 1."
    followed.act("agent", ask_complements, text, date(2025, 7, 15), of="dossier")
    browser = followed.porteur().open(followed.address)
    assert text in browser.text
    assert "réponse attendue jusqu'au 15 juillet 2025" in seen(browser)
    assert f"{followed.address}/verifier" in browser.links
    assert _faults(browser.response) == []
    browser.open(f"{followed.address}/verifier").send("deposit", answer="De 17 h à 18 h 30.")
    assert "Répondu le 1er juillet 2025" in seen(browser.open(followed.address))
    caf = followed.caf().open(followed.address)
    assert text in caf.text
    assert f"{followed.address}/verifier" not in caf.links


def test_a_message_goes_to_the_caf_and_back_and_only_the_porteur_writes_here(followed: Followed) -> None:
    browser = followed.porteur().open(followed.address)
    browser.send("write", text="Quand vient l'acompte ?\nMerci.")
    assert browser.address == followed.address
    assert "Votre message est envoyé" in browser.text
    assert browser.form("write").values["text"] == ""
    caf = followed.caf().open(followed.address)
    assert "Quand vient l'acompte ?\nMerci." in caf.text
    assert not [form for form in caf.forms if "/espace/dossiers" in form.action]
    caf.open("/espace")
    sent = {"csrf_token": caf.forms[0].values["csrf_token"], "text": "Caf"}
    assert caf.client.post(f"{followed.address}/messages", data=sent).status_code == 404


@pytest.mark.parametrize(("typed", "words"), [("", "obligatoire"), (" \n ", "obligatoire"), ("é" * 10_001, "10")])
def test_a_message_that_cannot_be_sent_stays_in_its_field_with_why(followed: Followed, typed: str, words: str) -> None:
    browser = followed.porteur().open(followed.address)
    browser.send("write", text=typed)
    assert browser.status == 422
    assert browser.form("write").values["text"] == typed
    told = browser.text.partition('id="text-error"')[2].partition("</p>")[0]
    assert words in told
    assert _faults(browser.response) == []
    assert "Aucun message" in browser.text


def test_many_messages_show_the_last_ones_and_fold_the_others(followed: Followed) -> None:
    for number in range(7):
        followed.write(f"Message {number}.", minutes=number)
    html = followed.porteur().open(followed.address).html
    folded, _, shown = html.partition("2 messages avant ceux-ci")[2].partition("</details>")
    assert [f"Message {number}." in folded for number in range(7)] == [True, True, *[False] * 5]
    assert [f"Message {number}." in shown for number in range(7)] == [False, False, *[True] * 5]


def test_a_refusal_is_told_with_its_reason_and_nothing_after_it(followed: Followed) -> None:
    followed.decide(otherwise("refused", "Un axe manque."))
    assert "Un axe manque." not in followed.porteur().open(followed.address).text
    caf = followed.caf().open(followed.address)
    assert "Un axe manque." in caf.text
    assert "n'est pas encore notifiée" in caf.text
    followed.notify()
    browser = followed.porteur().open(followed.address)
    assert "Un axe manque." in browser.text
    assert "rien ne suit cette décision" in browser.text
    assert browser.text.count("n'aura pas lieu") == 3
    assert browser.client.get(f"{followed.address}/bilan").status_code == 409
    assert browser.client.get(f"{followed.address}/solde").status_code == 409


def test_a_dossier_in_reserve_is_told_that_the_committee_may_come_back_to_it(followed: Followed) -> None:
    followed.decide(otherwise("reserve", "Des crédits manquent."))
    followed.notify()
    browser = followed.porteur().open(followed.address)
    assert milestone(browser) == "● notifié c'est ici"
    for words in ("Des crédits manquent.", "le comité peut y revenir", "à venir"):
        assert words in browser.text, words
    assert "n'aura pas lieu" not in browser.text


def test_a_group_that_was_not_retained_is_shown_as_such(followed: Followed) -> None:
    followed.decide(second_alone(500_000))
    followed.notify()
    page = seen(followed.porteur().open(followed.address))
    assert "Non retenu" in page
    assert "5 000,00 €" in page
    assert "1 650,00 €" in page


def test_a_draft_has_nothing_to_follow(followed: Followed) -> None:
    followed.site.person("voisine")
    draft = followed.site.dossier("voisine", followed.site.porteur("voisine", "55208131766522"))
    browser = followed.site.browser("voisine").open(draft)
    assert "Suite du dossier" not in browser.text
    assert "write" not in browser.html.partition("<main")[2]
    assert followed.caf().open(draft).address == f"{draft}/lecture"


@pytest.mark.parametrize("page", ["", "/bilan", "/bilan/groupes/1", "/bilan/recit", "/bilan/verifier", "/solde"])
def test_what_follows_is_not_there_for_others(followed: Followed, page: str) -> None:
    followed.begin()
    followed.write("Entre nous.")
    site = followed.site
    site.person("voisine")
    site.porteur("voisine", "55208131766522")
    for browser in (site.browser("voisine"), site.person("ailleurs", AGENT_ELSEWHERE)):
        assert browser.open(followed.address + page).status in (403, 404)
        assert "Entre nous." not in browser.text
    member = site.person("membre", COMMITTEE).open(followed.address + page)
    assert member.address == f"{followed.address}/lecture" if page == "" else member.status == 409
    assert "Entre nous." not in member.text
    answer = site.anonymous().client.get(followed.address + page)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/connexion?next={followed.address}{page}")


def test_what_is_written_is_shown_as_text_everywhere(followed: Followed) -> None:
    followed.act("agent", ask_complements, HOSTILE, date(2025, 7, 15), of="dossier")
    followed.write(HOSTILE)
    followed.note(HOSTILE)
    browser = followed.porteur().open(followed.address)
    assert_harmless(browser.send("write", text=HOSTILE))
    browser.open(f"{followed.address}/verifier").send("deposit")
    followed.decide(Decision(outcome="approved", reason=HOSTILE, groups=(FIRST, SECOND)))
    followed.notify()
    followed.act("agent", begin_dossier, signed_on=None, of="dossier")
    followed.pay(HOSTILE[:80])
    followed.file("8500.00", "5500.00", text=HOSTILE)
    for reader in (followed.porteur(), followed.caf()):
        for page in ("", "/bilan", "/bilan/verifier", "/solde"):
            assert_harmless(reader.open(followed.address + page))
            assert _faults(reader.response) == [], page
    followed.give_back(HOSTILE)
    for page in ("", "/bilan", "/bilan/groupes/1", "/bilan/recit", "/bilan/budget", "/bilan/verifier", "/solde"):
        browser.open(followed.address + page)
        assert_harmless(browser)
        assert _faults(browser.response) == [], page


BILAN_PAGES = ("/bilan", "/bilan/groupes/1", "/bilan/recit", "/bilan/budget", "/bilan/verifier", "/bilan/depot")


def test_every_page_of_a_dossier_is_asked_for_by_somebody_in_these_tests(site: Site) -> None:
    pages = [*PAGES, *BILAN_PAGES, "/solde", "/recepisse.pdf", "/dossier.pdf", "/pieces/{0}", "/pieces/{0}/retirer"]
    pages += ["/certificat-demande.pdf", "/formulaire.xlsx", "/courriers", "/courriers/{0}.pdf"]
    adapter = site.app.url_map.bind("localhost")
    walked = {adapter.match(f"/espace/dossiers/{uuid4()}{page.format(uuid4())}")[0] for page in pages}
    rules = [rule for rule in site.app.url_map.iter_rules() if rule.rule.startswith("/espace/dossiers/<uuid:key>")]
    assert {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} == walked


def test_every_link_of_whoever_follows_a_dossier_leads_to_an_answer(followed: Followed) -> None:
    followed.begin()
    followed.pay()

    def walk(browser: Browser) -> set[str]:
        seen_there: set[str] = set()
        waiting = [followed.address]
        while waiting:
            path = waiting.pop()
            if path in seen_there:
                continue
            seen_there.add(path)
            if path.endswith((".pdf", ".json")):  # looked at in test_written_out, and in test_certificates
                continue
            assert browser.open(path).status == 200, path
            assert _faults(browser.response) == [], path
            for link in browser.links:
                if "#" in link:
                    assert browser.leads_to_a_field(link), (path, link)
                if link.startswith(followed.address):
                    waiting.append(link.partition("#")[0])
        return {path.removeprefix(followed.address) for path in seen_there}

    assert walk(followed.porteur()) >= {*BILAN_PAGES, "/solde", "/lecture"} - {"/bilan/depot"}
    assert walk(followed.caf()) >= {"", "/bilan", "/solde", "/lecture"}
    followed.file("3000.00", "5500.00")
    followed.settle()
    assert walk(followed.porteur()) >= {"", "/bilan", "/solde"}
