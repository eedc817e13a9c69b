"""A decision: what keeps it from being taken, what it is worth, and that it never grants more than was asked."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.committees.deciding import decision_problems
from clas_core.committees.decision import Decision, RetainedGroup, granted_groups, worth
from clas_core.committees.decision_schemas import decision_json, read_decision
from clas_core.dossiers.lifecycle import OUTCOMES
from clas_core.errors import InvalidInput
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear

ESTIMATOR = Estimator(ReferentialLibrary.load().get(SchoolYear(2025)))
OFFER = ESTIMATOR.bonuses_on_offer
BOTH = ("children", "parents")
ASKED = (
    Group("A", 10, 900_000, adults=2, bonuses=BOTH),
    Group("B", 8, 500_000, adults=2, bonuses=("parents",)),
)


def retained(position: int, costs: int, *bonuses: str, kept: bool = True) -> RetainedGroup:
    reasons = dict.fromkeys(bonuses, "Au-delà du socle.")
    return RetainedGroup(position=position, retained=kept, running_costs=costs, bonuses=reasons)


WHOLE = (retained(1, 900_000, *BOTH), retained(2, 500_000, "parents"))


def _places(decision: Decision, asked: Sequence[Group] = ASKED, **more: Any) -> list[str]:
    return [problem.pointer for problem in decision_problems(decision, asked, OFFER, **more)]


def test_a_dossier_approved_whole_as_it_was_asked_needs_no_reason() -> None:
    assert _places(Decision(outcome="approved", reason="", groups=WHOLE)) == []


@pytest.mark.parametrize(
    "decision",
    [
        Decision(outcome="refused", reason=" "),
        Decision(outcome="reserve", reason=""),
        Decision(outcome="deferred", reason="\n"),
        Decision(outcome="approved", reason="", groups=WHOLE[:1]),
        Decision(outcome="approved", reason="", groups=(WHOLE[0], retained(2, 499_999, "parents"))),
        Decision(outcome="approved", reason="", groups=(WHOLE[0], retained(2, 500_000))),
        Decision(outcome="approved", reason="", groups=(WHOLE[0], retained(2, 500_000, kept=False))),
    ],
)
def test_anything_else_says_why(decision: Decision) -> None:
    assert _places(decision) == ["/reason"]


@pytest.mark.parametrize(
    ("groups", "places"),
    [
        ((), ["/groups"]),
        ((retained(1, 0, kept=False),), ["/groups"]),
        ((retained(1, 900_001),), ["/groups/0/running_costs"]),
        ((retained(1, -1),), ["/groups/0/running_costs"]),
        ((retained(3, 1, "children"),), ["/groups/0/position"]),
        ((retained(0, 1),), ["/groups/0/position"]),
        ((retained(1, 1), retained(1, 1)), ["/groups/1/position"]),
        ((retained(2, 1, "children"),), ["/groups/0/bonuses/children"]),
        ((retained(1, 1, "theatre"),), ["/groups/0/bonuses/theatre"]),
        ((retained(1, 1), retained(2, 1, "parents", kept=False)), ["/groups/1/bonuses"]),
    ],
)
def test_each_problem_is_at_its_place(groups: Sequence[RetainedGroup], places: list[str]) -> None:
    assert _places(Decision(outcome="approved", reason="Oui.", groups=groups)) == places


def test_a_bonus_is_granted_with_a_reason() -> None:
    group = RetainedGroup(position=1, retained=True, running_costs=1, bonuses={"children": " "})
    assert _places(Decision(outcome="approved", reason="Oui.", groups=(group,))) == ["/groups/0/bonuses/children"]


def test_a_bonus_whose_amount_is_not_published_is_refused_with_what_is_missing() -> None:
    offer = Estimator(ReferentialLibrary.load().get(SchoolYear(2024))).bonuses_on_offer
    group = retained(1, 1, "children")
    (problem,) = decision_problems(Decision(outcome="approved", reason="Oui.", groups=(group,)), ASKED, offer)
    assert "aucun montant n'est publié pour 2024-2025" in problem.message


def test_no_committee_retains_a_group_that_is_not_eligible() -> None:
    decision = Decision(outcome="approved", reason="", groups=WHOLE)
    assert _places(decision, not_eligible=frozenset({2})) == ["/groups/1/retained"]


def test_only_an_approval_retains_groups() -> None:
    for outcome in OUTCOMES[1:]:
        assert _places(Decision(outcome=outcome, reason="Non.", groups=WHOLE)) == ["/groups"]
        assert _places(Decision(outcome=outcome, reason="Non.", groups=(retained(1, 0, kept=False),))) == []


def test_an_approval_is_worth_its_retained_groups_at_their_retained_costs_with_their_bonuses() -> None:
    # By hand: min(33 % of 9,000.00, 2,800.70) + 329.00; the second group, not named, is not retained.
    decision = Decision(outcome="approved", reason="Oui.", groups=(retained(1, 900_000, "children"),))
    estimate = worth(decision, ASKED, ESTIMATOR)
    first, second = granted_groups(decision, ASKED, estimate)
    assert (first.ps, first.bonus, first.supplement, first.total) == (280_070, 32_900, 0, 312_970)
    assert (second.retained, second.total, second.position) == (False, 0, 2)
    assert estimate.total == 312_970


def test_another_outcome_is_worth_nothing() -> None:
    for outcome in OUTCOMES[1:]:
        decision = Decision(outcome=outcome, reason="Non.", groups=WHOLE)
        assert worth(decision, ASKED, ESTIMATOR).total == 0
        assert granted_groups(decision, ASKED, worth(decision, ASKED, ESTIMATOR)) == ()


bonuses = st.sets(st.sampled_from(BOTH)).map(lambda each: tuple(sorted(each)))
demands = st.lists(
    st.builds(
        Group, st.just("A"), st.integers(6, 14), st.integers(0, 2_000_000), adults=st.integers(1, 4), bonuses=bonuses
    ),
    min_size=1,
    max_size=5,
)


@st.composite
def decided(draw: st.DrawFn) -> tuple[Sequence[Group], Decision]:
    """A demand, and a decision on it in any state: sound or not."""
    asked = draw(demands)
    groups = draw(
        st.lists(
            st.builds(
                RetainedGroup,
                position=st.integers(0, len(asked) + 1),
                retained=st.booleans(),
                running_costs=st.integers(-1, 2_100_000),
                bonuses=st.dictionaries(st.sampled_from((*BOTH, "theatre")), st.sampled_from(("Oui.", ""))),
            ),
            max_size=6,
        )
    )
    return asked, Decision(
        outcome=draw(st.sampled_from(OUTCOMES)), reason=draw(st.sampled_from(("", "Oui."))), groups=groups
    )


@st.composite
def sound(draw: st.DrawFn) -> tuple[Sequence[Group], Decision]:
    """A demand, and an approval of it that nothing keeps from being taken."""
    asked = draw(demands)
    places = draw(st.lists(st.integers(1, len(asked)), unique=True, min_size=1))
    groups = [
        RetainedGroup(
            position=place,
            retained=True,
            running_costs=draw(st.integers(0, asked[place - 1].running_costs)),
            bonuses=dict.fromkeys(draw(st.sets(st.sampled_from(asked[place - 1].bonuses or ("",)))) - {""}, "Oui."),
        )
        for place in places
    ]
    return asked, Decision(outcome="approved", reason="Oui.", groups=groups)


@given(sound())
def test_what_is_granted_is_never_above_what_was_asked(case: tuple[Sequence[Group], Decision]) -> None:
    asked, decision = case
    assert decision_problems(decision, asked, OFFER) == []
    granted = granted_groups(decision, asked, worth(decision, asked, ESTIMATOR))
    demanded = ESTIMATOR.estimate(asked)
    for group, before in zip(granted, demanded.groups, strict=True):
        assert (0 <= group.ps <= before.ps, group.total <= before.total) == (True, True)
        assert len(group.bonuses) <= len(before.group.bonuses)
    assert sum(group.total for group in granted) <= demanded.total


@given(decided())
def test_a_decision_without_problem_can_always_be_priced(case: tuple[Sequence[Group], Decision]) -> None:
    asked, decision = case
    if not decision_problems(decision, asked, OFFER):
        granted = granted_groups(decision, asked, worth(decision, asked, ESTIMATOR))
        assert len(granted) == (len(asked) if decision.outcome == "approved" else 0)


@given(sound())
def test_a_decision_is_read_back_from_its_json(case: tuple[Sequence[Group], Decision]) -> None:
    _, decision = case
    read = read_decision(decision_json(decision))
    assert (read.outcome, read.reason, list(read.groups)) == (decision.outcome, decision.reason, list(decision.groups))


def test_every_fault_of_form_is_told_at_its_place() -> None:
    group = {"position": 0, "running_costs": 12, "bonuses": {"children": "", "parents": 3, "Bonus": "Oui."}}
    with pytest.raises(InvalidInput) as caught:
        read_decision({"outcome": "", "groups": [group, {"position": 1, "retained": True, "bonuses": []}], "vote": 1})
    assert {problem.pointer for problem in caught.value.problems} == {
        "/outcome",
        "/groups/0/position",
        "/groups/0/retained",
        "/groups/0/running_costs",
        "/groups/0/bonuses/children",
        "/groups/0/bonuses/parents",
        "/groups/0/bonuses/Bonus",
        "/groups/1/bonuses",
        "/vote",
    }
