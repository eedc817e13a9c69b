"""Whom other rules change: each group under two scenarios, by department and by what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from clas_core.simulation.counted import Groups, Judged, replay
from clas_core.simulation.scenario import Scenario

Fate = Literal["gains", "loses", "same", "not_eligible_now", "eligible_now", "refused"]
FATES: tuple[Fate, ...] = get_args(Fate)
"""What becomes of a group, one of them for each: who loses all for not being eligible is no loser among others."""


@dataclass(slots=True)
class Cell:
    """Groups of one fate, or of all; amounts in cents, for each of them together."""

    groups: int = 0
    children: int = 0
    before: int = 0
    after: int = 0
    porteurs: set[int] = field(default_factory=set)

    @property
    def difference(self) -> int:
        return self.after - self.before

    def join(self, other: "Cell") -> None:
        """Add a cell of another department: a porteur counts in each of those where it applies."""
        self.groups += other.groups
        self.children += other.children
        self.before += other.before
        self.after += other.after
        self.porteurs |= other.porteurs


Cells = Mapping[Fate, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fates:
    """Two scenarios over the same groups: each department, by fate; and which criteria refuse what was eligible."""

    before: Scenario
    after: Scenario
    departments: Mapping[str, Cells]
    refused_by: Mapping[str, int]

    @property
    def by_fate(self) -> Cells:
        """What becomes of the groups of the nation."""
        cells = {fate: Cell() for fate in FATES}
        for each in self.departments.values():
            for fate, cell in each.items():
                cells[fate].join(cell)
        return cells

    @property
    def total(self) -> Cell:
        return whole_of(self.by_fate)


def whole_of(cells: Cells) -> Cell:
    """Return all the fates of a department, or of the nation, together."""
    whole = Cell()
    for each in cells.values():
        whole.join(each)
    return whole


def compare(groups: Groups, before: Scenario, after: Scenario) -> Fates:
    """Replay `groups` under two scenarios."""
    judged_before, was = replay(groups, before)
    judged_after, now = replay(groups, after)
    judged = [
        _fate_of(one is not None, other is not None)
        for one, other in zip(judged_before.bonuses, judged_after.bonuses, strict=True)
    ]
    departments: dict[str, dict[Fate, Cell]] = {}
    for department, porteur, kind, number, children, one, other in zip(
        groups.departments, groups.porteurs, groups.of_kind, groups.numbers, groups.children, was, now, strict=True
    ):
        fate: Fate = judged[kind] or ("same" if one == other else "gains" if other > one else "loses")
        cells = departments.get(department)
        if cells is None:
            cells = departments[department] = {}
        cell = cells.get(fate)
        if cell is None:
            cell = cells[fate] = Cell()
        cell.groups += number
        cell.children += children
        cell.before += number * one
        cell.after += number * other
        cell.porteurs.add(porteur)
    return Fates(
        before=before, after=after, departments=departments, refused_by=_refused_by(groups, judged, judged_after)
    )


def _fate_of(before: bool, after: bool) -> Fate | None:
    """Return what eligibility alone makes of a kind of groups; `None` where their amounts say it."""
    if before and after:
        return None
    if before == after:
        return "refused"
    return "eligible_now" if after else "not_eligible_now"


def _refused_by(groups: Groups, fates: list[Fate | None], judged: Judged) -> Mapping[str, int]:
    """Return how many groups each criterion refuses that were eligible before; one may be refused by several."""
    found: dict[str, int] = {}
    for kind, number in zip(groups.of_kind, groups.numbers, strict=True):
        if fates[kind] == "not_eligible_now":
            for criterion in judged.refused_by[kind]:
                found[criterion] = found.get(criterion, 0) + number
    return found
