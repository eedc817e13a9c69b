"""Figures of the Ps that cannot all be meant: each is published for itself, and together they contradict."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from clas_core.errors import Problem
from clas_core.fields.values import MOST, MOST_DECIMALS
from clas_core.money import cents_of, write_euros
from clas_core.reading import number_of, tables_in


def check_figures(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a rate above 100 %, a rate or a maximum of nothing, and amounts above what they are a part of."""
    for path, figure in tables_in(tables, "ps"):
        value = number_of(figure.get("value"))
        if path == ("ps", "rate") and value is not None and value > 1:
            yield Problem((*path, "value"), "Un taux est une part : 33 % s'écrit 0.33.")
        if value == 0:
            yield Problem((*path, "value"), "Ni le taux, ni le prix plafond, ni le montant maximum ne sont nuls.")
    ceiling = _euros(tables, "price_ceiling")
    if ceiling is None:
        return
    maximum = _euros(tables, "maximum")
    if maximum is not None and maximum > ceiling:
        message = "Le montant maximum dépasse le prix plafond : un groupe ne reçoit pas plus que son prix."
        yield Problem(("ps", "maximum", "value"), message)
    for path, bonus in tables_in(tables, "bonuses"):
        amount = bonus.get("amount")
        value = _in_euros(amount.get("value")) if isinstance(amount, Mapping) else None
        if value is not None and value > ceiling:
            message = f"Ce bonus dépasse le prix plafond d'un groupe ({write_euros(cents_of(ceiling))})."
            yield Problem((*path, "amount", "value"), message)


def _euros(tables: Mapping[str, Any], name: str) -> Decimal | None:
    figures = tables.get("ps")
    figure = figures.get(name) if isinstance(figures, Mapping) else None
    return _in_euros(figure.get("value")) if isinstance(figure, Mapping) else None


def _in_euros(value: object) -> Decimal | None:
    """Return an amount that a file may say; `None` for what is refused where it is read."""
    number = number_of(value)
    if number is None or int(number.as_tuple().exponent) < -MOST_DECIMALS or not 0 <= number <= MOST:
        return None
    return number if number == round(number, 2) else None
