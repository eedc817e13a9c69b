"""Exact euros.

Inside the core an amount is an integer number of cents: nothing rounds by accident, and a column of ten million
amounts is computed like one. At the edges it is a `Decimal` of euros, a JSON string (``"2800.70"``), or French
text (``2 800,70 €``). Never a float.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Self

LARGEST_COST = 100_000_000
"""In cents. Running costs of one group above a million euros are a typing error, not a budget."""

MOST_ZEROS = 15
"""An amount is never written with more zeros than that after its digits."""

_EUROS = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rate:
    """A published rate as an exact fraction, so that a share of an amount needs no float: 0.33 is 33/100.

    `text` is its JSON form (``0.33``) and `percent` its French one (``33 %``), made once.
    """

    numerator: int
    denominator: int
    text: str
    percent: str

    @classmethod
    def of(cls, value: Decimal) -> Self:
        numerator, denominator = value.as_integer_ratio()
        return cls(numerator, denominator, f"{value.normalize():f}", write_percent(value))

    def share_of(self, cents: Any) -> Any:
        """Return this share of non-negative `cents`, rounded half-up to the cent.

        Written with ``*``, ``+`` and ``//`` alone: the same line serves an `int`, a NumPy array and a Narwhals
        expression, so a column cannot disagree with a single group.
        """
        return (cents * (2 * self.numerator) + self.denominator) // (2 * self.denominator)


def cents_of(euros: Decimal | int) -> int:
    """Turn euros into cents. Raises `ValueError` when `euros` has a fraction of a cent or is not finite."""
    if isinstance(euros, int):
        return euros * 100
    sign, digits, exponent = euros.as_tuple()
    if not isinstance(exponent, int) or exponent > MOST_ZEROS:
        raise ValueError(f"{str(euros)[:30]} n'est pas un montant au centime près.")
    # On the digits themselves: arithmetic on `Decimal` drops those beyond its precision in silence.
    finer = max(-exponent - 2, 0)
    whole, rest = (digits[:-finer], digits[-finer:]) if finer else (digits, ())
    if any(rest):
        raise ValueError(f"{str(euros)[:30]} n'est pas un montant au centime près.")
    zeros = "0" * max(exponent + 2, 0)
    cents = int("".join(map(str, whole)) + zeros or "0")
    return -cents if sign else cents


def euros_of(cents: int) -> Decimal:
    """Turn cents into euros, with two decimals."""
    return Decimal(cents).scaleb(-2)


def allotted(cents: int, weights: Sequence[int]) -> list[int]:
    """Share an amount in proportion to `weights`, none negative: the parts add up to it, to the cent.

    The cents that are left over go to the parts that rounding took most from, the first ones before the others. Without
    any weight, the parts are equal.
    """
    weights = weights if any(weights) else [1] * len(weights)
    whole = sum(weights)
    shares = [cents * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: (-(cents * weights[index] % whole), index))
    for index in order[: cents - sum(shares)]:
        shares[index] += 1
    return shares


def parse_amount(text: str) -> int:
    """Read the JSON form ``"2800.70"`` into cents. Raises `ValueError` with a French sentence otherwise."""
    match = _EUROS.fullmatch(text)
    if match is None:
        raise ValueError(
            f"« {text[:30]} » n'est pas un montant : écrivez des euros avec un point et deux décimales au plus, "
            "par exemple « 2800.70 »."
        )
    sign, units, decimals = match.groups()
    amount = int(units) * 100 + (int(decimals.ljust(2, "0")) if decimals else 0)
    return -amount if sign else amount


@lru_cache(maxsize=4096)
def amount_text(cents: int) -> str:
    """Write cents in the JSON form: ``280070`` → ``"2800.70"``. Remembered for a while, as `write_euros` is."""
    if cents < 0:
        return "-" + amount_text(-cents)
    return f"{cents // 100}.{cents % 100:02d}"


@lru_cache(maxsize=1024)
def write_euros(cents: int) -> str:
    """Write cents as French text, with its narrow and plain no-break spaces: ``2 800,70 €``.

    Remembered for a while: an explanation writes the same amount several times, the maximum in every group.
    """
    if cents < 0:
        return "-" + write_euros(-cents)
    units = f"{cents // 100:,}".replace(",", "\u202f")
    return f"{units},{cents % 100:02d}\u00a0€"


def write_percent(value: Decimal) -> str:
    """Write a rate as French text: ``0.33`` → ``33 %``."""
    percent = f"{(value * 100).normalize():f}".replace(".", ",")
    return f"{percent}\u00a0%"
