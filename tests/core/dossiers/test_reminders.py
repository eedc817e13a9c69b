"""What is due is called to mind on its days, each once, whatever happens to its day meanwhile."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clas_core.dossiers.reminders import OF_DRAFTS, is_to_remind, next_reminder

DUE = date(2025, 8, 18)


def reminded(due: date, looks: list[date], before: tuple[int, ...] = OF_DRAFTS) -> list[date]:
    """Return the days on which somebody is reminded, by whoever looks on some days."""
    found: list[date] = []
    for day in looks:
        if is_to_remind(due, before, found[-1] if found else None, day):
            found.append(day)
    return found


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def test_a_draft_is_called_to_mind_a_week_before_two_days_before_and_on_the_last_day() -> None:
    days = [day for day in every_day(date(2025, 8, 1), date(2025, 8, 30)) for _ in range(2)]
    assert [each.day for each in reminded(DUE, days)] == [11, 16, 18]


def test_what_was_missed_is_made_up_for_once() -> None:
    assert reminded(DUE, [date(2025, 8, 17), date(2025, 8, 18)]) == [date(2025, 8, 17), date(2025, 8, 18)]
    assert reminded(DUE, [date(2025, 8, 19)]) == [], "what is over is not called to mind"


def test_a_day_that_moves_later_is_reminded_of_anew_before_it() -> None:
    last = date(2025, 8, 18)
    later = date(2025, 8, 28)
    assert not is_to_remind(later, OF_DRAFTS, last, date(2025, 8, 20))
    assert next_reminder(later, OF_DRAFTS, last, date(2025, 8, 19)) == date(2025, 8, 21)
    assert is_to_remind(later, OF_DRAFTS, last, date(2025, 8, 21))


def test_a_call_that_chooses_none_reminds_nobody() -> None:
    assert reminded(DUE, every_day(date(2025, 8, 1), DUE), before=()) == []
    assert next_reminder(DUE, (), None, date(2025, 8, 1)) is None


@given(st.lists(st.integers(0, 60), max_size=5), st.integers(0, 90))
def test_whoever_looks_each_day_reminds_as_often_as_there_are_days_and_foretells_each(
    before: list[int], since: int
) -> None:
    days = every_day(DUE - timedelta(days=since), DUE)
    found = reminded(DUE, days, tuple(before))
    missed = [each for each in before if each > since]
    assert len(found) == len({each for each in before if each <= since} | ({since} if missed else set()))
    foretold = next_reminder(DUE, before, None, days[0])
    assert foretold == (found[0] if found else None)
