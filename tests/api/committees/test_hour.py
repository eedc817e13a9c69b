"""The hour of a session: said apart from its place, and told wherever its day is."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.api.committees.conftest import REFUSED, Room
from tests.api.committees.test_session_calendar import event_of

CALL = {"school_year": "2025-2026", "body": "steering", "held_on": "2025-09-16", "place": "Caf"}


@pytest.mark.parametrize(
    ("sent", "kept"), [("14:30", "14:30"), ("9h", "09:00"), ("14 h 30", "14:30"), ("00:00", "00:00"), (None, None)]
)
def test_an_hour_is_kept_one_way_however_it_was_written(room: Room, sent: str | None, kept: str | None) -> None:
    planned = room.ask("agent51", "POST", "/departments/marne/sessions", {**CALL, "begins_at": sent}, expected=201)
    assert planned["begins_at"] == kept


@pytest.mark.parametrize("wrong", ["24:00", "14:60", "midi", "", "14:", "14 : 30", "14h5", 14, "-1:00", "1430"])
def test_what_is_no_hour_is_refused_at_its_place(room: Room, wrong: object) -> None:
    refused = room.ask("agent51", "POST", "/departments/marne/sessions", {**CALL, "begins_at": wrong}, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/begins_at"]


def test_an_hour_stays_until_it_is_changed_or_taken_away(room: Room) -> None:
    room.plan(begins_at="14:30")
    assert room.on_session("PATCH", "", {"place": "Préfecture"})["begins_at"] == "14:30"
    assert room.on_session("PATCH", "", {"begins_at": "9:15"})["begins_at"] == "09:15"
    assert room.on_session("PATCH", "", {"begins_at": None})["begins_at"] is None


def test_the_agenda_and_the_trace_tell_it(room: Room) -> None:
    room.plan(begins_at="14:30")
    assert event_of(room)["DTSTART"].dt == datetime(2025, 7, 1, 14, 30, tzinfo=ZoneInfo("Europe/Paris"))
    room.on_session("PATCH", "", {"begins_at": "15:00"})
    trace = room.ask("head51", "GET", "/departments/marne/audit?action=session.amended")["items"][0]["entry"]
    assert (trace["before"]["begins_at"], trace["after"]["begins_at"]) == ("14:30", "15:00")


def test_the_minutes_tell_it(room: Room) -> None:
    room.ready()
    room.on_session("PATCH", "", {"begins_at": "14:30"})
    matrix = room.world.ask("agent51", "GET", f"/sessions/{room.session}/matrix.json").get_json()
    assert (matrix["held_on"], matrix["begins_at"]) == ("2025-07-01", "14:30")
    room.decide(REFUSED)
    room.revision = room.on_session("GET", "")["revision"]
    room.on_session("POST", "/closing")
    minutes = room.world.ask("agent51", "GET", f"/sessions/{room.session}/minutes.md").text
    assert "1er juillet 2025 à 14 h 30" in minutes
