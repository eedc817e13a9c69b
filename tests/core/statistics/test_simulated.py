"""What is told outside departments of other figures over their groups: nothing that statistics would hide."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.national import ReferentialLibrary
from clas_core.simulation.counted import Alike, Groups
from clas_core.simulation.fates import Fates, compare
from clas_core.simulation.scenario import Scenario
from clas_core.simulation.telling import ToldFates
from clas_core.statistics.between import LEAST_SHOWN, Between
from clas_core.statistics.counting import TOTAL, Line
from clas_core.statistics.simulated import CHANGING, tell_outside
from clas_core.statistics.withholding import WITHHELD, Told

SCENARIO = Scenario.of(ReferentialLibrary.load().parse("2025-2026"))
SHOWN = Line(key="", porteurs=50)
PLACES = ("aube", "marne", "ardennes")


def told(*hidden: str, nation: bool = True) -> Told:
    """Return what statistics tell, where the totals of these departments are hidden."""
    departments = {slug: {TOTAL: [WITHHELD if slug in hidden else SHOWN]} for slug in PLACES}
    return Told(
        nation={TOTAL: [SHOWN if nation else WITHHELD]}, departments=departments, between=Between(departments={})
    )


def groups(department: str, number: int, costs: int, first: int = 0, children: int = 10) -> Iterator[Alike]:
    """Yield groups of as many porteurs."""
    return (Alike(department, first + place, children, 2, None, costs) for place in range(number))


def changed(found: list[Alike], **figures: object) -> Fates:
    return compare(Groups(found), SCENARIO, replace(SCENARIO, **figures))  # type: ignore[arg-type]


def many(number: int = 10) -> list[Alike]:
    return [each for place, slug in enumerate(PLACES) for each in groups(slug, number, 500_000, 100 * place)]


def test_a_change_of_many_groups_is_told_with_its_departments() -> None:
    found = tell_outside(changed(many(), rate=3_400), told())
    assert found.nation is not None
    assert found.nation.difference == 30 * 5_000
    assert found.by_fate.keys() == {"gains"}
    assert all(each is not None for each in found.departments.values())


def test_nothing_is_told_where_statistics_hide_the_nation() -> None:
    found = tell_outside(changed(many(), rate=3_400), told(*PLACES, nation=False))
    assert (found.nation, found.by_fate) == (None, {})
    assert set(found.departments.values()) == {None}


def test_a_department_that_statistics_hide_is_hidden_with_another() -> None:
    found = tell_outside(changed(many(), rate=3_400), told("marne"))
    assert found.nation is not None
    hidden = {slug for slug, each in found.departments.items() if each is None}
    assert "marne" in hidden
    assert len(hidden) > 1


@pytest.mark.parametrize("few", [1, 4])
def test_a_change_of_few_groups_tells_no_total(few: int) -> None:
    """A maximum that only they reach: the difference would be what they lose."""
    found = tell_outside(changed([*many(), *groups("marne", few, 900_000, 500)], own_maximum=280_000), told())
    assert found.nation is None
    assert found.by_fate == {}
    assert set(found.departments.values()) == {None}


def test_five_groups_of_one_porteur_are_few() -> None:
    alone = [each._replace(porteur=500) for each in groups("marne", 5, 900_000)]
    assert tell_outside(changed([*many(), *alone], own_maximum=280_000), told()).nation is None


def test_a_criterion_that_refuses_few_groups_is_not_counted() -> None:
    small = [*groups("aube", 6, 500_000, 300, children=8), *groups("ardennes", 6, 500_000, 400, children=8)]
    found = tell_outside(changed([*many(20), *small], sizes=(9, 12)), told())
    assert found.refused_by == {"group.children": 12}
    few = tell_outside(changed([*many(20), *small[:3]], sizes=(9, 12)), told())
    assert few.nation is None
    assert not few.refused_by


def _counts(found: ToldFates) -> Iterator[int]:
    for cell in found.by_fate.values():
        yield from (cell.groups, cell.children, len(cell.porteurs))


cells = st.builds(
    Alike,
    department=st.sampled_from(PLACES),
    porteur=st.integers(0, 12),
    children=st.integers(6, 13),
    adults=st.just(2),
    levels=st.none(),
    running_costs=st.sampled_from((300_000, 700_000, 900_000)),
    number=st.integers(1, 9),
)


@settings(max_examples=60)
@given(
    st.lists(cells, max_size=30), st.integers(200_000, 300_000), st.integers(7, 10), st.sets(st.sampled_from(PLACES))
)
def test_no_count_of_what_changes_is_told_under_five(
    found: list[Alike], maximum: int, least: int, hidden: set[str]
) -> None:
    fates = changed(found, own_maximum=maximum, sizes=(least, 12))
    shown = tell_outside(fates, told(*hidden))
    assert all(each >= LEAST_SHOWN for each in _counts(shown))
    by_fate = fates.by_fate
    if shown.nation is not None:
        changing = [by_fate[fate] for fate in CHANGING if by_fate[fate].groups]
        assert all(min(each.groups, len(each.porteurs)) >= LEAST_SHOWN for each in changing)
    assert all(each is None for slug, each in shown.departments.items() if slug in hidden)
    gone = [slug for slug, each in shown.departments.items() if each is None]
    if shown.nation is not None and gone:
        for fate in CHANGING:
            left = [fates.departments[slug][fate].groups for slug in gone if fate in fates.departments[slug]]
            assert sum(left) == 0 or sum(left) >= LEAST_SHOWN
        assert len(gone) > 1 or len(fates.departments) == 1
