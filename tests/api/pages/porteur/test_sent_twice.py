"""A form that is sent twice is done once, and its second sending is answered as the first one was."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bench.samples import content
from clas_api.services.dossiers.complementing import ask_complements
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Attachment, AuditEntry, DossierVersion, InternalNote, Message
from tests.api.pages.porteur.conftest import AGENT, NOW, Site
from tests.browsing import Browser
from tests.office import PDF


@pytest.fixture
def both(make_site: Callable[..., Site], database_url: str) -> Site:
    """Return a site on each database."""
    return make_site(database_url)


def sent(browser: Browser, button: str, **typed: str) -> Callable[[], TestResponse]:
    """Return a function that sends the form of a page, as it stands, each time it is called."""
    form = browser.form(button)
    values = {**form.values.to_dict(), **{name.replace("__", "/"): each for name, each in typed.items()}}
    pressed = next(each for each in form.buttons if each.get("value") == button)
    values[pressed["name"]] = button
    address = urljoin(browser.address, pressed.get("formaction") or form.action or browser.address)
    cookies = browser.client.get_cookie("clas")
    assert cookies is not None

    def send() -> TestResponse:
        client = browser.client.application.test_client()
        client.set_cookie("clas", cookies.value)
        return client.post(address, data=values, headers={"Sec-Fetch-Site": "same-origin"})

    return send


def at_once(send: Callable[[], TestResponse], times: int = 4) -> list[TestResponse]:
    ready = Barrier(times)

    def together(_: int) -> TestResponse:
        ready.wait()
        return send()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(together, range(times)))


def count(site: Site, table: Any) -> int:
    with site.app.app_context():
        open_session(database.session, EVERYTHING)
        return database.session.scalar(select(func.count()).select_from(table)) or 0


def answers(site: Site, send: Callable[[], TestResponse], *, together: bool) -> list[TestResponse]:
    return at_once(send) if together else [send(), send()]


TOGETHER = pytest.mark.parametrize("together", [False, True], ids=["one after the other", "at once"])


@TOGETHER
def test_a_second_click_on_the_deposit_shows_the_receipt(both: Site, together: bool) -> None:
    browser = both.person("alex")
    dossier = both.dossier("alex", both.porteur("alex"), content())
    send = sent(browser.open(f"{dossier}/verifier"), "deposit")
    for answer in answers(both, send, together=together):
        assert (answer.status_code, answer.location) == (303, f"{dossier}/recepisse")
    assert count(both, DossierVersion) == 1


def test_a_second_click_shows_the_receipt_even_when_something_was_written_in_between(both: Site) -> None:
    browser = both.person("alex")
    dossier = both.dossier("alex", both.porteur("alex"), content())
    send = sent(browser.open(f"{dossier}/verifier"), "deposit")
    assert send().status_code == 303
    both.browser("alex").open(f"{dossier}/contact").send("save", contact__name="Encore")
    assert send().location == f"{dossier}/recepisse"
    assert count(both, DossierVersion) == 1


def test_another_page_of_what_is_already_deposited_shows_the_receipt_too(both: Site) -> None:
    browser = both.person("alex")
    dossier = both.dossier("alex", both.porteur("alex"), content())
    first, other = browser.open(f"{dossier}/verifier"), both.browser("alex").open(f"{dossier}/verifier")
    first.send("deposit")
    other.send("deposit")
    assert other.address == f"{dossier}/recepisse"
    assert count(both, DossierVersion) == 1


def test_a_deposit_of_what_somebody_has_changed_is_still_refused(both: Site) -> None:
    browser = both.person("alex")
    dossier = both.dossier("alex", both.porteur("alex"), content())
    browser.open(f"{dossier}/verifier")
    both.browser("alex").open(f"{dossier}/contact").send("save", contact__name="Encore")
    browser.send("deposit")
    assert browser.status == 412
    assert count(both, DossierVersion) == 0


def _asked(site: Site) -> str:
    site.person("agent", AGENT)
    site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"), deposited=True)
    with site.app.test_request_context():
        context = site.context("agent")
        due = NOW.date() + timedelta(days=9)
        ask_complements(context, UUID(dossier.rpartition("/")[2]), "Le lieu.", due, revision=_revision(site, dossier))
    return dossier


def _revision(site: Site, dossier: str) -> int:
    return int(site.browser("alex").open(f"{dossier}/contact").form("save").values["revision"])


@TOGETHER
def test_a_second_click_on_the_answer_to_complements_changes_nothing(both: Site, together: bool) -> None:
    dossier = _asked(both)
    send = sent(both.browser("alex").open(dossier), "answer", answer="Au 12.")
    for answer in answers(both, send, together=together):
        assert (answer.status_code, answer.location) == (303, dossier)
    with both.app.app_context():
        open_session(database.session, EVERYTHING)
        entries = database.session.scalars(select(AuditEntry.entry)).all()
    assert sum('"action":"dossier.complements_answered"' in each for each in entries) == 1


@TOGETHER
def test_a_second_click_on_a_message_writes_it_once_for_either_side(both: Site, together: bool) -> None:
    both.person("agent", AGENT)
    both.person("alex")
    dossier = both.dossier("alex", both.porteur("alex"), deposited=True)
    work = dossier.replace("/espace/", "/espace/caf/") + "/echanges"
    forms = [
        sent(both.browser("alex").open(dossier), "write", text="Une question."),
        sent(both.browser("agent").open(work), "send", message="Une réponse."),
        sent(both.browser("agent").open(work), "keep", note="À revoir."),
    ]
    for send in forms:
        assert {each.status_code for each in answers(both, send, together=together)} == {303}
    assert (count(both, Message), count(both, InternalNote)) == (2, 1)


def test_the_same_words_written_again_on_purpose_are_another_message(both: Site) -> None:
    both.person("alex")
    dossier = both.dossier("alex", both.porteur("alex"), deposited=True)
    for _ in range(2):
        both.browser("alex").open(dossier).send("write", text="Merci.")
    assert count(both, Message) == 2


def test_other_words_sent_from_the_same_page_are_another_message(both: Site) -> None:
    both.person("alex")
    dossier = both.dossier("alex", both.porteur("alex"), deposited=True)
    page = both.browser("alex").open(dossier)
    assert sent(page, "write", text="Une question.")().status_code == 303
    assert sent(page, "write", text="Une autre.")().status_code == 303
    assert count(both, Message) == 2


def test_a_page_saved_twice_with_the_same_words_is_no_conflict(both: Site) -> None:
    browser = both.person("alex")
    dossier = both.dossier("alex", both.porteur("alex"), content())
    send = sent(browser.open(f"{dossier}/contact"), "save", contact__name="Alex")
    assert [send().status_code, send().status_code] == [303, 303]
    other = sent(browser.open(f"{dossier}/contact"), "save", contact__name="Camille")
    assert other().status_code == 303
    assert send().status_code == 412, "other words are there: they are not written over"


def _draft(site: Site, button: str, below: str, **typed: str) -> Callable[[], TestResponse]:
    dossier = site.dossier("alex", site.porteur("alex"), content())
    return sent(site.browser("alex").open(f"{dossier}/{below}"), button, **typed)


def _described(site: Site) -> Callable[[], TestResponse]:
    typed = {"name": "Les Nouveaux", "siret": "35600000000048", "nature": "commune", "no_email": "oui"}
    return sent(site.browser("alex").open("/espace/organismes/nouveau"), "save", **typed)


def _corrected(site: Site) -> Callable[[], TestResponse]:
    porteur = site.porteur("alex")
    page = site.browser("alex").open(f"/espace/organismes/{porteur}")
    return sent(page, "save", phone="03 26 00 00 00", no_email="oui")


def _withdrawn(site: Site) -> Callable[[], TestResponse]:
    dossier = site.dossier("alex", site.porteur("alex"), deposited=True)
    return sent(site.browser("alex").open(f"{dossier}/abandonner"), "give-up", reason="Faute de salle.")


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda site: _draft(site, "give-up", "abandonner"), id="a draft removed"),
        pytest.param(lambda site: _draft(site, "add", "actions"), id="an action added"),
        pytest.param(lambda site: _draft(site, "remove", "actions/1/retirer"), id="an action taken out"),
        pytest.param(_withdrawn, id="a deposit taken back"),
        pytest.param(_described, id="an organisation described"),
        pytest.param(_corrected, id="an organisation corrected"),
    ],
)
def test_whatever_else_is_sent_twice_leads_where_it_led_first(
    both: Site, form: Callable[[Site], Callable[[], TestResponse]]
) -> None:
    both.person("alex")
    send = form(both)
    first = send()
    traced = count(both, AuditEntry)
    second = send()
    assert (first.status_code, second.status_code) == (303, 303), second.get_data(as_text=True)
    assert first.location == second.location
    assert count(both, AuditEntry) == traced


def test_two_documents_from_one_page_are_two_documents(both: Site) -> None:
    """A file is no part of what a form is known by."""
    both.person("alex")
    dossier = both.dossier("alex", both.porteur("alex"), content())
    page = both.browser("alex").open(f"{dossier}/pieces")
    values = next(each for each in page.forms if "file" in each.names).values.to_dict()
    for name in ("a.pdf", "b.pdf"):
        body = {**values, "kind": "other", "revision": "1", "file": (BytesIO(PDF + name.encode()), name)}
        assert page.client.post(f"{dossier}/pieces", data=body).status_code == 303
    assert count(both, Attachment) == 2
