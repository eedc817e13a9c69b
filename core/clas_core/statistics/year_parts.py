"""What the money that a year grants is made of, and what its bilans say was really done."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clas_core.bilans.bilan import BilanGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class YearParts:
    """Of the groups that are retained: the Ps, the bonuses and the local aid, in cents, and how many groups each bonus
    was granted to. Of the bilans that are filed: how many, their groups, the children who came on average, the parents
    met, the sessions held."""

    ps: int = 0
    bonus: int = 0
    supplement: int = 0
    bonuses: Mapping[str, int] = field(default_factory=dict)
    bilans: int = 0
    held: int = 0
    attended: int = 0
    parents: int = 0
    sessions: int = 0


Granted = tuple[int, int, int, Iterable[str]]
"""What a group is granted, in cents: Ps, bonuses, local aid; and which bonuses."""


def count_parts(granted: Iterable[Granted], bilans: Iterable[Sequence[Mapping[str, Any]]]) -> YearParts:
    """Count what groups are `granted`, and the groups of each of the `bilans`, as JSON; what one does not say adds
    nothing."""
    ps = bonus = supplement = 0
    bonuses: Counter[str] = Counter()
    for group_ps, group_bonus, group_supplement, names in granted:
        ps, bonus, supplement = ps + group_ps, bonus + group_bonus, supplement + group_supplement
        bonuses.update(names)
    filed = [list(groups) for groups in bilans]
    held = [group for groups in filed for group in groups]
    return YearParts(
        ps=ps,
        bonus=bonus,
        supplement=supplement,
        bonuses=dict(sorted(bonuses.items())),
        bilans=len(filed),
        held=len(held),
        attended=sum(BilanGroup(position=0, attendance=group.get("attendance")).average or 0 for group in held),
        parents=sum(_number(group, "parents") for group in held),
        sessions=sum(_number(group, "sessions_held") for group in held),
    )


def _number(group: Mapping[str, Any], name: str) -> int:
    return int(group.get(name) or 0)
