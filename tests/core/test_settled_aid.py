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
    text = f"{SAID[: SAID.index('[[supplements]]')]}{SAID[SAID.index('[[advances]]') :]}\n{AIDS}"
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
            assert 0 <= part.due <= part.granted
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
