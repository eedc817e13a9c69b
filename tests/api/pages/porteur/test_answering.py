"""What the Caf asks to complete is the first thing that a porteur sees, and is answered there or with a deposit."""

from datetime import timedelta

from clas_api.services.dossiers.complementing import ask_complements
from tests.api.pages.porteur.conftest import NOW
from tests.api.pages.porteur.followed import Followed
from tests.api.pages.test_sound_html import _faults

TEXT = "Précisez l'adresse."
ANSWER = "C'est au 12 rue des Écoles."


def ask(followed: Followed, text: str = TEXT, minutes: int = 0) -> None:
    due = NOW.date() + timedelta(days=14)
    followed.act("agent", ask_complements, text, due, of="dossier", minutes=minutes)


def test_the_request_is_the_first_thing_on_the_home_page_and_on_the_page_of_the_dossier(followed: Followed) -> None:
    ask(followed)
    browser = followed.porteur().open("/espace")
    assert "répondre à la demande de compléments, avant le 15 juillet 2025" in browser.text
    assert "(encore 14 jours)" in browser.text
    assert TEXT in browser.text
    assert "déposer</strong>" not in browser.text
    assert _faults(browser.response) == []
    page = browser.open(followed.address).text.partition("<h1>")[2]
    assert page.index(TEXT) < page.index("Étapes de l'année")
    assert page.index('name="answer"') < page.index("Étapes de l'année")
    assert "Rien ne manque" not in page
    assert "15 juillet 2025 à 23 h 59" in page
    assert _faults(browser.response) == []


def test_an_answer_is_kept_shown_to_the_caf_and_closes_the_request(followed: Followed) -> None:
    ask(followed)
    browser = followed.porteur().open(followed.address)
    browser.send("answer", answer=ANSWER)
    assert (browser.status, browser.address) == (200, followed.address)
    assert "Votre réponse est envoyée" in browser.text
    assert ANSWER in browser.text
    assert "Répondu le 1er juillet 2025" in browser.text
    assert _faults(browser.response) == []
    assert "compléments" not in browser.open("/espace").text.partition("Mes dossiers")[2].partition("</ul>")[0]
    caf = followed.caf()
    for page in (followed.address, _work(followed), f"{_work(followed)}/complements"):
        assert ANSWER in caf.open(page).text, page
        assert _faults(caf.response) == []


def _work(followed: Followed) -> str:
    return f"/espace/caf/dossiers/{followed.key}"


def test_an_answer_that_says_nothing_is_refused_and_one_too_long_stays_in_its_field(followed: Followed) -> None:
    ask(followed)
    browser = followed.porteur().open(followed.address)
    for typed in ("", "   ", "é" * 10_001):
        browser.send("answer", answer=typed)
        assert browser.status == 422
        assert browser.form("answer").values["answer"] == typed
        assert "#answer" in browser.links
        assert _faults(browser.response) == []


def test_the_same_dossier_deposited_again_does_not_answer_and_what_was_typed_stays(followed: Followed) -> None:
    ask(followed)
    browser = followed.porteur().open(f"{followed.address}/verifier")
    assert TEXT in browser.text
    browser.send("deposit")
    assert browser.status == 409
    assert "Rien n'a changé depuis le dépôt n° 1" in browser.text
    assert _faults(browser.response) == []
    browser.send("deposit", answer="é" * 10_001)
    assert browser.status == 422
    assert browser.form("deposit").values["answer"] == "é" * 10_001
    browser.send("deposit", answer=ANSWER)
    assert browser.address == f"{followed.address}/recepisse"
    assert ANSWER in browser.open(followed.address).text


def test_a_changed_dossier_answers_without_words_and_the_caf_is_told_how(followed: Followed) -> None:
    ask(followed)
    browser = followed.porteur().open(f"{followed.address}/contact")
    browser.send("save", contact__name="Dominique Martin")
    assert "Vos dernières modifications ne sont pas déposées" in browser.open(followed.address).text
    browser.open(f"{followed.address}/verifier").send("deposit")
    assert browser.address == f"{followed.address}/recepisse"
    assert "en déposant de nouveau" in followed.caf().open(_work(followed)).text


def test_a_request_that_came_while_one_was_answering_is_read_first(followed: Followed) -> None:
    ask(followed)
    browser = followed.porteur().open(followed.address)
    ask(followed, "Et les horaires.", minutes=1)
    browser.send("answer", answer=ANSWER)
    assert browser.status == 412
    assert browser.form("answer").values["answer"] == ANSWER
    assert "Et les horaires." in browser.text
    browser.send("answer", answer=ANSWER)
    assert "Votre réponse est envoyée" in browser.text


def test_the_next_step_of_a_dossier_that_awaits_its_porteur_is_to_wait(followed: Followed) -> None:
    assert "Dire s'il est recevable" in followed.caf().open(_work(followed)).text
    ask(followed)
    assert "Attendre les compléments, demandés pour le" in followed.caf().open(_work(followed)).text


def test_the_request_is_for_its_porteur_and_the_caf_has_no_field_to_answer_it(followed: Followed) -> None:
    ask(followed)
    caf = followed.caf().open(followed.address)
    assert TEXT in caf.text
    assert not [form for form in caf.forms if form.action.endswith("/reponse")]
