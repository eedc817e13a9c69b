"""A session as an event, for the agenda of whoever sits in it."""

from datetime import date
from typing import Any

from icalendar import Calendar

from tests.api.committees.conftest import Room


def event_of(room: Room, who: str = "agent51") -> Any:
    answer = room.world.ask(who, "GET", f"/sessions/{room.session}/calendar.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    return event


def test_a_session_is_one_event_that_goes_up_when_it_moves(room: Room) -> None:
    room.plan()
    first = event_of(room)
    assert first["SUMMARY"] == "Clas Marne 2025-2026 : Comité de pilotage"
    assert first["UID"] == f"{room.session}@clas"
    assert first["DTSTART"].dt == date(2025, 7, 1)
    room.on_session("PATCH", "", {"held_on": "2025-09-18", "place": "Préfecture, salle 2"})
    moved = event_of(room)
    assert (moved["UID"], moved["LOCATION"]) == (first["UID"], "Préfecture, salle 2")
    assert moved["DTSTART"].dt == date(2025, 9, 18)
    assert moved["SEQUENCE"] > first["SEQUENCE"]


def test_whoever_sits_elsewhere_has_no_event_of_it(room: Room) -> None:
    room.plan()
    assert room.world.ask("agent77", "GET", f"/sessions/{room.session}/calendar.ics").status_code == 404


def test_a_session_that_is_held_again_after_it_was_cancelled_is_another_event(room: Room) -> None:
    room.plan()
    gone = event_of(room)["UID"]
    room.on_session("POST", "/cancellation", {"reason": "Salle fermée."})
    cancelled = event_of(room)
    assert (cancelled["UID"], cancelled["STATUS"]) == (gone, "CANCELLED")
    assert "Salle fermée." in str(cancelled["DESCRIPTION"])
    room.plan(held_on="2025-07-01")
    again = event_of(room)
    assert (again["UID"] != gone, again["STATUS"]) == (True, "CONFIRMED")
