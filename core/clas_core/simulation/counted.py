"""Groups as a simulation replays them: counted together where they are alike, whoever they are of."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from clas_core.eligibility import Rules, assess, verdict_of
from clas_core.groups import Group
from clas_core.simulation.scenario import Scenario


class Alike(NamedTuple):
    """`number` groups of one department that declare the same; `running_costs`, in cents, are of each.

    `porteur` tells whose they are, where that is known: how many share a figure says whether it may be told. What was
    `refused` for a reason that is not replayed, of a department or of an answer, stays refused under any rules.
    """

    department: str
    porteur: int
    children: int | None
    adults: int | None
    levels: tuple[str, ...] | None
    running_costs: int
    bonuses: tuple[str, ...] = ()
    refused: bool = False
    number: int = 1
    outside: bool | None = None
    """Whether they meet outside school time, where that is said."""

    @property
    def declared(self) -> "Declared":
        return (self.children, self.adults, self.levels, self.outside)


Declared = tuple[int | None, int | None, tuple[str, ...] | None, bool | None]
"""What criteria judge: children, adults, levels, and whether outside school time."""


class Kind(NamedTuple):
    """All of what a group declares that rules judge: its costs are paid, never judged."""

    declared: Declared
    bonuses: tuple[str, ...]
    refused: bool


class Groups:
    """Many groups, column by column, in the order of their costs: a nation of them is replayed while a slider moves."""

    __slots__ = ("children", "costs", "departments", "kept", "kinds", "numbers", "of_kind", "porteurs")

    def __init__(self, groups: Iterable[Alike]) -> None:
        found = sorted(groups, key=attrgetter("running_costs"))
        self.costs = [each.running_costs for each in found]
        self.numbers = [each.number for each in found]
        self.departments = [each.department for each in found]
        self.porteurs = [each.porteur for each in found]
        self.children = [each.number * (each.children or 0) for each in found]
        places: dict[Kind, int] = {}
        kinds = (Kind(each.declared, each.bonuses, each.refused) for each in found)
        self.of_kind = [places.setdefault(kind, len(places)) for kind in kinds]
        self.kinds: Sequence[Kind] = tuple(places)
        self.kept: dict[Hashable, Replayed] = {}

    def __len__(self) -> int:
        return len(self.costs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What rules say of each kind of groups: the criteria that refuse it, and what its bonuses come to, in cents, where
    it is eligible; `None` where it is not."""

    refused_by: Sequence[tuple[str, ...]]
    bonuses: Sequence[int | None]


class Replayed(NamedTuple):
    """Groups under a scenario: what rules say of each kind, and what each group is paid, in cents, in their order."""

    judged: Judged
    amounts: Sequence[int]


MOST_KEPT = 3
"""How many scenarios are kept of the same groups: those that a slider leaves as they are."""


def replay(groups: Groups, scenario: Scenario) -> Replayed:
    """Replay `groups` under a scenario, or give what was found of it just before."""
    kept, key = groups.kept, scenario.key
    found = kept.get(key)
    if found is None:
        judged = judge_kinds(groups, scenario)
        found = Replayed(judged, pay(groups, scenario, judged))
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)), None)
    else:
        kept.pop(key, None)  # the last one asked for is the last to go
    kept[key] = found
    return found


def judge_kinds(groups: Groups, scenario: Scenario) -> Judged:
    """Judge each kind of `groups` by the criteria of a scenario: what is not known does not count against it."""
    rules, judged = scenario.rules, dict[Declared, tuple[bool, tuple[str, ...]]]()
    refused_by, bonuses = list[tuple[str, ...]](), list[int | None]()
    for kind in groups.kinds:
        if kind.declared not in judged:
            judged[kind.declared] = _judge(rules, kind.declared)
        eligible, blocking = judged[kind.declared]
        eligible = eligible and not kind.refused
        refused_by.append(() if eligible else blocking)
        bonuses.append(sum(scenario.bonuses.get(each, 0) for each in kind.bonuses) if eligible else None)
    return Judged(refused_by=refused_by, bonuses=bonuses)


def pay(groups: Groups, scenario: Scenario, judged: Judged) -> Sequence[int]:
    """Return what the nation would pay each of `groups`, in their order, in cents: the Ps and the bonuses asked for."""
    bonuses = judged.bonuses
    return [
        0 if (added := bonuses[kind]) is None else ps + added
        for kind, ps in zip(groups.of_kind, scenario.rule.ps_of_each(groups.costs), strict=True)
    ]


def without_explained(groups: Iterable[Alike], scenario: Scenario) -> Iterator[Alike]:
    """Yield `groups` that are refused as refused only where the rules of a scenario do not refuse them already: these
    are replayed, and other rules may find the group eligible."""
    rules, known = scenario.rules, dict[Declared, bool]()
    for group in groups:
        if group.refused:
            declared = group.declared
            if declared not in known:
                known[declared] = _judge(rules, declared)[0]
            yield group._replace(refused=known[declared])
        else:
            yield group


def _judge(rules: Rules, declared: Declared) -> tuple[bool, tuple[str, ...]]:
    """Return whether a group that declares this is eligible, and the criteria that refuse it."""
    children, adults, levels, outside = declared
    findings = assess(rules, Group("", children, 0, adults, levels, outside).facts)
    return verdict_of(findings) != "not_met", tuple(each.criterion.id for each in findings if each.blocks)
