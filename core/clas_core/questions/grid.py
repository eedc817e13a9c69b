"""A study grid: the questions that whoever studies a dossier answers, each with a reason, and what they come to.

The total helps those who decide to compare; nothing is ever decided by it. It is exact: points are whole, weights are
decimal.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from clas_core.errors import MOST_UNKNOWN, InvalidInput, Path, Problem, did_you_mean
from clas_core.fields import Words
from clas_core.limits import LONGEST_REASON
from clas_core.questions.answers import MOST_ANSWERS, Questionnaire, fault_of, first_of
from clas_core.questions.question import Question
from clas_core.questions.written import write_answer

SUBJECT = "study"
"""Of what the questions of a grid are asked."""

_PARTS = ("score", "reason")
_REASON = Words(longest=LONGEST_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """An answer of a grid, and why. `points` are those of the choice, or the number itself, before the weight."""

    question: Question
    answer: Any
    reason: str

    @property
    def points(self) -> int:
        return points_of(self.question, self.answer)

    @property
    def worth(self) -> Decimal:
        return weight_of(self.question) * self.points

    @property
    def most(self) -> Decimal:
        """What the best answer would be worth."""
        return weight_of(self.question) * best_of(self.question)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The scores of a dossier, in the order of the grid."""

    scores: Sequence[Score] = ()

    @property
    def total(self) -> Decimal:
        return sum((each.worth for each in self.scores), Decimal(0))

    @property
    def most(self) -> Decimal:
        return sum((each.most for each in self.scores), Decimal(0))


def weight_of(question: Question) -> Decimal:
    """Return by what the points of a question are multiplied: one unless it says so."""
    return Decimal(1) if question.weight is None else question.weight


def points_of(question: Question, answer: Any) -> int:
    """Return what an answer is worth, before its weight."""
    if question.kind == "whole":
        return int(answer)
    return next((each.points or 0 for each in question.choices if each.id == answer), 0)


def best_of(question: Question) -> int:
    """Return the most points that an answer may be worth, before their weight."""
    if question.kind == "whole":
        return question.most or 0
    return max((each.points or 0 for each in question.choices), default=0)


def read_grid(data: Any, questionnaire: Questionnaire, nature: str) -> Grid:
    """Read the grid of a dossier of a porteur of `nature`: a score and a reason by the identifier of each question.

    Raises `InvalidInput` with every problem below ``grid``: each score has its reason, and what is required is scored.
    """
    problems: list[Problem] = []
    known = {each.id: each for each in questionnaire.of(SUBJECT)}
    table: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    if len(table) > MOST_ANSWERS:
        raise InvalidInput([Problem(("grid",), f"{len(table)} réponses : {MOST_ANSWERS} au plus.")])
    for rank, name in enumerate(each for each in table if each not in known):
        near = did_you_mean(str(name), known) if rank < MOST_UNKNOWN else ""
        problems.append(Problem(("grid", name), f"« {str(name)[:60]} » n'est pas une question de la grille.{near}"))
    given = {name: each.get("score") for name, each in table.items() if isinstance(each, Mapping)}
    scores: list[Score] = []
    for question, _ in questionnaire.asked(SUBJECT, {"answers": given}, nature):
        entry, place = table.get(question.id), ("grid", question.id)
        found = _read(question, entry, place, problems)
        if found is not None:
            scores.append(found)
    if problems:
        raise InvalidInput(problems)
    return Grid(scores=tuple(scores))


def _read(question: Question, entry: Any, place: Path, problems: list[Problem]) -> Score | None:
    if entry is not None and not isinstance(entry, Mapping):
        problems.append(Problem(place, "Une table est attendue : « score » et « reason »."))
        return None
    said: Mapping[str, Any] = entry or {}
    for name in said.keys() - set(_PARTS):
        problems.append(Problem((*place, name), "Ce champ n'est pas connu : « score » et « reason » seuls."))
    answer, reason = said.get("score"), said.get("reason")
    if reason in (None, "") or (isinstance(reason, str) and not reason.strip()):
        reason = ""
    else:
        try:
            reason = _REASON.deserialize(reason)
        except ValidationError as error:
            problems.append(Problem((*place, "reason"), first_of(error.messages)))
            return None
    if answer in (None, ""):
        if reason or question.required:
            problems.append(Problem((*place, "score"), "Donnez la note." if reason else "À noter."))
        return None
    if fault := fault_of(question, answer):
        problems.append(Problem((*place, "score"), fault))
    if not reason:
        problems.append(Problem((*place, "reason"), "Dites pourquoi : chaque note a son motif."))
    return Score(question=question, answer=answer, reason=reason)


def grid_json(grid: Grid) -> dict[str, Any] | None:
    """Return a grid as JSON values, with the words that it was answered in: it is read so, whatever the file says
    since. `None` for a dossier that is not scored."""
    if not grid.scores:
        return None
    return {
        "total": write_points(grid.total),
        "most": write_points(grid.most),
        "scores": list(map(_score, grid.scores)),
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "question": score.question.id,
        "label": score.question.label,
        "score": score.answer,
        "text": write_answer(score.question, score.answer),
        "reason": score.reason,
        "points": score.points,
        "weight": write_points(weight_of(score.question)),
        "worth": write_points(score.worth),
        "most": write_points(score.most),
    }


def scores_given(kept: Mapping[str, Any] | None) -> Iterator[tuple[str, Any, str]]:
    """Yield the question, the answer and the reason of each score of a grid, as `grid_json` wrote it."""
    for each in (kept or {}).get("scores", ()):
        yield each["question"], each["score"], each["reason"]


def write_points(points: Decimal) -> str:
    """Write points without zeros that say nothing: ``12.5``."""
    return f"{points.normalize():f}"


def total_in_words(kept: Mapping[str, Any] | None) -> str:
    """Write the total of a grid as people read it, beside the most that it could be; nothing without a grid."""
    if not kept:
        return ""
    return f"{kept['total']} sur {kept['most']}".replace(".", ",")
