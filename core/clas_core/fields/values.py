"""Fields of numbers, amounts, days, years and prose: each takes a value of the right type alone."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from marshmallow import ValidationError, fields

from clas_core.fields.messages import french
from clas_core.habits import day_meant, value_meant
from clas_core.money import LARGEST_COST, amount_text, cents_of, parse_amount, write_euros
from clas_core.plain_text import lines_of, pasted
from clas_core.prose import Prose, prose_faults
from clas_core.years import SchoolYear

T = TypeVar("T")

_DECIMAL = re.compile(r"\d{1,10}(\.\d{1,12})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

MOST = 1_000_000_000
"""No figure, count or amount of a file is above a thousand million."""

MOST_DECIMALS = 12
"""No figure of a file is finer; one of a million decimals would only fill the memory."""


class Typed(fields.Field[T]):
    """A field that takes a value only if it already has the right type, then turns it into a value of ours."""

    expected: ClassVar[str] = ""
    default_error_messages = french(fields.Field)

    def _accept(self, value: Any) -> T | None:
        """Return the value of ours, or `None` when `value` is of the wrong type. May raise `ValueError`."""
        raise NotImplementedError

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> T:
        try:
            accepted = self._accept(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if accepted is None:
            raise ValidationError(self.expected)
        return accepted


class Whole(Typed[int]):
    """A whole number within bounds."""

    def __init__(self, *, least: int = 0, most: int = 1_000_000, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**options)

    def _accept(self, value: Any) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("Un nombre entier est attendu, sans guillemets.")
        if not self.least <= value <= self.most:
            raise ValueError(f"Un nombre entier de {self.least} à {self.most} est attendu ; reçu : {str(value)[:20]}.")
        return value


class Flag(Typed[bool]):
    expected = "« true » ou « false » est attendu, sans guillemets."

    def _accept(self, value: Any) -> bool | None:
        return value if isinstance(value, bool) else None


class Number(Typed[Decimal]):
    """A finite, non-negative decimal number."""

    expected = "Un nombre positif ou nul est attendu, sans guillemets."

    def _accept(self, value: Any) -> Decimal | None:
        if isinstance(value, str) and (meant := value_meant(value)):
            raise ValueError(f"{self.expected} {meant}")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        number = Decimal(value)
        if not number.is_finite() or number < 0:
            return None
        if number > MOST:
            raise ValueError(f"Un nombre de {MOST} au plus est attendu.")
        if int(number.as_tuple().exponent) < -MOST_DECIMALS:
            raise ValueError(f"Un nombre de {MOST_DECIMALS} décimales au plus est attendu.")
        return number


class JsonNumber(Number):
    """A decimal number of JSON, as text: ``"0.7"``."""

    expected = "Un nombre s'écrit entre guillemets, avec un point : « 0.7 »."

    def _accept(self, value: Any) -> Decimal | None:
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            return None
        return super()._accept(Decimal(value))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else f"{value:f}"


class Amount(Number):
    """Euros of a TOML file, to the cent. Gives a `Decimal` whose cents are exact."""

    def _accept(self, value: Any) -> Decimal | None:
        number = super()._accept(value)
        if number is not None:
            cents_of(number)
        return number


class Day(Typed[date]):
    expected = "Une date sans guillemets est attendue, par exemple 2025-08-18."

    def _accept(self, value: Any) -> date | None:
        if isinstance(value, str) and (meant := day_meant(value)):
            raise ValueError(f"{self.expected} {meant}")
        return value if isinstance(value, date) and not isinstance(value, datetime) else None


class JsonDay(Typed[date]):
    """A day of JSON, as text: ``"2025-08-18"``."""

    expected = "Une date est attendue, par exemple « 2025-08-18 »."

    def _accept(self, value: Any) -> date | None:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"« {value} » n'est pas un jour du calendrier.") from None

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else value.isoformat()


_LONGEST_AMOUNT = 60
"""In characters, with whatever cannot be seen beside the digits."""


class Cents(Typed[int]):
    """Euros of JSON, as text (``"9000.00"``), given as whole cents; never negative."""

    expected = "Un montant s'écrit entre guillemets, en euros avec un point : « 9000.00 »."

    def __init__(self, *, most: int = LARGEST_COST, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def _accept(self, value: Any) -> int | None:
        if not isinstance(value, str):
            return None
        if len(value) <= _LONGEST_AMOUNT:  # a longer one is none, and need not be cleaned to be refused
            value = pasted(value)
        cents = parse_amount(value)
        if value.startswith("-"):
            raise ValueError("Un montant positif ou nul est attendu.")
        if cents > self.most:
            raise ValueError(f"Plus de {write_euros(self.most)} : vérifiez le montant.")
        return cents

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else amount_text(value)


class YearField(Typed[SchoolYear]):
    expected = "Une année scolaire entre guillemets est attendue, par exemple « 2025-2026 »."

    def _accept(self, value: Any) -> SchoolYear | None:
        return SchoolYear.parse(value) if isinstance(value, str) else None


class ProseField(Typed[Prose]):
    """Markdown for people: no HTML, no heading of its own, links that say where they lead."""

    expected = "Un texte entre guillemets est attendu."

    def __init__(self, *, longest: int = 5_000, **options: Any) -> None:
        self.longest = longest
        super().__init__(**options)

    def _accept(self, value: Any) -> Prose | None:
        if not isinstance(value, str) or not value.strip():
            return None
        if len(value) > self.longest:
            raise ValueError(f"Un texte de {self.longest} caractères au plus est attendu.")
        text = lines_of(value).strip()
        if not text:
            return None
        if faults := prose_faults(text):
            raise ValueError(" ".join(faults))
        return Prose(text)
