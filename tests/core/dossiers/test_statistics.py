"""Outside the department, a count that could be somebody is withheld, and so is what would give it away."""

from hypothesis import given
from hypothesis import strategies as st

from clas_core.dossiers.statistics import (
    AMOUNTS,
    COUNTS,
    FIGURES,
    CountedGroup,
    Line,
    added,
    count,
    line_json,
    withhold,
)

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


def _group(dossier: str, **fields: object) -> CountedGroup:
    usual = {
        "porteur": dossier[0],
        "outcome": "approved",
        "nature": "association",
        "settled": 100,
        "action": 1,
        "levels": "cp",
        "city": "Reims",
        "children": 10,
        "adults": 2,
        "asked": 200,
        "retained": True,
        "approved": 150,
    }
    return CountedGroup(dossier=dossier, **{**usual, **fields})  # type: ignore[arg-type]  # the usual fields


# Porteur a has two dossiers: a1 with two actions, of two groups and of one; a2 with one. Porteur b has one.
GROUPS = (
    _group("a1", levels="cp ce1"),
    _group("a1", levels="ce1", retained=False, approved=0),
    _group("a1", action=2, city="Épernay"),
    _group("a2", outcome="refused", settled=0, retained=False, approved=0),
    _group("b1", nature="commune", levels=""),
)


def test_porteurs_dossiers_and_actions_are_counted_once() -> None:
    counted = count(GROUPS)
    (total,) = counted["total"]
    assert total == Line(
        key="",
        porteurs=2,
        dossiers=3,
        actions=4,
        groups=5,
        children=50,
        adults=10,
        asked=1000,
        approved=450,
        settled=200,
    )
    (retained,) = counted["retained"]
    assert [retained.porteurs, retained.dossiers, retained.actions, retained.groups] == [2, 2, 3, 3]
    assert {line.key: line.dossiers for line in counted["outcome"]} == {"approved": 2, "refused": 1}
    assert {line.key: line.actions for line in counted["territory"]} == {"Reims": 3, "Épernay": 1}


def test_a_group_counts_in_each_of_its_levels() -> None:
    assert {line.key: line.groups for line in count(GROUPS)["level"]} == {"ce1": 2, "cp": 3}


def test_what_was_settled_is_not_divided_by_level_or_city() -> None:
    counted = count(GROUPS)
    assert {line.settled for name in ("level", "territory", "retained") for line in counted[name]} == {None}
    assert {line.key: line.settled for line in counted["nature"]} == {"association": 100, "commune": 100}


def test_nothing_is_counted_of_nothing() -> None:
    assert set(map(tuple, count(()).values())) == {()}


def test_lines_add_up_and_what_is_not_known_stays_so() -> None:
    sums = added("x", [_line("a", porteurs=3), _line("b", porteurs=4)])
    assert (sums.key, sums.porteurs, sums.groups) == ("x", 7, 80)
    assert added("x", [_line("a"), Line(key="b", settled=None)]).settled is None
