"""Outside the department, a count that could be somebody is withheld, and so is what would give it away."""

from hypothesis import given
from hypothesis import strategies as st

from clas_core.dossiers.statistics import AMOUNTS, COUNTS, FIGURES, Line, line_json, withhold

numbers = st.integers(0, 30)
lines = st.lists(
    st.builds(Line, key=st.just("x"), **dict.fromkeys(FIGURES, numbers)),
    max_size=6,
)


def _line(key: str, **figures: int) -> Line:
    every = dict.fromkeys(FIGURES, 40)
    return Line(key=key, **{**every, **figures})


@given(lines)
def test_no_count_from_one_to_four_is_ever_shown(given_lines: list[Line]) -> None:
    for line in withhold(given_lines):
        assert not [name for name in COUNTS if 0 < (getattr(line, name) or 0) < 5]


@given(lines)
def test_what_is_shown_is_what_was_counted(given_lines: list[Line]) -> None:
    for line, shown in zip(given_lines, withhold(given_lines), strict=True):
        assert all(getattr(shown, name) in (None, getattr(line, name)) for name in FIGURES)


@given(lines)
def test_a_missing_value_cannot_be_worked_out_from_the_sum(given_lines: list[Line]) -> None:
    shown = withhold(given_lines)
    for name in FIGURES:
        values = [getattr(line, name) for line in shown]
        if values.count(None) == 1:
            # What is left beside it is nothing at all: the sum is withheld itself, or is nobody's.
            assert not any(values)


def test_five_are_shown_and_four_are_not() -> None:
    (shown,) = withhold([_line("a", porteurs=5)])
    assert shown == _line("a", porteurs=5)
    (withheld,) = withhold([_line("a", porteurs=4)])
    assert withheld.porteurs is None
    assert withheld.children == 40


def test_the_amounts_of_so_few_go_with_their_count() -> None:
    (withheld,) = withhold([_line("a", groups=1)])
    assert [getattr(withheld, name) for name in AMOUNTS] == [None, None, None]


def test_the_smallest_other_line_goes_with_the_only_one_missing() -> None:
    shown = withhold([_line("a", porteurs=3), _line("b", porteurs=30), _line("c", porteurs=12)])
    assert [line.porteurs for line in shown] == [None, 30, None]


def test_nobody_is_shown_as_nobody() -> None:
    (shown,) = withhold([Line(key="a")])
    assert shown.porteurs == 0


def test_what_is_withheld_is_null_and_amounts_are_text() -> None:
    written = line_json(_line("a", asked=280_070))
    assert (written["key"], written["asked"], written["porteurs"]) == ("a", "2800.70", 40)
    assert line_json(Line(key="a", asked=None))["asked"] is None
