"""The life of a dossier: no sequence of permitted steps breaks what must always hold, and nothing else is permitted."""

from collections.abc import Mapping, Sequence
from itertools import product

import pytest

from clas_core.dossiers.lifecycle import (
    ACTORS,
    DECIDING,
    OUTCOMES,
    STATES,
    STEPS,
    Outcome,
    State,
    Step,
    StepRefused,
    is_decidable,
    needs_reason,
    outcome_told,
    step,
    steps_from,
)
from clas_core.dossiers.lifecycle_guide import drawn

OUTCOME_OF = {name: outcome for outcome, name in DECIDING.items()}
AFTER_A_DECISION = ("notified", "running", "bilan_filed", "settled")


def test_every_state_is_reached() -> None:
    reached: set[tuple[State, Outcome | None]] = set()
    coming: list[tuple[State, Outcome | None]] = [("draft", None)]
    while coming:
        place = coming.pop()
        if place not in reached:
            reached.add(place)
            coming += [
                (each.after, OUTCOME_OF.get(each.name, place[1])) for each in steps_from(place[0], ACTORS, place[1])
            ]
    assert {state for state, _ in reached} == set(STATES)


OTHERWISE = [(each, state) for each, state in product(STEPS, STATES) if state not in each.before]


@pytest.mark.parametrize(("each", "state"), OTHERWISE, ids=[f"{each.name}-{state}" for each, state in OTHERWISE])
def test_a_step_is_refused_from_every_other_state_with_what_it_needs(each: Step, state: State) -> None:
    with pytest.raises(StepRefused) as refused:
        step(each.name, state, ACTORS, "approved")
    said = str(refused.value)
    assert each.label in said
    assert f"« {STATES[state]} »" in said
    assert all(STATES[needed] in said for needed in each.before)


STRANGERS = [(each, actor) for each, actor in product(STEPS, ACTORS) if actor not in each.actors]


@pytest.mark.parametrize(("each", "actor"), STRANGERS, ids=[f"{each.name}-{actor}" for each, actor in STRANGERS])
def test_a_step_is_refused_to_everybody_else_with_who_may_take_it(each: Step, actor: str) -> None:
    for state in each.before:
        with pytest.raises(StepRefused) as refused:
            step(each.name, state, [actor], next(iter(each.outcomes.get(state, ())), None))
        assert all(ACTORS[able].removeprefix("le ") in str(refused.value) for able in each.actors)
        assert "à le " not in str(refused.value)


@pytest.mark.parametrize("outcome", [None, "reserve", "deferred", "refused"])
def test_only_what_was_approved_begins(outcome: Outcome | None) -> None:
    assert step("begin", "notified", ["agent"], "approved") == "running"
    with pytest.raises(StepRefused, match="agréé"):
        step("begin", "notified", ["agent"], outcome)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_notified_then_only_what_is_open_is_decided_again(outcome: Outcome) -> None:
    assert step("notify", outcome, ["agent"], outcome) == "notified"
    again = [name for name in DECIDING.values() if name in {each.name for each in _committee("notified", outcome)}]
    assert again == (list(DECIDING.values()) if outcome in ("reserve", "deferred") else [])
    assert is_decidable("notified", outcome) == bool(again)


def _committee(state: State, outcome: Outcome) -> Sequence[Step]:
    return steps_from(state, ["committee"], outcome)


@pytest.mark.parametrize("outcome", ["reserve", "deferred"])
@pytest.mark.parametrize("told", [False, True])
def test_to_correct_what_no_session_has_settled_is_refused_with_what_to_do(outcome: Outcome, told: bool) -> None:
    with pytest.raises(StepRefused, match="séance"):
        step("correct", "notified" if told else outcome, ["head"], outcome)


def test_a_settlement_is_final_and_the_refusal_says_so() -> None:
    with pytest.raises(StepRefused, match="définitif"):
        step("correct", "settled", ["head"], "approved")


@pytest.mark.parametrize(
    ("name", "state"),
    [
        *product(("reserve", "defer", "refuse", "withdraw"), ("examined",)),
        *product(("withdraw", "give_up"), ("notified",)),
    ],
)
def test_a_year_that_has_begun_is_neither_undone_nor_given_up(name: str, state: State) -> None:
    step(name, state, ACTORS, "approved")
    with pytest.raises(StepRefused, match="l'année a commencé"):
        step(name, state, ACTORS, "approved", begun=True)


def test_an_approved_dossier_is_closed_once_settled_and_the_refusal_says_what_to_do() -> None:
    said: dict[State, str] = {"notified": "abandonne l'agrément", "running": "soldé", "bilan_filed": "soldé"}
    for state, words in said.items():
        with pytest.raises(StepRefused, match=words) as refused:
            step("close", state, ["head"], "approved")
        assert "Notifiez d'abord" not in str(refused.value)
    assert step("close", "settled", ["agent"], "approved") == "closed"


OPEN: tuple[Outcome, ...] = ("reserve", "deferred")


@pytest.mark.parametrize("outcome", OPEN)
def test_what_no_session_has_settled_is_completed_once_its_porteur_was_told(outcome: Outcome) -> None:
    assert step("ask_complements", "notified", ["agent"], outcome) == "complements_asked"
    with pytest.raises(StepRefused, match="Notifiez d'abord"):
        step("ask_complements", outcome, ["agent"], outcome)


@pytest.mark.parametrize("outcome", [None, *OPEN])
def test_what_was_studied_is_completed_or_found_inadmissible_until_it_is_decided(outcome: Outcome | None) -> None:
    assert step("ask_complements", "examined", ["agent"], outcome) == "complements_asked"
    assert step("find_inadmissible", "examined", ["agent"], outcome) == "inadmissible"


@pytest.mark.parametrize("name", ["ask_complements", "find_inadmissible"])
@pytest.mark.parametrize("outcome", ["approved", "refused"])
def test_what_a_session_has_settled_is_not_taken_back_to_its_beginning(name: str, outcome: Outcome) -> None:
    for state in ("examined", "notified", outcome):
        with pytest.raises(StepRefused):
            step(name, state, ["head"], outcome)


ENDS: tuple[State, ...] = ("closed",)
MUST_ACT: Mapping[State, tuple[str, ...]] = {
    "draft": ("porteur",),
    "deposited": ("agent", "head"),
    "complements_asked": ("porteur", "agent", "head"),
    "admissible": ("agent", "head"),
    "inadmissible": ("agent", "head"),
    "examined": ("committee", "agent", "head"),
    "approved": ("agent", "head"),
    "reserve": ("committee", "agent", "head"),
    "deferred": ("committee", "agent", "head"),
    "refused": ("agent", "head"),
    "notified": ("agent", "head"),
    "running": ("porteur",),
    "bilan_filed": ("agent", "head"),
    "settled": ("agent", "head"),
    "withdrawn": ("agent", "head"),
}
"""Who has to do something for a dossier to go on, in each state that is no end."""


@pytest.mark.parametrize("state", [each for each in STATES if each not in ENDS])
def test_whoever_must_act_has_an_act_whatever_was_decided(state: State) -> None:
    decided: tuple[Outcome | None, ...] = (state,) if state in OUTCOMES else (None, *OUTCOMES)
    for actor in MUST_ACT[state]:
        acts = {outcome: steps_from(state, [actor], outcome) for outcome in _possible(state, decided)}
        assert all(acts.values()), (actor, acts)


def _possible(state: State, decided: Sequence[Outcome | None]) -> Sequence[Outcome | None]:
    """Return the last decisions that a dossier in a state may stand on, of those given: some steps lead there."""
    reached: set[tuple[State, Outcome | None]] = set()
    coming: list[tuple[State, Outcome | None]] = [("draft", None)]
    while coming:
        place = coming.pop()
        if place not in reached:
            reached.add(place)
            for each in steps_from(place[0], ACTORS, place[1]):
                coming.append((each.after, OUTCOME_OF.get(each.name, place[1])))
    return [outcome for outcome in decided if (state, outcome) in reached]


def test_a_settled_dossier_is_not_closed_while_something_is_to_be_paid() -> None:
    with pytest.raises(StepRefused, match="il reste 10 € à verser"):
        step("close", "settled", ["agent"], "approved", unpaid="il reste 10 € à verser")


@pytest.mark.parametrize(
    ("name", "state", "outcomes"),
    [
        ("give_up", "notified", {"approved"}),
        ("withdraw", "notified", {"approved"}),
        ("withdraw", "deposited", set()),
        ("find_inadmissible", "deposited", set()),
        ("find_inadmissible", "admissible", {None, *OUTCOMES}),
        ("find_inadmissible", "examined", {None, "reserve", "deferred"}),
        ("close", "notified", {"reserve", "deferred"}),
        ("close", "settled", set()),
        ("close", "withdrawn", set()),
    ],
)
def test_a_reason_is_asked_of_what_ends_a_grant_or_what_could_be_decided_again(
    name: str, state: State, outcomes: set[str | None]
) -> None:
    assert {outcome for outcome in (None, *OUTCOMES) if needs_reason(name, state, outcome)} == outcomes


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_is_told_while_the_dossier_stands_on_it(outcome: Outcome) -> None:
    told = {state for state in STATES if outcome_told(state, outcome) == outcome}
    assert told == set(AFTER_A_DECISION)
    assert all(outcome_told(state, outcome) is None for state in set(STATES) - told)


def test_only_the_porteur_deposits_answers_withdraws_and_files_its_bilan() -> None:
    own = {"deposit", "answer_complements", "withdraw", "file_bilan"}
    assert {each.name for each in STEPS if "porteur" in each.actors} == own
    assert all(each.actors == ("porteur",) for each in STEPS if "porteur" in each.actors)


def test_only_the_committee_decides_and_only_the_head_takes_a_decision_up_again() -> None:
    assert {each.name for each in STEPS if "committee" in each.actors} == set(DECIDING.values())
    assert [each.name for each in STEPS if each.actors == ("head",)] == ["correct"]


def test_the_diagram_has_every_state_and_every_step() -> None:
    lines = drawn().splitlines()
    assert all(f'    state "{label}" as {state}' in lines for state, label in STATES.items())
    arrows = [line for line in lines if "-->" in line]
    assert len(arrows) == sum(len(each.before) for each in STEPS) + 2
