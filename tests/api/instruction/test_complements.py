"""Complements: asked with a day, mailed, called to mind once, answered with a deposit, judged by the right day."""

from datetime import date, datetime

import pytest

from clas_api.context import Context
from clas_api.security.principal import SYSTEM
from clas_api.services.instruction.reminding import remind_complements
from clas_api.store.database import database
from clas_core.years import PARIS
from tests.api.instruction.conftest import Caf

ASKED = {"text": "Le budget de la deuxième action.", "due_on": "2025-09-10"}
ANSWER = {"answer": "Les lignes de la deuxième action sont au compte 64."}
AFTER_CLOSING = date(2025, 8, 25)


def _remind(caf: Caf, day: datetime) -> int:
    with caf.app.app_context():
        context = Context(installation=caf.app.extensions["clas"], session=database.session, who=SYSTEM, now=day)
        return remind_complements(context)


def _at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=PARIS)


def test_the_porteur_is_mailed_what_is_asked_until_when_and_answers_by_a_deposit(caf: Caf) -> None:
    caf.on(AFTER_CLOSING)
    given = caf.done("agent51", "POST", "/complements", ASKED)
    assert given["due_on"] == "2025-09-10"
    assert caf.state() == "complements_asked"
    mailed = [each for each in caf.mails() if "compléments" in each.subject]
    assert {each.recipient for each in mailed} == {"contact@clas.example", "porteur51@clas.example"}
    assert all("Le budget de la deuxième action." in each.body and "10 septembre 2025" in each.body for each in mailed)

    caf.on(date(2025, 9, 10))
    assert caf.ask("porteur51", "POST", "/deposit", ANSWER).status_code == 201
    assert caf.state() == "deposited"
    listed = caf.ask("porteur51", "GET", "/complements").get_json()["complements"]
    assert listed[0]["answered_at"].startswith("2025-09-10")
    assert caf.actions()[-2:] == ["dossier.complements_asked", "dossier.deposited"]


def test_a_deposit_that_answers_after_the_closing_day_counts_as_in_time(caf: Caf) -> None:
    caf.on(AFTER_CLOSING)
    caf.done("agent51", "POST", "/complements", ASKED)
    assert caf.ask("porteur51", "POST", "/deposit", ANSWER).status_code == 201
    given = caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})
    evidence = given["examination"]["evidence"]
    assert (evidence["version"], evidence["deposited_on"]) == (2, "2025-07-01")
    assert given["examination"]["computed"] == "met"


def test_an_answer_after_its_day_is_refused_and_a_further_request_gives_more_time(caf: Caf) -> None:
    caf.on(AFTER_CLOSING)
    caf.done("agent51", "POST", "/complements", ASKED)
    caf.on(date(2025, 9, 11))
    late = caf.ask("porteur51", "POST", "/deposit", ANSWER)
    assert late.status_code == 409
    assert "10 septembre 2025" in late.get_json()["detail"]
    caf.done("agent51", "POST", "/complements", {"text": "Encore un délai.", "due_on": "2025-09-20"})
    assert caf.ask("porteur51", "POST", "/deposit", ANSWER).status_code == 201


@pytest.mark.parametrize("due_on", ["2025-06-30", "2026-07-03", "2025-02-30", "demain"])
def test_a_day_that_cannot_be_kept_is_refused(caf: Caf, due_on: str) -> None:
    answer = caf.ask("agent51", "POST", "/complements", {**ASKED, "due_on": due_on}, version=caf.revision())
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "/due_on"


def test_a_request_is_called_to_mind_once_when_it_is_due_soon(caf: Caf) -> None:
    caf.on(AFTER_CLOSING)
    caf.done("agent51", "POST", "/complements", ASKED)
    assert _remind(caf, _at(9, 6)) == 0
    assert _remind(caf, _at(9, 7)) == 1
    assert _remind(caf, _at(9, 7, 10)) == _remind(caf, _at(9, 10)) == 0
    reminded = [each for each in caf.mails() if "compléments attendus" in each.subject]
    assert len(reminded) == 2  # the person in charge, and the porteur's person
    assert caf.ask("agent51", "GET", "/complements").get_json()["complements"][0]["reminded_at"]
    assert caf.actions().count("complements.reminded") == 1


def test_a_request_is_called_to_mind_once_more_when_it_is_late(caf: Caf) -> None:
    caf.on(AFTER_CLOSING)
    caf.done("agent51", "POST", "/complements", ASKED)
    days = ((9, 7, 1), (9, 10, 0), (9, 11, 1), (9, 12, 0), (10, 12, 0))
    for month, day, reminded in days:
        assert _remind(caf, _at(month, day)) == reminded, day
    assert len([each for each in caf.mails() if "compléments en retard" in each.subject]) == 2
    assert caf.actions().count("complements.reminded") == 2


def test_a_late_request_is_called_to_mind_and_says_that_it_is_late(caf: Caf) -> None:
    caf.on(AFTER_CLOSING)
    caf.done("agent51", "POST", "/complements", ASKED)
    assert (_remind(caf, _at(9, 11)), _remind(caf, _at(9, 12))) == (1, 0)
    assert any("étaient attendus jusqu'au 10 septembre" in each.body for each in caf.mails())


def test_a_request_is_not_called_to_mind_on_its_own_day_nor_once_it_is_answered(caf: Caf) -> None:
    caf.on(AFTER_CLOSING)
    caf.done("agent51", "POST", "/complements", {**ASKED, "due_on": "2025-08-26"})
    assert _remind(caf, _at(8, 25, 18)) == 0
    assert caf.ask("porteur51", "POST", "/deposit", ANSWER).status_code == 201
    assert _remind(caf, _at(8, 26)) == 0


@pytest.mark.parametrize("verdict", ["met", "not_met"])
def test_a_request_that_is_no_longer_needed_is_lifted_by_going_on(caf: Caf, verdict: str) -> None:
    caf.done("agent51", "POST", "/complements", {"text": "Le lieu.", "due_on": "2025-07-10"})
    told = len(caf.mails())
    caf.done("agent51", "POST", "/admissibility", {"verdict": verdict, "reason": "Vu sur place."})
    (request,) = caf.ask("porteur51", "GET", "/complements").get_json()["complements"]
    assert (request["lifted_at"] is None, request["answered_at"]) == (False, None)
    subjects = {mail.subject for mail in caf.mails()[told:]}
    assert len(subjects) == 1
    assert ("plus attendus" in subjects.pop()) == (verdict == "met")
    if verdict == "met":
        caf.done("agent51", "POST", "/complements", {"text": "Les horaires.", "due_on": "2025-12-01"})
        assert _remind(caf, _at(7, 9)) == 0  # the request that was lifted is not called to mind


def test_two_agents_at_once_one_wins_and_the_other_is_told(caf: Caf) -> None:
    version = caf.revision()
    assert caf.ask("agent51", "POST", "/complements", ASKED, version=version).status_code == 201
    assert caf.ask("head51", "POST", "/complements", ASKED, version=version).status_code == 412
    assert caf.ask("head51", "POST", "/complements", ASKED).status_code == 428


def test_the_check_of_a_dossier_that_answered_late_by_request_says_that_it_is_in_time(caf: Caf) -> None:
    caf.on(AFTER_CLOSING)
    caf.done("agent51", "POST", "/complements", ASKED)
    assert caf.ask("porteur51", "GET", "/check").get_json()["assessment"]["admissible"] == "met"
    assert caf.ask("porteur51", "POST", "/deposit", ANSWER).status_code == 201
    assert caf.ask("agent51", "GET", "/check").get_json()["assessment"]["admissible"] == "met"


def test_a_request_for_an_early_day_does_not_end_the_call_for_its_porteur(caf: Caf) -> None:
    caf.done("agent51", "POST", "/complements", {**ASKED, "due_on": "2025-07-10"})
    caf.on(date(2025, 8, 18))
    assert caf.ask("porteur51", "POST", "/deposit", ANSWER).status_code == 201
