"""Answers to questions: read by the kind of each, judged for a deposit, written in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError, fields

from clas_core.errors import MOST_UNKNOWN, Path, Problem, did_you_mean
from clas_core.fields import Cents, Choice, Flag, JsonDay, Line, Listing, Whole, Words
from clas_core.limits import LONGEST_TEXT
from clas_core.money import amount_text, write_euros
from clas_core.questions.communes import parse_commune
from clas_core.questions.levels import each_level_once, levels_field, levels_json
from clas_core.questions.placing import answer_in, place_in
from clas_core.questions.programmes import applied_to, is_of
from clas_core.questions.question import LONGEST_LINE, Question
from clas_core.questions.schools import parse_school
from clas_core.questions.written import in_words
from clas_core.years import Month

MOST_ANSWERS = 300
"""Of one dossier, one action or one group."""

MOST_LINES = 50
"""Of an answer that is a list."""

_LARGEST = 10_000_000_000
"""In cents: as on one line of a budget."""

_PARSED: Mapping[str, Callable[[str], str]] = MappingProxyType({"school": parse_school, "commune": parse_commune})
"""Kinds that are kept in one form, however they are typed."""

Answers = Mapping[str, Any]
"""JSON values by the identifier of their question; nothing of a question that was not answered."""

Answered = frozenset[tuple[str, str]]
"""What was answered before: the identifier of each question, and its answer as text."""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions of the nation and of a call, in the order of their files; and how the other programmes of the call
    than the Clas are called, by their names."""

    questions: Sequence[Question] = ()
    programmes: Mapping[str, str] = field(default_factory=dict)
    _ordered: Mapping[str, Sequence[Question]] = field(init=False, repr=False, compare=False)
    _named: Mapping[str, Question] = field(init=False, repr=False, compare=False)
    _placed: Mapping[tuple[str, ...], Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Order the questions of each subject, once for all."""
        ordered: dict[str, list[Question]] = {}
        for each in sorted(self.questions, key=lambda each: each.order):
            ordered.setdefault(each.subject, []).append(each)
        object.__setattr__(self, "_ordered", {subject: tuple(asked) for subject, asked in ordered.items()})
        object.__setattr__(self, "_named", {each.id: each for each in reversed(self.questions)})
        object.__setattr__(self, "_placed", {(each.subject, *each.place): each for each in self.questions})

    def of(self, subject: str) -> Sequence[Question]:
        """Return the questions of a subject that are answered in `answers`: all but those that the core knows."""
        return tuple(each for each in self.on(subject) if each.known is None)

    def on(self, subject: str, page: str | None = None) -> Sequence[Question]:
        """Return the questions asked of a subject, or those of a `page`, in the order of pages and ranks."""
        questions = self._ordered.get(subject, ())
        return questions if page is None else tuple(each for each in questions if each.stands_on == page)

    def about(self, subjects: Iterable[str]) -> "Questionnaire":
        """Return the questions of some subjects alone."""
        return replace(self, questions=tuple(each for each in self.questions if each.subject in set(subjects)))

    def question(self, identifier: str) -> Question | None:
        """Return a question by its identifier."""
        return self._named.get(identifier)

    def at(self, subject: str, path: Path) -> tuple[Question, Path] | None:
        """Return the question that is answered at a place of a subject's JSON, and what is left of the place within
        its answer; `None` where none is."""
        for length in (2, 1):
            found = self._placed.get((subject, *map(str, path[:length])))
            if found is not None:
                return found, path[length:]
        return None

    def asked(self, subject: str, said: Any, nature: str | None) -> Iterator[tuple[Question, Any]]:
        """Yield the questions of a subject that are asked of a porteur of `nature`, each with its answer.

        `said` is the subject: its JSON, or the values that were read of it. One that is asked after another's answer
        is asked where that answer was given; one of a programme, of who applies to it.
        """
        applied = applied_to(subject, said)
        for each in self.on(subject):
            theirs = (not each.natures or nature is None or nature in each.natures) and is_of(each, applied)
            if theirs and (each.when is None or each.when.met_by(self._answer(each.when.question, said))):
                yield each, answer_in(each, said)

    def _answer(self, identifier: str, said: Any) -> Any:
        question = self.question(identifier)
        return None if question is None else answer_in(question, said)

    def no_longer_asked(self, subject: str, answers: Answers) -> Mapping[str, str]:
        """Return the answers to questions that the files no longer ask, in words."""
        known = {each.id for each in self.of(subject)}
        return {name: in_words(value) for name, value in answers.items() if name not in known}


NO_QUESTIONS = Questionnaire()


@cache
def _field(question: Question) -> fields.Field[Any]:
    """Return the field that reads an answer."""
    least, most = question.least or 0, question.most
    match question.kind:
        case "text":
            return Line(longest=most or LONGEST_LINE)
        case "narrative":
            return Words(longest=most or LONGEST_TEXT)
        case "lines":
            return Listing(Line(longest=LONGEST_LINE), least=least, most=MOST_LINES if most is None else most)
        case "school":
            return Line(longest=LONGEST_LINE, validate=[_parsed_by(parse_school)])
        case "commune":
            return Line(longest=LONGEST_LINE, validate=[_parsed_by(parse_commune)])
        case "whole":
            return Whole(least=least, most=question.bound)
        case "tenths":
            return Whole(least=least * 10, most=question.bound * 10)
        case "by_level":
            return levels_field(validate=[each_level_once])
        case "amount":
            return Cents(most=_LARGEST if most is None else most * 100)
        case "day":
            return JsonDay()
        case "month":
            return Line(longest=10, validate=[_parsed_by(Month.parse)])
        case "yes_no":
            return Flag()
        case "one_of":
            return Choice(question.options)
    bound = len(question.choices) if most is None else most
    return Listing(Choice(question.options), least=least, most=bound, validate=[_distinct])


def _parsed_by(parse: Callable[[str], object]) -> Callable[[str], None]:
    """Return a check that a text is what `parse` reads."""

    def check(text: str) -> None:
        try:
            parse(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    return check


def _distinct(values: Sequence[str]) -> None:
    if len(set(values)) < len(values):
        raise ValidationError("Le même choix est fait deux fois.")


def _read(question: Question, value: Any) -> Any:
    """Return an answer as it is kept. Raises `ValidationError`."""
    read = _field(question).deserialize(value)
    if question.kind == "amount":
        if read < (question.least or 0) * 100:
            raise ValidationError(f"Un montant d'au moins {write_euros((question.least or 0) * 100)} est attendu.")
        return amount_text(read)
    if question.kind in ("text", "narrative") and len(read) < (question.least or 0):
        raise ValidationError(f"Un texte d'au moins {question.least} signes est attendu ; il en compte {len(read)}.")
    if question.kind == "by_level":
        return levels_json(read)
    if question.kind in _PARSED:
        return _PARSED[question.kind](read)
    if isinstance(read, tuple):
        return [each for each in question.options if each in read] if question.choices else list(read)
    return read.isoformat() if isinstance(read, date) else read


def answered_before(content: Mapping[str, Any]) -> Answered:
    """Return what the JSON of a content answers, wherever it is: such an answer may stay, whatever is asked now."""
    actions = content.get("actions") or ()
    tables = [content, *actions, *(group for each in (content, *actions) for group in each.get("groups") or ())]
    return frozenset((name, str(value)) for table in tables for name, value in (table.get("answers") or {}).items())


def expect_answers(
    answers: Any, subject: str, questionnaire: Questionnaire, path: Path, before: Answered
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the answers as they are kept, and every problem with them, each below `path`; an empty one is left out.

    What was answered `before` to a question that is no longer asked stays; nobody answers it anew.
    """
    if len(answers) > MOST_ANSWERS:
        return {}, [Problem(path, f"{len(answers)} réponses : {MOST_ANSWERS} au plus.")]
    known = {each.id: each for each in questionnaire.of(subject)}
    kept: dict[str, Any] = {}
    problems: list[Problem] = []
    unknown = 0
    for name, value in answers.items():
        if value is None or value in ("", [], ()):
            continue
        if name in known:
            try:
                kept[name] = _read(known[name], value)
            except ValidationError as error:
                problems.append(Problem((*path, name), first_of(error.messages)))
        elif (name, str(value)) in before:
            kept[name] = value
        else:
            near = did_you_mean(name, known) if (unknown := unknown + 1) <= MOST_UNKNOWN else ""
            problems.append(Problem((*path, name), f"« {name[:60]} » n'est pas une question de cet appel.{near}"))
    return kept, problems


def first_of(messages: Any) -> str:
    """Return one sentence of what is wrong with an answer, which has one place."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return messages


def fault_of(question: Question, value: Any) -> str:
    """Say why a kept answer does not answer the question as it is asked now; nothing when it does."""
    if known := question.known:
        if known.fault and (fault := known.fault(value)):
            return fault
        if not question.bounded:
            return ""  # the JSON says all that is asked of it
    try:
        _read(question, value)
    except ValidationError as error:
        return first_of(error.messages)
    return ""


def faults_within(questionnaire: Questionnaire, subject: str, said: Any, path: Path) -> Iterator[Problem]:
    """Yield what is wrong with the answers that the core knows, of what is `said` of a subject at `path`: a year may
    bound them more closely than the JSON does."""
    for question in questionnaire.on(subject):
        given = answer_in(question, said) if question.known and question.bounded else None
        if given not in (None, []) and (fault := fault_of(question, given)):
            yield Problem((*path, *place_in(question, said)), fault)
