"""The figures that a simulation moves: those of a year to begin from, and what is tried in their place.

A scenario is tried, never published: it keeps the criteria of its year and gives its numbers to the one rule of the Ps.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from clas_core.calculation import PsRule
from clas_core.eligibility import Criterion, Rules
from clas_core.errors import InvalidInput, Problem
from clas_core.money import LARGEST_COST, Rate, cents_of
from clas_core.national import Referential

RATE_STEPS = 10_000
"""A rate is tried by steps of 0.01 %: as whole numbers, none of which is rounded."""

MOST_IN_A_GROUP = 100
"""Children: the largest size that is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Figures that are tried: amounts in cents, the rate in ten-thousandths. `sizes` is `None` where the year has no
    bounds of its own for the children of a group.

    The price ceiling takes no part in the Ps, which the maximum limits alone; where the maximum `follows` it, the
    maximum is the rate's share of the ceiling, and whoever tries that is told so.
    """

    referential: Referential
    rate: int
    ceiling: int
    own_maximum: int
    follows: bool = False
    bonuses: Mapping[str, int]
    sizes: tuple[int, int] | None

    @classmethod
    def of(cls, referential: Referential) -> "Scenario":
        """Return the figures of a year as they are. Raises `InvalidInput` for a rate finer than what can be tried."""
        steps = referential.ps.rate.value * RATE_STEPS
        if steps != int(steps):
            message = f"Le taux de {referential.school_year} est plus fin que 0,01 % : il ne peut pas être déplacé ici."
            raise InvalidInput([Problem(("rate",), message)])
        criterion = _size_of(referential.rules)
        return cls(
            referential=referential,
            rate=int(steps),
            ceiling=cents_of(referential.ps.price_ceiling.value),
            own_maximum=cents_of(referential.ps.maximum.value),
            bonuses={each.id: cents_of(each.amount.value) if each.amount else 0 for each in referential.bonuses},
            sizes=None if criterion is None else (criterion.min, criterion.max),
        )

    @property
    def key(self) -> Hashable:
        """What tells it from every other one that pays otherwise."""
        return (self.referential.digest, self.rate, self.maximum, tuple(self.bonuses.items()), self.sizes)

    @property
    def exact_rate(self) -> Rate:
        return Rate.of(Decimal(self.rate) / RATE_STEPS)

    @property
    def maximum(self) -> int:
        """What the Ps of a group is at most, in cents."""
        return self.exact_rate.share_of(self.ceiling) if self.follows else self.own_maximum

    @property
    def rule(self) -> PsRule:
        """The one rule of the Ps, with these figures."""
        return replace(PsRule.of(self.referential.ps), rate=self.exact_rate, maximum=self.maximum)

    @property
    def rules(self) -> Rules:
        """The criteria of the year on a group, with the sizes that are tried."""
        rules = self.referential.rules.about("group")
        moved = _size_of(rules)
        if moved is None or self.sizes is None or self.sizes == (moved.min, moved.max):
            return rules
        least, most = self.sizes
        tried = replace(
            moved,
            min=least,
            max=most,
            label=f"{least} à {most} enfants",
            message=f"Un groupe compte de {least} à {most} enfants.",
        )
        return Rules(criteria=tuple((origin, tried if each is moved else each) for origin, each in rules.criteria))

    @property
    def provisional(self) -> bool:
        """Whether it stands on what is not in force: a draft, something expected, a bonus without amount."""
        of = self.referential
        expected = any(each.standing == "expected" for _, each in of.rules.about("group").criteria)
        tried = of.status not in ("in_force", "closed")
        return tried or expected or of.provisional or any(each.amount is None for each in of.bonuses)

    def checked(self) -> "Scenario":
        """Return it. Raises `InvalidInput` with all that cannot be meant."""
        problems = list(self._problems())
        if problems:
            raise InvalidInput(problems)
        return self

    def _problems(self) -> Iterator[Problem]:
        if not 1 <= self.rate <= RATE_STEPS:
            yield Problem(("rate",), "Un taux va de 0,01 % à 100 %.")
        meant = True
        for name, cents in (("price_ceiling", self.ceiling), ("maximum", self.own_maximum)):
            if not 1 <= cents <= LARGEST_COST:
                meant = False
                yield Problem((name,), "Un montant va d'un centime à 1 000 000 €.")
        if meant and not self.follows and self.own_maximum > self.ceiling:
            message = "Le maximum dépasse le prix plafond : baissez l'un, ou relevez l'autre."
            yield Problem(("maximum",), message)
        for name, cents in self.bonuses.items():
            if not 0 <= cents <= LARGEST_COST:
                yield Problem((f"bonus:{name}",), "Un bonus va de 0 à 1 000 000 €.")
        if self.sizes is None:
            return
        for name, size in zip(("least", "most"), self.sizes, strict=True):
            if not 1 <= size <= MOST_IN_A_GROUP:
                yield Problem((name,), f"Une taille de groupe va de 1 à {MOST_IN_A_GROUP} enfants.")
        if self.sizes[0] > self.sizes[1]:
            yield Problem(("least",), "Le moins d'enfants dépasse le plus : échangez-les.")


def _size_of(rules: Rules) -> Criterion | None:
    """Return the criterion that bounds the children of a group, where the year has one."""
    return next(
        (
            each
            for _, each in rules.criteria
            if each.subject == "group" and each.about == "children" and each.kind == "range"
        ),
        None,
    )
