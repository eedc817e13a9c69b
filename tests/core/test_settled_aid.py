"""Whatever is set, capped or really done: local aid adds up to the cent, and is due at most as granted."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.bilans.bilan import BilanContent, BilanGroup
from clas_core.bilans.comparison import ApprovedGroup, compare
from clas_core.departments import DepartmentPlugin, campaign_of_text
from clas_core.estimates import Applicant, Estimator, SetAid, totals_of
from clas_core.estimates.local_aid import Asking
from clas_core.groups import Group
from clas_core.money import cents_of
from clas_core.national import Referential

SAID = (Path(__file__).parent / "essai" / "2025-2026.toml").read_text(encoding="utf-8")
REST, OF_A_PROGRAMME = (SAID.index(each) for each in ("[[advances]]", '[[questions]]\nid = "essai.reaap_parents"'))
WITHOUT_AID = SAID[: SAID.index("[[supplements]]")] + SAID[REST:OF_A_PROGRAMME]
AIDS = """
[cap]
share = 0.8
source = "note"

[[funders]]
id = "ville"
name = "Ville"
kind = "commune"

[[aids]]
id = "child"
funder = "ville"
label = "Par enfant"
per = "child"
amount = 33.33
most_per_action = 500
source = "note"

[[aids]]
id = "costs"
funder = "ville"
label = "Part des dépenses"
per = "costs"
rate = 0.137
most_per_dossier = 3000
source = "note"

[[aids]]
id = "dossier"
funder = "ville"
label = "Par dossier"
per = "dossier"
amount = 1000.01
source = "note"

[[aids]]
id = "set"
funder = "ville"
label = "Fixée"
source = "note"
"""

COSTS = st.integers(0, 2_000_000)
GROUPS = st.lists(st.tuples(st.integers(6, 12), COSTS, st.integers(0, 2)), min_size=1, max_size=6)
CHOSEN = st.lists(st.sampled_from(["child", "costs", "dossier", "set"]), unique=True, max_size=4)


@pytest.fixture(scope="module")
def estimator(essai: DepartmentPlugin, referential_2025: Referential) -> Estimator:
    text = f"{WITHOUT_AID}\n{AIDS}"
    return Estimator(referential_2025, essai.with_campaign(campaign_of_text(text, "essai", name="essai")))


def _group(children: int, costs: int) -> Group:
    return Group("Groupe", children, costs, adults=3, levels=("cp",), outside_school_time=True)


@given(GROUPS, CHOSEN, st.integers(0, 500_000))
def test_rows_add_up_the_ps_is_untouched_and_what_is_set_is_what_was_said(
    estimator: Estimator, rows: Sequence[tuple[int, int, int]], chosen: Sequence[str], amount: int
) -> None:
    groups = [_group(children, costs) for children, costs, _ in rows]
    applicant = Applicant(groups=tuple(Asking(action) for _, _, action in rows))
    set_aid = [SetAid(id=each, amount=amount, reason="Une raison.") for each in chosen]
    found = estimator.estimate(groups, applicant=applicant, chosen=set_aid)
    alone = estimator.estimate(groups, [()] * len(groups))
    assert [each.ps for each in found.groups] == [each.ps for each in alone.groups]
    assert found.total == sum(each.total for each in found.groups)
    totals = {each.id: each for each in totals_of(each.supplements for each in found.groups)}
    if any(each.eligible for each in found.groups):
        assert [totals[each].amount for each in chosen] == [amount] * len(chosen)
    ruled = [each for each in totals.values() if each.id not in chosen]
    within = found.costs * 4 // 5 + 1
    assert found.total <= max(within, alone.total + amount * len(chosen)) or not ruled


@given(GROUPS, st.lists(COSTS, min_size=6, max_size=6), st.lists(st.integers(50, 100), min_size=6, max_size=6))
def test_aid_is_due_at_most_as_granted_and_as_the_rule_gives_of_what_was_done(
    estimator: Estimator, rows: Sequence[tuple[int, int, int]], real: Sequence[int], attendance: Sequence[int]
) -> None:
    groups = [_group(children, costs) for children, costs, _ in rows]
    applicant = Applicant(groups=tuple(Asking(action) for _, _, action in rows))
    granted = estimator.estimate(groups, applicant=applicant)
    approved = [
        ApprovedGroup(position=place, group=group, ps=each.ps, aids=tuple(each.supplements), action=rows[place - 1][2])
        for place, (group, each) in enumerate(zip(groups, granted.groups, strict=True), start=1)
        if each.eligible
    ]
    told = [
        BilanGroup(
            position=each.position,
            attendance=attendance[each.position - 1],
            running_costs=real[each.position - 1],
            paid_adults=3,
            volunteer_adults=0,
        )
        for each in approved
    ]
    found = compare(approved, BilanContent(groups=tuple(told)), estimator, paid=0)
    for each in found.groups:
        for part in each.settled.parts:
            assert 0 <= part.due <= part.granted + part.moved
    for name in {part.id for each in found.groups for part in each.settled.parts}:
        parts = [part for each in found.groups for part in each.settled.parts if part.id == name]
        assert sum(part.moved for part in parts) == 0
        assert sum(part.due for part in parts) <= sum(part.granted for part in parts)
    shares = found.settlement.shares
    assert sum(share.due for share in shares) == found.settlement.due
    assert sum(share.balance - share.overpayment for share in shares) == found.settlement.due
    aids = sum(cents_of(aid.amount) for each in found.groups for aid in each.actual.supplements)
    spent = sum(each.actual.group.running_costs for each in found.groups if each.actual.eligible)
    national = sum(each.actual.ps for each in found.groups)
    assert aids == 0 or aids + national <= spent * 4 // 5 + 1


def test_costs_that_are_what_was_foreseen_leave_all_aid_due(estimator: Estimator) -> None:
    groups = [_group(10, 900_000), _group(12, 555_555)]
    granted = estimator.estimate(groups)
    approved = [
        ApprovedGroup(position=place, group=each.group, ps=each.ps, aids=tuple(each.supplements))
        for place, each in enumerate(granted.groups, start=1)
    ]
    found = compare(approved, BilanContent(), estimator, paid=0)
    assert found.settlement.due == found.settlement.granted == granted.total


UNCAPPED = AIDS[AIDS.index("[[funders]]") :]


@pytest.fixture(scope="module")
def uncapped(essai: DepartmentPlugin, referential_2025: Referential) -> Estimator:
    """The rules of the estimator, without its cap."""
    text = f"{WITHOUT_AID}\n{UNCAPPED}"
    return Estimator(referential_2025, essai.with_campaign(campaign_of_text(text, "essai", name="essai")))


def _settle(
    estimator: Estimator, rows: Sequence[tuple[int, int]], gone: int, set_aid: Sequence[SetAid] = ()
) -> dict[str, list[tuple[int, int, int]]]:
    """Grant groups of 10 children, each with its costs and its action; settle them as foreseen but for `gone`, which
    nobody came to. Return, of each part, what was granted, what moves and what is due, in cents, by group."""
    groups = [_group(10, costs) for costs, _ in rows]
    applicant = Applicant(groups=tuple(Asking(action) for _, action in rows))
    granted = estimator.estimate(groups, applicant=applicant, chosen=set_aid)
    approved = [
        ApprovedGroup(position=place, group=each.group, ps=each.ps, aids=tuple(each.supplements), action=action)
        for place, (each, (_, action)) in enumerate(zip(granted.groups, rows, strict=True), start=1)
    ]
    absent = BilanGroup(position=gone, attendance=1, running_costs=0, paid_adults=3, volunteer_adults=0)
    found = compare(approved, BilanContent(groups=(absent,)), estimator, paid=0)
    parts: dict[str, list[tuple[int, int, int]]] = {}
    for part in (part for each in found.groups for part in each.settled.parts):
        parts.setdefault(part.id, []).append((part.granted, part.moved, part.due))
    assert found.settlement.due == sum(due for each in parts.values() for *_, due in each)
    return parts


def test_aid_to_the_dossier_is_due_whole_while_one_of_its_groups_is_eligible(uncapped: Estimator) -> None:
    parts = _settle(uncapped, [(900_000, 0), (600_000, 0), (300_000, 1)], gone=2)
    # 1,000.01 € for the dossier, in three: 333.34, 333.34 and 333.33. The 333.34 of the second go to the two others.
    assert parts["supplement.dossier"] == [(33_334, 16_667, 50_001), (33_334, -33_334, 0), (33_333, 16_667, 50_000)]
    # 13.7 % of 18,000 € is 2,466.00 €, within the bound: the rule gives no more of the others than was granted.
    assert [due for *_, due in parts["supplement.costs"]] == [123_300, 0, 41_100]
    # 333.30 € for 10 children, 500 € at most in an action: the group that stays gets its 333.30 of what both had.
    assert parts["supplement.child"] == [(25_000, 25_000, 33_330), (25_000, -25_000, 0), (33_330, 0, 33_330)]
    assert parts["ps"][1] == (198_000, 0, 0), "the Ps is each group's own"


def test_aid_within_a_bound_of_the_dossier_is_due_up_to_it_for_the_groups_that_stay(uncapped: Estimator) -> None:
    parts = _settle(uncapped, [(2_000_000, 0), (2_000_000, 1)], gone=1)
    # 13.7 % of 40,000 € is 5,480.00 €, 3,000.00 € at most for the dossier; of the 20,000 € that were spent, 2,740.00 €.
    assert parts["supplement.costs"] == [(150_000, -150_000, 0), (150_000, 150_000, 274_000)]


def test_what_the_committee_set_stays_each_groups_but_for_aid_to_the_dossier(uncapped: Estimator) -> None:
    chosen = [SetAid(id=name, amount=80_000, reason="Une raison.") for name in ("dossier", "set")]
    parts = _settle(uncapped, [(900_000, 0), (600_000, 0)], gone=2, set_aid=chosen)
    assert parts["supplement.dossier"] == [(40_000, 40_000, 80_000), (40_000, -40_000, 0)]
    assert parts["supplement.set"] == [(40_000, 0, 40_000), (40_000, 0, 0)]


def test_without_an_eligible_group_no_aid_is_due(uncapped: Estimator) -> None:
    assert _settle(uncapped, [(900_000, 0)], gone=1)["supplement.dossier"] == [(100_001, 0, 0)]
