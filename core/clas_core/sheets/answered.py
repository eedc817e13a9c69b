"""The columns that the questions of a year and of a call make, and the cells of an answer in them.

No column of an answer is written by hand: a question that a file adds is in the sheets by being there.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import Any

from clas_core.money import parse_amount
from clas_core.questions import Question, answer_in
from clas_core.questions.communes import write_commune
from clas_core.questions.levels import LEVELS, SEXES, children_of
from clas_core.questions.written import in_words
from clas_core.sheets.column import Column, Kind, Value

_KIND_OF: Mapping[str, Kind] = MappingProxyType(
    {
        "text": "text",
        "narrative": "text",
        "lines": "several",
        "whole": "whole",
        "tenths": "tenths",
        "amount": "amount",
        "day": "day",
        "month": "code",
        "yes_no": "yes_no",
        "one_of": "text",
        "several_of": "several",
        "school": "text",
        "commune": "text",
        "by_level": "whole",
    }
)
"""What the answers to a question of each kind are in a sheet."""


def columns_of(questions: Sequence[Question], source: str, *, suffix: str = "", words: str = "") -> Sequence[Column]:
    """Return the columns of questions; `source` says whose answers they are, and each adds where its question is said.

    `suffix` and `words` end the name and the label of each, where one sheet has the answers of two moments.
    """
    return [column for each in questions for column in _columns(each, source, suffix, words)]


def _columns(question: Question, source: str, suffix: str, words: str) -> Iterator[Column]:
    label = question.name[:1].upper() + question.name[1:] + words
    told = f"{source} ; question « {question.id} », {question.source.citation}"
    choices = {each.id: each.label for each in question.choices}
    yield Column(name=question.id + suffix, label=label, kind=_KIND_OF[question.kind], source=told, choices=choices)
    if question.kind == "by_level":
        for level, written in LEVELS.items():
            for sex, (_, several) in SEXES.items():
                yield Column(
                    name=f"{question.id}.{level}.{sex}{suffix}",
                    label=f"{label}, {written}, {several}",
                    kind="whole",
                    source=told,
                )


def answer_cells(questions: Sequence[Question], said: Any) -> Iterator[Value]:
    """Give the cells of what is said of a subject, in the columns of `questions`; empty ones where nothing is said."""
    for question in questions:
        value = None if said is None else answer_in(question, said)
        if question.kind == "by_level":
            yield from _level_cells(value)
        else:
            yield None if value in (None, "", []) else _cell(question, value)


def _cell(question: Question, value: Any) -> Value:
    """Return the cell of an answer; one that the question does not know any more is in words, where its column holds
    words, and is left out where it holds numbers or days."""
    with suppress(ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        match question.kind:
            case "amount":
                return parse_amount(value)
            case "day":
                return date.fromisoformat(value)
            case "whole" | "tenths":
                return int(value)
            case "yes_no":
                return value if isinstance(value, bool) else None
            case "lines" | "several_of":
                return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
            case "commune":
                return write_commune(value)
        return value if isinstance(value, str) else in_words(value)
    return None


def _level_cells(value: Any) -> Sequence[Value]:
    """Return how many children in all, then the girls and the boys of each level; nothing of what is not such."""
    with suppress(LookupError, TypeError):
        told = {each["level"]: each for each in value}
        counts = [told[level][sex] if level in told else None for level in LEVELS for sex in SEXES]
        return [children_of(value), *counts]
    return [None] * (1 + len(LEVELS) * len(SEXES))
