"""A planned session is cancelled for good: with its reason, told to whoever sits in it, and its dossiers stay."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from clas_api.store.database import EVERYTHING, database, open_session
from tests.api.committees.conftest import Room
from tests.api.committees.test_session_calendar import event_of

WHY = {"reason": "La salle est fermée : une autre date suit."}


def planned(room: Room) -> Room:
    """Plan a session with a dossier on its agenda and seats, one of them of an account."""
    room.plan()
    room.deposit()
    room.inscribe()
    room.seat()
    return room


def cancelled(room: Room) -> Room:
    planned(room).on_session("POST", "/cancellation", WHY)
    return room


def test_it_is_cancelled_with_its_reason_and_says_so(room: Room) -> None:
    given = planned(room).on_session("POST", "/cancellation", WHY)
    assert (given["state"], given["cancel_reason"]) == ("cancelled", WHY["reason"])
    assert given["cancelled_at"].startswith("2025-07-01T")
    entry = room.ask("head51", "GET", "/departments/marne/audit?action=session.cancelled")["items"][0]["entry"]
    assert (entry["before"], entry["after"]["reason"]) == ("planned", WHY["reason"])
    assert event_of(room)["STATUS"] == "CANCELLED"


def test_a_reason_is_asked(room: Room) -> None:
    planned(room)
    for body in ({}, {"reason": " "}, {"reason": None}):
        refused = room.on_session("POST", "/cancellation", body, expected=422)
        assert [each["pointer"] for each in refused["errors"]] == ["/reason"]
    assert room.on_session("GET", "")["state"] == "planned"


def test_whoever_sits_with_an_account_is_told_once(room: Room) -> None:
    cancelled(room)
    room.on_session("POST", "/cancellation", WHY)  # sent again: the same answer, and nothing more
    with room.world.client.application.app_context():
        open_session(database.session, EVERYTHING)
        mails = database.session.execute(
            text("SELECT recipient, body FROM outgoing_mails WHERE subject LIKE 'Séance%'")
        )
        ((recipient, body),) = mails.all()
    assert recipient.startswith("committee51")
    assert WHY["reason"] in body
    assert "1er juillet 2025" in body


def test_nothing_of_it_changes_any_more(room: Room) -> None:
    cancelled(room)
    item = room.items[0]
    for method, below, body in (
        ("PATCH", "", {"place": "Mairie"}),
        ("PUT", "/agenda", {"dossiers": []}),
        ("PUT", "/seats", {"seats": []}),
        ("PUT", "/attendance", {"present": []}),
        ("POST", "/opening", None),
        ("POST", "/closing", None),
    ):
        refused = room.on_session(method, below, body, expected=409)
        assert "annulée" in refused["detail"], below
    refused = room.ask(
        "committee51", "POST", f"/sessions/{room.session}/items/{item}/recusals", {"reason": "Ami."}, expected=409
    )
    assert "annulée" in refused["detail"]


@pytest.mark.parametrize("table", ["committee_sessions", "session_seats", "session_items"])
def test_the_database_sees_to_it(room: Room, table: str) -> None:
    cancelled(room)
    with room.world.client.application.app_context():
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET department = department"):
            open_session(database.session, EVERYTHING, writing=True)
            with pytest.raises(DBAPIError, match="a cancelled session stays as it is"):
                database.session.execute(text(change))
            database.session.rollback()


def test_an_open_session_is_not_cancelled(room: Room) -> None:
    room.ready()
    refused = room.on_session("POST", "/cancellation", WHY, expected=409)
    assert "ouverte" in refused["detail"]


def test_its_dossiers_are_decided_by_another(room: Room) -> None:
    cancelled(room)
    room.plan(held_on="2025-07-01")
    assert [each["dossier"] for each in room.inscribe()["items"]] == room.dossiers


def test_it_is_found_by_its_state(room: Room) -> None:
    cancelled(room)
    first = room.session
    room.plan()
    listed = {
        state: [
            each["id"] for each in room.ask("agent51", "GET", f"/departments/marne/sessions?state={state}")["items"]
        ]
        for state in ("planned", "cancelled", "open")
    }
    assert listed == {"planned": [room.session], "cancelled": [first], "open": []}
    assert room.world.ask("agent77", "POST", f"/sessions/{first}/cancellation", WHY).status_code == 404
