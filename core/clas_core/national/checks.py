"""Checks of a national file that its declaration cannot make: figures that cannot be meant."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from clas_core.eligibility.asked import asking
from clas_core.eligibility.checks import check_criteria
from clas_core.errors import Problem
from clas_core.national.referential import Referential
from clas_core.national.retention import check_retention
from clas_core.questions import asks_no_child, check_questions
from clas_core.questions.shown import check_shown
from clas_core.reading import number_of, tables_in
from clas_core.tables import checks_of


def _check_figures(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a rate above 100 %, a rate or a maximum of nothing, and a maximum above the price ceiling."""
    values = {path[-1]: number_of(figure.get("value")) for path, figure in tables_in(tables, "ps")}
    maximum, ceiling = values.get("maximum"), values.get("price_ceiling")
    if maximum is not None and ceiling is not None and maximum > ceiling:
        message = "Le montant maximum dépasse le prix plafond : un groupe ne reçoit pas plus que son prix."
        yield Problem(("ps", "maximum", "value"), message)
    for path, figure in tables_in(tables, "ps"):
        value = figure.get("value")
        if path == ("ps", "rate") and isinstance(value, int | Decimal) and Decimal(value).is_finite() and value > 1:
            yield Problem((*path, "value"), "Un taux est une part : 33 % s'écrit 0.33.")
        if path[-1] in ("rate", "maximum") and isinstance(value, int | Decimal) and value == 0:
            yield Problem((*path, "value"), "Ni le taux ni le montant maximum de la Ps ne sont nuls.")


CHECKS = (
    *checks_of(Referential),
    _check_figures,
    check_retention,
    check_criteria,
    check_questions(None),
    asking(None),
    check_shown,
    asks_no_child,
)
