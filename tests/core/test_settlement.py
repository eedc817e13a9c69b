"""What is due never goes above what was granted, nor above what was really done; what is left is on one side alone."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.calculation.settlement import SettledGroup, SettledPart, Settlement
from clas_core.dossiers.bilan import BilanContent, BilanGroup
from clas_core.dossiers.settling import ApprovedGroup, Comparison, compare, comparison_json, warnings
from clas_core.errors import MissingFigure
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.national import Referential

cents = st.integers(0, 10_000_000)
groups = st.lists(st.tuples(cents, cents), max_size=8)


@given(groups, cents)
def test_due_is_never_above_granted_nor_above_actual(amounts: Sequence[tuple[int, int]], paid: int) -> None:
    settlement = _settlement(amounts, paid)
    assert settlement.due <= settlement.granted
    assert settlement.due <= sum(actual for _, actual in amounts)
    for each in settlement.groups:
        assert each.due in (each.granted, each.actual)


@given(groups, cents)
def test_what_is_left_is_due_less_paid_and_on_one_side(amounts: Sequence[tuple[int, int]], paid: int) -> None:
    settlement = _settlement(amounts, paid)
    assert settlement.balance - settlement.overpayment == settlement.due - paid
    assert 0 in (settlement.balance, settlement.overpayment)
    assert min(settlement.balance, settlement.overpayment) >= 0
    assert settlement.side == ("balance" if settlement.balance else "overpayment" if settlement.overpayment else "even")


def _settlement(amounts: Sequence[tuple[int, int]], paid: int) -> Settlement:
    settled = [
        SettledGroup(position=place, label="", parts=[SettledPart(id="ps", label="Ps", granted=granted, actual=actual)])
        for place, (granted, actual) in enumerate(amounts, start=1)
    ]
    return Settlement(groups=settled, paid=paid)


# Two groups of 2025-2026, approved at 9 000,00 € with the bonus « children », and at 8 000,00 €:
#   group 1: 33 % of 9 000,00 = 2 970,00, above the published maximum: 2 800,70; with 329,00: 3 129,70
#   group 3: 33 % of 8 000,00 = 2 640,00
# Granted: 5 769,70. Group 2 of the deposit was not retained: the places of a bilan are those of the deposit.
APPROVED = (
    ApprovedGroup(position=1, group=Group("CE2", 10, 900_000, adults=2, bonuses=("children",)), ps=280_070),
    ApprovedGroup(position=3, group=Group("CM1", 9, 800_000, adults=2), ps=264_000),
)


def _told(position: int, costs: int, attendance: int = 95) -> BilanGroup:
    return BilanGroup(position=position, attendance=attendance, running_costs=costs, paid_adults=1, volunteer_adults=1)


@pytest.fixture
def estimator(referential_2025: Referential) -> Estimator:
    return Estimator(referential_2025)


def _amounts(comparison: Comparison) -> tuple[int, int, int, int]:
    settlement = comparison.settlement
    return settlement.granted, settlement.due, settlement.balance, settlement.overpayment


def test_higher_costs_are_paid_no_more_than_what_was_granted(estimator: Estimator) -> None:
    # Group 3 cost 9 500,00: worth 2 800,70, and 2 640,00 were granted. 5 769,70 less 4 038,79 paid: 1 730,91.
    bilan = BilanContent(groups=(_told(1, 1_000_000), _told(3, 950_000)))
    comparison = compare(APPROVED, bilan, estimator, paid=403_879)
    assert comparison.groups[1].actual.total == 280_070
    assert _amounts(comparison) == (576_970, 576_970, 173_091, 0)
    assert list(warnings(comparison)) == []


def test_lower_costs_are_paid_what_they_are_worth(estimator: Estimator) -> None:
    # Group 1 cost 5 000,00: 1 650,00 and 329,00 = 1 979,00; group 3 cost 4 000,05: 1 320,0165, so 1 320,02.
    # Due: 3 299,02, of which 4 038,79 are paid: 739,77 too much.
    bilan = BilanContent(groups=(_told(1, 500_000), _told(3, 400_005)))
    comparison = compare(APPROVED, bilan, estimator, paid=403_879)
    assert _amounts(comparison) == (576_970, 329_902, 0, 73_977)
    said = " ".join(warnings(comparison)).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Groupe 1 (CE2) : avec 5 000,00 € de dépenses, 1 150,70 € de moins que prévu." in said
    assert "739,77 € seraient à rendre" in said


def test_the_size_of_a_group_is_its_average_attendance_to_the_nearest_child(estimator: Estimator) -> None:
    # 7,5 children are 8, who are enough; 7,4 are 7, who are not: the group is worth nothing, its bonus included.
    for attendance, due in ((75, 576_970), (74, 264_000)):
        bilan = BilanContent(groups=(_told(1, 900_000, attendance), _told(3, 800_000)))
        comparison = compare(APPROVED, bilan, estimator, paid=0)
        assert comparison.settlement.due == due
    assert "Il ne serait pas payé" in " ".join(warnings(comparison))


def test_what_is_not_told_yet_is_taken_as_it_was_approved(estimator: Estimator) -> None:
    nothing = compare(APPROVED, BilanContent(), estimator, paid=400_000)
    assert _amounts(nothing) == (576_970, 576_970, 176_970, 0)
    assert not nothing.told
    # One figure that points to an overpayment is enough: group 3 cost 1 000,00, worth 330,00; 3 129,70 + 330,00 =
    # 3 459,70 at best, and 4 000,00 are paid.
    bilan = BilanContent(groups=(BilanGroup(position=3, running_costs=100_000),))
    some = compare(APPROVED, bilan, estimator, paid=400_000)
    assert _amounts(some) == (576_970, 345_970, 0, 54_030)
    assert not some.told


def test_a_bilan_all_told_is_said_to_be(estimator: Estimator) -> None:
    assert compare(APPROVED, BilanContent(groups=(_told(1, 1), _told(3, 0))), estimator, paid=0).told
    assert not compare(APPROVED, BilanContent(groups=(_told(1, 1),)), estimator, paid=0).told


def test_forecast_and_actual_stand_side_by_side_with_their_steps(estimator: Estimator) -> None:
    bilan = BilanContent(groups=(_told(1, 500_000), _told(3, 800_000)))
    shown = comparison_json(compare(APPROVED, bilan, estimator, paid=0))
    first = shown["groups"][0]
    assert (first["position"], first["granted"], first["due"]) == (1, "3129.70", "1979.00")
    assert [step["result"] for step in first["forecast"]["steps"]] == [
        "9000.00", "2970.00", "2800.70", "329.00", "3129.70"
    ]  # fmt: skip
    assert [step["result"] for step in first["actual"]["steps"]] == [
        "5000.00", "1650.00", "1650.00", "329.00", "1979.00"
    ]  # fmt: skip
    assert (shown["side"], shown["balance"]) == ("balance", "4619.00")


def test_a_bonus_that_is_not_published_refuses(referential_2024: Referential) -> None:
    with pytest.raises(MissingFigure):
        compare(APPROVED, BilanContent(), Estimator(referential_2024), paid=0)
