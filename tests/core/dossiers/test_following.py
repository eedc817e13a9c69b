"""What comes next of a dossier: whose it is, by when, and that something does in each state that there is."""

from datetime import date

import pytest

from clas_core.dossiers.following import NOTHING, Following, Waiting, following
from clas_core.dossiers.lifecycle import OUTCOMES, STATES, Outcome, State

TODAY = date(2025, 9, 10)
BEFORE, AFTER = date(2025, 9, 9), date(2025, 9, 30)


def test_only_what_has_ended_waits_for_nothing() -> None:
    for state in STATES:
        for outcome in OUTCOMES if state == "notified" else (None, *OUTCOMES):
            found = following(state, outcome, NOTHING, TODAY)
            assert (found.name == "nothing") == (state == "closed"), (state, outcome)
            assert (found.whose == "nobody") == (state == "closed")


@pytest.mark.parametrize(
    ("state", "outcome", "waiting", "expected"),
    [
        ("complements_asked", None, Waiting(complements=AFTER), ("complements", "porteur", AFTER, False)),
        ("complements_asked", None, Waiting(complements=BEFORE), ("judge_late", "caf", BEFORE, True)),
        ("complements_asked", None, NOTHING, ("find_admissible", "caf", None, False)),
        ("notified", "deferred", NOTHING, ("complete", "caf", None, False)),
        ("notified", "reserve", NOTHING, ("approve", "committee", None, False)),
        ("notified", "refused", NOTHING, ("close", "caf", None, False)),
        ("running", "approved", Waiting(bilan=AFTER), ("file_bilan", "porteur", AFTER, False)),
        ("running", "approved", Waiting(bilan=BEFORE), ("file_bilan", "porteur", BEFORE, True)),
        ("running", "approved", Waiting(payment="advance", payment_due=AFTER), ("file_bilan", "porteur", None, False)),
        ("running", "approved", Waiting(payment="advance", payment_due=BEFORE), ("pay", "caf", BEFORE, True)),
        ("settled", "approved", Waiting(payment="balance", payment_due=AFTER), ("pay", "caf", AFTER, False)),
        ("settled", "approved", Waiting(payment="recovery", payment_due=BEFORE), ("recover", "caf", BEFORE, True)),
        ("settled", "approved", NOTHING, ("close", "caf", None, False)),
    ],
)
def test_what_is_awaited_comes_before_the_steps_of_a_state(
    state: State, outcome: Outcome | None, waiting: Waiting, expected: tuple[str, str, date | None, bool]
) -> None:
    name, whose, due, late = expected
    assert following(state, outcome, waiting, TODAY) == Following(name=name, whose=whose, due=due, late=late)  # type: ignore[arg-type]
