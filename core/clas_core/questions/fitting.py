"""Answers that were given and that the questions of now do not take any more: told before a file is served, and while
it is."""

from collections.abc import Iterator
from typing import Any

from clas_core.questions.answers import Answers, Questionnaire, fault_of
from clas_core.questions.question import Question


def unfit_answers(questionnaire: Questionnaire, subject: str, answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield the identifier of each question whose answer does not fit any more, and why, in a few words."""
    known = {each.id: each for each in questionnaire.of(subject)}
    for name, value in answers.items():
        if name not in known:
            yield name, "la question n'est plus posée"
        elif gone := _gone(known[name], value):
            yield name, f"le choix « {gone} » n'est plus proposé"
        elif fault_of(known[name], value):
            yield name, "la réponse n'est plus admise"


def _gone(question: Question, value: Any) -> str:
    """Return the first choice that was made and is none any more; nothing where all are."""
    if question.kind not in ("one_of", "several_of"):
        return ""
    made = value if isinstance(value, list) else [value]
    return next((str(each) for each in made if each not in question.options), "")
