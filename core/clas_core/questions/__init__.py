"""The questions of a dossier that are data: asked by the nation in the file of a year, by a department in that of a
call."""

from clas_core.questions.answers import NO_QUESTIONS, Questionnaire, expect_answers, write_answer
from clas_core.questions.checks import asks_no_child, check_questions
from clas_core.questions.invented import invented_answer, with_invented
from clas_core.questions.question import KINDS, SUBJECTS, Condition, Option, Question

__all__ = [
    "KINDS",
    "NO_QUESTIONS",
    "SUBJECTS",
    "Condition",
    "Option",
    "Question",
    "Questionnaire",
    "asks_no_child",
    "check_questions",
    "expect_answers",
    "invented_answer",
    "with_invented",
    "write_answer",
]
