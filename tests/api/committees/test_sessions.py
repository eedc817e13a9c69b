"""Sessions: planned by the rules of their body, their seats and their agenda set whole, opened with their quorum."""

from typing import Any
from uuid import uuid4

import pytest

from clas_api.scenario import Seat
from tests.api.committees.conftest import MakeRoom, Room


def test_a_session_has_the_quorum_and_the_tie_rule_of_its_body(make_room: MakeRoom) -> None:
    room = make_room('quorum = 2\ntie = "president"')
    planned = room.plan()
    assert (planned["quorum"], planned["tie"], planned["state"]) == (2, "president", "planned")


def test_a_body_that_says_nothing_needs_one_institution_and_defers_at_equal_votes(room: Room) -> None:
    planned = room.plan()
    assert (planned["quorum"], planned["tie"]) == (1, "deferred")


def test_a_session_may_ask_for_more_than_its_department_and_never_for_less(make_room: MakeRoom) -> None:
    room = make_room('quorum = 2\ntie = "president"')
    asked = {"school_year": "2025-2026", "body": "steering", "held_on": "2025-09-16", "place": "Caf"}
    looser = {**asked, "quorum": 1, "tie": "deferred"}
    refused = room.ask("agent51", "POST", "/departments/marne/sessions", looser, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/quorum", "/tie"]
    assert room.plan(quorum=3)["quorum"] == 3
    refused = room.on_session("PATCH", "", {"quorum": 1}, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/quorum"]


def test_a_department_whose_file_describes_no_body_has_the_departmental_committee(room: Room) -> None:
    asked = {
        "school_year": "2024-2025",
        "body": "departmental",
        "held_on": "2024-07-16",
        "place": "Melun",
        "past": True,
    }
    room.ask("agent77", "POST", "/departments/seine_et_marne/sessions", asked, expected=201)
    refused = room.ask(
        "agent77", "POST", "/departments/seine_et_marne/sessions", {**asked, "body": "steering"}, expected=422
    )
    assert "departmental (Comité départemental)" in refused["errors"][0]["detail"]


def test_a_session_is_changed_by_whoever_has_read_it(room: Room) -> None:
    room.plan()
    assert room.on_session("PATCH", "", {"place": "Préfecture"})["place"] == "Préfecture"
    assert room.revision == 2
    path = f"/sessions/{room.session}"
    room.ask("agent51", "PATCH", path, {"place": "Mairie"}, expected=428)
    stale = room.ask("agent51", "PATCH", path, {"place": "Mairie"}, expected=412, version=1)
    assert "Entre-temps : séance modifiée, le 1er juillet 2025 à " in stale["detail"]
    for part in ("agenda/dossiers", "seats/seats", "attendance/present"):
        below, name = part.split("/")
        room.ask("agent51", "PUT", f"{path}/{below}", {name: []}, expected=428)
        room.ask("agent51", "PUT", f"{path}/{below}", {name: []}, expected=412, version=1)
    for below in ("/opening", "/closing"):
        room.ask("agent51", "POST", path + below, expected=428)
        room.ask("agent51", "POST", path + below, expected=412, version=1)


def test_sessions_are_listed_page_by_page_the_latest_first(room: Room) -> None:
    for day in ("2025-09-16", "2025-10-01", "2025-09-20", "2025-07-01"):
        room.plan(held_on=day)
    first = room.ask("committee51", "GET", "/departments/marne/sessions?limit=2&year=2025-2026&state=planned")
    assert [each["held_on"] for each in first["items"]] == ["2025-10-01", "2025-09-20"]
    second = room.ask("committee51", "GET", f"/departments/marne/sessions?limit=2&after={first['next']}")
    assert [each["held_on"] for each in second["items"]] == ["2025-09-16", "2025-07-01"]
    assert second["next"] is None
    assert room.ask("agent51", "GET", "/departments/marne/sessions?state=closed")["items"] == []


def test_seats_are_of_the_institutions_of_the_body_and_of_people_of_the_department(room: Room) -> None:
    room.plan()
    accounts = {name: str(key) for name, key in room.world.accounts.items()}
    seats = [
        {"institution": "prefet", "name": "Quelqu'un"},
        {"institution": "msa", "account": accounts["committee51"]},
        {"institution": "caf", "account": accounts["agent77"]},
        {"institution": "caf", "account": accounts["porteur51"]},
        {"institution": "caf"},
        {"institution": "caf", "name": "A", "presides": True},
        {"institution": "caf", "name": "B", "presides": True, "id": str(uuid4())},
    ]
    refused = room.on_session("PUT", "/seats", {"seats": seats}, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == [
        "/seats/0/institution",
        "/seats/1/institution",
        "/seats/2/account",
        "/seats/3/account",
        "/seats/4/name",
        "/seats/6/id",
        "/seats",
    ]


def test_a_siren_is_checked(room: Room) -> None:
    room.plan()
    seat = {"institution": "caf", "name": "A", "siren": "123456789"}
    refused = room.on_session("PUT", "/seats", {"seats": [seat]}, expected=422)
    assert "SIREN" in refused["errors"][0]["detail"]


def test_a_seat_that_has_voted_cannot_go_and_one_that_stays_keeps_its_vote(room: Room) -> None:
    room.ready(1, Seat(institution="msa", name="Alex Petit"))
    room.vote({"Alex Petit": "for"})
    keep = {"id": room.seats["Alex Petit"], "institution": "msa", "name": "Alex Petit-Roy"}
    refused = room.on_session("PUT", "/seats", {"seats": []}, expected=409)
    assert "Alex Petit" in refused["detail"]
    given = room.on_session("PUT", "/seats", {"seats": [keep]})
    assert [seat["name"] for seat in given["seats"]] == ["Alex Petit-Roy"]
    assert given["items"][0]["votes"] == [{"seat": room.seats["Alex Petit"], "choice": "for", "revision": 1}]


def test_the_agenda_is_of_dossiers_of_the_call_that_were_studied(room: Room) -> None:
    room.plan()
    studied, early = room.deposit(), room.deposit()
    room.study(early, "deposited")
    asked = [studied, early, str(uuid4()), studied]
    refused = room.on_session("PUT", "/agenda", {"dossiers": asked}, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/dossiers/1", "/dossiers/2", "/dossiers/3"]


@pytest.mark.parametrize("state", ["examined", "reserve", "deferred"])
def test_what_a_committee_left_open_comes_back_before_one(room: Room, state: str) -> None:
    room.plan()
    room.study(room.deposit(), state)
    assert room.inscribe()["items"][0]["state"] == state


def test_the_agenda_keeps_its_order_and_a_dossier_with_votes(room: Room) -> None:
    room.ready(2)
    room.vote({"committee51": "for"}, item=1)
    first, second = room.dossiers
    given = room.inscribe(second, first)
    assert [(item["rank"], item["dossier"]) for item in given["items"]] == [(1, second), (2, first)]
    assert given["items"][0]["votes"][0]["choice"] == "for"
    assert "a déjà des avis" in room.on_session("PUT", "/agenda", {"dossiers": [first]}, expected=409)["detail"]
    assert len(room.on_session("PUT", "/agenda", {"dossiers": [second]})["items"]) == 1


def test_a_session_opens_with_its_quorum_of_institutions_and_something_to_decide(make_room: MakeRoom) -> None:
    room = make_room("quorum = 2")
    room.deposit()
    room.plan()
    room.seat({"institution": "caf", "name": "Alex Petit"})
    room.enter("Dominique Roy", "Alex Petit")  # two people, one institution
    assert "1 institution(s)" in room.on_session("POST", "/opening", expected=409)["detail"]
    room.enter("Dominique Roy", "committee51")
    assert "ordre du jour" in room.on_session("POST", "/opening", expected=409)["detail"]
    room.inscribe()
    assert room.on_session("POST", "/opening")["state"] == "open"
    assert "ouverte" in room.on_session("POST", "/opening", expected=409)["detail"]
    assert "ouverture" in room.on_session("PATCH", "", {"quorum": 3}, expected=409)["detail"]
    assert room.on_session("PATCH", "", {"place": "Mairie"})["place"] == "Mairie"


def test_a_session_is_not_opened_before_its_day_nor_dated_of_one_to_come_once_it_sits(room: Room) -> None:
    room.deposit()
    room.plan(held_on="2025-07-02")
    room.seat()
    room.inscribe()
    room.enter()
    assert "2 juillet 2025" in room.on_session("POST", "/opening", expected=409)["detail"]
    room.on_session("PATCH", "", {"held_on": "2025-07-01"})
    assert room.on_session("POST", "/opening")["state"] == "open"
    assert "2 janvier 2035" in room.on_session("PATCH", "", {"held_on": "2035-01-02"}, expected=409)["detail"]
    asked = room.on_session("PATCH", "", {"held_on": "2025-06-30"}, expected=422)
    assert [each["pointer"] for each in asked["errors"]] == ["/past"], "a day that is past is asked about"
    moved = room.on_session("PATCH", "", {"held_on": "2025-06-30", "past": True})
    assert moved["held_on"] == "2025-06-30"


def test_another_department_finds_no_session(room: Room) -> None:
    room.ready()
    path = f"/sessions/{room.session}"
    item = f"{path}/items/{room.items[0]}"
    asked: list[tuple[str, str, Any]] = [
        ("GET", path, None),
        ("GET", f"{path}/envelope", None),
        ("GET", f"{path}/matrix.json", None),
        ("GET", item, None),
        ("PATCH", path, {"place": "Melun"}),
        ("PUT", f"{item}/decision", {"outcome": "deferred", "reason": "Plus tard."}),
    ]
    for method, place, body in asked:
        room.ask("agent77", method, place, body, expected=404, version=room.revision)
    room.ask("committee77", "PUT", f"{item}/vote", {"choice": "for"}, expected=404)
    room.ask("porteur51", "GET", path, expected=403)
