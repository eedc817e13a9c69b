"""What a session adjourned is completed, then studied and decided again; what was admissible by mistake is not."""

from typing import Any

import pytest

from clas_core.dossiers.lifecycle import Outcome
from tests.api.year.conftest import Year
from tests.api.year.test_giving_up import mails
from tests.decided import decide, otherwise

ASKED = {"text": "La convention avec l'école.", "due_on": "2025-07-15"}
WHY = "La structure est hors du département."


def _state(year: Year) -> str:
    return str(year.ask("agent51", "GET").get_json()["state"])


def _study(year: Year) -> Any:
    check = year.ask("agent51", "GET", "/check").get_json()["estimate"]["groups"]
    groups = [
        {"position": place, "retained": True, "running_costs": each["steps"][0]["result"], "bonuses": {}}
        for place, each in enumerate(check, start=1)
    ]
    proposal = {"outcome": "approved", "groups": groups, "reason": "Sans bonus."}
    return year.step("agent51", "/study", {"proposal": proposal, "advice": "Favorable."})


@pytest.mark.parametrize("outcome", ["deferred", "reserve"])
def test_what_is_adjourned_is_completed_studied_again_and_decided(deposited: Year, outcome: Outcome) -> None:
    decide(deposited.world, deposited.dossier, otherwise(outcome, "À compléter."))
    refused = deposited.step("agent51", "/complements", ASKED)
    assert refused.status_code == 409
    assert "Notifiez d'abord" in refused.get_json()["detail"]
    assert deposited.step("agent51", "/notification").status_code == 201
    page = deposited.world.browser("agent51").open(f"/espace/caf/dossiers/{deposited.dossier}/complements")
    assert "Ce qui est à compléter" in page.text
    assert deposited.step("agent51", "/complements", ASKED).status_code == 201
    assert _state(deposited) == "complements_asked"
    assert any(ASKED["text"] in each for each in mails(deposited, "compléments demandés"))
    (decision,) = deposited.ask("neighbour51", "GET", "/decisions").get_json()["decisions"]
    assert decision["outcome"] == outcome  # what was decided stays to be read
    patched = deposited.ask("neighbour51", "PATCH", "", {"beyond_homework": True}, match=deposited.revision())
    assert patched.status_code == 200, patched.text
    answered = deposited.ask("neighbour51", "POST", "/deposit", {"answer": "La convention est jointe."})
    assert answered.status_code == 201, answered.text
    assert deposited.step("agent51", "/admissibility", {"verdict": "met"}).status_code == 201
    studied = _study(deposited)
    assert studied.status_code == 201, studied.text
    assert _state(deposited) == "examined"
    decide_again(deposited)
    assert _state(deposited) == "approved"


def decide_again(year: Year) -> None:
    """Have another session decide of the dossier as it stands."""
    ask = year.world.ask
    planned = {"school_year": "2025-2026", "body": "departmental", "held_on": "2025-07-01", "place": "Caf"}
    made = ask("agent51", "POST", "/departments/marne/sessions", planned)
    assert made.status_code == 201, made.text
    path = f"/sessions/{made.get_json()['id']}"

    def change(method: str, below: str, body: Any = None) -> Any:
        tag = {"If-Match": ask("agent51", "GET", path).headers["ETag"]}
        answer = ask("head51", method, f"{path}{below}", body, headers=tag)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    change("PUT", "/agenda", {"dossiers": [year.dossier]})
    seats = change("PUT", "/seats", {"seats": [{"institution": "caf", "name": "Dominique Roy", "presides": True}]})
    change("PUT", "/attendance", {"present": [each["id"] for each in seats["seats"]]})
    change("POST", "/opening")
    (item,) = ask("agent51", "GET", path).get_json()["items"]
    proposal = {
        "outcome": "approved",
        "groups": [
            {"position": 1, "retained": True, "running_costs": "8500.00", "bonuses": {"children": "Un projet."}},
            {"position": 2, "retained": True, "running_costs": "5500.00", "bonuses": {}},
        ],
    }
    place = f"{path}/items/{item['id']}"
    tag = {"If-Match": ask("agent51", "GET", place).headers["ETag"]}
    decided = ask("agent51", "PUT", f"{place}/decision", proposal, headers=tag)
    assert decided.status_code == 200, decided.text
    change("POST", "/closing")


@pytest.mark.parametrize("studied", [False, True])
def test_what_was_admissible_by_mistake_is_found_inadmissible_with_a_reason_that_its_porteur_reads(
    deposited: Year, studied: bool
) -> None:
    assert deposited.step("agent51", "/admissibility", {"verdict": "met"}).status_code == 201
    if studied:
        assert _study(deposited).status_code == 201
    refused = deposited.step("agent51", "/admissibility", {"verdict": "not_met"})
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/reason"
    assert deposited.step("agent51", "/admissibility", {"verdict": "not_met", "reason": WHY}).status_code == 201
    assert _state(deposited) == "inadmissible"
    assert any(WHY in each for each in mails(deposited, "non recevable"))
    assert deposited.step("agent51", "/closing").status_code == 200


def test_what_was_studied_is_completed(deposited: Year) -> None:
    assert deposited.step("agent51", "/admissibility", {"verdict": "met"}).status_code == 201
    assert _study(deposited).status_code == 201
    assert deposited.step("agent51", "/complements", ASKED).status_code == 201
    assert _state(deposited) == "complements_asked"


@pytest.mark.parametrize("below", ["/complements", "/admissibility"])
def test_what_was_granted_is_not_taken_back_to_its_beginning(approved: Year, below: str) -> None:
    assert approved.step("agent51", "/notification").status_code == 201
    assert approved.step("agent51", "/beginning", {}).status_code == 200
    body = ASKED if below == "/complements" else {"verdict": "not_met", "reason": WHY}
    refused = approved.step("head51", below, body)
    assert refused.status_code == 409, refused.text
    assert _state(approved) == "running"
