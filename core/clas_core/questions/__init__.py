"""What a dossier is asked, as data: by the nation in the file of a year, by a department in that of a call."""

from clas_core.questions.answers import NO_QUESTIONS, Questionnaire, expect_answers
from clas_core.questions.checks import asks_no_child, check_questions
from clas_core.questions.invented import invented_answer, with_invented
from clas_core.questions.known import KNOWN
from clas_core.questions.pages import DOSSIER_PAGES, PAGES
from clas_core.questions.placing import answer_in
from clas_core.questions.question import KINDS, SUBJECTS, Condition, Option, Question
from clas_core.questions.written import write_answer

__all__ = [
    "DOSSIER_PAGES",
    "KINDS",
    "KNOWN",
    "NO_QUESTIONS",
    "PAGES",
    "SUBJECTS",
    "Condition",
    "Option",
    "Question",
    "Questionnaire",
    "answer_in",
    "asks_no_child",
    "check_questions",
    "expect_answers",
    "invented_answer",
    "with_invented",
    "write_answer",
]
