"""After the closing: who reads a decision, and how it is corrected by a new one, with its reason."""

from uuid import UUID

import pytest
from sqlalchemy import select

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DecisionRow, DossierRow, Notification
from tests.api.committees.conftest import APPROVED, GRANTED, REFUSED, MakeRoom, Room
from tests.casts import NOW


def _closed(room: Room) -> str:
    room.ready()
    room.vote({"committee51": "for", "Dominique Roy": "for"})
    room.decide(APPROVED)
    room.on_session("POST", "/closing")
    return room.dossiers[0]


def _notify(room: Room) -> None:
    with room.world.client.application.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        decision = database.session.scalars(select(DecisionRow).order_by(DecisionRow.number.desc()).limit(1)).one()
        told = {"department": "marne", "porteur_id": decision.porteur_id, "recipient": "contact@clas.example"}
        database.session.add(
            Notification(
                dossier_id=decision.dossier_id,
                decision_id=decision.id,
                convention=False,
                notified_by="system",
                notified_at=NOW,
                **told,
            )
        )
        database.session.commit()


def _correct(room: Room, key: str, decision: object, *, who: str = "head51", expected: int = 201) -> dict[str, object]:
    version = room.ask("head51", "GET", f"/dossiers/{key}")["revision"]
    return room.ask(who, "POST", f"/dossiers/{key}/corrections", decision, expected=expected, version=version)


def test_the_caf_and_the_committee_read_a_decision_at_once_and_its_porteur_once_notified(room: Room) -> None:
    key = _closed(room)
    path = f"/dossiers/{key}/decisions"
    for somebody in ("agent51", "head51", "committee51", "program51"):
        assert len(room.ask(somebody, "GET", path)["decisions"]) == 1
    assert room.ask("porteur51", "GET", path) == {"decisions": []}
    _notify(room)
    (told,) = room.ask("porteur51", "GET", path)["decisions"]
    assert (told["outcome"], told["granted"], told["notified_at"] is None) == ("approved", "3129.70", False)
    assert told["groups"][0] | {"label": "CE2-CM1", "total": "3129.70", "bonus": "329.00"} == told["groups"][0]
    assert {"votes", "opinions", "tally"}.isdisjoint(told)


def test_no_answer_tells_a_porteur_of_a_decision_before_its_notification(room: Room) -> None:
    key = _closed(room)
    assert room.ask("agent51", "GET", f"/dossiers/{key}")["state"] == "approved"
    shown = room.ask("porteur51", "GET", f"/dossiers/{key}")
    assert (shown["state"], shown["state_label"]) == ("examined", "étudié")
    for state, count in (("approved", 0), ("examined", 1)):
        listed = room.ask("porteur51", "GET", f"/dossiers?state={state}")["items"]
        assert [each["state"] for each in listed] == ["examined"] * count
        assert len(room.ask("agent51", "GET", f"/dossiers?state={state}")["items"]) == 1 - count
    version = shown["revision"]
    for method, below, body in (("PATCH", "", {"beyond_homework": True}), ("POST", "/withdrawal", None)):
        refused = room.ask("porteur51", method, f"/dossiers/{key}{below}", body, expected=409, version=version)
        assert "agréé" not in refused["detail"]
    assert room.world.ask("porteur51", "GET", f"/sessions/{room.session}").status_code == 403


def test_a_correction_is_a_new_decision_with_its_reason(room: Room) -> None:
    key = _closed(room)
    fewer = {**GRANTED, "running_costs": "5000.00", "bonuses": {}}
    corrected = {"outcome": "approved", "reason": "Dépenses comptées deux fois.", "groups": [fewer]}
    given = _correct(room, key, corrected)
    assert (given["number"], given["session"], given["granted"]) == (2, None, "1650.00")
    before, after = room.ask("agent51", "GET", f"/dossiers/{key}/decisions")["decisions"]
    assert (before["number"], before["granted"], after["granted"]) == (1, "3129.70", "1650.00")
    with room.world.client.application.app_context():
        open_session(database.session, EVERYTHING)
        row = database.session.scalars(select(DossierRow).where(DossierRow.id == UUID(key))).one()
    assert (row.state, row.outcome, row.granted_cents) == ("approved", "approved", 165_000)
    assert room.heard[-1].details == {"number": 2, "outcome": "approved", "granted": "1650.00"}
    actions = [each["entry"]["action"] for each in room.ask("head51", "GET", "/departments/marne/audit")["items"]]
    assert actions[0] == "dossier.corrected"


def test_a_correction_always_says_why(room: Room) -> None:
    refused = _correct(room, _closed(room), APPROVED, expected=422)
    errors = refused["errors"]
    assert isinstance(errors, list)
    assert [each["pointer"] for each in errors] == ["/reason"]


def test_only_the_head_of_the_service_corrects(room: Room) -> None:
    key = _closed(room)
    for somebody in ("agent51", "committee51", "porteur51"):
        _correct(room, key, REFUSED, who=somebody, expected=403)
    _correct(room, key, REFUSED, who="head77", expected=404)
    room.ask("head51", "POST", f"/dossiers/{key}/corrections", REFUSED, expected=428)
    room.ask("head51", "POST", f"/dossiers/{key}/corrections", REFUSED, expected=412, version=1)


def test_a_dossier_that_was_not_decided_has_nothing_to_correct(room: Room) -> None:
    refused = _correct(room, room.deposit(), REFUSED, expected=409)
    assert "étudié" in str(refused["detail"])


def test_what_was_notified_then_corrected_is_told_to_the_porteur_once_notified_again(room: Room) -> None:
    key = _closed(room)
    _notify(room)
    _correct(room, key, REFUSED)
    path = f"/dossiers/{key}/decisions"
    assert [each["number"] for each in room.ask("porteur51", "GET", path)["decisions"]] == [1]
    _notify(room)
    assert [each["number"] for each in room.ask("porteur51", "GET", path)["decisions"]] == [1, 2]


@pytest.mark.parametrize("envelope", ["329", "328.99"])
def test_a_correction_stays_within_the_envelope(make_room: MakeRoom, envelope: str) -> None:
    room = make_room(more=f'[[envelopes]]\nkind = "bonuses"\namount = {envelope}\nsource = "note"\n').ready()
    room.decide(REFUSED)
    room.on_session("POST", "/closing")
    corrected = {**APPROVED, "reason": "Le socle est décrit en annexe."}
    _correct(room, room.dossiers[0], corrected, expected=201 if envelope == "329" else 422)
