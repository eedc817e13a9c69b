"""A long list taken column by column gives the very answer of the careful way, or leaves it to the careful way."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.estimates import Estimator, answer, envelope, estimate_columns, plain_groups, read_groups
from clas_core.estimates.explanation import steps_of
from clas_core.national import Referential, ReferentialLibrary
from clas_core.plain_text import is_line

Row = Callable[..., dict[str, Any]]

AMOUNTS = st.integers(0, 99_999_999).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")
PLAIN_ROWS = st.fixed_dictionaries(
    {
        "label": st.text(st.characters(codec="latin-1"), min_size=1, max_size=8).filter(is_line),
        "children": st.integers(0, 14),
        "running_costs": AMOUNTS,
    },
    optional={
        "adults": st.none() | st.integers(0, 3),
        "bonuses": st.none() | st.lists(st.sampled_from(["children", "parents"]), unique=True),
    },
)


def _carefully(estimator: Estimator, rows: list[dict[str, Any]]) -> dict[str, Any]:
    groups = read_groups(rows, estimator.bonuses_on_offer, estimator.referential.school_year)
    return answer(estimator.estimate(groups), explain=False)


def _by_columns(estimator: Estimator, rows: Any) -> dict[str, Any] | None:
    columns = estimate_columns(rows, estimator)
    return None if columns is None else envelope(estimator, *columns)


@pytest.fixture(scope="module")
def estimator(referential_2025: Referential, registry: DepartmentRegistry) -> Estimator:
    return Estimator(referential_2025, registry.get("marne"))


@given(st.lists(PLAIN_ROWS, min_size=1, max_size=12))
def test_columns_give_the_answer_of_the_careful_way(estimator: Estimator, rows: list[dict[str, Any]]) -> None:
    """The text too: same order of fields, same values."""
    given_by_columns = _by_columns(estimator, rows)
    assert given_by_columns is not None
    assert json.dumps(given_by_columns) == json.dumps(_carefully(estimator, rows))


@given(st.lists(PLAIN_ROWS, min_size=1, max_size=12))
def test_plain_groups_are_those_that_are_read_the_careful_way(estimator: Estimator, rows: list[dict[str, Any]]) -> None:
    read = read_groups(rows, estimator.bonuses_on_offer, estimator.referential.school_year)
    assert plain_groups(rows, estimator) == read


@given(st.lists(PLAIN_ROWS, min_size=1, max_size=12))
def test_a_group_is_explained_by_the_very_steps(estimator: Estimator, rows: list[dict[str, Any]]) -> None:
    groups = read_groups(rows, estimator.bonuses_on_offer, estimator.referential.school_year)
    estimate = estimator.estimate(groups)
    told = [[step.as_json() for step in steps_of(each, estimate.rule)] for each in estimate.groups]
    assert json.dumps([each["steps"] for each in answer(estimate)["groups"]]) == json.dumps(told)


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2_000),
    st.floats(),
    st.text(max_size=4),
    AMOUNTS,
    st.sampled_from(["9000", "9000.5", "-1.00", "1000000.00", "1.00\n2.00", "children"]),
    st.lists(st.sampled_from(["children", "parents", "x", 1]), max_size=3),
    st.just({}),
)
ANY_ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("label", "children", "adults", "running_costs", "bonuses", "levels", "outside_school_time", "x"), ANYTHING
        ),
    )
    | ANYTHING,
    max_size=3,
)


@settings(max_examples=300)
@given(ANY_ROWS, PLAIN_ROWS)
def test_whatever_the_rows_columns_agree_with_the_careful_way_or_leave_it_to_it(
    estimator: Estimator, odd: list[Any], plain: dict[str, Any]
) -> None:
    for rows in (odd, [plain, *odd], [{**plain, **row} for row in odd if isinstance(row, dict)]):
        given_by_columns = _by_columns(estimator, rows)
        if given_by_columns is not None:
            assert given_by_columns == _carefully(estimator, rows)


@pytest.mark.parametrize("year", ["2004-2005", "2024-2025", "2025-2026"])
def test_columns_agree_in_every_year(library: ReferentialLibrary, row: Row, year: str) -> None:
    estimator = Estimator(library.parse(year))
    rows = [row(running_costs=costs, children=children) for costs in ("5600.00", "8486.95") for children in (7, 8)]
    assert _by_columns(estimator, rows) == _carefully(estimator, rows)


@pytest.mark.parametrize(
    "fields",
    [
        {"children": True},
        {"children": 10.0},
        {"children": "10"},
        {"children": None},
        {"children": -1},
        {"children": 1001},
        {"children": ...},
        {"adults": True},
        {"adults": 2.0},
        {"adults": "2"},
        {"adults": -1},
        {"adults": 1001},
        {"label": ""},
        {"label": "x" * 201},
        {"label": "CE2\u200b"},
        {"label": " CE2"},
        {"label": 3},
        {"label": None},
        {"label": ...},
        {"running_costs": "9000"},
        {"running_costs": "9000.5"},
        {"running_costs": "9000.005"},
        {"running_costs": "-9000.00"},
        {"running_costs": "1000000.00"},
        {"running_costs": "９０００.００"},
        {"running_costs": "9000.00\n"},
        {"running_costs": "9000.00\n9000.00"},
        {"running_costs": "\n9000.00"},
        {"running_costs": ""},
        {"running_costs": 9000},
        {"running_costs": 9000.0},
        {"running_costs": None},
        {"running_costs": ...},
        {"bonuses": "children"},
        {"bonuses": "parents"},
        {"bonuses": ["children", "children"]},
        {"bonuses": ["x"]},
        {"bonuses": [True]},
        {"bonuses": [["children"]]},
        {"bonuses": ("children",)},
        {"bonuses": {"children": True}},
        {"bonuses": {}},
        {"bonuses": 0},
        {"bonuses": False},
        {"bonuses": ""},
        {"levels": ["cp"]},
        {"outside_school_time": True},
        {"childrens": 10},
    ],
)
def test_an_odd_row_among_sound_ones_leaves_all_of_them_to_the_careful_way(
    estimator: Estimator, row: Row, fields: dict[str, Any]
) -> None:
    assert estimate_columns([row(), row()], estimator) is not None
    assert estimate_columns([row(), row(**fields), row()], estimator) is None


def test_two_odd_amounts_that_make_up_for_one_another_are_seen(estimator: Estimator, row: Row) -> None:
    """Joined by line feeds, « 1.00\\n2.00 » and nothing would make two amounts of two rows."""
    assert estimate_columns([row(running_costs="1.00\n2.00"), row(running_costs="")], estimator) is None


@pytest.mark.parametrize("rows", [None, [], {}, "groups", (), [None], ["CE2"], [[]], [3]])
def test_what_is_not_a_list_of_rows_is_left_to_the_careful_way(estimator: Estimator, rows: Any) -> None:
    assert estimate_columns(rows, estimator) is None


def test_too_many_rows_are_left_to_the_careful_way(estimator: Estimator, row: Row) -> None:
    assert estimate_columns([row(label="x" * 200)] * 5_000, estimator) is not None
    assert estimate_columns([row()] * 5_001, estimator) is None


def test_a_bonus_without_a_published_amount_is_left_to_the_careful_way(referential_2024: Referential, row: Row) -> None:
    estimator = Estimator(referential_2024)
    assert estimate_columns([row()], estimator) is not None
    assert estimate_columns([row(bonuses=["children"])], estimator) is None


def test_aid_that_depends_on_the_group_is_left_to_the_careful_way(
    referential_2025: Referential, essai: DepartmentPlugin, row: Row
) -> None:
    assert estimate_columns([row()], Estimator(referential_2025, essai)) is None


def test_a_bonus_that_is_expected_makes_columns_provisional_too(essai_national: Referential, row: Row) -> None:
    estimator = Estimator(essai_national)
    for rows in ([row()], [row(), row(bonuses=["children"])], [row(children=99, bonuses=["children"])]):
        assert _by_columns(estimator, rows) == _carefully(estimator, rows)
