"""What came in for a Caf: found by its own people, unread until it is opened, mailed once and as each has chosen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, select, update

from clas_api.security.principal import SYSTEM
from clas_api.services.instruction.telling_arrivals import OF_A_DAY, tell_arrivals
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import MailChoice, OutgoingMail
from tests.api.pages.caf.conftest import HEAD, Caf
from tests.api.pages.porteur.conftest import AGENT_ELSEWHERE, NOW
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.readings import Asked, expect_few_statements

INBOX = "/espace/caf/marne/arrivees"


def _told(caf: Caf, hours: int, *choices: str) -> list[str]:
    """Write what is due some hours after the story, and return to whom."""
    with caf.site.app.test_request_context():
        context = replace(caf.site.context("head"), who=SYSTEM, now=NOW + timedelta(hours=hours))
        tell_arrivals(context, *choices)
    return _mailed(caf, OutgoingMail.body.contains("Ce qui est arrivé pour vous"))


def _mailed(caf: Caf, which: ColumnElement[bool]) -> list[str]:
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING)
        return list(
            database.session.scalars(select(OutgoingMail.recipient).where(which).order_by(OutgoingMail.recipient))
        )


def _write(caf: Caf, text: str) -> None:
    caf.site.browser("alex").open(caf.reading).send("write", text=text)


def _unread(browser: Browser) -> int:
    return browser.html.count('class="unread"')


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_what_came_in_is_unread_until_it_is_opened(caf: Caf, one_reading: list[tuple[str, Asked]]) -> None:
    head = caf.site.person("head", HEAD).open(INBOX)
    assert _faults(head.response) == []
    assert "Porteur 732" in head.text
    assert "a déposé son dossier" in head.text
    assert _unread(head) == 1
    agent = caf.agent.open(INBOX)
    assert "Rien de nouveau" in agent.text  # it is nobody's yet: the head of the service gives it to an agent
    assert _unread(agent.open(f"{INBOX}?pour=equipe")) == 1
    agent.send("open")
    assert agent.address == caf.work
    assert _unread(agent.open(f"{INBOX}?pour=equipe")) == 0
    assert _unread(head.open(INBOX)) == 1  # each has read what they have read
    head.send("see_all")
    assert "Rien de nouveau" in head.text
    elsewhere = caf.site.person("ailleurs", AGENT_ELSEWHERE)
    assert elsewhere.open(INBOX).status == 404
    assert "Porteur 732" not in elsewhere.open("/espace/caf/seine_et_marne/arrivees?pour=equipe").text
    expect_few_statements(one_reading)


@pytest.mark.parametrize(
    ("role_days", "hours", "told"),
    [(0, 40, True), (10, 13 * 24, True), (10, 15 * 24, False), (-1, 40, True), (-4, 5 * 24, False)],
)
def test_a_first_mail_goes_back_to_when_the_role_was_given_two_days_at_least_and_fourteen_at_most(
    caf: Caf, role_days: int, hours: int, told: bool
) -> None:
    caf.site.person("head", {**HEAD, "granted_at": NOW - timedelta(days=role_days)})
    assert _told(caf, hours, *OF_A_DAY) == (["head@clas.example"] if told else [])


def test_mails_of_what_came_in_go_once_and_as_each_has_chosen(caf: Caf) -> None:
    caf.site.person("head", HEAD).open(INBOX)
    assert _told(caf, 1, "at_once") == []
    assert _told(caf, 1, *OF_A_DAY) == ["head@clas.example"]
    assert _told(caf, 2, *OF_A_DAY) == ["head@clas.example"]  # the same one: nothing came in since
    caf.site.browser("head").open(INBOX).send("mails", mails="never")
    assert caf.site.browser("head").open(INBOX).form("mails").values["mails"] == "never"
    _write(caf, "Avez-vous reçu nos statuts ?")
    assert _mailed(caf, OutgoingMail.subject.contains("un message vous attend")) == []
    assert "Avez-vous reçu nos statuts ?" in caf.site.browser("head").open(INBOX).text
    caf.agent.open(caf.work).send("assign", agent=str(caf.site.accounts["agent"]))
    caf.agent.open(INBOX).send("mails", mails="at_once")
    with caf.site.app.app_context():  # as if it had been chosen before the deposit
        open_session(database.session, EVERYTHING, writing=True)
        database.session.execute(update(MailChoice).values(mailed_until=NOW - timedelta(hours=1)))
        database.session.commit()
    assert _told(caf, 26, *OF_A_DAY, "at_once") == ["agent@clas.example", "head@clas.example"]
