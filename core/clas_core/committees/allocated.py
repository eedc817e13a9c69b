"""The decision that is proposed of a dossier, with the bonuses that a rule of allocation serves and no other.

It is for a committee to read, and to decide otherwise: nothing is granted by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from clas_core.committees.allocation import Allocation, Served
from clas_core.committees.allocation_words import named_bonus, reason_in_words
from clas_core.committees.decision import Decision


def as_served(decision: Decision, allocation: Allocation, receipt: str, bonuses: Mapping[str, str]) -> Decision:
    """Return what is proposed of the dossier of a `receipt`, without the bonuses that the rule does not serve; its
    reason says which, and why. `bonuses` are the labels of those of the year, by identifier."""
    unserved = [each for each in allocation.served if each.claim.receipt == receipt and not each.granted]
    if not unserved:
        return decision
    left_out = {(each.claim.position, each.claim.bonus) for each in unserved}
    groups = tuple(
        replace(
            group,
            bonuses={name: why for name, why in group.bonuses.items() if (group.position, name) not in left_out},
        )
        for group in decision.groups
    )
    said = _left_out_in_words(unserved, allocation, bonuses)
    return replace(decision, groups=groups, reason="\n".join(filter(None, (decision.reason.strip(), said))))


def _left_out_in_words(unserved: Sequence[Served], allocation: Allocation, bonuses: Mapping[str, str]) -> str:
    """Say which bonuses a rule leaves out, and why: those of one reason together."""
    together: dict[tuple[str, str], list[int]] = {}
    for each in sorted(unserved, key=lambda one: one.claim.place):
        key = each.claim.bonus, reason_in_words(each, allocation)
        together.setdefault(key, []).append(each.claim.position)
    parts = []
    for (bonus, why), places in together.items():
        groups = f"{'groupe' if len(places) == 1 else 'groupes'} {', '.join(map(str, places))}"
        parts.append(f"{named_bonus(bonus, bonuses)}, {groups} : {why}")
    return f"Selon la règle de répartition «\u00a0{allocation.rule.label}\u00a0», non servi : {' ; '.join(parts)}."
