"""Answers in words, as people read them, and what those that are numbers come to."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from clas_core.money import parse_amount, write_euros
from clas_core.questions.communes import write_commune
from clas_core.questions.levels import children_of, write_levels
from clas_core.questions.question import Question
from clas_core.years import Month, write_day, write_when


def write_answer(question: Question, value: Any) -> str:
    """Write an answer in words, as people read it; one that the question does not know any more as it is."""
    if value is None or value in ("", []):
        return ""
    try:
        return _write(question, value)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return in_words(value)  # it does not answer the question, or was typed and is not yet read


def _write(question: Question, value: Any) -> str:
    if question.kind == "amount":
        return write_euros(parse_amount(value))
    if question.kind == "tenths":
        return write_tenths(value)
    if question.kind == "day":
        return write_day(date.fromisoformat(value))
    if question.kind == "month":
        return write_when(Month.parse(value))
    if question.kind == "commune":
        return write_commune(value)
    if question.kind in ("one_of", "several_of"):
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(question.options.get(each, str(each)) for each in chosen)
    return in_words(value)


def in_words(value: Any) -> str:
    """Write an answer to a question that nobody knows any more."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    with suppress(LookupError, TypeError):
        if isinstance(value, list) and all(isinstance(each, Mapping) for each in value):
            return write_levels(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def write_tenths(value: int) -> str:
    """Write tenths as one reads and types them: ``95`` → ``9,5``, ``90`` → ``9``."""
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), 10)
    return f"{sign}{whole},{part}" if part else f"{sign}{whole}"


def number_of(question: Question, value: Any) -> int:
    """Return what an answer that is a number comes to: in cents for an amount, in tenths where its kind says so."""
    match question.kind:
        case "amount":
            return parse_amount(value)
        case "by_level":
            return children_of(value)
    return int(value)
