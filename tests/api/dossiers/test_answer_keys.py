"""The client's key of a deposit: never cut, and of one request alone."""

from typing import Any

import pytest

from bench.samples import content
from tests.api.dossiers.conftest import save
from tests.stages import World


def deposit(world: World, dossier: str, key: str, who: str = "porteur51") -> Any:
    return world.ask(who, "POST", f"/dossiers/{dossier}/deposit", headers={"Idempotency-Key": key})


@pytest.mark.parametrize(("key", "status"), [("k" * 200, 201), ("k" * 201, 422), ("", 422), ("clé", 422)])
def test_a_key_is_refused_rather_than_cut(world: World, key: str, status: int) -> None:
    answer = deposit(world, world.deposited, key)
    assert answer.status_code == status
    if status == 422:
        assert [each["pointer"] for each in answer.get_json()["errors"]] == ["/Idempotency-Key"]


def test_a_key_that_was_answered_with_an_unchanged_deposit_serves_no_other_dossier(world: World) -> None:
    unchanged = deposit(world, world.deposited, "une-fois")
    assert (unchanged.status_code, unchanged.get_json()["version"]) == (201, 1)
    with_another = {"department": "seine_et_marne", "school_year": "2024-2025", "porteur": world.porteur}
    agent = {"porteur": world.porteur, "until": "2025-07-31", "reason": "Une panne."}
    extensions = "/departments/seine_et_marne/campaigns/2024-2025/extensions"
    assert world.ask("agent77", "POST", extensions, agent).status_code == 201
    other = world.ask("porteur51", "POST", "/dossiers", with_another).get_json()["id"]
    (action,) = content()["actions"]
    without_bonus = {**action, "groups": [{**action["groups"][0], "bonuses": []}]}
    save(world, other, {**content(), "actions": [without_bonus]})
    refused = deposit(world, other, "une-fois")
    assert refused.status_code == 422
    assert "déjà servi" in refused.get_json()["errors"][0]["detail"]
    assert deposit(world, other, "une-autre").status_code == 201
    save(world, world.deposited, {"common_costs": "900.00"})
    assert deposit(world, world.deposited, "une-fois").get_json() == unchanged.get_json(), "the first answer again"
