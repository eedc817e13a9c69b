"""Invented answers, made of the declaration of a question alone: a demonstration answers whatever a call asks."""

from collections.abc import Mapping
from typing import Any

from clas_core.money import amount_text
from clas_core.questions.answers import Questionnaire
from clas_core.questions.question import Question
from clas_core.questions.schools import EXAMPLE, parse_school
from clas_core.years import SchoolYear

_WORDS = "Réponse d'exemple. "
_REIMS = "51454"
_FEW = 12
"""What is counted where nothing bounds it."""


def with_invented(
    questionnaire: Questionnaire, subject: str, said: Mapping[str, Any], nature: str, year: SchoolYear
) -> Mapping[str, Any]:
    """Return the answers of what is `said` of a subject, as JSON, with one to each question that a file declares, that
    is required of a porteur of `nature` and that has none."""
    completed = dict(said.get("answers") or {})
    # Asked one by one: an answer that was just given may have another question asked.
    for question, given in questionnaire.asked(subject, {**said, "answers": completed}, nature):
        if question.required and question.known is None and given is None:
            completed[question.id] = invented_answer(question, year)
    return completed


def invented_answer(question: Question, year: SchoolYear) -> Any:
    """Return an answer to a question in a school year, as JSON: within its bounds, and the same each time."""
    least, most = question.least or 0, question.most
    match question.kind:
        case "text" | "narrative":
            text = (_WORDS * (least // len(_WORDS) + 1)).strip().ljust(least, ".")
            return text if most is None else text[:most]
        case "lines":
            return [_WORDS.strip()] * max(least, 1)
        case "whole":
            return _count(least, most)
        case "tenths":
            return _count(least, most) * 10
        case "by_level":
            return [{"level": "ce2", "girls": _FEW // 2, "boys": _FEW // 2}]
        case "amount":
            return amount_text(_count(least, most) * 100)
        case "day":
            return f"{year.start}-09-15"
        case "month":
            return f"{year.start}-09"
        case "yes_no":
            return True
        case "commune":
            return _REIMS
        case "school":
            return parse_school(EXAMPLE)
        case "several_of":
            return list(question.options)[: max(least, 1)]
    return next(iter(question.options))


def _count(least: int, most: int | None) -> int:
    return max(least, _FEW if most is None else min(_FEW, most))
