"""The decision being prepared: every problem at once, never against the votes, never above an envelope."""

import copy
import re

from bench.samples import content
from tests.api.committees.conftest import APPROVED, GRANTED, REFUSED, MakeRoom, Room


def test_a_decision_is_priced_as_it_is_prepared(room: Room) -> None:
    room.ready()
    assert room.decide(APPROVED)["decision"] == {
        "outcome": "approved",
        "reason": None,
        "groups": [GRANTED],
        "aids": [],
        "programmes": [],
        "by_rule": [],
        "ps": "2800.70",
        "bonuses": "329.00",
        "supplements": "0.00",
        "granted": "3129.70",
    }
    fewer = {**GRANTED, "running_costs": "5000.00", "bonuses": {}}
    given = room.decide({"outcome": "approved", "reason": "Moins de dépenses.", "groups": [fewer]})
    assert given["decision"]["granted"] == "1650.00"
    assert room.decide({"outcome": "reserve", "reason": "Faute d'enveloppe."})["decision"]["granted"] == "0.00"


def test_all_that_is_wrong_with_a_decision_is_told_at_once(room: Room) -> None:
    room.ready()
    groups = [
        {"position": 1, "retained": True, "running_costs": "9000.01", "bonuses": {"parents": "Oui.", "autre": "Oui."}},
        {"position": 2, "retained": True, "running_costs": "1.00", "bonuses": {"children": "Un de plus."}},
    ]
    refused = room.decide({"outcome": "approved", "groups": groups}, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == [
        "/reason",
        "/groups/0/running_costs",
        "/groups/0/bonuses/parents",
        "/groups/0/bonuses/autre",
        "/groups/1/position",
    ]
    form = {"outcome": "peut-être", "reason": 3, "groups": [{"bonuses": {"children": " "}}], "autre": 1}
    refused = room.decide(form, expected=422)
    assert {each["pointer"] for each in refused["errors"]} == {
        "/outcome",
        "/reason",
        "/groups/0/position",
        "/groups/0/retained",
        "/groups/0/bonuses/children",
        "/autre",
    }


def test_an_outcome_other_than_a_plain_approval_needs_its_reason(room: Room) -> None:
    room.ready()
    for outcome in ("refused", "deferred", "reserve"):
        refused = room.decide({"outcome": outcome}, expected=422)
        assert [each["pointer"] for each in refused["errors"]] == ["/reason"]
    less = {"outcome": "approved", "groups": [{**GRANTED, "bonuses": {}}]}
    assert [each["pointer"] for each in room.decide(less, expected=422)["errors"]] == ["/reason"]


def test_a_group_that_is_not_eligible_is_retained_by_no_committee(room: Room) -> None:
    few = content()
    (group,) = few["actions"][0]["groups"]
    few["actions"][0]["groups"] = [
        {**group, "running_costs": "7000.00"},
        {**copy.deepcopy(group), "running_costs": "1000.00", "children": 7, "bonuses": []},
    ]
    room.deposit(few)
    room.plan()
    room.inscribe()
    groups = [{**GRANTED, "running_costs": "7500.00"}, {"position": 2, "retained": True, "running_costs": "1500.00"}]
    refused = room.decide({"outcome": "approved", "groups": groups}, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/groups/1/retained"]
    groups[1]["retained"] = False
    (why,) = room.decide({"outcome": "approved", "groups": groups})["decision"]["by_rule"]
    assert "le règlement exclut ce groupe" in why, "nobody says why of what the rules leave out"


def test_two_agents_decide_at_once_and_the_second_is_told_what_differs(room: Room) -> None:
    asked = content()
    (group,) = asked["actions"][0]["groups"]
    group["running_costs"] = "4000.00"
    asked["actions"][0]["groups"] = [group, {**copy.deepcopy(group), "label": "Collège"}]
    room.deposit(asked)
    room.plan()
    room.inscribe()
    first = {**GRANTED, "running_costs": "4500.00"}
    second = {**first, "position": 2}
    room.decide({"outcome": "approved", "groups": [first, second]}, version=1)
    less = {**second, "running_costs": "4000.00", "bonuses": {}}
    mine = {"outcome": "approved", "reason": "Moins de dépenses.", "groups": [less, first]}
    stale = room.decide(mine, expected=412, version=1)
    assert {each["pointer"]: each["detail"] for each in stale["errors"]} == {
        "/reason": "Enregistré : rien ; le vôtre : «\u00a0Moins de dépenses.\u00a0».",
        "/groups/0/running_costs": "Groupe 2, enregistré : 4\u202f500,00\u00a0€ ; le vôtre : 4\u202f000,00\u00a0€.",
        "/groups/0/bonuses/children": "Groupe 2, enregistré : «\u00a0Un projet d'un an.\u00a0» ; le vôtre : rien.",
    }
    assert re.search(r"Entre-temps : décision préparée, le 1er juillet 2025 à .*, par vous\.", stale["detail"])
    told = {each["pointer"]: each["detail"] for each in room.decide(REFUSED, expected=412, version=1)["errors"]}
    assert told["/outcome"] == "Enregistré : «\u00a0agréé\u00a0» ; le vôtre : «\u00a0refusé\u00a0»."
    assert told["/groups/1/retained"] == "Groupe 2, enregistré : oui ; le vôtre : rien."
    path = f"/sessions/{room.session}/items/{room.items[0]}/decision"
    other = room.ask("head51", "PUT", path, REFUSED, expected=412, version=1)
    assert "par agent51." in other["detail"]
    room.ask("agent51", "PUT", path, REFUSED, expected=428)
    assert room.on_item("GET", "")["decision"]["outcome"] == "approved"


def test_a_decision_lost_with_a_new_deposit_is_said_to_be_lost_by_the_agenda(room: Room) -> None:
    room.ready()
    room.decide(APPROVED, version=1)
    key = room.dossiers[0]
    room.study(key, "deposited")
    version = room.ask("porteur51", "GET", f"/dossiers/{key}")["revision"]
    room.ask("porteur51", "PATCH", f"/dossiers/{key}", {"common_costs": "900.00"}, version=version)
    room.ask("porteur51", "POST", f"/dossiers/{key}/deposit", {}, expected=201)
    room.study(key)
    room.inscribe()
    stale = room.decide(APPROVED, expected=412, version=2)
    assert "Entre-temps : ordre du jour modifié, le 1er juillet 2025 à " in stale["detail"]
    assert {"pointer": "/outcome", "detail": "Enregistré : rien ; le vôtre : «\u00a0agréé\u00a0»."} in stale["errors"]


def test_an_approval_against_the_votes_is_refused(room: Room) -> None:
    room.ready()
    room.vote({"committee51": "against", "Dominique Roy": "against"})
    refused = room.decide(APPROVED, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/outcome"]
    room.decide(REFUSED)
    room.vote({"committee51": "for", "Dominique Roy": "for"})
    room.decide(REFUSED, expected=422)


ENVELOPES = """
[[envelopes]]
kind = "bonuses"
amount = 400
source = "note"
[[envelopes]]
kind = "ps"
amount = 6000
source = "note"
"""


def _envelopes(room: Room) -> dict[str, tuple[str | None, str, str, str | None]]:
    found = room.on_session("GET", "/envelope")["envelopes"]
    return {each["kind"]: (each["amount"], each["before"], each["session"], each["left"]) for each in found}


def test_the_envelope_is_followed_live_and_never_exceeded(make_room: MakeRoom) -> None:
    room = make_room(more=ENVELOPES).ready(3)
    room.decide(APPROVED)
    assert _envelopes(room) == {
        "ps": ("6000.00", "0.00", "2800.70", "3199.30"),
        "bonuses": ("400.00", "0.00", "329.00", "71.00"),
        "supplements": (None, "0.00", "0.00", None),
    }
    refused = room.decide(APPROVED, item=1, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/groups"]
    assert "400,00" in refused["errors"][0]["detail"]
    without = {"outcome": "approved", "reason": "Sans le bonus.", "groups": [{**GRANTED, "bonuses": {}}]}
    room.decide(without, item=1)
    assert _envelopes(room)["ps"] == ("6000.00", "0.00", "5601.40", "398.60")
    room.decide(without, item=2, expected=422)
    room.decide({"outcome": "reserve", "reason": "Faute d'enveloppe."}, item=2)
    room.on_session("POST", "/closing")
    assert _envelopes(room)["ps"] == ("6000.00", "0.00", "5601.40", "398.60")


def test_what_another_session_has_granted_meanwhile_counts_when_this_one_closes(make_room: MakeRoom) -> None:
    room = make_room(more=ENVELOPES).ready()
    room.decide(APPROVED)
    first = (room.session, room.revision, room.items)
    other = room.deposit()
    room.plan()
    room.seat()
    room.inscribe(other)
    room.enter()
    room.on_session("POST", "/opening")
    room.decide(APPROVED)
    room.on_session("POST", "/closing")
    room.session, room.revision, room.items = first
    assert _envelopes(room)["bonuses"] == ("400.00", "329.00", "329.00", "-258.00")
    refused = room.on_session("POST", "/closing", expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/items"]
