"""Whether the lines of a breakdown add up to the whole, figure by figure: what does not is told, with why."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clas_core.money import parse_amount
from clas_core.statistics.counting import AMOUNTS, COUNTS


def repeated_figures(lines: Sequence[Mapping[str, Any]], total: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the figures that the lines of a breakdown, as JSON values, count several times: together
    they come to more than the `total`. What is withheld of any of them is not compared."""
    return tuple(name for name in (*COUNTS, *AMOUNTS) if _exceeds((line[name] for line in lines), total[name]))


def _exceeds(values: Iterable[Any], total: Any) -> bool:
    found = [*values, total]
    if any(value is None for value in found):
        return False
    *parts, whole = (parse_amount(value) if isinstance(value, str) else value for value in found)
    return sum(parts) > whole
