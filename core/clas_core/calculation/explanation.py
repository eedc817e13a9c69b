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
        return _operation(self.operator, self.operands, self.result, self.rate)

    def as_json(self) -> dict[str, Any]:
        # Taken apart once: a thousand groups have five thousand steps, and each look at a name of a tuple is a call.
        identifier, label, operator, operands, result, source, rate, expected = self
        amount = amount_text(result)
        if operator == "given":
            shown = [amount]
        else:
            shown = list(map(amount_text, operands))
            if rate is not None:
                shown.insert(0, rate.text)
        step: dict[str, Any] = {
            "id": identifier,
            "label": label,
            "operation": _operation(operator, operands, result, rate),
            "operator": operator,
            "operands": shown,
            "result": amount,
            "source": source,
        }
        if expected:
            step["standing"] = "expected"
        return step


def _operation(operator: Operator, operands: Sequence[int], result: int, rate: Rate | None) -> str:
    """Return an operation in words and figures."""
    if operator == "given":
        return write_euros(operands[0])
    if rate is not None:
        return share_in_words(operands[0], result, rate)
    return smallest_in_words(operands) if operator == "minimum" else " + ".join(map(write_euros, operands))


def share_in_words(cents: int, result: int, rate: Rate) -> str:
    """Return a share of `cents`, in words and figures, and what is made of it."""
    return f"{rate.percent} × {write_euros(cents)} = {_unrounded(cents, result, rate)}"


def smallest_in_words(operands: Sequence[int]) -> str:
    """Return the smallest of amounts, in words and figures."""
    return f"le plus petit de {' et '.join(map(write_euros, operands))}"


def _unrounded(cents: int, result: int, rate: Rate) -> str:
    """Return the share of `cents`, and how it was rounded to `result` where rounding changed it."""
    share, remainder = divmod(cents * rate.numerator, rate.denominator)
    if not remainder:
        return write_euros(share)
    # In whole numbers, which are exact at any size: a rate of two decimals gives four of a euro.
    finer = len(rate.text.partition(".")[2])
    euros, rest = divmod(cents * rate.numerator * 10**finer // rate.denominator, 10 ** (finer + 2))
    decimals = f"{rest:0{finer + 2}d}".rstrip("0")
    units = f"{euros:,}".replace(",", "\u202f")
    return f"{units},{decimals}\u00a0€, arrondi à {write_euros(result)}"


def recompute(steps: Iterable[Mapping[str, Any]]) -> str | None:
    """Compute the last amount of JSON `steps` again from their operators and operands alone.

    Returns the amount, or `None` when some step does not give the result that it claims, or when an operand is not the
    result of the step that it comes from.
    """
    last: str | None = None
    made: dict[str, str] = {}
    for step in steps:
        name, operands = step["id"], step["operands"]
        last = amount_text(_OPERATIONS[step["operator"]](operands))
        if last != step["result"] or not _comes_from(step, operands, made):
            return None
        made[name] = last
    return last


def origins_of(name: str, made: Iterable[str]) -> Sequence[str]:
    """Return where the operands of the step `name` of a group come from, in their order, `made` being the names of the
    steps before it: ``step:`` and such a name, or ``rule:`` and a figure of the national rules.

    Nothing for a step whose operands are facts, which whoever makes the steps knows the place of.
    """
    match name.split(".", 1):
        case ["share"]:
            return "rule:ps.rate", "step:running_costs"
        case ["ps"]:
            return "step:share", "rule:ps.maximum"
        case ["bonus", bonus]:
            return (f"rule:bonuses.{bonus}",)
        case ["total"]:
            return tuple(f"step:{each}" for each in made if each == "ps" or "." in each)
    return ()


def _comes_from(step: Mapping[str, Any], operands: Sequence[str], made: Mapping[str, str]) -> bool:
    """Tell whether the operands of a step are results of the steps that they come from, and whether what it says of
    that, under ``from``, is so; where it says nothing, the place of an operand does."""
    origins = origins_of(step["id"], made)
    if "from" in step:
        told = step["from"]
        if len(told) != len(operands) or list(origins or told) != list(told):
            return False
    if step["id"] == "total" and len(origins) != len(operands):
        return False
    return all(
        operand == made.get(origin.removeprefix("step:"))
        for origin, operand in zip(origins, operands, strict=False)
        if origin.startswith("step:")
    )


def _share(operands: Sequence[str]) -> int:
    rate, amount = operands
    return int(Rate.of(Decimal(rate)).share_of(parse_amount(amount)))


_OPERATIONS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "given": lambda operands: parse_amount(operands[0]),
    "share": _share,
    "minimum": lambda operands: min(map(parse_amount, operands)),
    "sum": lambda operands: sum(map(parse_amount, operands)),
}
