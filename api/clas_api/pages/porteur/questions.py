"""The answers to questions, on pages: typed in the fields of each kind, shown there again, and read.

A field is called by the place of its answer in the JSON of a dossier: ``actions/0/groups/1/answers/marne.lunch``,
``contact/email``.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.level_fields import levels_typed, typed_levels
from clas_api.pages.porteur.looks import Look, look_of
from clas_api.pages.typed import month
from clas_core.bilans.forecast import is_foreseen, what_foresaw
from clas_core.dossiers.content import DossierContent, DossierGroup
from clas_core.dossiers.last_year import told_of_last_year
from clas_core.questions import Question, Questionnaire, answer_in, write_answer
from clas_core.questions.communes import EXAMPLE as COMMUNE
from clas_core.questions.levels import LEVELS
from clas_core.questions.pages import CLAS, USUAL
from clas_core.questions.placing import put_in
from clas_core.questions.schools import EXAMPLE

GONE = "answers-gone"
"""The field that carries, as JSON, the answers to questions that are no longer asked."""

_SUBJECTS: Mapping[str, Mapping[int, str]] = {
    "dossier": {0: "dossier", 2: "action", 4: "group"},
    "bilan": {0: "bilan", 2: "bilan_group"},
}
_SHAPES = {
    "amount": "En euros, par exemple 1 200,00.",
    "tenths": "Une décimale au plus, par exemple 9,5.",
    "day": "Par exemple 30/09/2025.",
    "month": "Par exemple 09/2025.",
    "commune": f"Son nom ou son code Insee : {COMMUNE}.",
    "school": f"Le nom, puis le numéro UAI : {EXAMPLE}.",
}
_NUMBERS = ("whole", "tenths", "by_level", "amount")
_OPTIONAL = ("contact", "place")
"""Tables of the JSON that are nothing while nothing is said of them."""
_PART = re.compile(r"[^/]+")


def subject_of(place: str, whole: str = "dossier") -> str:
    """Return what a place of the JSON of a `whole` is a part of: ``actions/0`` is an action, in that of a dossier."""
    return _SUBJECTS[whole][len(_PART.findall(place))]


def below(place: str, name: str) -> str:
    """Return the field of a name below a place."""
    return f"{place}/{name}" if place else name


def field_of_question(place: str, question: Question) -> str:
    """Return the field of an answer, below the place of what the question is about."""
    return below(place, "/".join(question.place))


def put_typed(form: TypedForm, place: str, questions: Iterable[Question], said: dict[str, Any]) -> None:
    """Put what was typed below a place in answer to `questions` into what is `said` there, as JSON.

    What is said in answer to other questions stays.
    """
    for each in questions:
        put_in(said, each, _typed(form, field_of_question(place, each), each))
    for table in _OPTIONAL:
        if said.get(table) and all(part is None for part in said[table].values()):
            said[table] = None


def typed_about(form: TypedForm, place: str) -> dict[str, Any]:
    """Return what was typed of an action or a group, with the answers to questions that are no longer asked."""
    said: dict[str, Any] = {"answers": dict(_gone(form, place))}
    put_typed(form, place, form.questionnaire.on(subject_of(place)), said)
    return {name: value for name, value in said.items() if name != "answers" or value}


def _gone(form: TypedForm, place: str) -> Mapping[str, Any]:
    """Return what the page carried of questions no longer asked; the core knows whether it was there."""
    try:
        carried = json.loads(form.value(below(place, GONE)) or "{}")
    except ValueError:
        return {}
    return carried if isinstance(carried, dict) else {}


def _typed(form: TypedForm, name: str, question: Question) -> Any:
    match question.kind:
        case "narrative":
            return form.narrative(name)
        case "lines":
            return form.rows(name)
        case "whole":
            return form.number(name)
        case "tenths":
            return form.tenths(name, question.least or 0, question.bound)
        case "by_level":
            return typed_levels(form, name)
        case "amount":
            return form.amount(name)
        case "day":
            return form.day(name)
        case "month":
            return month(form.value(name)) or None
        case "yes_no":
            return form.answer(name)
        case "several_of":
            return form.chosen(name, question.options)
    return form.words(name)


@dataclass(frozen=True, slots=True)
class AskedField:
    """The field of a question on a page. `before` is a long text that foresaw the answer; `levels` are those to show at
    once where the answer is given by level."""

    question: Question
    name: str
    hint: str
    look: Look
    before: str = ""
    levels: Sequence[str] = ()

    def split(self, form: TypedForm) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the levels to show at once, and the others, each with its name: something is typed in the first, or
        they were foreseen."""
        shown = {level for level in LEVELS if level in self.levels or levels_typed(form, self.name, level)}
        both = ([each for each in LEVELS.items() if (each[0] in shown) is there] for there in (True, False))
        first, others = both
        return first, others


@dataclass(frozen=True, slots=True)
class Asked:
    """What a porteur of `nature` is asked of a dossier, or of another `whole`, for the pages that ask and that read."""

    questionnaire: Questionnaire
    nature: str | None = None
    whole: str = "dossier"
    foreseen: Mapping[str, DossierContent | DossierGroup] = field(default_factory=dict)
    """Of a bilan, what the dossier foresaw of the whole and of each group, by their places."""
    bonuses: AbstractSet[str] = frozenset()
    """Of a bilan, the places of the groups that a bonus was granted to."""
    last_year: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Of a dossier that was taken up from another, what that one said, by places of this one."""
    last_title: str = ""

    def fields(self, place: str, page: str | None = None) -> list[list[AskedField]]:
        """Return the fields of a page, or of all, below a place of the JSON: those that stand side by side together."""
        asked = self.questionnaire.on(subject_of(place, self.whole), page)
        return self._rows(place, (each for each in asked if not each.of_programme))

    def programme_fields(self, programme: str) -> list[list[AskedField]]:
        """Return the fields of the questions of another programme than the Clas, in the same way."""
        asked = self.questionnaire.on(self.whole)
        return self._rows("", (each for each in asked if each.of_programme == programme))

    def _rows(self, place: str, questions: Iterable[Question]) -> list[list[AskedField]]:
        fields = [self._field(each, place) for each in questions if self._is_asked(each, place)]
        rows: list[list[AskedField]] = []
        for each in fields:
            if rows and each.look.columns and rows[-1][-1].look.columns:
                rows[-1].append(each)
            else:
                rows.append([each])
        return rows

    def asks(self, place: str, page: str) -> bool:
        """Tell whether anything is asked on a page, below a place of the JSON."""
        return any(self._is_asked(each, place) for each in self.questionnaire.on(subject_of(place, self.whole), page))

    def _is_asked(self, question: Question, place: str) -> bool:
        if question.natures and self.nature not in question.natures:
            return False
        if question.known and question.known.bonus and place not in self.bonuses:
            return False
        return question.when is None or self.questionnaire.question(question.when.question) is not None

    def _field(self, question: Question, place: str) -> AskedField:
        before = self._foreseen(question, place)
        told_apart = question.kind == "narrative"
        last = self.last_year.get(place)
        told = told_of_last_year(self.questionnaire, question.subject, last).get(question.id) if last else None
        beside = f"Dans le dossier {self.last_title} : {told}." if told else ""
        if before is not None and not told_apart:
            beside = f"Prévu : {before or 'non indiqué'}."
        foreseen = self.foreseen.get(place)
        return AskedField(
            question=question,
            name=field_of_question(place, question),
            hint=self._hint(question, beside),
            look=look_of(question),
            before=before or "" if told_apart else "",
            levels=(foreseen.levels or ()) if isinstance(foreseen, DossierGroup) else (),
        )

    def _hint(self, question: Question, foreseen: str) -> str:
        together = question.known is not None and question.known.together
        optional = "" if question.required or together else "Facultatif."
        hint = question.hint or ""
        shape = "" if "par exemple" in hint.lower() else _SHAPES.get(question.kind)
        return " ".join(filter(None, (optional, self._condition(question), hint, foreseen, shape)))

    def _foreseen(self, question: Question, place: str) -> str | None:
        """Return in words what the dossier foresaw; `None` of a question that nothing did."""
        said = self.foreseen.get(place)
        if said is None or not is_foreseen(question, self.questionnaire):
            return None
        before, value = what_foresaw(question, self.questionnaire, said)
        return write_answer(before or question, value)

    def _condition(self, question: Question) -> str:
        """Say in words when a question is asked; nothing when it always is."""
        if question.when is None:
            return "À remplir si vous demandez le Clas." if question.programme == CLAS else ""
        other = self.questionnaire.question(question.when.question)
        if other is None:
            return ""
        answers = " ou ".join(other.options.get(each, each) for each in question.when.answers)
        return f"À remplir si vous avez répondu « {answers} » à « {other.label} »."

    def said(
        self, subject: str, said: Any, page: str | None = None, *, beside_cells: bool = False
    ) -> list[tuple[str, str | None]]:
        """Return what each question of a page, or of all, asks for, with its answer in words, `None` while it has none.

        `said` is what is said of the subject, as JSON or as what it becomes. `beside_cells` leaves out those that
        `cells` shows. Those no longer asked come last, where the questions stand that say no page.
        """
        given, asked = said or {}, self.questionnaire
        put = {each.id for each, _ in asked.asked(subject, given, self.nature)}
        shown: list[tuple[str, str | None]] = []
        for each in asked.on(subject, page):
            if beside_cells and _is_cell(each):
                continue
            answer = write_answer(each, answer_in(each, given))
            if answer or (each.id in put and not (each.known and (each.known.together or each.known.bonus))):
                shown.append((capitalised(each.name), answer or (None if each.required else "non donné")))
        if page not in (None, USUAL.get(subject)):
            return shown
        kept = given.get("answers") if isinstance(given, Mapping) else given.answers
        gone = asked.no_longer_asked(subject, kept or {})
        return [*shown, *((f"Question qui n'est plus posée ({name})", text) for name, text in gone.items())]

    def cells(self, subject: str, said: Mapping[str, Any]) -> list[tuple[str, str | None, bool]]:
        """Return the answers to the questions that every year asks, as a row of a table: what each asks for, the answer
        in words, and whether it is a number."""
        return [
            (capitalised(each.name), write_answer(each, answer_in(each, said)) or None, each.kind in _NUMBERS)
            for each in self.questionnaire.on(subject)
            if _is_cell(each)
        ]

    def beside_foreseen(self, subject: str, said: Any, place: str) -> list[tuple[str, str, str | None]]:
        """Return those answers as the rows of a table: what each asks for, what was foreseen, and what is said."""
        return [
            (
                capitalised(each.name),
                self._foreseen(each, place) or "",
                write_answer(each, answer_in(each, said)) or None,
            )
            for each in self.questionnaire.on(subject)
            if _is_cell(each)
        ]


def _is_cell(question: Question) -> bool:
    """Tell whether an answer stands in a table: to what every year asks, in a few words."""
    return question.known is not None and not (question.known.bonus or question.kind == "narrative")


def capitalised(text: str) -> str:
    """Return a name as it begins a line."""
    return text[:1].upper() + text[1:]
