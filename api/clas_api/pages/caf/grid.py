"""The study grid on the page of a study: a score and a reason for each of its questions, typed and shown again."""

from collections.abc import Mapping, Sequence
from typing import Any

from clas_api.context import Context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.caf.work import Work
from clas_api.services.rules.sealed_rules import sealed_questionnaire
from clas_core.questions import Question
from clas_core.questions.grid import SUBJECT, scores_given


def asked_in_grid(context: Context, work: Work) -> Sequence[Question]:
    """Return the questions that a dossier is scored by: those of the files that its deposit was sealed under."""
    nature = work.row.porteur.nature
    asked = sealed_questionnaire(context, work.weighed.version).of(SUBJECT)
    return [each for each in asked if not each.natures or nature in each.natures]


def _fields(question: Question) -> tuple[str, str]:
    return f"grid/{question.id}/score", f"grid/{question.id}/reason"


def scores_typed(form: CafForm, asked: Sequence[Question]) -> Mapping[str, Any]:
    """Return the scores and reasons typed, as JSON; a question of which nothing was typed says nothing."""
    typed: dict[str, Any] = {}
    for question in asked:
        score, reason = _fields(question)
        value = form.number(score) if question.kind == "whole" else form.words(score)
        said = {"score": value, "reason": form.words(reason)}
        if any(each is not None for each in said.values()):
            typed[question.id] = said
    return typed


def name_scores(form: CafForm, asked: Sequence[Question]) -> None:
    """Call each field by its question."""
    for question in asked:
        score, reason = _fields(question)
        form.labels |= {score: f"{question.label} : note", reason: f"{question.label} : motif"}


def put_scores(form: CafForm, kept: Mapping[str, Any] | None) -> None:
    """Put the scores of the last study into their fields."""
    for question, score, reason in scores_given(kept):
        form.values[f"grid/{question}/score"] = str(score)
        form.values[f"grid/{question}/reason"] = reason
