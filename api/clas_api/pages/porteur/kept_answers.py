"""Answers that are kept, in the fields of a page, as one types them: what `questions` reads back equal."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from clas_api.pages.porteur.form import ANSWERS, TypedForm
from clas_api.pages.porteur.level_fields import put_levels
from clas_api.pages.porteur.questions import GONE, below, field_of_question, subject_of
from clas_api.pages.typed import write_amount, write_day_typed, write_month
from clas_core.questions import Question, Questionnaire, answer_in
from clas_core.questions.communes import write_commune
from clas_core.questions.written import write_tenths


def put_answers(values: "MultiDict[str, str]", place: str, answers: Mapping[str, Any], asked: Questionnaire) -> None:
    """Put answers into the fields below a place of a dossier, as one types them."""
    known = {each.id: each for each in asked.of(subject_of(place))}
    for name, value in answers.items():
        if name in known:
            _put(values, field_of_question(place, known[name]), known[name], value)
    gone = {name: value for name, value in answers.items() if name not in known}
    if gone:
        values.add(below(place, GONE), json.dumps(gone, ensure_ascii=False))


def put_said(form: TypedForm, place: str, questions: Iterable[Question], said: Mapping[str, Any]) -> None:
    """Put what is `said` below a place, as JSON, in answer to `questions` into their fields, as one types it."""
    for each in questions:
        if (value := answer_in(each, said)) not in (None, []):
            _put(form.values, field_of_question(place, each), each, value)


def _put(values: "MultiDict[str, str]", name: str, question: Question, value: Any) -> None:
    if question.kind == "by_level":
        put_levels(values, name, value)
    else:
        values.setlist(name, list(_written(question, value)))


def _written(question: Question, value: Any) -> Iterator[str]:
    if question.kind == "lines":
        yield "\n".join(value)
    elif isinstance(value, list):
        yield from map(str, value)
    elif isinstance(value, bool):
        yield next(word for word, said in ANSWERS.items() if said is value)
    elif question.kind == "amount":
        yield write_amount(value)
    elif question.kind == "tenths":
        yield write_tenths(value)
    elif question.kind == "day":
        yield write_day_typed(value)
    elif question.kind == "month":
        yield write_month(value)
    elif question.kind == "commune":
        yield write_commune(value)
    else:
        yield str(value)
