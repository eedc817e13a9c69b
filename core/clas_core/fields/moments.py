"""Fields of moments that are as precise as their document: a day, a month, a window, or the words that name none."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError

from clas_core.fields.texts import Pasted
from clas_core.fields.values import Typed
from clas_core.habits import day_meant, moment_meant
from clas_core.plain_text import line_of
from clas_core.years import (
    PARIS,
    AsPublished,
    Dated,
    Month,
    Window,
    first_day_of,
    last_day_of,
)

LONGEST_WORDS = 120
"""Of a moment in the words of its document, in characters."""

_LESS_PRECISE = 'un mois ("2025-09"), une période { from, to } ou les mots du document { text } est attendu.'


class DatedField(Typed[Dated]):
    """A day, a month in quotes, a window ``{ from, to }`` of either, or words as published ``{ text }``."""

    expected = f"Un jour (2025-08-18), {_LESS_PRECISE}"

    def _accept(self, value: Any) -> Dated | None:
        if isinstance(value, date):
            return None if isinstance(value, datetime) else value
        if isinstance(value, str):
            return _month(value)
        if isinstance(value, Mapping):
            return _words(value) if "text" in value else self._window(value)
        return None

    def _window(self, value: Mapping[str, Any]) -> Window | None:
        if set(value) != {"from", "to"}:
            return None
        first, last = (each if isinstance(each, date) else _month(str(each)) for each in (value["from"], value["to"]))
        if isinstance(first, datetime) or isinstance(last, datetime):
            return None
        window = Window(first, last)
        begins, ends = first_day_of(window), last_day_of(window)
        if begins is None or ends is None or ends < begins or first == last:
            raise ValueError("Une période va d'un jour, ou d'un mois, à un autre qui le suit.")
        return window


class WhenField(DatedField):
    """A moment as `DatedField` reads it, or an hour of a day (meant in Paris when it has no offset)."""

    expected = f"Un jour (2025-08-18), un jour et son heure (2024-05-07T10:00:00), {_LESS_PRECISE}"

    def _accept(self, value: Any) -> Any:
        if isinstance(value, datetime):
            try:
                return value.astimezone(PARIS) if value.tzinfo else value.replace(tzinfo=PARIS)
            except OverflowError:
                return None
        return super()._accept(value)


def _month(text: str) -> Month:
    """Read a month; whoever has written a day in the French way is told the one of these files."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise ValueError(f"{error} {_meant(text)}") from None


def _meant(text: str) -> str:
    with suppress(ValueError):
        return f"Un jour s'écrit sans guillemets : {date.fromisoformat(text)}."
    return day_meant(text) or moment_meant(text.strip()[:120]) or 'Pour garder les mots du document : { text = "…" }.'


def _words(value: Mapping[str, Any]) -> AsPublished | None:
    text = value["text"]
    if set(value) != {"text"} or not isinstance(text, str):
        return None
    words = line_of(text).strip()
    if not words or len(words) > LONGEST_WORDS:
        raise ValueError(f"Les mots du document sont attendus, en {LONGEST_WORDS} caractères au plus.")
    if _is_more_precise(words):
        raise ValueError(f"« {words} » est un jour ou un mois : écrivez-le sans « text ».")
    return AsPublished(words)


def _is_more_precise(words: str) -> bool:
    for read in (date.fromisoformat, Month.parse):
        with suppress(ValueError):
            read(words)
            return True
    return False


_HOUR = re.compile(r"(\d{1,2})(?::(\d{2})|\s?[hH]\s?(\d{2})?)", re.ASCII)


class Hour(Pasted):
    """An hour of the day, given as ``"14:30"``; one that somebody typed, « 14 h 30 » or « 9h », is the same."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=10, metadata={"pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "example": "14:30"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        found = _HOUR.fullmatch(super()._deserialize(value, attr, data, **kwargs).strip())
        hour, minute = (int(found[1]), int(found[2] or found[3] or 0)) if found else (24, 0)
        if hour > 23 or minute > 59:
            raise ValidationError("Une heure est attendue, par exemple 14:30.")
        return f"{hour:02d}:{minute:02d}"
