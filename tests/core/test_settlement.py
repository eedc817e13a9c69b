"""What is due never goes above what was granted, nor above what was really done; what is left is on one side alone."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.bilans.bilan import BilanContent, BilanGroup
from clas_core.bilans.comparison import ApprovedGroup, Comparison, compare, comparison_json, warnings
from clas_core.calculation import recompute
from clas_core.calculation.settlement import SettledGroup, SettledPart, Settlement
from clas_core.departments import DepartmentPlugin, LocalAid
from clas_core.errors import MissingFigure
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.money import amount_text
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


@given(st.lists(st.tuples(cents, cents), min_size=1, max_size=5))
def test_no_part_is_due_above_what_was_granted_for_it_and_the_steps_come_to_the_sum(
    amounts: Sequence[tuple[int, int]],
) -> None:
    parts = [
        SettledPart(id=str(place), label="", granted=granted, actual=actual)
        for place, (granted, actual) in enumerate(amounts)
    ]
    group = SettledGroup(position=1, label="", parts=parts)
    for part in parts:
        assert part.due == min(part.granted, part.actual)
    assert group.due == sum(part.due for part in parts) <= min(group.granted, group.actual)
    assert recompute(step.as_json() for step in group.explain()) == amount_text(group.due)


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


AIDED = ApprovedGroup(
    position=1,
    group=Group("CE2", 10, 800_000, adults=2, bonuses=("children",)),
    ps=264_000,
    aids=(LocalAid(id="ville", label="Aide de la ville", amount=Decimal("1.00"), source="délibération"),),
)


def test_more_of_one_part_never_makes_up_for_less_of_another(estimator: Estimator) -> None:
    # Granted: 33 % of 8 000,00 = 2 640,00, with 329,00 and 1,00: 2 970,00.
    # Of 7 000,00: 2 310,00 + 329,00 + 1,00 = 2 640,00.
    comparison = compare([AIDED], BilanContent(groups=(_told(1, 700_000),)), estimator, paid=0)
    assert _amounts(comparison) == (297_000, 264_000, 264_000, 0)
    (group,) = comparison.settlement.groups
    assert [(part.id, part.granted, part.actual, part.due) for part in group.parts] == [
        ("ps", 264_000, 231_000, 231_000),
        ("bonus.children", 32_900, 32_900, 32_900),
        ("supplement.ville", 100, 100, 100),
    ]
    # Of 9 000,00 the Ps would be 2 800,70: not a cent above the 2 640,00 granted for it.
    higher = compare([AIDED], BilanContent(groups=(_told(1, 900_000),)), estimator, paid=0)
    assert higher.groups[0].actual.total == 313_070
    assert _amounts(higher)[:2] == (297_000, 297_000)


def test_aid_is_that_of_the_decision_and_the_department_is_not_asked(
    referential_2025: Referential, essai: DepartmentPlugin
) -> None:
    # The table of the department says 150,50 and its rules ask for three adults.
    aided = replace(AIDED, group=AIDED.group._replace(adults=3, levels=("cp",)))
    comparison = compare([aided], BilanContent(), Estimator(referential_2025, essai), paid=0)
    assert [aid.amount for aid in comparison.groups[0].actual.supplements] == [Decimal("1.00")]
    assert comparison.settlement.due == 297_000


def test_a_group_that_is_not_eligible_any_more_is_due_no_part(estimator: Estimator) -> None:
    comparison = compare([AIDED], BilanContent(groups=(_told(1, 800_000, 74),)), estimator, paid=0)
    assert [part.due for part in comparison.settlement.groups[0].parts] == [0, 0, 0]


def test_a_settlement_on_expected_figures_says_that_it_is_provisional(
    referential_2024: Referential, estimator: Estimator
) -> None:
    approved = [replace(AIDED, group=AIDED.group._replace(bonuses=()))]
    for used, provisional in ((Estimator(referential_2024), True), (estimator, False)):
        shown = comparison_json(compare(approved, BilanContent(), used, paid=0))
        assert shown["provisional"] is provisional


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
