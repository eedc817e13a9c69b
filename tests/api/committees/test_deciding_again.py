"""What a committee left open is told, then decided again by another session; what is given up is granted no more."""

from typing import Any

import pytest

from tests.api.committees.conftest import APPROVED, GRANTED, JSON, REFUSED, MakeRoom, Room

WHY = {"reason": "Notre animatrice est partie."}
RESERVE = {"outcome": "reserve", "reason": "Faute de crédits."}
DEFERRED = {"outcome": "deferred", "reason": "À représenter."}
BONUSES = '[[envelopes]]\nkind = "bonuses"\namount = 329\nsource = "note"\n'
ADVANCES = """
[[advances]]
share = 0.5
on = 2025-10-15
source = "note"
[[advances]]
share = 0.3
on = 2026-02-01
source = "note"
"""


def _decided(room: Room, decision: JSON) -> str:
    room.ready()
    room.decide(decision)
    room.on_session("POST", "/closing")
    return room.dossiers[-1]


def _again(room: Room, decision: JSON) -> None:
    """Decide of the same dossiers in another session."""
    room.plan()
    room.seat()
    room.inscribe()
    room.enter()
    room.on_session("POST", "/opening")
    room.decide(decision)
    room.on_session("POST", "/closing")


def _step(room: Room, key: str, step: str, body: Any = None, *, who: str = "agent51", expected: int = 200) -> JSON:
    version = room.ask(who, "GET", f"/dossiers/{key}")["revision"]
    return room.ask(who, "POST", f"/dossiers/{key}/{step}", body, expected=expected, version=version)


def _bonuses(room: Room) -> str:
    """Return what is granted of the envelope of bonuses, as a session to come sees it."""
    room.plan()
    envelopes = room.on_session("GET", "/envelope")["envelopes"]
    return str(next(each["before"] for each in envelopes if each["kind"] == "bonuses"))


@pytest.mark.parametrize("decision", [RESERVE, DEFERRED])
@pytest.mark.parametrize("told", [True, False])
def test_what_was_left_open_is_decided_again_by_a_later_session(room: Room, decision: JSON, told: bool) -> None:
    key = _decided(room, decision)
    if told:
        _step(room, key, "notification", expected=201)
        shown = room.ask("porteur51", "GET", f"/dossiers/{key}")
        assert (shown["state"], shown["outcome"]) == ("notified", decision["outcome"])
    _again(room, decision)
    assert room.ask("agent51", "GET", f"/dossiers/{key}")["state"] == decision["outcome"]
    assert room.ask("porteur51", "GET", f"/dossiers/{key}")["outcome"] is None
    _step(room, key, "notification", expected=201)
    _again(room, APPROVED)
    _step(room, key, "notification", expected=201)
    assert _step(room, key, "beginning", {})["state"] == "running"
    numbers = [each["number"] for each in room.ask("porteur51", "GET", f"/dossiers/{key}/decisions")["decisions"]]
    assert numbers == ([1, 2, 3] if told else [2, 3])


def test_what_was_refused_and_told_is_not_decided_again(room: Room) -> None:
    key = _decided(room, REFUSED)
    _step(room, key, "notification", expected=201)
    room.plan()
    refused = room.on_session("PUT", "/agenda", {"dossiers": [key]}, expected=422)
    assert "notifié (en liste d'attente ou ajourné)" in refused["errors"][0]["detail"]


def test_what_was_left_open_is_not_corrected_by_the_head_and_not_closed_untold(room: Room) -> None:
    key = _decided(room, RESERVE)
    assert "Notifiez" in _step(room, key, "closing", expected=409)["detail"]
    assert "séance" in _step(room, key, "corrections", REFUSED, who="head51", expected=409)["detail"]
    _step(room, key, "notification", expected=201)
    assert "séance" in _step(room, key, "corrections", REFUSED, who="head51", expected=409)["detail"]
    _step(room, key, "closing", expected=422)
    assert _step(room, key, "closing", WHY)["state"] == "closed"


@pytest.mark.parametrize("decision", [RESERVE, DEFERRED])
def test_a_porteur_withdraws_what_was_left_open(room: Room, decision: JSON) -> None:
    key = _decided(room, decision)
    _step(room, key, "notification", expected=201)
    assert _step(room, key, "withdrawal", who="porteur51")["state"] == "withdrawn"


@pytest.mark.parametrize("giving_up", ["withdrawal", "giving-up"])
def test_what_is_given_up_before_the_year_begins_is_granted_no_more(make_room: MakeRoom, giving_up: str) -> None:
    room = make_room(more=BONUSES)
    key = _decided(room, APPROVED)
    _step(room, key, "notification", expected=201)
    assert _bonuses(room) == "329.00"
    _step(room, key, giving_up, WHY, who="porteur51" if giving_up == "withdrawal" else "agent51")
    assert _bonuses(room) == "0.00"
    room.dossiers.clear()
    room.dossiers.append("")  # the next organisation is another one
    other = room.deposit()
    room.dossiers[:] = [other]
    _again(room, APPROVED)
    assert room.ask("agent51", "GET", f"/dossiers/{other}")["state"] == "approved"


def test_what_has_begun_is_not_given_up_even_while_its_decision_is_corrected(room: Room) -> None:
    key = _decided(room, APPROVED)
    _step(room, key, "notification", expected=201)
    _step(room, key, "beginning", {})
    _step(room, key, "withdrawal", who="porteur51", expected=409)
    _step(room, key, "corrections", {**APPROVED, "reason": "Compté de nouveau."}, who="head51", expected=201)
    _step(room, key, "notification", expected=201)
    for step, who in (("withdrawal", "porteur51"), ("giving-up", "agent51"), ("closing", "agent51")):
        assert "a commencé" in _step(room, key, step, WHY, who=who, expected=409)["detail"]


def test_a_decision_is_corrected_while_the_year_goes_on(make_room: MakeRoom) -> None:
    # 3 129,70 €: half of it is 1 564,85. Corrected to 33 % of 5 000 = 1 650,00: half is 825,00, 30 % is 495,00.
    room = make_room(more=ADVANCES)
    key = _decided(room, APPROVED)
    _step(room, key, "notification", expected=201)
    _step(room, key, "beginning", {})
    first, second = room.ask("agent51", "GET", f"/dossiers/{key}/payments")["payments"]
    assert (first["amount"], second["amount"]) == ("1564.85", "938.91")
    paid = {"reference": "VIR-1", "paid_on": "2025-07-01"}
    room.ask("agent51", "PATCH", f"/payments/{first['id']}", paid, version=first["revision"])
    written = room.ask("porteur51", "GET", f"/dossiers/{key}/bilan")["revision"]
    room.ask("porteur51", "PATCH", f"/dossiers/{key}/bilan", {"schools": 7}, version=written)

    assert "a commencé" in _step(room, key, "corrections", REFUSED, who="head51", expected=409)["detail"]
    fewer = {**GRANTED, "running_costs": "5000.00", "bonuses": {}}
    corrected = {"outcome": "approved", "reason": "Dépenses comptées deux fois.", "groups": [fewer]}
    _step(room, key, "corrections", corrected, who="head51", expected=201)
    payments = room.ask("agent51", "GET", f"/dossiers/{key}/payments")["payments"]
    assert [(each["amount"], each["paid_on"]) for each in payments] == [("1564.85", "2025-07-01")]
    _step(room, key, "corrections", REFUSED, who="head51", expected=409)  # it has begun all the same

    _step(room, key, "notification", expected=201)
    assert _step(room, key, "beginning", {})["state"] == "running"
    payments = room.ask("agent51", "GET", f"/dossiers/{key}/payments")["payments"]
    # 825,00 and 495,00 are 1 320,00, less than the 1 564,85 that are paid: nothing more to pay before the settlement.
    assert [each["amount"] for each in payments] == ["1564.85"]
    assert room.ask("porteur51", "GET", f"/dossiers/{key}/bilan")["content"]["schools"] == 7
