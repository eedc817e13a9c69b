"""The Ps of one group: min(rate × running costs, published maximum), half-up to the cent.

The price ceiling takes no part: it is a published figure of its own, and the published maximum already says where
the Ps stops (33 % of 8,487 € would pay one cent too much).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from clas_core.calculation.explanation import Step, share_in_words, smallest_in_words
from clas_core.money import Rate, amount_text, cents_of, write_euros
from clas_core.national import Figure, PsFigures

DECLARED = "déclaration du porteur"


class Arithmetic(Protocol):
    """The smaller of two amounts, for `int` or for a whole column."""

    def __call__(self, share: Any, maximum: Any, /) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PsRule:
    """The figures of one school year, ready for arithmetic in whole cents."""

    rate: Rate
    maximum: int
    rate_figure: Figure
    maximum_figure: Figure
    _models: tuple[dict[str, Any], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_models", tuple(step.as_json() for step in self.explain(0)))

    @classmethod
    def of(cls, figures: PsFigures) -> "PsRule":
        return cls(
            rate=Rate.of(figures.rate.value),
            maximum=cents_of(figures.maximum.value),
            rate_figure=figures.rate,
            maximum_figure=figures.maximum,
        )

    def ps(self, running_costs: Any, smaller: Arithmetic = min) -> Any:
        """Return the Ps, in cents, of non-negative `running_costs` in cents.

        With another `smaller`, `running_costs` may be a column: the rule is written here and nowhere else.
        """
        return smaller(self.rate.share_of(running_costs), self.maximum)

    def ps_of_each(self, running_costs: Iterable[int]) -> Iterable[int]:
        """Return the Ps, in cents, of each of many running costs, one after the other."""
        maximum = self.maximum
        return (min(maximum, share) for share in map(self.rate.share_of, running_costs))

    @property
    def costs_reaching_maximum(self) -> int:
        """The least running costs, in cents, that are paid the published maximum."""
        twice = 2 * self.rate.denominator
        return -((self.rate.denominator - twice * self.maximum) // (2 * self.rate.numerator))

    def explain(self, running_costs: int) -> tuple[Step, ...]:
        """Return the steps from `running_costs` to the Ps, each with its source."""
        share = self.rate.share_of(running_costs)
        rate, maximum = self.rate_figure, self.maximum_figure
        return (
            Step(
                "running_costs",
                "Dépenses de fonctionnement",
                "given",
                (running_costs,),
                running_costs,
                DECLARED,
            ),
            Step(
                "share",
                "Part prise en charge",
                "share",
                (running_costs,),
                share,
                rate.source.citation,
                self.rate,
                rate.standing == "expected",
            ),
            Step(
                "ps",
                "Ps, dans la limite du maximum",
                "minimum",
                (share, self.maximum),
                min(share, self.maximum),
                maximum.source.citation,
                None,
                maximum.standing == "expected",
            ),
        )

    def explain_as_json(self, running_costs: int) -> list[dict[str, Any]]:
        """Return `explain` as JSON: its steps are made once, as models, and only what depends on the costs is put in.

        A thousand groups have three thousand of them. A test holds the two equal.
        """
        given, shared, least = map(dict.copy, self._models)
        share = self.rate.share_of(running_costs)
        costs_text, share_text = amount_text(running_costs), amount_text(share)
        given["operation"], given["operands"], given["result"] = write_euros(running_costs), [costs_text], costs_text
        shared["operation"] = share_in_words(running_costs, share, self.rate)
        shared["operands"], shared["result"] = [self.rate.text, costs_text], share_text
        least["operation"] = smallest_in_words((share, self.maximum))
        maximum_text = amount_text(self.maximum)
        least["operands"] = [share_text, maximum_text]
        least["result"] = share_text if share < self.maximum else maximum_text
        return [given, shared, least]
