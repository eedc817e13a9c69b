"""Settling: the same calculation on what was really done, for the groups approved, part by part, never above the
decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from clas_core.calculation.explanation import Step

Side = Literal["balance", "overpayment", "even"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledPart:
    """The Ps, a bonus or a supplement of a group, in cents: what was granted for it, and what it is really worth.

    `moved` is what comes to it of what was granted for groups that are no longer eligible, or goes from it to the
    others: of aid that is counted or bounded for more than a group. Over a dossier, what moves adds up to nothing.
    `funder` and `payer` are the identifier and the name of who pays it, empty for the Caf.
    """

    id: str
    label: str
    granted: int
    actual: int
    funder: str = ""
    payer: str = ""
    moved: int = 0

    @property
    def most(self) -> int:
        """What is owed for the part at most: what was granted for it, and what has come to it or gone from it."""
        return self.granted + self.moved

    @property
    def due(self) -> int:
        """What is owed for the part: what it is really worth, at most what was granted for it."""
        return min(self.actual, self.most)

    def explain(self, real: str) -> Step:
        """Return the step from what it is really worth, which is called `real`, and was granted, to what is due."""
        return Step(
            f"due.{self.id}",
            f"{self.label} : {real}, au plus ce qui est accordé"
            + (" (part des groupes qui ne sont plus éligibles comprise)" if self.moved > 0 else ""),
            "minimum",
            (self.actual, self.most),
            self.due,
            "bilan et décision",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledGroup:
    """A group's parts, in cents. Each has its own limit, so that the dossier has one too: what was granted in all.

    More of one part never makes up for less of another. The sums are made once: a settlement reads them many times.
    """

    position: int
    label: str
    parts: Sequence[SettledPart]
    granted: int = field(init=False)
    due: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "granted", sum(part.granted for part in self.parts))
        object.__setattr__(self, "due", sum(part.due for part in self.parts))

    @property
    def most(self) -> int:
        """What is owed for the group at most."""
        return sum(part.most for part in self.parts)

    @property
    def actual(self) -> int:
        """What the group is really worth, whatever was granted."""
        return sum(part.actual for part in self.parts)

    def explain(self) -> tuple[Step, ...]:
        """Return the steps from what each part is really worth, and was granted, to what is due for the group."""
        steps = tuple(part.explain("le droit réel") for part in self.parts)
        if len(steps) == 1:
            return steps
        due = tuple(part.due for part in self.parts)
        return (*steps, Step("due", "Montant dû pour le groupe", "sum", due, self.due, "somme des montants"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerShare:
    """What one payer owes of a dossier and has paid, in cents: what another has paid makes up for nothing."""

    funder: str
    payer: str
    granted: int
    due: int
    paid: int

    @property
    def balance(self) -> int:
        """What it still has to pay."""
        return max(self.due - self.paid, 0)

    @property
    def overpayment(self) -> int:
        """What it is to be given back."""
        return max(self.paid - self.due, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A dossier's settlement, in cents: what is due, what was paid, and what is left on either side, all payers
    together. `paid_by` is what of it other funders than the Caf have paid, by their names; `programmes` are the others
    than the Clas, each a part by itself."""

    groups: Sequence[SettledGroup]
    paid: int
    paid_by: Mapping[str, int] = field(default_factory=dict)
    programmes: Sequence[SettledPart] = ()

    @property
    def parts(self) -> Sequence[SettledPart]:
        """All that is settled, group by group, then the other programmes."""
        return (*(part for group in self.groups for part in group.parts), *self.programmes)

    @property
    def shares(self) -> Sequence[PayerShare]:
        """What each payer owes and has paid: the Caf first, then the funders, in the order of their aid."""
        names = {"": "", **{part.funder: part.payer for part in self.parts}}
        names |= {funder: funder for funder in self.paid_by if funder not in names}
        return tuple(self._share(funder, payer) for funder, payer in names.items())

    def _share(self, funder: str, payer: str) -> PayerShare:
        parts = [part for part in self.parts if part.funder == funder]
        paid = self.paid_by.get(funder, 0) if funder else self.paid - sum(self.paid_by.values())
        granted, due = sum(part.granted for part in parts), sum(part.due for part in parts)
        return PayerShare(funder=funder, payer=payer, granted=granted, due=due, paid=paid)

    @property
    def granted(self) -> int:
        return self.granted_for_clas + sum(part.granted for part in self.programmes)

    @property
    def due(self) -> int:
        return self.due_for_clas + sum(part.due for part in self.programmes)

    @property
    def granted_for_clas(self) -> int:
        return sum(group.granted for group in self.groups)

    @property
    def due_for_clas(self) -> int:
        """What is due of the groups: what their running costs are compared with."""
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
