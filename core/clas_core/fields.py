"""Schema fields that speak French, for the TOML files of the rules and for JSON alike.

TOML gives typed values, so a field here refuses what has the wrong type instead of converting it: ``"8"`` is not a
number of children, ``true`` is not ``1``, and an amount is never a float.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar, cast

from marshmallow import ValidationError, fields, validate

from clas_core.errors import NOT_NULL, REQUIRED, did_you_mean
from clas_core.money import LARGEST_COST, amount_text, cents_of, parse_amount, write_euros
from clas_core.prose import Prose, prose_faults
from clas_core.strict import StrictSchema
from clas_core.years import PARIS, Month, SchoolYear, When

T = TypeVar("T")

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

MOST = 1_000_000_000
"""No figure, count or amount of a file is above a thousand million."""

LONGEST_EMAIL = 254
"""RFC 5321 gives a path 256 characters, of which two are its brackets."""

MOST_DECIMALS = 12
"""No figure of a file is finer; one of a million decimals would only fill the memory."""


def _french(field_class: type[fields.Field[Any]], **messages: str) -> dict[str, str | list[Any] | dict[Any, Any]]:
    return {**field_class.default_error_messages, "required": REQUIRED, "null": NOT_NULL, **messages}


def _not_blank(text: str) -> None:
    if text and not text.strip():
        raise ValidationError("Un texte est attendu, et non des blancs seuls.")


class Text(fields.String):
    """A text of one to `longest` characters."""

    default_error_messages = _french(fields.String, invalid="Un texte entre guillemets est attendu.")

    def __init__(self, *, longest: int = 500, **options: Any) -> None:
        bounds = validate.Length(min=1, max=longest, error=f"Un texte de 1 à {longest} caractères est attendu.")
        further = options.pop("validate", [])
        super().__init__(validate=[bounds, _not_blank, *further], **options)
        self._longest_plain = longest if type(self) is Text and not further else 0

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Take a sound plain text as it is: most of every file is one, and the general way costs ten times as much."""
        if type(value) is str and 0 < len(value) <= self._longest_plain and not value.isspace():
            return value
        return super().deserialize(value, attr, data, **kwargs)


class Words(Text):
    """A text that somebody typed: any script, lines and tabs, and no other control character."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text.isprintable() and (found := _CONTROLS.search(text)):
            raise ValidationError(
                f"Ce texte contient un caractère de contrôle (code {ord(found[0])}) : retirez-le, ou retapez le texte."
            )
        return text


class Identifier(Text):
    """A name for machines: lower-case letters, digits, ``_``, ``-`` and ``.``"""

    def __init__(self, **options: Any) -> None:
        shape = validate.Regexp(
            re.compile(r"[a-z0-9][a-z0-9_.-]*\Z", re.ASCII),
            error="Un identifiant en minuscules est attendu (lettres, chiffres, « _ », « - », « . »).",
        )
        super().__init__(longest=80, validate=[shape], **options)


class Choice(Text):
    """One of a few words."""

    def __init__(self, options: Iterable[str], **settings: Any) -> None:
        self.choices = tuple(options)
        super().__init__(**settings)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text not in self.choices:
            raise ValidationError(
                f"« {text} » n'est pas admis ; choix possibles : {', '.join(self.choices)}."
                + did_you_mean(text, self.choices)
            )
        return text


class Url(fields.Url):
    """An ``https`` or ``http`` address."""

    default_error_messages = _french(fields.Url, invalid="Une adresse qui commence par https:// est attendue.")

    def __init__(self, **options: Any) -> None:
        super().__init__(schemes={"https", "http"}, **options)


class Email(fields.Email):
    """A mail address, no longer than the protocol of mails lets one be."""

    default_error_messages = _french(fields.Email, invalid="Une adresse de courriel est attendue.")

    def __init__(self, **options: Any) -> None:
        bounds = validate.Length(max=LONGEST_EMAIL, error=f"Une adresse compte {LONGEST_EMAIL} caractères au plus.")
        super().__init__(validate=[bounds, *options.pop("validate", [])], **options)


class _Typed(fields.Field[T]):
    """A field that takes a value only if it already has the right type, then turns it into a value of ours."""

    expected: ClassVar[str] = ""
    default_error_messages = _french(fields.Field)

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


class Whole(_Typed[int]):
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


class Flag(_Typed[bool]):
    expected = "« true » ou « false » est attendu, sans guillemets."

    def _accept(self, value: Any) -> bool | None:
        return value if isinstance(value, bool) else None


class Number(_Typed[Decimal]):
    """A finite, non-negative decimal number."""

    expected = "Un nombre positif ou nul est attendu, sans guillemets."

    def _accept(self, value: Any) -> Decimal | None:
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


class Amount(Number):
    """Euros of a TOML file, to the cent. Gives a `Decimal` whose cents are exact."""

    def _accept(self, value: Any) -> Decimal | None:
        number = super()._accept(value)
        if number is not None:
            cents_of(number)
        return number


class Day(_Typed[date]):
    expected = "Une date sans guillemets est attendue, par exemple 2025-08-18."

    def _accept(self, value: Any) -> date | None:
        return value if isinstance(value, date) and not isinstance(value, datetime) else None


class JsonDay(_Typed[date]):
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


class Cents(_Typed[int]):
    """Euros of JSON, as text (``"9000.00"``), given as whole cents; never negative."""

    expected = "Un montant s'écrit entre guillemets, en euros avec un point : « 9000.00 »."

    def __init__(self, *, most: int = LARGEST_COST, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def _accept(self, value: Any) -> int | None:
        if not isinstance(value, str):
            return None
        cents = parse_amount(value)
        if cents < 0:
            raise ValueError("Un montant positif ou nul est attendu.")
        if cents > self.most:
            raise ValueError(f"Plus de {write_euros(self.most)} : vérifiez le montant.")
        return cents

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else amount_text(value)


class WhenField(_Typed[When]):
    """A day, an hour of a day (meant in Paris when it has no offset), or a month in quotes."""

    expected = 'Une date (2025-08-18), une date et son heure (2024-05-07T10:00:00) ou un mois ("2025-09") est attendu.'

    def _accept(self, value: Any) -> When | None:
        if isinstance(value, datetime):
            try:
                return value.astimezone(PARIS) if value.tzinfo else value.replace(tzinfo=PARIS)
            except OverflowError:
                return None
        if isinstance(value, date):
            return value
        return Month.parse(value) if isinstance(value, str) else None


class YearField(_Typed[SchoolYear]):
    expected = "Une année scolaire entre guillemets est attendue, par exemple « 2025-2026 »."

    def _accept(self, value: Any) -> SchoolYear | None:
        return SchoolYear.parse(value) if isinstance(value, str) else None


class ProseField(_Typed[Prose]):
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
        if faults := prose_faults(value):
            raise ValueError(" ".join(faults))
        return Prose(value.strip())


class Listing(fields.List[Any]):
    """A list, given as a tuple, of at least `least` and at most `most` items."""

    default_error_messages = _french(fields.List, invalid="Une liste est attendue.")

    def __init__(
        self,
        inner: fields.Field[Any] | type[fields.Field[Any]],
        *,
        least: int = 0,
        most: int = 10_000,
        **options: Any,
    ) -> None:
        self.least, self.most = least, most
        super().__init__(inner, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, list | tuple) and len(value) > self.most:
            raise ValidationError(f"{len(value)} éléments : {self.most} au plus.")
        items = super()._deserialize(value, attr, data, **kwargs)
        if len(items) < self.least:
            raise ValidationError(f"Au moins {self.least} élément est attendu.")
        return tuple(items)


class Table(fields.Nested):
    """A table with a schema of its own."""

    default_error_messages = _french(fields.Nested, type="Une table est attendue.")


class Tables(fields.Dict):
    """Tables by identifier: ``[sources.note-2025]``. Each value is told its own key as `id`."""

    default_error_messages = _french(fields.Dict, invalid="Des tables nommées sont attendues.")

    def __init__(self, schema: type[StrictSchema], **options: Any) -> None:
        super().__init__(keys=Identifier(), values=Table(schema), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, Mapping):
            named = [key for key, item in value.items() if isinstance(item, dict) and "id" in item]
            if named:
                message = "Le nom de la table est déjà l'identifiant : retirez « id »."
                raise ValidationError({key: {"id": [message]} for key in named})
            value = {key: {"id": key, **item} if isinstance(item, dict) else item for key, item in value.items()}
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]  # untyped there
        except ValidationError as error:
            # marshmallow puts an item's errors under "key" or "value"; a reader of the file knows no such level.
            messages = error.messages
            if isinstance(messages, dict):
                messages = {
                    key: cast("dict[str, Any]", each).get("value") or cast("dict[str, Any]", each).get("key")
                    for key, each in messages.items()
                }
            raise ValidationError(messages) from None
