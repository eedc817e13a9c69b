"""Outside the departments, nothing that is told lets a reader work out a count under five, whatever it is added to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.statistics.between import LEAST_SHOWN, bounds_json
from clas_core.statistics.counting import COUNTS, CountedGroup, Line, count
from clas_core.statistics.withholding import Lines, tell
from tests.core.statistics.narrowing import KEYS, OUTCOMES, read, true_figures


def _groups(slug: str, number: int, kind: Mapping[str, Any]) -> list[CountedGroup]:
    return [
        CountedGroup(
            dossier=(slug, number),
            porteur=(slug, kind["nature"], number - number % kind["dossiers_each"]),
            outcome=kind["outcome"],
            nature=kind["nature"],
            settled=0,
            action=position,
            levels=kind["levels"],
            city=kind["city"],
            children=10,
            adults=2,
            asked=1000,
            retained=(retained := kind["outcome"] == "approved" and position >= kind["left_out"]),
            approved=1000 if retained else 0,
        )
        for position in range(kind["groups"])
    ]


kinds = st.fixed_dictionaries(
    {
        "times": st.sampled_from((1, 1, 2, 3, 4, 5, 6, 9, 14)),
        "outcome": st.sampled_from((*OUTCOMES, "approved", "approved")),
        "nature": st.sampled_from(KEYS["nature"]),
        "levels": st.sampled_from(("cp", "ce1", "cp ce1", "6e")),
        "city": st.sampled_from(("A", "B", "C", "D")),
        "groups": st.integers(1, 3),
        "left_out": st.sampled_from((0, 0, 0, 1)),
        "dossiers_each": st.sampled_from((1, 1, 1, 2)),
    }
)
departments = st.lists(st.lists(kinds, min_size=1, max_size=7), min_size=1, max_size=6)


def _counted(described: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Lines]:
    counted: dict[str, Lines] = {}
    for place, each in enumerate(described):
        slug, groups = f"d{place}", []
        for number, kind in enumerate(one for one in each for _ in range(one["times"])):
            groups += _groups(slug, number, kind)
        counted[slug] = count(groups)
    return counted


def _assert_nothing_is_given_away(counted: Mapping[str, Lines]) -> None:
    """Nobody at all may be known to be nobody; so may the whole of which nothing is left beside what was retained. What
    is known to be five at least is no small count."""
    reader = read(tell(counted), counted)
    true = true_figures(counted)
    for name, value in true.items():
        low, high = reader.bounds(name)
        assert low <= value <= high, "the reader is wrong, and so is this test"
        slug, breakdown, key, figure = name
        beside = (slug, "outcome", "not retained", figure) if key == "approved" else (slug, "left", "", figure)
        is_nobody = true[beside if key == "approved" or breakdown == "total" else name] == 0
        assert is_nobody or reader.is_told(name) or low >= 5 or high - low >= 4, (name, value, low, high)


@pytest.mark.no_cover
@settings(max_examples=60)
@given(departments)
def test_what_is_withheld_cannot_be_narrowed_down(described: Sequence[Sequence[Mapping[str, Any]]]) -> None:
    _assert_nothing_is_given_away(_counted(described))


@pytest.mark.no_cover
@given(departments)
def test_bounds_hold_what_they_hide_and_are_five_values_wide_whoever_reads_them(
    described: Sequence[Sequence[Mapping[str, Any]]],
) -> None:
    counted = _counted(described)
    told, true = tell(counted), true_figures(counted)
    for slug, bounds in {**told.between.departments, "": told.between.nation}.items():
        written = bounds_json(bounds)
        assert (written is None) is (bounds is None)
        for figure, each in (written or {}).items():
            value = true[slug, "total", "", figure]
            assert each["least"] <= value <= each["most"], (slug, figure)
            assert each["most"] - each["least"] >= LEAST_SHOWN - 1
            assert getattr(told.departments[slug]["total"][0] if slug else told.nation["total"][0], figure) is None


@pytest.mark.no_cover
@given(departments)
def test_no_count_from_one_to_four_is_ever_told(described: Sequence[Sequence[Mapping[str, Any]]]) -> None:
    told = tell(_counted(described))
    for lines in (told.nation, *told.departments.values()):
        for line in (line for each in lines.values() for line in each):
            assert not [name for name in COUNTS if 0 < (getattr(line, name) or 0) < 5]


def _kind(times: int, outcome: str = "approved", **more: Any) -> dict[str, Any]:
    usual = {"nature": "association", "levels": "cp", "city": "A", "groups": 2, "left_out": 0, "dossiers_each": 1}
    return {"times": times, "outcome": outcome, **usual, **more}


MANY = [_kind(20), _kind(8, "refused"), _kind(9, "pending", nature="commune", levels="ce1")]


def test_four_outcomes_of_one_porteur_each_are_not_worked_out() -> None:
    """Of eleven porteurs seven were approved: of four other outcomes, each would be one."""
    few = [_kind(7), *(_kind(1, outcome) for outcome in OUTCOMES if outcome != "approved")]
    told = tell(_counted([few, MANY, MANY])).departments["d0"]
    assert (told["retained"][0].porteurs, told["total"][0].porteurs, told["outcome"]) == (7, None, ())


def test_groups_that_an_approved_dossier_did_not_keep_are_not_worked_out() -> None:
    """Of 22 groups that were approved, 18 were retained."""
    told = tell(_counted([[_kind(5), _kind(4, groups=3, left_out=1)], MANY, MANY])).departments["d0"]
    assert (told["retained"][0].groups, told["total"][0].groups, told["outcome"]) == (18, None, ())


def test_the_nation_does_not_give_away_the_only_department_that_is_small() -> None:
    told = tell(_counted([[_kind(3, "pending")], MANY, [_kind(6, "pending")]]))
    assert [line.key for line in told.nation["territory"]] == ["d1"]
    assert told.nation["total"][0].porteurs == 46
    assert told.departments["d2"]["total"][0].porteurs is None


def test_what_is_enough_is_told_whole() -> None:
    counted = _counted([MANY, MANY])
    told = tell(counted)
    assert told.nation["total"][0].porteurs == 74
    for breakdown in ("total", "retained", "outcome", "nature", "level", "territory"):
        lines = told.departments["d0"][breakdown]
        assert [_figures(line) for line in lines] == [_figures(line) for line in counted["d0"][breakdown]]
    assert {line.key: line.porteurs for line in told.nation["outcome"]} == {
        "approved": 40,
        "pending": 18,
        "refused": 16,
    }


def _figures(line: Line) -> list[int | None]:
    return [getattr(line, figure) for figure in (*COUNTS, "asked")]


def test_an_amount_that_few_porteurs_of_a_line_share_is_withheld() -> None:
    """Of the communes of each department two were approved, of the nation four; of associations, many."""
    told = tell(_counted([[*MANY, _kind(2, nature="commune")]] * 2))
    assert [(line.key, line.approved) for line in told.nation["nature"]] == [("association", None), ("commune", None)]
    assert told.nation["retained"][0].approved == 88_000
    told = tell(_counted([[*MANY, _kind(5, nature="commune")]] * 2))
    assert [(line.key, line.approved) for line in told.nation["nature"]] == [
        ("association", 80_000),
        ("commune", 20_000),
    ]
    assert {line.approved for line in told.departments["d0"]["nature"]} == {None}


def test_what_was_settled_for_few_is_withheld_here_and_from_the_nation() -> None:
    counted = _counted([MANY, MANY])
    few = {**counted["d0"], "total": [replace(counted["d0"]["total"][0], settled=500, settled_porteurs=4)]}
    many = {**counted["d1"], "total": [replace(counted["d1"]["total"][0], settled=900, settled_porteurs=9)]}
    told = tell({"d0": few, "d1": many})
    assert [told.departments[slug]["total"][0].settled for slug in ("d0", "d1")] == [None, 900]
    assert [line.settled for line in told.nation["territory"]] == [None, 900]
    assert told.nation["total"][0].settled is None
    assert tell({"d0": few, "d1": many, "d2": few}).nation["total"][0].settled == 1900


def test_where_the_total_of_the_nation_is_hidden_it_is_told_between_bounds_with_that_of_each_department() -> None:
    """Of two departments, one has three porteurs that were not retained; fourteen deposited, eleven were retained."""
    told = tell(_counted([[_kind(11), _kind(3, "refused")], [_kind(8)]]))
    assert (told.nation["total"][0].porteurs, told.nation["retained"][0].porteurs) == (None, 19)
    assert told.between.nation is not None
    porteurs, groups = told.between.nation[0], told.between.nation[COUNTS.index("groups")]
    assert (porteurs, groups) == ((19, 23), (43, 47))
    assert {slug: each[0] for slug, each in told.between.departments.items()} == {"d0": (11, 15)}
    # Of what is told as it is, there are no bounds; what a department keeps secret has none of its own.
    assert tell(_counted([MANY, MANY])).between.nation is None
    secret = tell(_counted([[_kind(3)], [_kind(8)]])).between
    assert (secret.nation or ())[0] == (9, 13)
    assert secret.departments == {}
