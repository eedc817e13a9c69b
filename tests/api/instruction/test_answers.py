"""Only an answer closes what the Caf asked: words, or a deposit that changes something."""

from datetime import date
from typing import Any

import pytest

from tests.api.instruction.conftest import Caf
from tests.api.instruction.test_complements import AFTER_CLOSING, ASKED, _at, _remind

ANSWER = {"text": "Le budget est celui de la deuxième action seule."}


def asked(caf: Caf) -> None:
    caf.on(AFTER_CLOSING)
    caf.done("agent51", "POST", "/complements", ASKED)


def requests_of(caf: Caf, who: str = "porteur51") -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = caf.ask(who, "GET", "/complements").get_json()["complements"]
    return listed


def test_a_deposit_that_changes_nothing_does_not_answer(caf: Caf) -> None:
    asked(caf)
    refused = caf.ask("porteur51", "POST", "/deposit")
    assert refused.status_code == 409
    assert "Rien n'a changé depuis le dépôt n° 1" in refused.get_json()["detail"]
    assert "répondez à la demande" in refused.get_json()["detail"]
    assert caf.state() == "complements_asked"
    assert requests_of(caf)[0]["answered_at"] is None
    assert len(caf.ask("porteur51", "GET", "/versions").get_json()["versions"]) == 1


def test_the_same_dossier_with_an_answer_in_words_answers(caf: Caf) -> None:
    asked(caf)
    given = caf.ask("porteur51", "POST", "/deposit", {"answer": ANSWER["text"]})
    assert (given.status_code, given.get_json()["version"]) == (201, 2)
    assert caf.state() == "deposited"
    for who in ("porteur51", "agent51"):
        assert requests_of(caf, who)[0]["answer"] == ANSWER["text"]


def test_a_deposit_that_changes_the_dossier_answers_without_words(caf: Caf) -> None:
    asked(caf)
    caf.done("porteur51", "PATCH", "", {"common_costs": "900.00"})
    assert caf.ask("porteur51", "POST", "/deposit").status_code == 201
    (request,) = requests_of(caf)
    assert (request["answer"], request["answered_at"] is None) == (None, False)


def test_what_the_porteur_changes_of_itself_changes_the_deposit(caf: Caf) -> None:
    asked(caf)
    own = f"//api/v1/porteurs/{caf.world.porteur}".removeprefix("//api/v1")
    tag = caf.world.ask("porteur51", "GET", own).headers["ETag"]
    address = {"lines": ["2 rue des Écoles"], "postal_code": "51100", "city": "Reims"}
    assert caf.world.ask("porteur51", "PATCH", own, {"address": address}, headers={"If-Match": tag}).status_code == 200
    assert caf.ask("porteur51", "POST", "/deposit").status_code == 201
    assert caf.state() == "deposited"


def test_words_alone_answer_without_a_new_deposit(caf: Caf) -> None:
    asked(caf)
    caf.on(date(2025, 9, 10))
    assert caf.ask("porteur51", "POST", "/complements/answer", ANSWER).status_code == 428
    listed = caf.done("porteur51", "POST", "/complements/answer", ANSWER)["complements"]
    assert listed[0]["answer"] == ANSWER["text"]
    assert listed[0]["answered_at"].startswith("2025-09-10")
    assert caf.state() == "deposited"
    assert len(caf.ask("porteur51", "GET", "/versions").get_json()["versions"]) == 1
    assert caf.actions()[-1] == "dossier.complements_answered"
    told = [each for each in caf.mails() if "réponse aux compléments" in each.subject]
    assert [each.recipient for each in told] == ["head51@clas.example"]
    assert ANSWER["text"] not in told[0].body
    assert _remind(caf, _at(9, 11)) == 0
    # It was in time, and goes on as after a deposit.
    assert caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})["examination"]["computed"] == "met"


def test_the_trace_says_what_was_answered_and_by_whom(caf: Caf) -> None:
    asked(caf)
    caf.done("porteur51", "POST", "/complements/answer", ANSWER)
    entries = caf.world.ask("head51", "GET", "/departments/marne/audit?limit=200").get_json()["items"]
    (entry,) = [each["entry"] for each in entries if each["entry"]["action"] == "dossier.complements_answered"]
    assert entry["who"] == f"account:{caf.world.accounts['porteur51']}"
    assert entry["after"]["text"] == ANSWER["text"]
    assert entry["after"]["requests"] == [requests_of(caf)[0]["id"]]


def test_words_after_the_day_are_refused_as_a_deposit_is(caf: Caf) -> None:
    asked(caf)
    caf.on(date(2025, 9, 11))
    late = caf.ask("porteur51", "POST", "/complements/answer", ANSWER, version=caf.revision())
    assert late.status_code == 409
    assert "10 septembre 2025" in late.get_json()["detail"]
    caf.done("agent51", "POST", "/complements", {"text": "Encore un délai.", "due_on": "2025-09-20"})
    caf.done("porteur51", "POST", "/complements/answer", ANSWER)
    assert {each["answer"] for each in requests_of(caf)} == {ANSWER["text"]}, "one answer closes what is open"


def test_an_admissible_dossier_is_deposited_again_once_it_answers(caf: Caf) -> None:
    caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})
    asked(caf)
    caf.done("porteur51", "POST", "/complements/answer", ANSWER)
    assert caf.state() == "deposited"


@pytest.mark.parametrize("lifted", [False, True])
def test_there_is_nothing_to_answer_where_nothing_is_asked(caf: Caf, lifted: bool) -> None:
    if lifted:
        asked(caf)
        caf.done("agent51", "POST", "/admissibility", {"verdict": "met", "reason": "Vu sur place."})
    refused = caf.ask("porteur51", "POST", "/complements/answer", ANSWER, version=caf.revision())
    assert refused.status_code == 409
    assert "Aucune demande" in refused.get_json()["detail"]
    if not lifted:
        with_words = caf.ask("porteur51", "POST", "/deposit", {"answer": ANSWER["text"]})
        assert with_words.status_code == 409


def test_an_answer_to_a_request_that_was_not_read_is_refused(caf: Caf) -> None:
    asked(caf)
    version = caf.revision()
    caf.done("agent51", "POST", "/complements", {"text": "Et les horaires.", "due_on": "2025-09-12"})
    assert caf.ask("porteur51", "POST", "/complements/answer", ANSWER, version=version).status_code == 412
    assert [each["answered_at"] for each in requests_of(caf)] == [None, None]


def test_the_same_answer_sent_again_is_the_first_one(caf: Caf) -> None:
    asked(caf)
    path = f"/dossiers/{caf.world.deposited}/complements/answer"
    headers = {"If-Match": f'"{caf.revision()}"', "Idempotency-Key": "réponse".encode("ascii", "ignore").decode()}
    first = caf.world.ask("porteur51", "POST", path, ANSWER, headers=headers)
    again = caf.world.ask("porteur51", "POST", path, ANSWER, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert caf.actions().count("dossier.complements_answered") == 1


@pytest.mark.parametrize("text", ["", "  ", None, "é" * 10_001])
def test_an_answer_that_says_nothing_or_too_much_is_refused(caf: Caf, text: Any) -> None:
    asked(caf)
    for path, body in (("/complements/answer", {"text": text}), ("/deposit", {"answer": text})):
        answer = caf.ask("porteur51", "POST", path, body, version=caf.revision())
        assert answer.status_code == (409 if path == "/deposit" and text is None else 422)
    assert caf.state() == "complements_asked"


def test_nobody_but_its_porteur_answers(caf: Caf) -> None:
    asked(caf)
    for who in ("agent51", "head51", "committee51", "neighbour51"):
        assert caf.ask(who, "POST", "/complements/answer", ANSWER, version=caf.revision()).status_code in (403, 404)
    assert caf.state() == "complements_asked"
