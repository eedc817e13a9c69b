"""A department adds and never loosens: eligible with it is eligible nationally, whatever it has installed."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.eligibility import AXES, Fact, Rules, Verdict, assess, verdict_of
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.national import Referential, ReferentialLibrary

LEVELS = ("maternelle", "cp", "ce1", "cm2", "3e", "terminale", "superieur")

GROUPS = st.builds(
    Group,
    label=st.just("groupe"),
    children=st.none() | st.integers(0, 20),
    running_costs=st.integers(0, 2_000_000),
    adults=st.none() | st.integers(0, 5),
    levels=st.none() | st.lists(st.sampled_from(LEVELS), unique=True, max_size=3).map(tuple),
    outside_school_time=st.none() | st.booleans(),
    bonuses=st.just(()),
)
DOSSIERS: st.SearchStrategy[Mapping[str, Fact]] = st.fixed_dictionaries(
    {},
    optional={
        "axes": st.lists(st.sampled_from(AXES), unique=True).map(tuple),
        "beyond_homework": st.booleans(),
        "deposited_online": st.booleans(),
        "deposited_on": st.dates(),
        "complete": st.booleans(),
        "previous_bilan_filed": st.booleans(),
    },
)
GRAVITY: Mapping[Verdict, int] = {"met": 0, "unknown": 1, "not_met": 2}

Pairs = list[tuple[Estimator, Estimator]]


@pytest.fixture(scope="module")
def pairs(registry: DepartmentRegistry, essai: DepartmentPlugin, library: ReferentialLibrary) -> Pairs:
    """Return the estimators, without and with it, of each year of each installed department and of the tests' own."""
    return [
        (Estimator(library.get(name.year)), Estimator(library.get(name.year), plugin, name))
        for plugin in (*registry, essai)
        for name in plugin.department.campaigns
    ]


@settings(max_examples=150)
@given(GROUPS)
def test_a_group_eligible_with_its_department_is_eligible_nationally(pairs: Pairs, group: Group) -> None:
    for without, with_department in pairs:
        (national,), (local,) = without.estimate([group]).groups, with_department.estimate([group]).groups
        assert national.eligible or not local.eligible
        assert GRAVITY[local.verdict] >= GRAVITY[national.verdict]


@settings(max_examples=150)
@given(GROUPS)
def test_the_ps_of_an_eligible_group_is_the_national_one_everywhere(pairs: Pairs, group: Group) -> None:
    for without, with_department in pairs:
        (national,), (local,) = without.estimate([group]).groups, with_department.estimate([group]).groups
        if local.eligible:
            assert local.ps == national.ps
            assert local.total >= national.total
        else:
            assert (local.ps, local.total, local.bonuses, local.supplements) == (0, 0, (), ())


@settings(max_examples=150)
@given(DOSSIERS)
def test_a_dossier_eligible_with_its_department_is_eligible_nationally(pairs: Pairs, facts: Mapping[str, Fact]) -> None:
    for without, with_department in pairs:
        assert with_department.department is not None
        year, national = without.referential.school_year, without.referential.rules.about("dossier")
        findings = assess(national.with_added(with_department.department.rules(year).about("dossier")), facts)
        assert GRAVITY[verdict_of(findings)] >= GRAVITY[verdict_of(assess(national, facts))]
        assert [finding for finding in findings if finding.origin == "national"] == list(assess(national, facts))


def test_a_strict_department_refuses_what_the_nation_would_take(
    essai: DepartmentPlugin, referential_2025: Referential
) -> None:
    """Else the tests above could not tell a department that counts from one that does not."""
    group = Group("CE2", 10, 900_000, adults=2, levels=("ce2",), outside_school_time=True)
    (national,) = Estimator(referential_2025).estimate([group]).groups
    (local,) = Estimator(referential_2025, essai).estimate([group]).groups
    assert (national.verdict, local.verdict) == ("met", "not_met")
    refused = [(finding.origin, finding.criterion.id) for finding in local.findings if finding.blocks]
    assert refused == [("essai", "essai.three_adults"), ("essai", "essai.primary")]


def test_a_wider_local_range_opens_nothing(essai: DepartmentPlugin, referential_2025: Referential) -> None:
    """The department of the tests takes from 0 to 100 children; the nation does not."""
    group = Group("CP", 20, 900_000, adults=3, levels=("cp",), outside_school_time=True)
    (local,) = Estimator(referential_2025, essai).estimate([group]).groups
    assert [finding.criterion.id for finding in local.findings if finding.blocks] == ["group.children"]
    assert [each.verdict for each in local.findings if each.criterion.id == "essai.small_groups"] == ["met"]


def test_rules_can_only_be_added_to(national_2025: Rules) -> None:
    assert national_2025.with_added(Rules()) == national_2025
    assert national_2025.with_added(national_2025).criteria == (*national_2025.criteria, *national_2025.criteria)
