"""Of a run by several processes, each begins with some of the longest tests, and none is lost or run twice."""

import pytest

from tests.conftest import LONGEST, dealt

SHORT = [f"tests/api/test_{number}.py" for number in range(11)]
LONG = [f"{each}-{kind}" for each in reversed(LONGEST) for kind in ("sqlite", "postgresql")]


@pytest.mark.parametrize("workers", [1, 2, 3, 8, 40])
def test_each_test_is_dealt_once(workers: int) -> None:
    assert sorted(dealt([*SHORT, *LONG], workers)) == list(range(len(SHORT) + len(LONG)))


def test_each_process_begins_with_the_longest_and_the_others_keep_their_order() -> None:
    names = [*SHORT, *LONG]
    order = [names[place] for place in dealt(names, 2)]
    parts = order[: len(order) // 2], order[len(order) // 2 :]
    assert [part[0] for part in parts] == [f"{LONGEST[0]}-sqlite", f"{LONGEST[0]}-postgresql"]
    assert [part[: len(LONGEST)] for part in parts] == [[each for each in part if each in LONG] for part in parts]
    assert [each for each in order if each in SHORT] == SHORT


def test_a_run_of_short_tests_is_left_as_it_was() -> None:
    assert dealt(SHORT, 2) == list(range(len(SHORT)))
