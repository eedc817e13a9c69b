"""What was foreseen beside what was really done: each line of the budget, each approved group, each question
of a bilan that says what another of the dossier foresaw."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from clas_core.bilans.bilan import BilanContent, BilanGroup
from clas_core.bilans.comparison import ApprovedGroup
from clas_core.dossiers.budget import BudgetLine
from clas_core.dossiers.content import DossierContent, DossierGroup
from clas_core.money import amount_text
from clas_core.questions import Question, Questionnaire, answer_in, write_answer
from clas_core.questions.answers import NO_QUESTIONS
from clas_core.questions.programmes import applied_to, is_of
from clas_core.questions.question import NUMBERS
from clas_core.questions.written import number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One figure, foreseen and real; `None` on the side that does not tell it."""

    forecast: int | None
    actual: int | None

    @property
    def difference(self) -> int | None:
        """Actual less forecast; not known while one of the two is not."""
        return None if self.forecast is None or self.actual is None else self.actual - self.forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSides:
    """The answer to a question of a bilan, beside what foresaw it: the answer to the question `before`, or what those
    that the core knows come to, where `before` is `None`. An answer is `None` for none."""

    question: Question
    before: Question | None
    forecast: Any
    actual: Any

    @property
    def difference(self) -> int | str | None:
        """Actual less forecast, of numbers and of amounts; not known while one of the two is not."""
        if self.forecast is None or self.actual in (None, []) or self.question.kind not in (*NUMBERS, "amount"):
            return None
        change = number_of(self.question, self.actual) - number_of(self.before or self.question, self.forecast)
        return amount_text(change) if self.question.kind == "amount" else change

    def as_json(self) -> dict[str, Any]:
        """Return both answers as they were given, and as people read them."""
        return {
            "question": self.question.id,
            "paired": self.before.id if self.before else None,
            "label": self.question.label,
            "forecast": self.forecast,
            "actual": self.actual,
            "difference": self.difference,
            "forecast_text": write_answer(self.before or self.question, self.forecast),
            "actual_text": write_answer(self.question, self.actual),
        }


def answer_sides(
    questionnaire: Questionnaire,
    subject: str,
    foreseen: DossierContent | DossierGroup,
    told: BilanContent | BilanGroup,
) -> Sequence[AnswerSides]:
    """Set what a bilan, or a group in it, tells beside what was `foreseen` of the dossier or of that group: of the
    programmes that it is about, the Clas among them."""
    return tuple(_answer_sides(questionnaire, subject, foreseen, told))


def _answer_sides(
    questionnaire: Questionnaire, subject: str, foreseen: DossierContent | DossierGroup, told: BilanContent | BilanGroup
) -> Iterator[AnswerSides]:
    applied = applied_to(subject, told)
    for question in questionnaire.on(subject):
        if is_of(question, applied) and is_foreseen(question, questionnaire):
            before, forecast = what_foresaw(question, questionnaire, foreseen)
            yield AnswerSides(question=question, before=before, forecast=forecast, actual=answer_in(question, told))


def is_foreseen(question: Question, questionnaire: Questionnaire) -> bool:
    """Tell whether something of a dossier foresees what a question of the bilan tells."""
    if question.paired is not None:
        return questionnaire.question(question.paired) is not None
    return question.known is not None and bool(question.known.foreseen)


def what_foresaw(
    question: Question, questionnaire: Questionnaire, foreseen: DossierContent | DossierGroup
) -> tuple[Question | None, Any]:
    """Return the question that foresaw what another of the bilan tells, and its answer; no question where a figure of
    the dossier did."""
    if question.paired is not None and (before := questionnaire.question(question.paired)) is not None:
        return before, answer_in(before, foreseen)
    return None, getattr(foreseen, question.known.foreseen) if question.known else None


def foreseen_groups(approved: Sequence[ApprovedGroup], content: DossierContent) -> Mapping[int, DossierGroup]:
    """Return what was foreseen of each approved group, by its position: what the dossier says of it, with the costs
    that the decision retains, its share of the common ones among them."""
    every = content.groups
    return {
        each.position: replace(every[each.position - 1], running_costs=each.group.running_costs) for each in approved
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSides:
    """A line of the budget, in cents."""

    account: str
    label: str | None
    funder: str | None
    amount: Sides


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSides:
    """A group: children enrolled and counted, adults, sessions planned and held, costs approved and real, in cents."""

    position: int
    label: str
    children: Sides
    adults: Sides
    sessions: Sides
    running_costs: Sides
    answers: Sequence[AnswerSides] = ()


def budget_sides(forecast: Sequence[BudgetLine], actual: Sequence[BudgetLine]) -> Sequence[LineSides]:
    """Set the lines of two budgets side by side, in the order of the forecast, then those that it has not.

    A line is known by its account, its label and its funder. One that a budget does not have counts for nothing there,
    so that the differences of a whole bilan add up to that of the two budgets.
    """
    amounts: dict[tuple[str, str | None, str | None, int], list[int | None]] = {}
    for side, lines in enumerate((forecast, actual)):
        seen: Counter[tuple[str, str | None, str | None]] = Counter()
        for line in lines:
            name = (line.account, line.label, line.funder)
            amounts.setdefault((*name, seen[name]), [0, 0])[side] = line.amount
            seen[name] += 1
    return tuple(
        LineSides(account=account, label=label, funder=funder, amount=Sides(forecast=foreseen, actual=real))
        for (account, label, funder, _), (foreseen, real) in amounts.items()
    )


def group_sides(
    approved: Sequence[ApprovedGroup],
    bilan: BilanContent,
    questionnaire: Questionnaire = NO_QUESTIONS,
    foreseen: Mapping[int, DossierGroup] = MappingProxyType({}),
) -> Sequence[GroupSides]:
    """Set each approved group beside what the bilan tells of it; `foreseen` is what was of each, by its position."""
    told = {group.position: group for group in bilan.groups}

    def sides(each: ApprovedGroup) -> GroupSides:
        group = told.get(each.position) or BilanGroup(position=each.position)
        before = foreseen.get(each.position) or DossierGroup()
        return GroupSides(
            position=each.position,
            label=each.group.label,
            children=Sides(forecast=each.group.children, actual=group.enrolled if group.children else None),
            adults=Sides(forecast=each.group.adults, actual=group.adults),
            sessions=Sides(forecast=before.sessions, actual=group.sessions_held),
            running_costs=Sides(forecast=each.group.running_costs, actual=group.running_costs),
            answers=answer_sides(questionnaire, "bilan_group", before, group),
        )

    return tuple(map(sides, approved))


def sides_json(
    budget: Sequence[LineSides], groups: Sequence[GroupSides], answers: Sequence[AnswerSides] = ()
) -> dict[str, Any]:
    """Return what was foreseen beside what was done as JSON values."""
    return {
        "budget": [
            {"account": line.account, "label": line.label, "funder": line.funder, **_amounts(line.amount)}
            for line in budget
        ],
        "groups": [
            {
                "position": group.position,
                "label": group.label,
                "children": _counts(group.children),
                "adults": _counts(group.adults),
                "sessions": _counts(group.sessions),
                "running_costs": _amounts(group.running_costs),
                "answers": [each.as_json() for each in group.answers],
            }
            for group in groups
        ],
        "answers": [each.as_json() for each in answers],
    }


def _counts(sides: Sides) -> dict[str, int | None]:
    return {"forecast": sides.forecast, "actual": sides.actual, "difference": sides.difference}


def _amounts(sides: Sides) -> dict[str, str | None]:
    return {name: None if each is None else amount_text(each) for name, each in _counts(sides).items()}
