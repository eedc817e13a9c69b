"""Whatever form of the Caf is sent twice is done once, and leads where it led first."""

from werkzeug.test import TestResponse

from clas_api.store.models import CommitteeSession, ComplementRequest, Examination, Notification
from tests.api.pages.caf.conftest import CALL, Caf
from tests.api.pages.porteur.conftest import NOW
from tests.api.pages.porteur.test_sent_twice import TOGETHER, answers, count, sent


def _same(given: list[TestResponse]) -> None:
    assert {each.status_code for each in given} == {303}, [each.get_data(as_text=True) for each in given]
    assert len({each.location for each in given}) == 1


@TOGETHER
def test_a_session_is_planned_once(caf: Caf, together: bool) -> None:
    page = caf.agent.open(f"{CALL}/seances")
    send = sent(page, "plan", body="technical", held_on=f"{NOW:%d/%m/%Y}", place="Siège de la Caf")
    _same(answers(caf.site, send, together=together))
    assert count(caf.site, CommitteeSession) == 1


@TOGETHER
def test_a_verdict_is_given_once(caf: Caf, together: bool) -> None:
    send = sent(caf.agent.open(f"{caf.work}/recevabilite"), "judge", verdict="met")
    given = answers(caf.site, send, together=together)
    assert given[0].status_code == 303 or together
    if not together:
        _same(given)
    assert count(caf.site, Examination) == 1


def test_complements_are_asked_once_and_a_second_request_is_another(caf: Caf) -> None:
    page = caf.agent.open(f"{caf.work}/complements")
    send = sent(page, "ask", text="Les statuts.", due_on="15/07/2025")
    _same([send(), send()])
    assert count(caf.site, ComplementRequest) == 1
    again = sent(caf.agent.open(f"{caf.work}/complements"), "ask", text="Les statuts.", due_on="15/07/2025")
    _same([again(), again()])
    assert count(caf.site, ComplementRequest) == 2


def test_a_decision_is_notified_once(caf: Caf) -> None:
    caf.decided()
    send = sent(caf.agent.open(f"{caf.work}/notification"), "notify")
    _same([send(), send()])
    assert count(caf.site, Notification) == 1


def test_another_form_on_what_has_changed_is_still_refused(caf: Caf) -> None:
    first = sent(caf.agent.open(f"{caf.work}/recevabilite"), "judge", verdict="met")
    other = sent(caf.agent.open(f"{caf.work}/recevabilite"), "judge", verdict="not_met", reason="Hors du champ.")
    assert first().status_code == 303
    assert other().status_code in (409, 412)


def test_what_was_refused_and_not_done_is_refused_again(caf: Caf) -> None:
    send = sent(caf.agent.open(f"{caf.work}/recevabilite"), "judge", verdict="not_met")
    assert [send().status_code, send().status_code] == [422, 422]
