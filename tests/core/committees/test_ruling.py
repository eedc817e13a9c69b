"""What the rules alone make of a demand: a motive is asked for where judgement differs from them, and nowhere else."""

from dataclasses import replace

import pytest

from clas_core.committees.deciding import decision_problems
from clas_core.committees.decision import Decision, RetainedGroup
from clas_core.committees.ruling import Ruling, reasons_by_rule, ruled_decision
from clas_core.dossiers.programmes import AskedProgramme
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear

OFFER = Estimator(ReferentialLibrary.load().get(SchoolYear(2025))).bonuses_on_offer
ASKED = (
    Group("CE2-CM1", 10, 900_000, adults=2, bonuses=("children",)),
    Group("6e", 6, 500_000, adults=2),
)
RULING = Ruling(
    excluded={2: ["Un groupe accueille de 8 à 12 enfants."]},
    unoffered={1: ["Bonus parents : aucun montant n'est publié."]},
    bonuses={"children": "Bonus enfants"},
)
REAAP = AskedProgramme(id="reaap", label="Reaap", amount=100_000, verdict="not_met")
FIRST = RetainedGroup(position=1, retained=True, running_costs=900_000, bonuses={"children": "Un projet d'un an."})
OUT = RetainedGroup(position=2, retained=False, running_costs=0)
APPROVED = Decision(outcome="approved", reason="", groups=(FIRST, OUT))


def _told(decision: Decision, ruling: Ruling = RULING) -> list[str]:
    found = decision_problems(decision, ASKED, OFFER, frozenset({2}), ruling=ruling)
    return [each.message for each in found]


def test_an_approval_that_only_follows_the_rules_needs_no_motive_and_has_theirs() -> None:
    assert _told(APPROVED) == []
    assert reasons_by_rule(APPROVED, ASKED, RULING) == (
        "CE2-CM1 : bonus non prévu. Bonus parents : aucun montant n'est publié.",
        "6e : le règlement exclut ce groupe. Un groupe accueille de 8 à 12 enfants.",
    )


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (replace(FIRST, bonuses={}), "CE2-CM1, « Bonus enfants » est demandé et n'est pas accordé"),
        (replace(FIRST, running_costs=899_999), "CE2-CM1, 8 999,99 € de dépenses retenus sur 9 000,00 €"),
    ],
)
def test_a_motive_is_asked_for_by_the_name_of_what_was_judged(first: RetainedGroup, said: str) -> None:
    judged = replace(APPROVED, groups=(first, OUT))
    (told,) = _told(judged)
    assert said in told.replace("\u202f", " ").replace("\xa0", " ")
    assert "6e" not in told, "nobody says why of what the rules leave out"
    assert _told(replace(judged, reason="Le comité en juge ainsi.")) == []


def test_what_meets_no_rule_is_refused_by_them_and_by_nobody_s_motive() -> None:
    neither = replace(RULING, excluded={1: ["Il manque un adulte."], 2: ["Il manque un adulte."]})
    ruled = ruled_decision(ASKED, neither)
    assert (ruled.outcome, _told(ruled, neither)) == ("refused", [])
    assert len(reasons_by_rule(ruled, ASKED, neither)) == 2
    assert _told(Decision(outcome="refused", reason="")) != [], "a refusal of what the rules approve is a judgement"
    assert reasons_by_rule(Decision(outcome="refused", reason="Non."), ASKED, RULING) == ()


def test_the_rules_propose_what_meets_them_as_it_was_asked_and_never_a_bonus() -> None:
    ruled = ruled_decision(ASKED, RULING, (REAAP,))
    assert [(each.retained, each.running_costs, dict(each.bonuses)) for each in ruled.groups] == [
        (True, 900_000, {}),
        (False, 0, {}),
    ]
    assert [each.amount for each in ruled.programmes] == [0]
    reasoned = replace(ruled, groups=(FIRST, OUT))
    assert decision_problems(reasoned, ASKED, OFFER, frozenset({2}), (REAAP,), RULING) == []
    assert reasons_by_rule(reasoned, ASKED, RULING, (REAAP,))[-1].startswith("Reaap : le règlement l'exclut")
