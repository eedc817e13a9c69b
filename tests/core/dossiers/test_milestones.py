"""The milestones of a dossier's year: every state has its place, and what cannot follow is known."""

import pytest

from clas_core.dossiers.lifecycle import DECIDING, OUTCOMES, STATES, STEPS, State, as_told
from clas_core.dossiers.milestones import MILESTONES, is_over, milestone_of


@pytest.mark.parametrize("state", STATES)
def test_every_state_but_a_draft_has_reached_a_milestone(state: State) -> None:
    assert (milestone_of(state) is None) == (state == "draft")


def test_each_milestone_is_reached_by_some_state() -> None:
    assert {milestone_of(state) for state in STATES} == {None, *MILESTONES}


def test_the_steps_of_a_dossier_lead_onward_but_for_those_that_take_something_back() -> None:
    order = [None, *MILESTONES]
    back = {
        "ask_complements",
        "find_inadmissible",
        "correct",
        "return_bilan",
        "withdraw",
        "give_up",
        "close",
        "deposit",
    }
    for each in STEPS:
        if each.name not in back:
            # What was told to be left open is decided again: that, too, goes back.
            for before in set(each.before) - ({"notified"} if each.name in DECIDING.values() else set()):
                assert order.index(milestone_of(before)) <= order.index(milestone_of(each.after)), each.name


@pytest.mark.parametrize(
    ("notified", "settled", "milestone"),
    [(False, False, "deposited"), (True, False, "notified"), (True, True, "settled")],
)
def test_a_closed_dossier_stands_where_it_was_closed(notified: bool, settled: bool, milestone: str) -> None:
    assert milestone_of("closed", notified=notified, settled=settled) == milestone


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_milestone_that_a_porteur_is_shown_does_not_tell_a_decision(outcome: State) -> None:
    assert milestone_of(as_told(outcome)) == "examined"


def test_nothing_follows_a_refusal_and_everything_an_approval() -> None:
    assert is_over("notified", "refused")
    assert not is_over("notified", "approved")
    assert not is_over("notified", "reserve")
    assert not is_over("notified", "deferred")
    assert not is_over("notified")
    assert is_over("settled")
    assert is_over("inadmissible")
    assert not is_over("running", "approved")
