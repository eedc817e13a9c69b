"""A session on pages, by whoever sits: an opinion, a vote, a recusal, and nothing that is the Caf's or others'."""

import re

import pytest

from tests.api.pages.caf.conftest import CALL, Caf
from tests.api.pages.caf.sound import BELOW, HOSTILE, assert_sound, buttons
from tests.api.pages.porteur.conftest import AGENT_ELSEWHERE, COMMITTEE


def test_a_member_gives_an_opinion_and_votes_and_does_nothing_else(caf: Caf) -> None:
    session = caf.opened()
    member = caf.site.browser("membre").open("/espace/caf/marne")
    assert member.address == f"{CALL}/seances"
    assert_sound(member)
    assert session in member.links
    assert "plan" not in buttons(member)
    member.open(session)
    assert not buttons(member) & {"open", "close"}
    caf.item(session, member)
    assert_sound(member)
    assert buttons(member) & {"votes", "decide", "vote", "give", "recuse"} == {"vote", "give", "recuse"}
    member.send("keep", scale="reserved", opinion=HOSTILE)
    assert member.form("give").values["opinion"] == HOSTILE
    assert HOSTILE not in caf.item(session).text, "a draft is seen by its author alone"
    member.send("give")
    assert "give" not in buttons(member)
    assert HOSTILE in caf.item(session).text
    assert_sound(caf.agent)
    member.send("vote")
    assert member.status == 422
    member.send("vote", choice="against")
    assert "Majorité contre" in member.text
    for below in BELOW[1:]:
        assert member.open(session + below).status == 404, below


def test_a_member_sees_the_sessions_of_their_seat(caf: Caf) -> None:
    session = caf.seated()
    other = caf.site.person("autre", {**COMMITTEE, "institution": "ddetspp"}).open(f"{CALL}/seances")
    assert session not in other.links
    assert "aucune séance" in other.text
    caf.item(session, other)
    assert not buttons(other) & {"votes", "decide", "vote", "give", "recuse"}


def test_a_recusal_is_shown_and_takes_the_vote_away(caf: Caf) -> None:
    session = caf.opened()
    member = caf.item(session, caf.site.browser("membre"))
    member.send("recuse", recusal="")
    assert member.status == 422
    member.send("recuse", recusal=HOSTILE)
    assert_sound(member)
    assert HOSTILE in member.text
    assert not buttons(member) & {"vote", "give"}
    caf.item(session)
    assert "ne vote pas, par déport" in caf.agent.text
    seat = re.search(r'<option value="([0-9a-f-]{36})"[^>]*>Dominique Roy', caf.agent.html)
    assert seat
    caf.agent.send("recuse", seat=seat[1], recusal="Trésorier du porteur.")
    assert "Trésorier du porteur." in caf.agent.text


@pytest.mark.parametrize("below", BELOW)
def test_a_session_of_another_department_is_not_there(caf: Caf, below: str) -> None:
    session = caf.seated()
    assert caf.site.person("ailleurs", AGENT_ELSEWHERE).open(session + below).status == 404
    assert caf.site.browser("alex").open(session + below).status == 403
    response = caf.site.anonymous().client.get(session + below)
    assert (response.status_code, response.headers["Location"]) == (303, f"/connexion?next={session}{below}")
