"""How much time is left is said in days, and in hours on the last one; one thing is to be done next."""

from datetime import datetime
from typing import Any

import pytest

from clas_core.dossiers.countdowns import countdown
from clas_core.dossiers.next_things import next_thing
from clas_core.years import PARIS

CLOSING = datetime(2025, 8, 18, 23, 59, 59, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2025-07-01T10:00", "encore 48 jours"),
        ("2025-08-17T23:59:59", "encore 1 jour"),
        ("2025-08-18", "c'est le dernier jour, encore 24 h 00"),
        ("2025-08-18T21:50", "c'est le dernier jour, encore 2 h 10"),
        ("2025-08-18T21:50:01", "c'est le dernier jour, encore 2 h 09"),
        ("2025-08-18T23:01", "c'est le dernier jour, encore 59 min"),
        ("2025-08-18T23:59:59", "encore moins d'une minute"),
    ],
)
def test_the_last_day_is_counted_in_hours_that_are_whole(now: str, words: str) -> None:
    assert countdown(CLOSING, datetime.fromisoformat(now).replace(tzinfo=PARIS)) == words


def test_the_day_when_clocks_change_has_the_hours_that_it_has() -> None:
    # On 26 October 2025 clocks go back at three: from one o'clock to midnight there are 24 hours.
    last = datetime(2025, 10, 26, 23, 59, 59, tzinfo=PARIS)
    assert countdown(last, datetime(2025, 10, 26, 1, tzinfo=PARIS)).endswith("encore 24 h 00")


OPEN = {"to_deposit": True, "over": False, "left": 3, "bilan": ""}


@pytest.mark.parametrize(
    ("state", "known", "thing"),
    [
        ("draft", {}, "complete"),
        ("draft", {"left": 0}, "deposit"),
        ("draft", {"left": None}, "wait"),  # an announced call: nothing can be deposited yet
        ("draft", {"over": True, "left": None}, "too_late"),
        ("complements_asked", {"left": 0}, "answer"),
        ("complements_asked", {"over": True, "left": None}, "too_late"),
        ("deposited", {"to_deposit": False, "left": None}, "wait"),
        ("deposited", {"left": 0}, "deposit"),
        ("running", {"to_deposit": False, "left": None, "bilan": "draft"}, "write_bilan"),
        ("running", {"to_deposit": False, "left": None, "bilan": "returned"}, "correct_bilan"),
        ("running", {"to_deposit": False, "left": None, "bilan": "filed"}, "wait"),
        ("withdrawn", {"to_deposit": False, "left": None}, "nothing"),
        ("closed", {"to_deposit": False, "left": None, "bilan": "filed"}, "nothing"),
    ],
)
def test_one_thing_is_to_be_done_next(state: Any, known: dict[str, Any], thing: str) -> None:
    assert next_thing(state, **{**OPEN, **known}) == thing
