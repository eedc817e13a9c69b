"""Settling: the same calculation on what was really done, for the groups approved, never above the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Side = Literal["balance", "overpayment", "even"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledGroup:
    """A group's forecast and actual, in cents. `granted` is what the decision allows; `due` never goes above it."""

    position: int
    label: str
    granted: int
    actual: int

    @property
    def due(self) -> int:
        """What is owed for the group: what its actual data are worth, at most what was granted."""
        return min(self.actual, self.granted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A dossier's settlement, in cents: what is due, what was paid, and what is left on either side."""

    groups: Sequence[SettledGroup]
    paid: int

    @property
    def granted(self) -> int:
        return sum(group.granted for group in self.groups)

    @property
    def due(self) -> int:
        return sum(group.due for group in self.groups)

    @property
    def balance(self) -> int:
        """What is still to be paid; nothing when too much was paid."""
        return max(self.due - self.paid, 0)

    @property
    def overpayment(self) -> int:
        """What was paid above what is due; nothing when something is still to be paid."""
        return max(self.paid - self.due, 0)

    @property
    def side(self) -> Side:
        return "balance" if self.balance else "overpayment" if self.overpayment else "even"
