"""Sessions that give advice: closed without decisions, their dossiers left to the session that decides."""

import pytest

from tests.api.committees.conftest import APPROVED, MakeRoom, Room

ADVISES = {"rules": "decides = false"}


def _advised(room: Room) -> Room:
    """Hold a session of advice on one dossier, and close it: one opinion, two votes for."""
    room.ready()
    opinion = {"scale": "reserved", "reason": "Le lien avec l'école reste à écrire.", "given": True}
    room.on_item("PUT", "/opinion", opinion, who="committee51", version=0)
    room.vote({"committee51": "for", "Dominique Roy": "for"})
    room.on_session("POST", "/closing")
    return room


def test_it_closes_without_a_decision_and_its_dossiers_are_still_to_decide(make_room: MakeRoom) -> None:
    room = _advised(make_room(**ADVISES))
    whole = room.on_session("GET", "")
    assert (whole["state"], whole["decides"]) == ("closed", False)
    assert [(item["state"], item["decision"]) for item in whole["items"]] == [("examined", None)]
    assert "decision" not in {event.kind for event in room.heard}
    entries = [each["entry"] for each in room.ask("head51", "GET", "/departments/marne/audit?limit=200")["items"]]
    assert "dossier.decided" not in {each["action"] for each in entries}
    (closed,) = (each for each in entries if each["action"] == "session.closed")
    assert closed["after"]["decisions"] == 0


def test_its_minutes_and_its_matrix_tell_votes_and_opinions_and_no_amount(make_room: MakeRoom) -> None:
    room = _advised(make_room(**ADVISES))
    told = {
        each: room.world.ask("agent51", "GET", f"/sessions/{room.session}/{each}.md").text
        for each in ("minutes", "matrix")
    }
    for each, words in told.items():
        assert "avis favorable" in words, each
        assert "accordé" not in words.lower(), each
    assert "Le lien avec l'école reste à écrire." in told["minutes"]
    assert "donne un avis, sans décider" in told["minutes"]


def test_no_decision_is_prepared_in_it(make_room: MakeRoom) -> None:
    room = make_room(**ADVISES).ready()
    refusal = room.decide(APPROVED, expected=409)
    assert "ne décide pas" in refusal["detail"]


def test_the_session_that_decides_follows(make_room: MakeRoom) -> None:
    more = """
[[committees]]
id = "technical"
kind = "technical"
label = "Comité technique"
members = ["caf", "education-nationale"]
decides = false
source = "note"
"""
    room = make_room(more=more)
    room.deposit()
    assert room.plan(body="technical")["decides"] is False
    room.seat()
    room.inscribe()
    room.enter()
    room.on_session("POST", "/opening")
    room.on_session("POST", "/closing")
    assert room.plan()["decides"] is True
    room.seat()
    room.inscribe()
    room.enter()
    assert room.on_session("POST", "/opening")["decides"] is True
    room.decide(APPROVED)
    assert [item["state"] for item in room.on_session("POST", "/closing")["items"]] == ["approved"]


@pytest.mark.parametrize(("said", "asked"), [("false", True), ("true", False)])
def test_what_the_department_says_of_a_body_holds(make_room: MakeRoom, said: str, asked: bool) -> None:
    room = make_room(f"decides = {said}")
    planned = {"school_year": "2025-2026", "body": "steering", "held_on": "2025-07-01", "place": "Caf"}
    path = "/departments/marne/sessions"
    refusal = room.ask("agent51", "POST", path, {**planned, "decides": asked}, expected=422)
    assert [each["pointer"] for each in refusal["errors"]] == ["/decides"]
    assert room.plan(decides=not asked)["decides"] is not asked


def test_where_the_department_does_not_say_the_secretariat_does_until_it_opens(room: Room) -> None:
    room.deposit()
    assert room.plan(decides=False)["decides"] is False
    room.seat()
    room.inscribe()
    room.enter()
    assert room.on_session("PATCH", "", {"decides": True})["decides"] is True
    room.decide(APPROVED)
    advice, address = {"decides": False}, f"/sessions/{room.session}"
    refusal = room.ask("agent51", "PATCH", address, advice, expected=409, version=room.revision)
    assert "Des décisions sont préparées" in refusal["detail"]
    room.on_session("POST", "/opening")
    room.ask("agent51", "PATCH", address, advice, expected=409, version=room.revision)
