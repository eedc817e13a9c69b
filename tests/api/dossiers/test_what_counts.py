"""Once a dossier is deposited, what was deposited counts: for its Caf, for the committee, and after the deadline."""

from datetime import datetime, timedelta
from typing import Any

from werkzeug.test import TestResponse

from bench.filled import siret_of
from bench.samples import content
from clas_core.years import PARIS
from tests.api.dossiers.conftest import at, save
from tests.browsing import signed_in
from tests.casts import described
from tests.stages import World
from tests.unstudied import plan

LAST = datetime(2025, 8, 18, 23, 59, 59, 500_000, tzinfo=PARIS)
LATE = LAST + timedelta(milliseconds=500)
COUNTS = ("actions", "groups", "children", "asked")


def larger() -> dict[str, Any]:
    """Return actions with one more group of twelve children."""
    (action,) = content()["actions"]
    return {"actions": [{**action, "groups": [*action["groups"], {**action["groups"][0], "children": 12}]}]}


def page(world: World, who: str, address: str) -> str:
    return browse(world, who, address).get_data(as_text=True)


def browse(world: World, who: str, address: str) -> TestResponse:
    return signed_in(world.client.application, world.accounts[who]).get(address)


def counts(world: World, who: str) -> dict[str, Any]:
    told = world.ask(who, "GET", f"/dossiers/{world.deposited}").get_json()
    (listed,) = [
        each for each in world.ask(who, "GET", "/dossiers").get_json()["items"] if each["id"] == world.deposited
    ]
    assert {name: listed[name] for name in COUNTS} == {name: told[name] for name in COUNTS}
    return {name: told[name] for name in COUNTS}


def test_what_is_written_after_a_deposit_is_counted_once_it_is_deposited(world: World) -> None:
    # 33 % of 9,000.00 is above the maximum of 2,800.70; with one bonus of 329.00, 3,129.70.
    before = {"actions": 1, "groups": 1, "children": 10, "asked": "3129.70"}
    plan(world)
    item = f"/sessions/{world.session}/items/{world.item}"
    assert counts(world, "agent51") == before
    assert save(world, world.deposited, larger()).status_code == 200
    for who in ("agent51", "head51", "committee51", "program51"):
        assert counts(world, who) == before, who
    for who in ("agent51", "committee51"):
        told = world.ask(who, "GET", item).get_json()
        assert (told["groups"], told["asked"]) == (1, "3129.70")
    current = world.ask("agent51", "GET", f"/dossiers/{world.deposited}/comparison").get_json()["current"]
    assert (current["groups"], current["children"], current["asked"]) == (1, 10, "3129.70")
    assert "3\u202f129,70" in page(world, "agent51", "/espace/departements/marne/dossiers")
    # Each group: 8,000.00 and a half of 1,000.00; 33 % of 8,500.00 is 2,805.00, above the maximum: twice 3,129.70.
    assert "6\u202f259,40" in page(world, "porteur51", "/espace")
    assert world.ask("porteur51", "POST", f"/dossiers/{world.deposited}/deposit").status_code == 422, "the budget"
    budget = [{"account": "64", "amount": "17000.00"}, {"account": "74", "funder": "caf", "amount": "17000.00"}]
    save(world, world.deposited, {"budget": budget})
    assert counts(world, "agent51") == before
    assert world.ask("porteur51", "POST", f"/dossiers/{world.deposited}/deposit").status_code == 201
    assert counts(world, "agent51") == {"actions": 1, "groups": 2, "children": 22, "asked": "6259.40"}


def test_a_draft_is_counted_as_it_is_written(world: World) -> None:
    save(world, world.draft, content(), "neighbour51")
    told = world.ask("neighbour51", "GET", f"/dossiers/{world.draft}").get_json()
    assert {name: told[name] for name in COUNTS} == {"actions": 1, "groups": 1, "children": 10, "asked": "3129.70"}


def test_after_the_deadline_one_is_told_on_saving_that_only_what_was_deposited_counts(world: World) -> None:
    with at(world, LAST):
        assert save(world, world.deposited, {"common_costs": "900.00"}).get_json()["notice"] is None
        assert "Déposer de nouveau</button>" in page(
            world, "porteur51", f"/espace/dossiers/{world.deposited}/verifier"
        ), "the last second is in time, whatever its thousandths"
        assert world.ask("porteur51", "POST", f"/dossiers/{world.deposited}/deposit").status_code == 201
    with at(world, LATE):
        saved = save(world, world.deposited, {"common_costs": "800.00"})
        assert saved.status_code == 200, "nothing that is written is lost"
        notice = saved.get_json()["notice"]
        assert "s'est clos le 18 août 2025 à 23 h 59 min 59 s" in notice
        assert f"le dépôt n° 2, récépissé {world.receipt}" in notice
        refused = world.ask("porteur51", "POST", f"/dossiers/{world.deposited}/deposit")
        assert (refused.status_code, refused.get_json()["detail"]) == (409, notice)
        assert "brouillon" not in notice
        for below in ("", "/contact", "/verifier", "/recepisse"):
            shown = page(world, "porteur51", f"/espace/dossiers/{world.deposited}{below}")
            assert "Ce dossier ne se dépose plus." in shown, below
            assert "le dépôt n° 2" in shown
            assert "déposer de nouveau" not in shown, below
            assert "Déposer de nouveau" not in shown, below
        assert world.ask("agent51", "GET", f"/dossiers/{world.deposited}").get_json()["notice"] is None
        assert "brouillon est conservé" in save(world, world.draft, {}, "neighbour51").get_json()["notice"]
    seen = world.ask("agent51", "GET", f"/dossiers/{world.deposited}").get_json()
    assert seen["content"]["common_costs"] == "900.00"


def test_nobody_is_told_that_a_draft_is_kept_where_none_was_begun(world: World) -> None:
    key = world.ask("applicant", "POST", "/porteurs", described(siret_of(900))).get_json()["id"]
    with at(world, LATE):
        asked = {"department": "marne", "school_year": "2025-2026", "porteur": key}
        refused = world.ask("applicant", "POST", "/dossiers", asked)
    assert refused.status_code == 409
    assert "brouillon" not in refused.get_json()["detail"]


def test_complements_reopen_a_dossier_until_their_day(world: World) -> None:
    path = f"/dossiers/{world.deposited}"
    with at(world, LATE):
        tag = world.ask("agent51", "GET", path).headers["ETag"]
        asked = {"text": "Précisez le budget.", "due_on": "2025-09-10"}
        answer = world.ask("agent51", "POST", f"{path}/complements", asked, headers={"If-Match": tag})
        assert answer.status_code in (200, 201), answer.text
        told = save(world, world.deposited, {"common_costs": "900.00"}).get_json()
        assert told["notice"] is None
        assert told["deadline"].startswith("2025-09-10T23:59:59")
    with at(world, datetime(2025, 9, 11, tzinfo=PARIS)):
        refused = world.ask("porteur51", "POST", f"{path}/deposit")
        assert refused.status_code == 409
        assert "compléments s'est terminé le 10 septembre 2025" in refused.get_json()["detail"]
    with at(world, datetime(2025, 9, 10, 23, 59, 59, tzinfo=PARIS)):
        assert world.ask("porteur51", "POST", f"{path}/deposit").status_code == 201
