"""Whatever steps are taken, in whatever order: what the life of a dossier never does."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from clas_core.dossiers.lifecycle import (
    ACTORS,
    DECIDING,
    OUTCOMES,
    STEPS,
    Outcome,
    State,
    Step,
    StepRefused,
    step,
    steps_from,
)

OUTCOME_OF = {name: outcome for outcome, name in DECIDING.items()}
AFTER_A_DECISION = ("notified", "running", "bilan_filed", "settled")
PAID = ("running", "bilan_filed", "settled")
"""States in which money is, or was, due."""


class LifeOfADossier(RuleBasedStateMachine):
    """A dossier to which anybody does anything, as often as they like."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State = "draft"
        self.outcome: Outcome | None = None
        self.taken: list[str] = []
        self.been: list[State] = ["draft"]

    @property
    def begun(self) -> bool:
        return "begin" in self.taken

    def _take(self, each: Step, actor: str) -> None:
        before = self.state
        self.state = step(each.name, before, [actor], self.outcome, begun=self.begun)
        assert before != "closed", "something left a closed dossier"
        assert actor in each.actors, "a step was taken by somebody it does not belong to"
        self.outcome = OUTCOME_OF.get(each.name, self.outcome)
        self.taken.append(each.name)
        self.been.append(self.state)

    @rule(each=st.sampled_from(STEPS), actor=st.sampled_from(sorted(ACTORS)))
    def anybody_tries_anything(self, each: Step, actor: str) -> None:
        before = self.state
        try:
            self._take(each, actor)
        except StepRefused:
            assert self.state == before

    @precondition(lambda self: any(steps_from(self.state, ACTORS, self.outcome)))
    @rule(data=st.data())
    def somebody_takes_a_step_that_is_offered(self, data: st.DataObject) -> None:
        offered = steps_from(self.state, ACTORS, self.outcome)
        # Most lives go on: one that ends at once meets nothing.
        often = [each for each in offered for _ in range(1 if each.after in ("withdrawn", "closed") else 6)]
        each = data.draw(st.sampled_from(often))
        if each.starts_from(self.state, self.outcome, begun=self.begun):
            self._take(each, data.draw(st.sampled_from(each.actors)))

    def _last(self, *names: str) -> int:
        """Return where one of these steps was last taken; -1 when none was."""
        return max((place for place, name in enumerate(self.taken) if name in names), default=-1)

    @invariant()
    def what_is_settled_has_a_bilan_and_an_approval(self) -> None:
        if self.state == "settled":
            assert self.outcome == "approved"
            assert self._last("file_bilan") > self._last("return_bilan", "approve")

    @invariant()
    def what_is_notified_was_decided_and_the_decision_still_stands(self) -> None:
        if self.state in AFTER_A_DECISION:
            assert self.outcome is not None
            assert self._last("notify") > self._last(*DECIDING.values()) > self._last("correct")

    @invariant()
    def what_no_session_has_settled_is_decided_again_by_a_session_alone(self) -> None:
        for place, name in enumerate(self.taken):
            if name == "correct":
                decided = [OUTCOME_OF[each] for each in self.taken[:place] if each in OUTCOME_OF]
                assert decided[-1] in ("approved", "refused")

    @invariant()
    def what_a_committee_decided_is_closed_only_once_it_is_told(self) -> None:
        if self.state == "closed" and "withdrawn" not in self.been and self.outcome is not None:
            assert self._last("notify") > self._last(*DECIDING.values())

    @invariant()
    def once_the_year_has_begun_it_ends_with_a_settlement(self) -> None:
        if self.begun:
            assert self.outcome == "approved"
            assert "withdrawn" not in self.been
            assert self.state != "closed" or "settled" in self.been

    @invariant()
    def what_was_granted_ends_settled_or_given_up(self) -> None:
        if self.state == "closed" and self.outcome == "approved":
            assert {"settled", "withdrawn"} & set(self.been)

    @invariant()
    def what_was_refused_or_withdrawn_is_never_paid(self) -> None:
        if self.state in PAID:
            assert self.outcome == "approved"
            assert "withdrawn" not in self.been

    @invariant()
    def what_is_paid_was_notified_after_its_decision(self) -> None:
        if self.state in PAID:
            assert self._last("notify") > self._last("approve", "correct")

    @invariant()
    def what_is_decided_was_deposited_found_admissible_and_studied(self) -> None:
        if self.state in (*OUTCOMES, *AFTER_A_DECISION):
            assert self._last("examine") > self._last("find_admissible") > self._last("deposit") >= 0

    @invariant()
    def nothing_comes_back_to_a_draft(self) -> None:
        assert "draft" not in self.been[1:]

    @invariant()
    def nothing_is_stuck_before_it_is_closed(self) -> None:
        assert (self.state == "closed") == (not steps_from(self.state, ACTORS, self.outcome))


LifeOfADossier.TestCase.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)


TestLifeOfADossier = pytest.mark.no_cover(LifeOfADossier.TestCase)
