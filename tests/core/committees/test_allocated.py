"""What a rule does not serve is left out of what is proposed, and its reason says what and why, in few words."""

from dataclasses import replace
from datetime import date
from typing import Any

from clas_core.committees.allocated import as_served
from clas_core.committees.allocation import Claim, allocate
from clas_core.committees.decision import Decision, RetainedGroup
from clas_core.departments.allocations import AllocationRule
from clas_core.limits import LONGEST_REASON
from clas_core.sources import Source

SOURCE = Source(id="reglement", title="Règlement", published_on=date(2025, 5, 2))
RULE = AllocationRule(id="tour", label="Chacun son tour", order=("turn",), tie="lot", source=SOURCE)
LABELS = {"children": "Bonus enfants", "parents": "Bonus parents"}
WHY = {"children": "Un an de théâtre.", "parents": "Un groupe de parole."}


def _proposed(groups: int, **more: Any) -> Decision:
    retained = [
        RetainedGroup(position=each, retained=True, running_costs=1, bonuses=WHY) for each in range(1, groups + 1)
    ]
    return Decision(outcome="approved", reason="", groups=tuple(retained), **more)


def _claims(groups: int) -> list[Claim]:
    said: dict[str, Any] = {"porteur": "P", "group": "CP", "amount": 32_900, "in_territory": {}}
    return [
        Claim(receipt="D1", position=place, bonus=bonus, deposited=date(2025, 6, 1), **said)
        for place in range(1, groups + 1)
        for bonus in WHY
    ]


def test_what_is_served_keeps_its_reason_and_what_is_not_is_said_by_bonus_and_by_cause() -> None:
    allocation = allocate(RULE, _claims(3), 2 * 32_900, "51")
    served = as_served(replace(_proposed(3), reason="Un bon projet. "), allocation, "D1", LABELS)
    assert [dict(each.bonuses) for each in served.groups] == [WHY, {}, {}]
    assert served.reason == (
        "Un bon projet.\nSelon la règle de répartition «\u00a0Chacun son tour\u00a0», non servi : "
        "bonus enfants, groupes 2, 3 : il reste 0,00\u00a0€, et il en faut 329,00\u00a0€ ; "
        "bonus parents, groupes 2, 3 : il reste 0,00\u00a0€, et il en faut 329,00\u00a0€."
    )


def test_a_dossier_of_which_all_is_served_and_one_that_the_rule_was_not_asked_about_stay_as_they_are() -> None:
    proposed = _proposed(2)
    assert as_served(proposed, allocate(RULE, _claims(2), 4 * 32_900, "51"), "D1", LABELS) is proposed
    assert as_served(proposed, allocate(RULE, _claims(2), 0, "51"), "D2", LABELS) is proposed


def test_the_reason_of_a_hundred_groups_is_one_that_can_be_kept() -> None:
    served = as_served(_proposed(100), allocate(RULE, _claims(100), 0, "51"), "D1", LABELS)
    assert len(served.reason) < LONGEST_REASON
    assert not any(each.bonuses for each in served.groups)
