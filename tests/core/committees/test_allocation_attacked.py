"""Envelopes and ties that a rule of allocation is not meant for: still exact, still the same whatever the order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.committees.allocation import Allocation, Claim, allocate
from clas_core.committees.allocation_words import reason_in_words
from clas_core.departments.allocations import PRIORITIES, TIES, AllocationRule, Reserved
from clas_core.sources import Source

SOURCE = Source(id="reglement", title="Règlement", published_on=date(2025, 5, 2))
RULE = AllocationRule(id="regle", label="La règle", order=("score",), tie="lot", source=SOURCE)
AMOUNT = 32_900


def _claim(number: int, *, score: Decimal | None = None, amount: int = AMOUNT, **more: Any) -> Claim:
    said = {"porteur": "P", "position": 1, "group": "CP", "bonus": "children", "deposited": date(2025, 6, 1)}
    return Claim(receipt=f"D{number:05}", amount=amount, score=score, in_territory={}, **{**said, **more})


def _given(found: Allocation) -> Sequence[str]:
    return sorted(each.claim.receipt for each in found.served if each.granted)


@pytest.mark.parametrize(
    ("available", "served"),
    [(-1, 0), (0, 0), (1, 0), (32_899, 0), (32_900, 1), (32_901, 1), (65_799, 1), (65_800, 2), (98_700, 3)],
)
def test_an_envelope_between_two_amounts_serves_those_that_are_whole_in_it(available: int, served: int) -> None:
    claims = [_claim(number, score=Decimal(number)) for number in range(3)]
    found = allocate(RULE, claims, available, "51/2025-2026")
    assert (found.bonuses, found.granted) == (served, served * AMOUNT)
    assert found.left == max(available, 0) - served * AMOUNT


@pytest.mark.parametrize("tie", TIES)
def test_one_that_is_dearer_than_all_there_is_ends_the_allocation_where_it_stands(tie: str) -> None:
    claims = [_claim(0, score=Decimal(3)), _claim(1, score=Decimal(2), amount=10**9), _claim(2, score=Decimal(1))]
    found = allocate(replace(RULE, tie=tie), claims, 5 * AMOUNT, "s")
    assert _given(found) == ["D00000"]
    assert found.left == 4 * AMOUNT
    assert reason_in_words(found.served[2], found) == "la répartition s'est arrêtée avant lui"


def test_of_thousands_of_equals_as_many_as_fit_are_drawn_and_all_or_none_are_served_together() -> None:
    claims = [_claim(number) for number in range(5_000)]
    found = allocate(RULE, claims, 1_234 * AMOUNT + 7, "s")
    assert (found.bonuses, found.left) == (1_234, 7)
    assert allocate(RULE, claims[::-1], 1_234 * AMOUNT + 7, "s") == found
    together = replace(RULE, tie="together")
    assert allocate(together, claims, 5_000 * AMOUNT - 1, "s").bonuses == 0
    assert allocate(together, claims, 5_000 * AMOUNT, "s").bonuses == 5_000


def test_a_lot_is_drawn_for_a_dossier_whoever_else_is_there() -> None:
    claims = [_claim(number) for number in range(40)]
    order = [each.claim.receipt for each in allocate(RULE, claims, 0, "s").served]
    fewer = [each.claim.receipt for each in allocate(RULE, claims[::3], 0, "s").served]
    assert fewer == [each for each in order if each in set(fewer)]


def test_shares_that_are_reserved_and_do_not_divide_never_make_a_cent() -> None:
    shares = (Reserved(bonus="children", share=Decimal("0.333333")), Reserved(bonus="parents", share=Decimal("0.6666")))
    claims = [_claim(number, bonus=bonus, amount=1) for number in range(101) for bonus in ("children", "parents")]
    found = allocate(replace(RULE, reserved=shares), claims, 101, "s")
    assert (found.granted, found.left) == (101, 0)
    assert sum(each.reserved for each in found.served) == 33 + 67


_CLAIMS = st.lists(
    st.tuples(
        st.sampled_from([None, Decimal(0), Decimal("9.5"), Decimal("9.50")]), st.sampled_from([1, 30_001, AMOUNT])
    ),
    max_size=12,
).map(lambda made: [_claim(number, score=score, amount=amount) for number, (score, amount) in enumerate(made)])
_RULES = st.builds(
    lambda order, tie: replace(RULE, order=tuple(order), tie=tie, territory="t", bonus="children"),
    st.lists(st.sampled_from(PRIORITIES), min_size=1, unique=True),
    st.sampled_from(TIES),
)


@settings(max_examples=60)
@given(_CLAIMS, _RULES, st.integers(0, 300_000), st.integers(0, 300_000))
def test_a_larger_envelope_takes_a_bonus_from_nobody_and_none_passes_before_another(
    claims: list[Claim], rule: AllocationRule, available: int, more: int
) -> None:
    found, larger = (allocate(rule, claims, each, "s") for each in (available, available + more))
    assert set(_given(found)) <= set(_given(larger))
    for each in (found, larger):
        granted = [one.granted for one in each.served]
        assert granted == sorted(granted, reverse=True)
        assert each.granted <= each.available


@settings(max_examples=60)
@given(_CLAIMS, _RULES, st.integers(0, 300_000), st.data())
def test_what_was_granted_already_is_never_granted_again(
    claims: list[Claim], rule: AllocationRule, envelope: int, data: st.DataObject
) -> None:
    """Several sessions share one envelope: whatever dossiers each has, and in whatever order, together they stay in."""
    before = 0
    for session in range(3):
        mine = [each for place, each in enumerate(claims) if place % 3 == session]
        before += allocate(rule, data.draw(st.permutations(mine)), envelope - before, "s").granted
        assert before <= envelope
