"""Bonuses are served from an envelope by a published rule: exact, never above, whatever the order of dossiers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clas_core.committees.allocation import Allocation, Claim, allocate
from clas_core.committees.allocation_words import reason_in_words, standing_in_words
from clas_core.departments.allocations import PRIORITIES, TIES, AllocationRule, Reserved
from clas_core.sources import Source

SOURCE = Source(id="reglement", title="Règlement", published_on=date(2025, 5, 2))
RULE = AllocationRule(id="regle", label="La règle", order=("turn", "score"), tie="lot", source=SOURCE)


def _claim(receipt: str, position: int = 1, bonus: str = "children", **more: Any) -> Claim:
    said = {"porteur": receipt, "group": "CP", "amount": 32_900, "deposited": date(2025, 6, 1), "in_territory": {}}
    return Claim(receipt=receipt, position=position, bonus=bonus, **{**said, **more})


def _given(found: Allocation) -> Sequence[tuple[str, int, str]]:
    return [each.claim.place for each in found.served if each.granted]


def test_each_dossier_has_a_first_bonus_before_any_has_a_second_and_the_best_scores_come_first() -> None:
    claims = [
        _claim("A", score=Decimal(12)),
        _claim("A", bonus="parents", score=Decimal(12)),
        _claim("B", score=Decimal("14.5")),
        _claim("C"),
    ]
    found = allocate(RULE, claims, 100_000, "51-1")
    assert _given(found) == [("B", 1, "children"), ("A", 1, "children"), ("C", 1, "children")]
    assert (found.granted, found.left, found.bonuses, found.dossiers) == (98_700, 1_300, 3, 3)
    last = found.served[-1]
    assert standing_in_words(last, RULE).startswith("2e bonus du dossier, note 12, tirage ")
    assert reason_in_words(last, found) == "il reste 13,00\u00a0€, et il en faut 329,00\u00a0€"


def test_a_territory_or_a_bonus_passes_first_and_what_is_not_known_of_an_address_does_not() -> None:
    claims = [
        _claim("A", in_territory={"regle": None}),
        _claim("B", in_territory={"regle": False}),
        _claim("C", bonus="parents", in_territory={"regle": True}),
        _claim("D", in_territory={"regle": True}),
    ]
    first = replace(RULE, order=("territory",), territory="quartiers")
    assert {each[0] for each in _given(allocate(first, claims, 70_000, "s"))} == {"C", "D"}
    parents = replace(RULE, order=("bonus", "territory"), territory="quartiers", bonus="parents")
    assert [each.claim.receipt for each in allocate(parents, claims, 70_000, "s").served][:2] == ["C", "D"]


def test_equals_are_told_apart_by_a_lot_that_is_another_for_another_call() -> None:
    claims = [_claim(f"D{number}") for number in range(8)]
    by_score = replace(RULE, order=("score",))
    drawn = {tuple(_given(allocate(by_score, claims, 100_000, each))) for each in ("a", "b", "c", "d")}
    assert len(drawn) > 1
    assert _given(allocate(by_score, claims, 100_000, "a")) == _given(allocate(by_score, claims[::-1], 100_000, "a"))


def test_equals_are_served_together_or_not_at_all() -> None:
    claims = [_claim("A", score=Decimal(5)), _claim("B", score=Decimal(3)), _claim("C", score=Decimal(3))]
    rule = replace(RULE, order=("score",), tie="together")
    found = allocate(rule, claims, 2 * 32_900, "s")
    assert _given(found) == [("A", 1, "children")]
    assert reason_in_words(found.served[1], found) == (
        "2 à égalité demandent 658,00\u00a0€ ensemble, et il reste 329,00\u00a0€"
    )
    assert len(_given(allocate(rule, claims, 3 * 32_900, "s"))) == 3


def test_none_passes_before_the_one_that_does_not_fit_even_where_it_would() -> None:
    claims = [_claim("A", score=Decimal(9), amount=50_000), _claim("B", score=Decimal(1), amount=10_000)]
    found = allocate(replace(RULE, order=("score",)), claims, 20_000, "s")
    assert _given(found) == []
    assert reason_in_words(found.served[1], found) == "la répartition s'est arrêtée avant lui"


def test_a_reserved_share_serves_its_bonus_first_and_what_is_left_of_it_serves_all() -> None:
    claims = [
        *(_claim(f"E{number}", score=Decimal(9)) for number in range(4)),
        _claim("P", bonus="parents", score=Decimal(1)),
    ]
    rule = replace(RULE, order=("score",), reserved=(Reserved(bonus="parents", share=Decimal("0.5")),))
    found = allocate(rule, claims, 4 * 32_900, "s")
    assert ("P", 1, "parents") in _given(found)
    assert found.bonuses == 4
    (parents,) = [each for each in found.served if each.claim.bonus == "parents"]
    assert reason_in_words(parents, found) == "servi sur la part réservée à ce bonus"
    assert ("P", 1, "parents") not in _given(allocate(replace(rule, reserved=()), claims, 4 * 32_900, "s"))


def test_a_dossier_gets_no_more_than_the_rule_gives_one() -> None:
    claims = [_claim("A", position) for position in (1, 2, 3)]
    found = allocate(replace(RULE, most_per_dossier=2), claims, 1_000_000, "s")
    assert _given(found) == [("A", 1, "children"), ("A", 2, "children")]
    assert reason_in_words(found.served[2], found) == "ce dossier en a déjà 2, le plus que la règle en donne"


def test_a_cent_short_is_short() -> None:
    claims = [_claim("A", score=Decimal(2)), _claim("B", score=Decimal(1))]
    assert len(_given(allocate(RULE, claims, 65_800, "s"))) == 2
    assert _given(allocate(RULE, claims, 65_799, "s")) == [("A", 1, "children")]


def test_nothing_is_served_from_an_envelope_that_is_exceeded_already() -> None:
    found = allocate(RULE, [_claim("A")], -5_000, "s")
    assert (found.available, found.granted, found.bonuses) == (0, 0, 0)


_SCORES = st.none() | st.decimals(0, 20, places=1)
_DOSSIERS = st.lists(
    st.tuples(_SCORES, st.sampled_from([True, False, None]), st.dates(date(2025, 5, 1), date(2025, 6, 30))), max_size=8
)
_RULES = st.builds(
    AllocationRule,
    id=st.just("regle"),
    label=st.just("La règle"),
    order=st.lists(st.sampled_from(PRIORITIES), min_size=1, unique=True).map(tuple),
    tie=st.sampled_from(TIES),
    territory=st.just("quartiers"),
    bonus=st.sampled_from(["children", "parents"]),
    most_per_dossier=st.none() | st.integers(1, 3),
    reserved=st.lists(
        st.builds(Reserved, bonus=st.just("parents"), share=st.decimals("0.01", 1, places=2)), max_size=1
    ).map(tuple),
    source=st.just(SOURCE),
)


def _claims(draw: st.DataObject) -> list[Claim]:
    made = []
    for number, (score, inside, day) in enumerate(draw.draw(_DOSSIERS)):
        for position in range(1, draw.draw(st.integers(1, 3)) + 1):
            for bonus in draw.draw(st.sets(st.sampled_from(["children", "parents"]), min_size=1)):
                amount = {"children": 32_900, "parents": draw.draw(st.sampled_from([32_900, 30_001]))}[bonus]
                more: dict[str, Any] = {"score": score, "deposited": day, "in_territory": {"regle": inside}}
                made.append(_claim(f"D{number}", position, bonus, amount=amount, **more))
    return made


@given(st.data(), _RULES, st.integers(-1_000, 600_000))
def test_never_above_and_the_same_whatever_the_order(data: st.DataObject, rule: AllocationRule, available: int) -> None:
    claims = _claims(data)
    found = allocate(rule, claims, available, "séance")
    assert 0 <= found.granted <= max(available, 0)
    assert found.granted + found.left == found.available
    assert sorted(each.claim.place for each in found.served) == sorted(each.place for each in claims)
    assert [each.rank for each in found.served] == list(range(1, len(claims) + 1))
    assert allocate(rule, data.draw(st.permutations(claims)), available, "séance") == found
    if rule.most_per_dossier is not None:
        for receipt in {each.receipt for each in claims}:
            assert sum(each.granted for each in found.served if each.claim.receipt == receipt) <= rule.most_per_dossier
    assert all(reason_in_words(each, found) and standing_in_words(each, rule) for each in found.served)


@given(st.data(), _RULES)
def test_where_all_fit_all_are_served(data: st.DataObject, rule: AllocationRule) -> None:
    claims = _claims(data)
    found = allocate(replace(rule, most_per_dossier=None), claims, sum(each.amount for each in claims), "séance")
    assert found.bonuses == len(claims)
    assert found.left == 0
