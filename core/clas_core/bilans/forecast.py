"""What was foreseen beside what was really done: each line of the budget, each approved group, each question
of a bilan that says what another of the dossier foresaw."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from clas_core.bilans.bilan import BilanContent, BilanGroup
from clas_core.bilans.comparison import ApprovedGroup
from clas_core.dossiers.budget import BudgetLine
from clas_core.money import amount_text, parse_amount
from clas_core.questions import Question, Questionnaire, write_answer
from clas_core.questions.answers import NO_QUESTIONS, Answers


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
    """The answer to a question of a bilan, beside that to the question that it is paired with; `None` for none."""

    question: Question
    before: Question
    forecast: Any
    actual: Any

    @property
    def difference(self) -> int | str | None:
        """Actual less forecast, of numbers and of amounts; not known while one of the two is not."""
        if self.forecast is None or self.actual is None:
            return None
        if self.question.kind == "whole":
            return int(self.actual) - int(self.forecast)
        if self.question.kind == "amount":
            return amount_text(parse_amount(self.actual) - parse_amount(self.forecast))
        return None

    def as_json(self) -> dict[str, Any]:
        """Return both answers as they were given, and as people read them."""
        return {
            "question": self.question.id,
            "paired": self.before.id,
            "label": self.question.label,
            "forecast": self.forecast,
            "actual": self.actual,
            "difference": self.difference,
            "forecast_text": write_answer(self.before, self.forecast),
            "actual_text": write_answer(self.question, self.actual),
        }


def answer_sides(questionnaire: Questionnaire, subject: str, foreseen: Answers, told: Answers) -> Sequence[AnswerSides]:
    """Set the answers of a bilan, or of a group in it, beside those of the dossier or of the group in the dossier."""
    return tuple(_answer_sides(questionnaire, subject, foreseen, told))


def _answer_sides(
    questionnaire: Questionnaire, subject: str, foreseen: Answers, told: Answers
) -> Iterator[AnswerSides]:
    for question in questionnaire.of(subject):
        before = questionnaire.question(question.paired) if question.paired else None
        if before is not None:
            yield AnswerSides(
                question=question, before=before, forecast=foreseen.get(before.id), actual=told.get(question.id)
            )


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
    foreseen: Mapping[int, Answers] = MappingProxyType({}),
) -> Sequence[GroupSides]:
    """Set each approved group beside what the bilan tells of it; `foreseen` are the answers of each in the dossier, by
    its position."""
    told = {group.position: group for group in bilan.groups}

    def sides(each: ApprovedGroup) -> GroupSides:
        group = told.get(each.position) or BilanGroup(position=each.position)
        before = foreseen.get(each.position, {})
        return _group(each, group, answer_sides(questionnaire, "bilan_group", before, group.answers))

    return tuple(map(sides, approved))


def _group(approved: ApprovedGroup, told: BilanGroup, answers: Sequence[AnswerSides]) -> GroupSides:
    group = approved.group
    return GroupSides(
        position=approved.position,
        label=group.label,
        children=Sides(forecast=group.children, actual=told.enrolled if told.children else None),
        adults=Sides(forecast=group.adults, actual=told.adults),
        sessions=Sides(forecast=approved.sessions, actual=told.sessions_held),
        running_costs=Sides(forecast=group.running_costs, actual=told.running_costs),
        answers=answers,
    )


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
