"""What was answered to the questions that are counted: how many for each choice, or what numbers come to.

What is withheld of it outside the department is in `told_answers`.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from clas_core.money import amount_text
from clas_core.questions import Question, answer_in
from clas_core.questions.question import CLOSED, NUMBERS
from clas_core.questions.written import number_of

ALL, ANSWERED, UNANSWERED = "all", "answered", ""
"""The lines that each question has besides its choices: of whatever it may be asked of, of the numbers answered, and of
what answers nothing, since it is not asked or not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """How many things were answered one way, of how many porteurs; of numbers, their sum and their median too.

    Sum and median are of whole numbers, of tenths or of cents; the median is rounded half-up. `None` is what does
    not apply.
    """

    key: str
    porteurs: int = 0
    answers: int = 0
    total: int | None = None
    median: int | None = None


AnswerLines = Mapping[str, Sequence[AnswerLine]]
"""The lines of each question, by its identifier: the one of all first."""


@dataclass(slots=True)
class _Tally:
    porteurs: set[Hashable] = field(default_factory=set)
    answers: int = 0
    numbers: list[int] = field(default_factory=list)

    def line(self, key: str) -> AnswerLine:
        whole = int(Decimal(median(self.numbers)).quantize(Decimal(1), ROUND_HALF_UP)) if self.numbers else None
        return AnswerLine(
            key=key,
            porteurs=len(self.porteurs),
            answers=self.answers,
            total=sum(self.numbers) if self.numbers else None,
            median=whole,
        )


def count_answers(
    questions: Iterable[Question], told: Iterable[tuple[str, Hashable, Mapping[str, Any]]]
) -> AnswerLines:
    """Count the answers to `questions` in what was `told`: of what, by which porteur, and what is said of it as JSON.

    A thing counts in each of several choices; an answer that is no choice any more has a line of its own.
    """
    tallies = {each.id: _empty(each) for each in questions}
    by_subject: dict[str, list[Question]] = {}
    for each in questions:
        by_subject.setdefault(each.subject, []).append(each)
    for subject, porteur, said in told:
        for question in by_subject.get(subject, ()):
            lines, value = tallies[question.id], answer_in(question, said)
            for key in (ALL, *_keys(question, value)):
                tally = lines.setdefault(key, _Tally())
                tally.porteurs.add(porteur)
                tally.answers += 1
                if key == ANSWERED:
                    tally.numbers.append(number_of(question, value))
    return {name: [tally.line(key) for key, tally in lines.items()] for name, lines in tallies.items()}


def _empty(question: Question) -> dict[str, _Tally]:
    if question.kind == "yes_no":
        choices: Iterable[str] = CLOSED
    else:
        choices = question.options or (ANSWERED,)
    return {key: _Tally() for key in (ALL, *choices, UNANSWERED)}


def _keys(question: Question, value: Any) -> Iterable[str]:
    if value in (None, []):
        return (UNANSWERED,)
    if isinstance(value, bool):
        return [name for name, said in CLOSED.items() if said is value]
    if question.kind in (*NUMBERS, "amount"):
        return (ANSWERED,)
    return map(str, value) if isinstance(value, list) else (str(value),)


def described(question: Question) -> str:
    """Say in one text all that a count of the answers to a question rests on: one that is kept holds while it is so."""
    return " ".join((question.id, question.subject, question.kind, *question.options))


def kept_lines(lines: AnswerLines) -> dict[str, list[dict[str, Any]]]:
    """Return lines as JSON values, as they are kept."""
    return {name: [asdict(line) for line in each] for name, each in lines.items()}


def read_lines(kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> AnswerLines:
    """Return lines as they were kept."""
    return {name: [AnswerLine(**line) for line in each] for name, each in kept.items()}


def answers_json(questions: Iterable[Question], lines: AnswerLines, *, alone: bool) -> list[dict[str, Any]]:
    """Return what was answered to each question as JSON values, in words too; no line of what is not told.

    A median is told to the department `alone`: it may be the answer of one porteur.
    """
    return [
        {
            "question": each.id,
            "label": each.label,
            "subject": each.subject,
            "kind": each.kind,
            "lines": [_line_json(each, line, alone=alone) for line in lines.get(each.id, ())],
        }
        for each in questions
    ]


def _line_json(question: Question, line: AnswerLine, *, alone: bool) -> dict[str, Any]:
    words = {ALL: "ensemble", ANSWERED: "réponses", UNANSWERED: "sans réponse"}

    def written(value: int | None) -> str | None:
        if value is None:
            return None
        match question.kind:
            case "amount":
                return amount_text(value)
            case "tenths":
                return f"{value // 10}.{value % 10}"
        return str(value)

    return {
        "key": line.key,
        "label": question.options.get(line.key) or words.get(line.key, line.key),
        "porteurs": line.porteurs,
        "answers": line.answers,
        "total": written(line.total),
        "median": written(line.median) if alone else None,
    }
