"""What was foreseen beside what was really done: each line of the budget, and each group that was approved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clas_core.bilans.bilan import BilanContent, BilanGroup
from clas_core.bilans.comparison import ApprovedGroup
from clas_core.dossiers.budget import BudgetLine
from clas_core.money import amount_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One figure, foreseen and real; `None` on the side that does not tell it."""

    forecast: int | None
    actual: int | None

    @property
    def difference(self) -> int | None:
        """Actual less forecast; not known while one of the two is not."""
        return None if self.forecast is None or self.actual is None else self.actual - self.forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSides:
    """A line of the budget, in cents."""

    account: str
    label: str | None
    funder: str | None
    amount: Sides


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSides:
    """A group: children enrolled and counted, adults, sessions planned and held, costs approved and real, in cents."""

    position: int
    label: str
    children: Sides
    adults: Sides
    sessions: Sides
    running_costs: Sides


def budget_sides(forecast: Sequence[BudgetLine], actual: Sequence[BudgetLine]) -> Sequence[LineSides]:
    """Set the lines of two budgets side by side, in the order of the forecast, then those that it has not.

    A line is known by its account, its label and its funder. One that a budget does not have counts for nothing there,
    so that the differences of a whole bilan add up to that of the two budgets.
    """
    amounts: dict[tuple[str, str | None, str | None, int], list[int | None]] = {}
    for side, lines in enumerate((forecast, actual)):
        seen: Counter[tuple[str, str | None, str | None]] = Counter()
        for line in lines:
            name = (line.account, line.label, line.funder)
            amounts.setdefault((*name, seen[name]), [0, 0])[side] = line.amount
            seen[name] += 1
    return tuple(
        LineSides(account=account, label=label, funder=funder, amount=Sides(forecast=foreseen, actual=real))
        for (account, label, funder, _), (foreseen, real) in amounts.items()
    )


def group_sides(approved: Sequence[ApprovedGroup], bilan: BilanContent) -> Sequence[GroupSides]:
    """Set each approved group beside what the bilan tells of it."""
    told = {group.position: group for group in bilan.groups}
    return tuple(_group(each, told.get(each.position) or BilanGroup(position=each.position)) for each in approved)


def _group(approved: ApprovedGroup, told: BilanGroup) -> GroupSides:
    group = approved.group
    return GroupSides(
        position=approved.position,
        label=group.label,
        children=Sides(forecast=group.children, actual=told.enrolled if told.children else None),
        adults=Sides(forecast=group.adults, actual=told.adults),
        sessions=Sides(forecast=approved.sessions, actual=told.sessions_held),
        running_costs=Sides(forecast=group.running_costs, actual=told.running_costs),
    )


def sides_json(budget: Sequence[LineSides], groups: Sequence[GroupSides]) -> dict[str, Any]:
    """Return what was foreseen beside what was done as JSON values."""
    return {
        "budget": [
            {"account": line.account, "label": line.label, "funder": line.funder, **_amounts(line.amount)}
            for line in budget
        ],
        "groups": [
            {
                "position": group.position,
                "label": group.label,
                "children": _counts(group.children),
                "adults": _counts(group.adults),
                "sessions": _counts(group.sessions),
                "running_costs": _amounts(group.running_costs),
            }
            for group in groups
        ],
    }


def _counts(sides: Sides) -> dict[str, int | None]:
    return {"forecast": sides.forecast, "actual": sides.actual, "difference": sides.difference}


def _amounts(sides: Sides) -> dict[str, str | None]:
    return {name: None if each is None else amount_text(each) for name, each in _counts(sides).items()}
