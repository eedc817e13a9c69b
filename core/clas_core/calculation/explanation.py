"""Steps that explain an amount: in words and figures for people, in operators and operands for machines.

Whoever has only the steps can compute the amount again (:func:`recompute`): an explanation that could not be
checked would be a comment.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from clas_core.money import Rate, amount_text, parse_amount, write_euros

Operator = Literal["given", "share", "minimum", "sum"]


class Step(NamedTuple):
    """One operation. `operands` and `result` are cents; a ``share`` also has its `rate`.

    `source` is a citation, or who declared the figure; `expected` tells that the figure used is not published yet.
    A named tuple, since an explained list of groups makes thousands of them.
    """

    id: str
    label: str
    operator: Operator
    operands: tuple[int, ...]
    result: int
    source: str
    rate: Rate | None = None
    expected: bool = False

    @property
    def operation(self) -> str:
        """The operation in words and figures: ``33 % × 9 000,00 € = 2 970,00 €``."""
        if self.rate is not None:
            return f"{self.rate.percent} × {write_euros(self.operands[0])} = {self._unrounded(self.rate)}"
        amounts = map(write_euros, self.operands)
        return f"le plus petit de {' et '.join(amounts)}" if self.operator == "minimum" else " + ".join(amounts)

    def _unrounded(self, rate: Rate) -> str:
        """The share, and how it was rounded where rounding changed it."""
        share, remainder = divmod(self.operands[0] * rate.numerator, rate.denominator)
        if not remainder:
            return write_euros(share)
        euros = Decimal(self.operands[0]) * Decimal(rate.text) / 100
        exact = f"{euros:,f}".replace(",", "\u202f").replace(".", ",")
        return f"{exact}\u00a0€, arrondi à {write_euros(self.result)}"

    def as_json(self) -> dict[str, Any]:
        result = amount_text(self.result)
        operands = [result if each == self.result else amount_text(each) for each in self.operands]
        step: dict[str, Any] = {
            "id": self.id,
            "label": self.label,
            "operation": self.operation,
            "operator": self.operator,
            "operands": [self.rate.text, *operands] if self.rate else operands,
            "result": result,
            "source": self.source,
        }
        if self.expected:
            step["standing"] = "expected"
        return step


def recompute(steps: Iterable[Mapping[str, Any]]) -> str | None:
    """Compute the last amount of JSON `steps` again from their operators and operands alone.

    Returns the amount, or `None` when some step does not give the result that it claims.
    """
    last: str | None = None
    for step in steps:
        last = amount_text(_OPERATIONS[step["operator"]](step["operands"]))
        if last != step["result"]:
            return None
    return last


def _share(operands: Sequence[str]) -> int:
    rate, amount = operands
    return int(Rate.of(Decimal(rate)).share_of(parse_amount(amount)))


_OPERATIONS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "given": lambda operands: parse_amount(operands[0]),
    "share": _share,
    "minimum": lambda operands: min(map(parse_amount, operands)),
    "sum": lambda operands: sum(map(parse_amount, operands)),
}
