"""The rules that a simulation applies: those of a year or of a file, perhaps with other figures in their place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from clas_core.calculation import PsRule
from clas_core.eligibility import Criterion
from clas_core.money import cents_of
from clas_core.national import Figure, Referential
from clas_core.national.referential import PsFigures
from clas_core.simulation.eligibility_columns import blocking


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """National rules ready for columns: the Ps, what each bonus is worth in cents (`None` where no amount is
    published), and the criteria that refuse a group."""

    referential: Referential
    rule: PsRule = field(init=False)
    bonuses: Mapping[str, int | None] = field(init=False)
    criteria: Sequence[Criterion] = field(init=False)

    def __post_init__(self) -> None:
        referential = self.referential
        object.__setattr__(self, "rule", PsRule.of(referential.ps))
        worth = {each.id: None if each.amount is None else cents_of(each.amount.value) for each in referential.bonuses}
        object.__setattr__(self, "bonuses", worth)
        object.__setattr__(self, "criteria", tuple(blocking(referential.rules)))

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The figures that amounts are made of, by their identifiers."""
        ps, bonuses = self.referential.ps, self.referential.bonuses
        return {each.id: each for each in (ps.rate, ps.maximum, *(each.amount for each in bonuses if each.amount))}

    def with_figures(self, values: Mapping[str, Decimal]) -> "RuleSet":
        """Return the same rules with other values of some figures, by their identifiers."""
        if not values:
            return self
        ps = self.referential.ps
        rate = replace(ps.rate, value=values.get(ps.rate.id, ps.rate.value))
        maximum = replace(ps.maximum, value=values.get(ps.maximum.id, ps.maximum.value))
        bonuses = tuple(
            replace(each, amount=replace(each.amount, value=values[each.amount.id]))
            if each.amount and each.amount.id in values
            else each
            for each in self.referential.bonuses
        )
        figures = PsFigures(unit="group", rate=rate, price_ceiling=ps.price_ceiling, maximum=maximum)
        return RuleSet(referential=replace(self.referential, ps=figures, bonuses=bonuses))
