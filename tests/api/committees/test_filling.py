"""The decisions of a session are prepared by one published rule, as it was read; the committee decides all the same."""

from typing import Any

import pytest

from tests.api.committees.allocated import RULES, Told
from tests.api.committees.conftest import APPROVED, MakeRoom
from tests.api.pages.caf.sound import assert_sound
from tests.stages import World

DOSSIERS = ("0", "1", "2")


def _compared(world: World) -> Any:
    return world.ask("agent51", "GET", f"/sessions/{world.session}/allocations").get_json()


def _fill(world: World, rule: str = "tour", *, seen: str = "", who: str = "agent51", key: str = "") -> Any:
    seen = seen or next((each["seen"] for each in _compared(world)["allocations"] if each["id"] == rule), "rien")
    headers = {"Idempotency-Key": key} if key else {}
    path = f"/sessions/{world.session}/allocations/{rule}/decisions"
    return world.ask(who, "POST", path, {"seen": seen}, headers=headers)


def _item(world: World, name: str) -> Any:
    return world.ask("agent51", "GET", f"/sessions/{world.session}/items/{world.made.items[name]}")


def _drafts(world: World) -> dict[str, Any]:
    """Return what is being prepared, by the receipt of each dossier."""
    return {str(world.row(name).receipt): _item(world, name).get_json()["decision"] for name in DOSSIERS}


def _prepare(world: World, name: str, decision: Any) -> Any:
    path = f"/sessions/{world.session}/items/{world.made.items[name]}/decision"
    return world.ask("agent51", "PUT", path, decision, headers={"If-Match": _item(world, name).headers["ETag"]})


def _left_out(world: World) -> str:
    """Return which dossier the rule « tour » does not serve."""
    (rows,) = (each["rows"] for each in _compared(world)["allocations"] if each["id"] == "tour")
    (receipt,) = (each["receipt"] for each in rows if not each["granted"])
    return next(name for name in DOSSIERS if world.row(name).receipt == receipt)


def test_each_decision_is_what_the_caf_proposes_with_the_bonuses_that_the_rule_serves(told: Told) -> None:
    world = told(RULES)
    left_out = str(world.row(_left_out(world)).receipt)
    answer = _fill(world)
    assert answer.status_code == 200, answer.text
    assert {each["receipt"]: each["prepared"] for each in answer.get_json()["dossiers"]} == dict.fromkeys(
        _drafts(world), True
    )
    drafts = _drafts(world)
    without = drafts.pop(left_out)
    assert without["groups"][0]["bonuses"] == {}
    assert without["reason"].endswith(
        "Selon la règle de répartition «\u00a0Chacun son tour\u00a0», non servi : bonus enfants, groupe 1 : "
        "il reste 42,00\u00a0€, et il en faut 329,00\u00a0€."
    )
    assert all(each["groups"][0]["bonuses"] and each["reason"] is None for each in drafts.values())
    envelopes = world.ask("agent51", "GET", f"/sessions/{world.session}/envelope").get_json()["envelopes"]
    (bonuses,) = [each for each in envelopes if each["kind"] == "bonuses"]
    assert (bonuses["session"], bonuses["amount"]) == ("658.00", "700.00")
    assert world.row("0").state == "examined", "nothing is decided"
    assert _compared(world)["allocations"][0]["granted"] == "658.00", "what is compared is what is proposed"


def test_the_same_request_again_gets_the_same_answer_and_writes_nothing(told: Told) -> None:
    world = told(RULES)
    first = _fill(world).get_json()
    revisions = [_item(world, name).headers["ETag"] for name in DOSSIERS]
    assert _fill(world).get_json() == first
    assert [_item(world, name).headers["ETag"] for name in DOSSIERS] == revisions


def test_a_key_gets_its_first_answer_whatever_was_changed_since(told: Told) -> None:
    world = told(RULES)
    seen = _compared(world)["allocations"][0]["seen"]
    first = _fill(world, seen=seen, key="matin").get_json()
    refused = {"outcome": "refused", "reason": "Le socle n'est pas décrit."}
    assert _prepare(world, "0", refused).status_code == 200, "it is changed as any other"
    assert _fill(world, seen=seen, key="matin").get_json() == first
    again = {each["receipt"]: each["reason"] for each in _fill(world, seen=seen).get_json()["dossiers"]}
    assert again[str(world.row("0").receipt)] == "sa décision est déjà préparée autrement, et reste telle quelle"


def test_a_decision_that_somebody_wrote_stays_and_is_said(told: Told) -> None:
    world = told(RULES)
    deferred = {"outcome": "deferred", "reason": "À revoir."}
    assert _prepare(world, "1", deferred).status_code == 200
    receipt = str(world.row("1").receipt)
    found = {each["receipt"]: each for each in _fill(world).get_json()["dossiers"]}
    assert not found.pop(receipt)["prepared"]
    assert all(each["prepared"] for each in found.values())
    assert _drafts(world)[receipt]["outcome"] == "deferred"
    other = {each["receipt"]: each["prepared"] for each in _fill(world, "ensemble").get_json()["dossiers"]}
    assert other == dict.fromkeys(_drafts(world), False), "nor does another rule take the place of the first"


def test_nothing_is_prepared_where_it_would_exceed_the_envelope_with_what_somebody_prepared(told: Told) -> None:
    world = told(RULES)
    name = _left_out(world)
    assert _prepare(world, name, APPROVED).status_code == 200
    answer = _fill(world)
    assert answer.status_code == 422, answer.text
    assert "987,00" in answer.text
    assert sum(each is not None for each in _drafts(world).values()) == 1


def test_a_reason_that_would_be_too_long_is_left_to_be_written(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    world = told(RULES)
    receipt = str(world.row(_left_out(world)).receipt)
    monkeypatch.setattr("clas_api.services.committees.filling.LONGEST_REASON", 50)
    (left,) = [each for each in _fill(world).get_json()["dossiers"] if not each["prepared"]]
    assert left["receipt"] == receipt
    assert left["reason"].endswith("préparez-le à part")
    assert _drafts(world)[receipt] is None


def test_an_allocation_that_is_not_the_one_that_was_read_is_refused(told: Told) -> None:
    world = told(RULES)
    stale = _fill(world, seen="sha256:autre")
    assert stale.status_code == 412
    assert "Ce n'est plus celle que vous avez lue" in stale.text
    assert _fill(world, "licorne").status_code == 404
    assert _fill(world, who="committee51").status_code == 403
    assert not any(_drafts(world).values())


def test_a_dossier_that_is_withdrawn_takes_nothing_of_the_envelope(told: Told) -> None:
    world = told(RULES)
    row = world.row("0")
    path = f"/dossiers/{world.dossier('0')}"
    match = {"If-Match": world.ask("porteur51", "GET", path).headers["ETag"]}
    answer = world.ask("porteur51", "POST", f"{path}/withdrawal", {"reason": "Non."}, headers=match)
    assert answer.status_code == 200, answer.text
    found = _compared(world)
    assert found["claimed"] == "658.00"
    assert all(each["granted"] for each in found["allocations"][0]["rows"])
    (aside,) = found["aside"]
    assert (aside["receipt"], aside["reason"]) == (
        row.receipt,
        "il est « retiré » : le comité n'a plus à en décider",
    )
    assert [each["prepared"] for each in _fill(world).get_json()["dossiers"]] == [False, True, True]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_another_session_has_granted_since_to_a_dossier_of_this_one_is_granted_already(
    make_room: MakeRoom,
) -> None:
    room = make_room(more=RULES).ready(3)
    planned = room.session
    first = room.dossiers[0]
    room.plan()
    room.seat()
    room.inscribe(first)
    room.enter()
    room.on_session("POST", "/opening")
    room.vote(dict.fromkeys(room.seats, "for"))
    room.decide(APPROVED)
    room.on_session("POST", "/closing")
    found = room.ask("agent51", "GET", f"/sessions/{planned}/allocations")
    assert (found["before"], found["available"], found["claimed"]) == ("329.00", "371.00", "658.00")
    assert [each["dossier"] for each in found["aside"]] == [first]
    assert [each["granted"] for each in found["allocations"][0]["rows"]] == [True, False]


def test_the_page_asks_then_prepares_and_says_what_it_has_left(told: Told) -> None:
    world = told(RULES)
    page = world.browser("agent51").open(f"/espace/caf/seances/{world.session}/repartitions")
    assert "3 dossiers : la décision que propose la Caf est préparée, avec 2 bonus, 658,00" in page.text
    old = world.browser("agent51").open(f"/espace/caf/seances/{world.session}/repartitions")
    page.submit("fill", {})
    assert_sound(page)
    assert "3 dossiers : décisions préparées selon la règle." in page.text
    assert "Les décisions déjà préparées restent telles quelles (3)" in page.text
    old.submit("fill", {})
    assert old.status == 200
    assert sum(each is not None for each in _drafts(world).values()) == 3
