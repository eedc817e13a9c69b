"""Of a run by several processes, each begins with some of the longest tests, and none is lost or run twice."""

import pytest

from tests.conftest import LONGEST, TOGETHER, dealt

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
    for part in parts:
        long = [each for each in part if each in LONG]
        assert part[: len(long)] == long
    assert [each for each in order if each in SHORT] == SHORT


def test_tests_that_go_together_are_run_by_one_process() -> None:
    names = [*SHORT, *LONG]
    order = [names[place] for place in dealt(names, 2)]
    for part in order[: len(order) // 2], order[len(order) // 2 :]:
        for shared in TOGETHER:
            assert sum(each.startswith(shared) for each in part) in (0, 2)


def test_a_run_of_short_tests_is_left_as_it_was() -> None:
    assert dealt(SHORT, 2) == list(range(len(SHORT)))
