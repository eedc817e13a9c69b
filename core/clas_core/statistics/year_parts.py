"""What the money that a year grants is made of, and what its bilans say was really done."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clas_core.bilans.bilan import BilanGroup
from clas_core.statistics.between import LEAST_SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class YearParts:
    """Of the groups that are retained: the Ps, the bonuses and the local aid, in cents, and how many groups each bonus
    was granted to. Of the bilans that are filed: how many, their groups, the children who came on average, the parents
    met, the sessions held.

    How many porteurs have a group with a bonus, how many one without, and how many have filed a bilan, says what may be
    told outside of a department."""

    ps: int = 0
    bonus: int = 0
    supplement: int = 0
    bonuses: Mapping[str, int] = field(default_factory=dict)
    bilans: int = 0
    held: int = 0
    attended: int = 0
    parents: int = 0
    sessions: int = 0
    bonus_porteurs: Mapping[str, int] = field(default_factory=dict)
    other_porteurs: Mapping[str, int] = field(default_factory=dict)
    bilan_porteurs: int = 0

    @property
    def bonuses_told(self) -> Mapping[str, int]:
        """How many groups each bonus was granted to, where those that have it and those that have not are of enough
        porteurs, or of nobody, for anybody to be told."""
        return {
            name: count
            for name, count in self.bonuses.items()
            if self.bonus_porteurs.get(name, 0) >= LEAST_SHOWN
            and (name in self.other_porteurs and (self.other_porteurs[name] or LEAST_SHOWN) >= LEAST_SHOWN)
        }

    @property
    def parents_told(self) -> int | None:
        """How many parents were met, where enough porteurs have filed a bilan for anybody to be told; else `None`."""
        return self.parents if self.bilan_porteurs >= LEAST_SHOWN else None


Granted = tuple[int, int, int, Iterable[str], Hashable]
"""What a group is granted, in cents: Ps, bonuses, local aid; which bonuses; and to which porteur."""

Filed = tuple[Hashable, Sequence[Mapping[str, Any]]]
"""The porteur of a bilan, and its groups as JSON."""


def count_parts(granted: Iterable[Granted], bilans: Iterable[Filed]) -> YearParts:
    """Count what groups are `granted`, and the groups of each of the `bilans`; what one does not say adds nothing."""
    ps = bonus = supplement = 0
    bonuses: Counter[str] = Counter()
    having: dict[Hashable, list[frozenset[str]]] = {}
    for group_ps, group_bonus, group_supplement, names, porteur in granted:
        ps, bonus, supplement = ps + group_ps, bonus + group_bonus, supplement + group_supplement
        own = frozenset(names)
        bonuses.update(own)
        having.setdefault(porteur, []).append(own)
    filed = [(porteur, list(groups)) for porteur, groups in bilans]
    held = [group for _, groups in filed for group in groups]
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
        bonus_porteurs={name: sum(any(name in own for own in each) for each in having.values()) for name in bonuses},
        other_porteurs={
            name: sum(any(name not in own for own in each) for each in having.values()) for name in bonuses
        },
        bilan_porteurs=len({porteur for porteur, _ in filed}),
    )


def _number(group: Mapping[str, Any], name: str) -> int:
    return int(group.get(name) or 0)
