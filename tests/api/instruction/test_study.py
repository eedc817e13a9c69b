"""Admissibility and study: the evidence stored whole beside the agent's word, proposals that hold, what the porteur
and the committee see of it."""

from datetime import date
from typing import Any

import pytest

from tests.api.instruction.conftest import Caf

# One group of 8,000.00 and 1,000.00 of common costs: 9,000.00, of which a third and a bit is above the maximum.
WHOLE: dict[str, Any] = {
    "outcome": "approved",
    "groups": [
        {
            "position": 1,
            "retained": True,
            "running_costs": "9000.00",
            "bonuses": {"children": "Un auteur invité, une exposition en juin."},
        }
    ],
}


def _refused(caf: Caf, body: Any, place: str = "/study") -> dict[str, str]:
    """Return what is said of a request that is refused, by its place."""
    answer = caf.ask("agent51", "POST", place, body, version=caf.revision())
    assert answer.status_code == 422, answer.text
    return {each["pointer"]: each["detail"] for each in answer.get_json()["errors"]}


def _proposal(**changes: Any) -> dict[str, Any]:
    return {"proposal": {**WHOLE, "groups": [{**WHOLE["groups"][0], **changes}]}}


def test_a_dossier_in_time_and_complete_is_found_admissible_without_a_reason(caf: Caf) -> None:
    given = caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})
    assert given["dossier"]["state"] == "admissible"
    examination = given["examination"]
    assert (examination["verdict"], examination["computed"], examination["number"]) == ("met", "met", 1)
    assert examination["evidence"]["complete"] is True
    assert examination["evidence"]["previous_bilan"] == {"declared": "filed", "recorded": None}
    assert {each["criterion"] for each in examination["evidence"]["assessment"]["findings"]} >= {"dossier.axes"}


def test_to_depart_from_the_evidence_takes_a_reason_and_the_porteur_is_told(caf: Caf) -> None:
    said = _refused(caf, {"verdict": "not_met"}, "/admissibility")
    assert "recevable" in said["/reason"]
    assert caf.state() == "deposited"
    caf.done("agent51", "POST", "/admissibility", {"verdict": "not_met", "reason": "Porteur hors du département."})
    assert caf.state() == "inadmissible"
    told = [each for each in caf.mails() if "non recevable" in each.subject]
    assert told
    assert all("Porteur hors du département." in each.body for each in told)
    assert caf.ask("agent51", "POST", "/study", {"proposal": WHOLE}, version=caf.revision()).status_code == 409


def test_a_study_keeps_what_is_proposed_with_what_it_is_worth(caf: Caf) -> None:
    caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})
    given = caf.done("agent51", "POST", "/study", {"proposal": WHOLE, "advice": "Favorable."})
    assert given["dossier"]["state"] == "examined"
    examination = given["examination"]
    # min(33 % of 9,000.00, 2,800.70) and one bonus of 329.00
    assert examination["evidence"]["proposed"]["total"] == "3129.70"
    assert examination["proposal"]["groups"][0]["bonuses"] == {"children": "Un auteur invité, une exposition en juin."}
    assert (examination["verdict"], examination["advice"], examination["number"]) == ("met", "Favorable.", 2)
    for who in ("head51", "committee51"):
        shown = caf.ask(who, "GET", "/study").get_json()
        assert shown["study"]["number"] == 2
        assert shown["admissibility"]["number"] == 1
    assert caf.actions()[-2:] == ["dossier.admissibility", "dossier.studied"]


def test_a_later_study_stands_beside_the_earlier_one(caf: Caf) -> None:
    caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})
    caf.done("agent51", "POST", "/study", {"proposal": WHOLE})
    caf.done("head51", "POST", "/study", {"proposal": {"outcome": "refused", "reason": "Hors du champ."}})
    shown = caf.ask("agent51", "GET", "/study").get_json()
    assert (shown["study"]["number"], shown["study"]["proposal"]["outcome"]) == (3, "refused")
    assert shown["study"]["evidence"]["proposed"]["total"] == "0.00"


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ({"proposal": {"outcome": "refused"}}, "/proposal/reason", "motive"),
        ({"proposal": {"outcome": "approved", "reason": "Oui."}}, "/proposal/groups", "au moins un groupe"),
        (_proposal(running_costs="9000.01"), "/proposal/groups/0/running_costs", "ce qui est demandé"),
        (_proposal(position=2), "/proposal/groups/0/position", "1 groupe"),
        (_proposal(bonuses={"parents": "Oui."}), "/proposal/groups/0/bonuses/parents", "pas demandé"),
        (_proposal(bonuses={"licorne": "Oui."}), "/proposal/groups/0/bonuses/licorne", "n'existe pas"),
        ({"proposal": {"outcome": "peut-être"}}, "/proposal/outcome", "choix possibles"),
        ({}, "/proposal", "obligatoire"),
    ],
)
def test_a_proposal_that_no_committee_could_take_is_refused(
    caf: Caf, body: dict[str, Any], pointer: str, said: str
) -> None:
    caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})
    assert said in _refused(caf, body)[pointer]
    assert caf.state() == "admissible"


def test_two_agents_study_at_once_and_one_wins(caf: Caf) -> None:
    caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})
    version = caf.revision()
    assert caf.ask("agent51", "POST", "/study", {"proposal": WHOLE}, version=version).status_code == 201
    assert caf.ask("head51", "POST", "/study", {"proposal": WHOLE}, version=version).status_code == 412


def test_the_bonus_claimed_is_shown_beside_the_socle_of_its_axis(caf: Caf) -> None:
    claims = caf.ask("committee51", "GET", "/additionality").get_json()["claims"]
    assert [(each["bonus"], each["group"], each["position"]) for each in claims] == [("children", "CE2-CM1", 1)]
    assert claims[0]["beyond"] == "Un projet culturel mené toute l'année."
    assert len(claims[0]["socle"]) == 5
    assert claims[0]["warnings"] == []


def test_without_a_dossier_the_year_before_there_is_nothing_to_compare(caf: Caf) -> None:
    caf.on(date(2025, 9, 1))
    shown = caf.ask("agent51", "GET", "/comparison").get_json()
    assert (shown["previous"], shown["changes"]) == (None, [])
    current = shown["current"]
    assert (current["children"], current["asked"], current["granted"]) == (10, "3129.70", None)
