"""Recusals, opinions and votes: each by whoever holds the seat; what a recused or absent member says never counts."""

import re

from tests.api.committees.conftest import APPROVED, REFUSED, MakeRoom, Room
from tests.casts import SIRETS

OPINION = {"scale": "favourable", "reason": "Un beau projet."}


def test_a_draft_of_an_opinion_is_seen_by_its_author_alone_then_given_for_good(room: Room) -> None:
    room.ready()
    mine = room.on_item("PUT", "/opinion", OPINION, who="committee51", version=0)
    assert mine["opinions"] == [{"seat": room.seats["committee51"], **OPINION, "given": False, "revision": 1}]
    for somebody in ("agent51", "head51"):
        assert room.on_item("GET", "", who=somebody)["opinions"] == []
        assert room.on_session("GET", "", who=somebody)["items"][0]["opinions"] == []
    assert "Un beau projet" not in room.world.ask("head51", "GET", "/departments/marne/audit").text
    room.on_item("PUT", "/opinion", {**OPINION, "given": True}, who="committee51", version=1)
    assert room.on_item("GET", "")["opinions"][0]["given"] is True
    changed = {**OPINION, "scale": "unfavourable"}
    refused = room.on_item("PUT", "/opinion", changed, who="committee51", expected=409, version=2)
    assert "rendu" in refused["detail"]
    assert "Un beau projet" in room.world.ask("head51", "GET", "/departments/marne/audit").text


def test_whoever_has_no_seat_gives_no_opinion_and_no_vote(room: Room) -> None:
    room.ready()
    for somebody in ("agent51", "head51"):
        assert "siège" in room.on_item("PUT", "/opinion", OPINION, who=somebody, expected=403)["detail"]
        room.on_item("PUT", "/vote", {"choice": "for"}, who=somebody, expected=403)
        room.on_item("POST", "/recusals", {"reason": "Un lien."}, who=somebody, expected=403)
    room.on_item("PUT", f"/votes/{room.seats['committee51']}", {"choice": "for"}, who="committee51", expected=403)


def test_a_vote_is_of_the_seat_and_may_change_until_the_closing(room: Room) -> None:
    room.ready()
    room.on_item("PUT", "/vote", {"choice": "against"}, who="committee51")
    given = room.on_item("PUT", "/vote", {"choice": "for"}, who="committee51")
    assert given["votes"] == [{"seat": room.seats["committee51"], "choice": "for", "revision": 2}]
    given = room.on_item("PUT", f"/votes/{room.seats['Dominique Roy']}", {"choice": "against"}, version=0)
    assert given["tally"] == {
        "counted": {"for": 1, "against": 1, "abstain": 0},
        "ignored": [],
        "tied": True,
        "result": "deferred",
    }


def test_nobody_votes_before_the_session_is_open(room: Room) -> None:
    room.deposit()
    room.plan()
    room.seat()
    room.inscribe()
    assert "pas ouverte" in room.on_item("PUT", "/vote", {"choice": "for"}, who="committee51", expected=409)["detail"]


def test_whoever_is_absent_does_not_vote_and_whoever_leaves_does_not_count(room: Room) -> None:
    room.ready()
    room.vote({"committee51": "against", "Dominique Roy": "for"})
    room.enter("Dominique Roy")
    tally = room.on_item("GET", "")["tally"]
    assert (tally["result"], tally["ignored"]) == ("for", [room.seats["committee51"]])
    refused = room.on_item("PUT", "/vote", {"choice": "against"}, who="committee51", expected=409)
    assert "présent" in refused["detail"]
    refused = room.vote({"committee51": "against", "Dominique Roy": "for"}, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/votes/0/seat"]


def test_a_declared_recusal_takes_the_vote_away(room: Room) -> None:
    room.ready()
    room.vote({"committee51": "against", "Dominique Roy": "for"})
    given = room.on_item("POST", "/recusals", {"reason": "J'y suis bénévole."}, who="committee51", expected=201)
    said = {"seat": room.seats["committee51"], "reason": "J'y suis bénévole.", "detected": False}
    assert given["recusals"] == [{**said, "lifted": False, "settled_reason": None}]
    assert (given["tally"]["result"], given["tally"]["ignored"]) == ("for", [room.seats["committee51"]])
    for below, body in (("/vote", {"choice": "for"}), ("/opinion", OPINION)):
        refused = room.on_item("PUT", below, body, who="committee51", expected=409)
        assert "J'y suis bénévole" in refused["detail"]
    again = room.on_item("POST", "/recusals", {"reason": "Autre raison."}, who="committee51", expected=201)
    assert again["recusals"] == given["recusals"]


def test_the_secretariat_may_declare_a_recusal_for_a_seat(room: Room) -> None:
    room.ready()
    body = {"reason": "Signalé en séance.", "seat": room.seats["Dominique Roy"]}
    assert room.on_item("POST", "/recusals", body, expected=201)["recusals"][0]["seat"] == room.seats["Dominique Roy"]
    room.on_item("POST", "/recusals", body, who="committee51", expected=403)


def test_the_same_siren_recuses_without_anybody_saying_so(room: Room) -> None:
    key = room.deposit()
    siret = room.ask("agent51", "GET", f"/dossiers/{key}")["porteur"]["siret"]
    room.plan()
    room.inscribe()
    given = room.seat({"institution": "msa", "name": "Alex Petit", "siren": siret[:9]})
    recusal = given["items"][0]["recusals"][0]
    assert (recusal["seat"], recusal["detected"]) == (room.seats["Alex Petit"], True)
    assert "SIREN" in recusal["reason"]
    given = room.seat({"institution": "msa", "name": "Alex Petit", "siren": SIRETS[0][:9], "id": recusal["seat"]})
    assert given["items"][0]["recusals"] == []


def test_a_dossier_that_recusals_leave_without_a_quorum_can_only_be_deferred(make_room: MakeRoom) -> None:
    room = make_room("quorum = 2").ready(2)
    for item in (0, 1):
        room.vote({"committee51": "for", "Dominique Roy": "for"}, item=item)
    given = room.on_item("POST", "/recusals", {"reason": "J'y suis bénévole."}, who="committee51", expected=201)
    assert given["tally"]["result"] == "no_quorum"
    refused = room.decide(APPROVED, expected=422)["errors"][0]
    assert (refused["pointer"], "quorum" in refused["detail"]) == ("/outcome", True)
    room.decide(APPROVED, item=1)  # the other dossier has it still
    room.decide({"outcome": "deferred", "reason": "Le quorum manque sur ce dossier."})
    room.on_session("POST", "/closing")
    told = [room.ask("agent51", "GET", f"/dossiers/{key}")["state"] for key in room.dossiers]
    assert told == ["deferred", "approved"]
    assert "quorum perdu" in room.world.ask("agent51", "GET", f"/sessions/{room.session}/minutes.html").text


def test_an_agent_of_the_porteur_records_nothing_on_its_dossier(room: Room) -> None:
    room.ready(2)
    porteur = room.ask("agent51", "GET", f"/dossiers/{room.dossiers[0]}")["porteur"]["id"]
    room.world.join("porteur51", porteur, "agent51")
    seat = room.seats["Dominique Roy"]
    for method, below, body in (
        ("PUT", "/votes", {"votes": [{"seat": seat, "choice": "for", "revision": 0}]}),
        ("PUT", f"/votes/{seat}", {"choice": "for"}),
        ("POST", "/recusals", {"reason": "Un lien.", "seat": seat}),
    ):
        refused = room.on_item(method, below, body, expected=409)
        assert "un autre agent" in refused["detail"]
    room.vote({"Dominique Roy": "for"}, item=1)
    assert "un autre agent" in room.decide(REFUSED, expected=409)["detail"]
    room.decide(APPROVED, item=1)


def test_whoever_a_porteur_has_only_asked_votes_and_acts_as_before(room: Room) -> None:
    room.ready()
    porteur = room.ask("agent51", "GET", f"/dossiers/{room.dossiers[0]}")["porteur"]["id"]
    for who in ("committee51", "agent51"):
        person = {"email": f"{who}@clas.example", "name": who}
        room.ask("porteur51", "POST", f"/porteurs/{porteur}/people", person, expected=201)
    room.vote({"committee51": "against", "Dominique Roy": "for"})
    room.decide({"outcome": "deferred", "reason": "Égalité."})
    room.on_session("POST", "/closing")
    (closed,) = room.on_session("GET", "")["items"]
    assert (closed["recusals"], closed["tally"]["ignored"]) == ([], [])
    assert (closed["tally"]["counted"]["for"], closed["tally"]["counted"]["against"]) == (1, 1)


def test_a_person_of_the_porteur_or_of_its_name_is_recused(room: Room) -> None:
    key = room.deposit()
    porteur = room.ask("agent51", "GET", f"/dossiers/{key}")["porteur"]["id"]
    room.world.join("porteur51", porteur, "committee51")
    room.plan()
    room.seat({"institution": "msa", "name": "AUBRY Camille"})  # who represents every porteur of the tests
    recusals = {each["seat"]: each["reason"] for each in room.inscribe()["items"][0]["recusals"]}
    assert set(recusals) == {room.seats["committee51"], room.seats["AUBRY Camille"]}
    assert "porte le nom" in recusals[room.seats["AUBRY Camille"]]


def test_at_equal_votes_the_body_says_what_happens(make_room: MakeRoom) -> None:
    room = make_room('tie = "president"').ready()
    room.vote({"committee51": "against", "Dominique Roy": "for"})
    assert room.on_item("GET", "")["tally"] | {"tied": True, "result": "for"} == room.on_item("GET", "")["tally"]
    room.decide(REFUSED, expected=422)
    room.decide(APPROVED)


def test_members_who_vote_at_once_do_not_hinder_one_another_nor_the_secretariat(room: Room) -> None:
    room.ready()
    member, other = room.seats["committee51"], room.seats["Dominique Roy"]
    room.on_item("PUT", f"/votes/{other}", {"choice": "for"}, version=0)
    room.on_item("PUT", "/vote", {"choice": "against"}, who="committee51", version=0)
    # The secretariat, which has read neither vote, records the same: nothing is lost, and nobody is told off.
    same = [{"seat": member, "choice": "against", "revision": 0}, {"seat": other, "choice": "for", "revision": 0}]
    given = room.on_item("PUT", "/votes", {"votes": same})
    assert {each["seat"]: each["revision"] for each in given["votes"]} == {member: 1, other: 1}


def test_a_vote_given_in_between_is_not_recorded_over(room: Room) -> None:
    room.ready()
    member, other = room.seats["committee51"], room.seats["Dominique Roy"]
    room.on_item("PUT", "/vote", {"choice": "against"}, who="committee51")
    votes = [{"seat": other, "choice": "for", "revision": 0}, {"seat": member, "choice": "for", "revision": 0}]
    stale = room.on_item("PUT", "/votes", {"votes": votes}, expected=412)
    (told,) = stale["errors"]
    assert told["pointer"] == "/votes/1/choice"
    assert told["detail"].startswith("Enregistré : «\u00a0contre\u00a0» ; le vôtre : «\u00a0pour\u00a0». ")
    assert re.search(r"Entre-temps : voix notée, le 1er juillet 2025 à \d+ h( \d\d)?\.", told["detail"])
    assert room.on_item("GET", "")["tally"]["counted"] == {"for": 0, "against": 1, "abstain": 0}
    room.on_item("PUT", f"/votes/{member}", {"choice": "for"}, expected=412, version=0)
    assert "If-Match" in room.on_item("PUT", f"/votes/{member}", {"choice": "for"}, expected=428)["detail"]
    room.on_item("PUT", f"/votes/{member}", {"choice": "for"}, version=1)
    told = room.on_item("PUT", "/vote", {"choice": "abstain"}, who="committee51", expected=412, version=1)
    assert "agent51" not in str(told), "agents are named to their own Caf alone"
    asked = {"seat": other, "choice": "for"}
    missing = room.on_item("PUT", "/votes", {"votes": [asked]}, expected=422)
    assert [each["pointer"] for each in missing["errors"]] == ["/votes/0/revision"]


def test_an_opinion_written_in_another_window_is_not_written_over(room: Room) -> None:
    room.ready()
    room.on_item("PUT", "/opinion", OPINION, who="committee51", version=0)
    other = {"scale": "reserved", "reason": "À revoir."}
    stale = room.on_item("PUT", "/opinion", other, who="committee51", version=0, expected=412)
    assert {each["pointer"]: each["detail"] for each in stale["errors"]} == {
        "/scale": "Enregistré : «\u00a0favorable\u00a0» ; le vôtre : «\u00a0réservé\u00a0».",
        "/reason": "Enregistré : «\u00a0Un beau projet.\u00a0» ; le vôtre : «\u00a0À revoir.\u00a0».",
    }
    assert "Entre-temps : avis enregistré, le 1er juillet 2025 à " in stale["detail"]
    room.on_item("PUT", "/opinion", other, who="committee51", expected=428)
    assert room.on_item("GET", "", who="committee51")["opinions"][0]["reason"] == "Un beau projet."


def test_a_recusal_may_say_which_version_of_the_item_it_is_about(room: Room) -> None:
    room.ready()
    room.decide(APPROVED)
    asked = {"reason": "J'y suis bénévole."}
    stale = room.on_item("POST", "/recusals", asked, who="committee51", expected=412, version=1)
    assert "Entre-temps : décision préparée" in stale["detail"]
    room.on_item("POST", "/recusals", asked, who="committee51", expected=201, version=2)
