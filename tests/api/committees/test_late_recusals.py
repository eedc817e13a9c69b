"""A tie that appears after the agenda was set silences nobody: it is shown, and whoever presides settles it."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from clas_api.scenario import Seat
from clas_api.store.chains import of_action
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AuditEntry
from tests.api.committees.conftest import JSON, MakeRoom, Room
from tests.readings import Asked, expect_few_statements

WHY = "Cette personne est liée au même organisme (SIREN) que le porteur."


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    """Return an open session; since it opened, a porteur has a member of the committee among its people."""
    room = make_room()
    room.ready(1, Seat(institution="msa", who="spare51"))
    organisation = room.world.ask("porteur51", "GET", f"/dossiers/{room.dossiers[0]}").get_json()["porteur"]["id"]
    room.vote({"committee51": "against", "Dominique Roy": "for", "spare51": "against"})
    room.world.join("porteur51", organisation, "committee51")
    return room


def _late(room: Room) -> list[JSON]:
    items: list[JSON] = room.on_session("GET", "/late-recusals")["items"]
    return items


def _settle(room: Room, *, keeps: bool, who: str = "agent51", expected: int = 200) -> JSON:
    body = {"keeps": keeps, "reason": "Le bureau l'a dit en séance."}
    return room.on_item("PUT", f"/recusals/{room.seats['committee51']}", body, who=who, expected=expected)


def test_it_is_shown_the_vote_counts_until_it_is_settled_and_the_page_settles_it(room: Room) -> None:
    seat = room.seats["committee51"]
    assert _late(room) == [{"item": room.items[0], "seat": seat, "name": "committee51", "reason": WHY}]
    seen = room.on_item("GET", "")
    assert (seen["recusals"], seen["tally"]["ignored"], seen["tally"]["result"]) == ([], [], "against")
    page = room.world.browser("agent51").open(f"/espace/caf/seances/{room.session}/dossiers/{room.items[0]}")
    assert "committee51 est peut-être à déporter" in page.text
    kept = page.submit("keep", {f"settled/{seat}": "Du bureau."})
    assert "Le déport est maintenu." in kept.text
    assert _late(room) == []


def test_the_pages_of_the_session_and_of_its_closing_show_it(room: Room, one_reading: list[tuple[str, Asked]]) -> None:
    for page in ("", "/cloture"):
        shown = room.world.browser("agent51").open(f"/espace/caf/seances/{room.session}{page}")
        assert "Avant de clore, qui préside règle ce déport" in shown.text
        assert "deports-a-regler" in shown.ids
        assert WHY in shown.text
        assert f"/espace/caf/seances/{room.session}/dossiers/{room.items[0]}" in shown.links
    _settle(room, keeps=False)
    assert "Avant de clore" not in room.world.browser("agent51").open(f"/espace/caf/seances/{room.session}").text
    expect_few_statements(one_reading)


def test_a_session_does_not_close_before_and_names_who(room: Room) -> None:
    room.decide({"outcome": "deferred", "reason": "Plus tard."})
    refused = room.on_session("POST", "/closing", expected=422)
    (error,) = [each for each in refused["errors"] if each["pointer"] == "/items/0/recusals"]
    assert "committee51" in error["detail"]
    assert WHY in error["detail"]
    assert room.on_session("GET", "")["state"] == "open"


@pytest.mark.parametrize("keeps", [True, False])
def test_whoever_presides_keeps_or_lifts_it_which_is_traced_and_in_the_minutes(room: Room, keeps: bool) -> None:
    given = _settle(room, keeps=keeps)
    assert given == _settle(room, keeps=keeps)
    assert [each["lifted"] for each in given["recusals"]] == [not keeps]
    assert given["tally"]["ignored"] == ([room.seats["committee51"]] if keeps else [])
    assert _late(room) == []
    room.decide({"outcome": "deferred", "reason": "Plus tard."})
    room.on_session("POST", "/closing")
    minutes = room.world.ask("agent51", "GET", f"/sessions/{room.session}/minutes.md").text
    assert f"constaté, {'maintenu' if keeps else 'levé'} par qui préside : Le bureau l'a dit en séance" in minutes
    with room.world.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(AuditEntry.told).where(of_action("session.recusal_settled"))
        (entry,) = database.session.scalars(query)
        database.session.rollback()
    assert json.loads(entry or "")["after"] == {
        "item": room.items[0],
        "seat": room.seats["committee51"],
        "tie": WHY,
        "kept": keeps,
        "reason": "Le bureau l'a dit en séance.",
    }


def test_one_that_was_lifted_votes_and_may_still_declare_it(room: Room) -> None:
    _settle(room, keeps=False)
    assert room.on_item("PUT", "/vote", {"choice": "for"}, who="committee51")["tally"]["ignored"] == []
    declared = room.on_item("POST", "/recusals", {"reason": "Tout compte fait."}, who="committee51", expected=201)
    assert [(each["lifted"], each["detected"]) for each in declared["recusals"]] == [(False, False)]
    room.on_item("PUT", "/vote", {"choice": "for"}, who="committee51", expected=409)


def test_nobody_settles_their_own_nor_another_member_one(room: Room) -> None:
    _settle(room, keeps=False, who="committee51", expected=403)
    _settle(room, keeps=False, who="spare51", expected=403)
    _settle(room, keeps=False, who="head77", expected=404)
    assert len(_late(room)) == 1


def test_whoever_holds_the_seat_that_presides_settles_it(make_room: MakeRoom) -> None:
    room = make_room()
    room.ready(1)
    holders: list[Any] = [("education-nationale", "committee51", False), ("msa", "spare51", True)]
    seats = [
        {"institution": name, "account": str(room.world.accounts[who]), "presides": presides}
        for name, who, presides in holders
    ]
    given = room.on_session("PUT", "/seats", {"seats": [*seats, {"institution": "caf", "name": "Dominique Roy"}]})
    room.seats = {seat["name"]: seat["id"] for seat in given["seats"]}
    organisation = room.world.ask("porteur51", "GET", f"/dossiers/{room.dossiers[0]}").get_json()["porteur"]["id"]
    room.world.join("porteur51", organisation, "committee51")
    _settle(room, keeps=True, who="spare51")


def test_the_head_still_takes_the_role_of_a_member_away(room: Room) -> None:
    account = room.world.accounts["committee51"]
    (listed,) = room.ask("head51", "GET", "/accounts?email=committee51")["items"]
    (role,) = listed["roles"]
    room.ask("head51", "DELETE", f"/accounts/{account}/roles/{role['id']}", expected=204)
    room.on_item("PUT", "/vote", {"choice": "for"}, who="committee51", expected=403)
