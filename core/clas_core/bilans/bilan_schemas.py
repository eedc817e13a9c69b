"""A bilan as JSON: read with every mistake at once, written whole, and taken up again as it was kept."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from marshmallow import ValidationError

from clas_core.bilans.bilan import BilanContent, BilanGroup, ProgrammeSpent
from clas_core.dossiers.budget import BudgetLine, Layout
from clas_core.dossiers.programme_schemas import each_programme_once
from clas_core.dossiers.schemas import (
    MOST_ACTIONS,
    MOST_GROUPS,
    MOST_LINES,
    WHEN_SAID,
    AxesSchema,
    BudgetLineSchema,
    answers_field,
    known_field,
    narrative_field,
    unknown_accounts,
)
from clas_core.eligibility import AXES
from clas_core.errors import InvalidInput, Path, Problem
from clas_core.fields import Cents, Identifier, Listing, Table, Whole
from clas_core.money import amount_text, parse_amount
from clas_core.questions.answers import NO_QUESTIONS, Answered, Questionnaire, expect_answers, faults_within
from clas_core.questions.levels import LevelCount, levels_field, told_twice
from clas_core.reading import flatten
from clas_core.strict import StrictSchema


class BilanGroupSchema(StrictSchema):
    makes = BilanGroup

    position = Whole(least=1, most=MOST_ACTIONS * MOST_GROUPS, required=True)
    children = levels_field(load_default=())
    attendance = known_field("bilan_group.attendance")
    sessions_held = known_field("bilan_group.sessions_held")
    parents = known_field("bilan_group.parents")
    paid_adults = known_field("bilan_group.paid_adults")
    volunteer_adults = known_field("bilan_group.volunteer_adults")
    running_costs = known_field("bilan_group.running_costs")
    bonus_use = narrative_field()
    answers = answers_field()


class ProgrammeSpentSchema(StrictSchema):
    """What was really spent of another programme than the Clas."""

    makes = ProgrammeSpent

    id = Identifier(required=True)
    spent = Cents(allow_none=True, load_default=None)


class BilanSchema(StrictSchema):
    """A bilan, whole or in part: each section that is given is read whole."""

    makes = BilanContent

    groups = Listing(Table(BilanGroupSchema), load_default=(), most=MOST_ACTIONS * MOST_GROUPS)
    schools = known_field("bilan.schools")
    axes = Table(AxesSchema, load_default=dict)
    budget = Listing(Table(BudgetLineSchema), load_default=(), most=MOST_LINES)
    programmes = each_programme_once(ProgrammeSpentSchema)
    answers = answers_field()


_SCHEMA = BilanSchema()


def read_bilan(
    data: Any,
    layout: Layout,
    positions: Sequence[int],
    questionnaire: Questionnaire = NO_QUESTIONS,
    before: Answered = frozenset(),
    programmes: Collection[str] = (),
) -> BilanContent:
    """Read the JSON of a bilan on the groups at `positions`, and on the other `programmes` that were granted. Raises
    `InvalidInput` with every problem.

    An answer is to a question of `questionnaire`, or was given `before`.
    """
    problems: list[Problem] = []
    bilan = BilanContent()
    try:
        bilan = _SCHEMA.load(data)
    except ValidationError as error:
        problems += list(flatten(error.messages))
    else:
        bilan = _with_answers(bilan, questionnaire, before, problems)
    if isinstance(data, Mapping):
        problems += unknown_accounts(data.get("budget"), layout)
    problems += _misplaced(bilan.groups, positions)
    for index, each in enumerate(bilan.programmes):
        if each.id not in programmes:
            listed = ", ".join(programmes) or "aucun"
            message = f"« {each.id} » n'est pas un programme accordé ; programmes accordés : {listed}."
            problems.append(Problem(("programmes", index, "id"), message))
    if problems:
        raise InvalidInput(problems)
    return bilan


def _with_answers(
    bilan: BilanContent, questionnaire: Questionnaire, before: Answered, problems: list[Problem]
) -> BilanContent:
    """Return the bilan with each answer as its question reads it; what is wrong is added to `problems`."""

    def read(answers: Any, subject: str, *path: str | int) -> dict[str, Any]:
        kept, wrong = expect_answers(answers, subject, questionnaire, (*path, "answers"), before)
        problems.extend(wrong)
        return kept

    problems.extend(faults_within(questionnaire, "bilan", bilan, ()))
    for rank, group in enumerate(bilan.groups):
        problems.extend(faults_within(questionnaire, "bilan_group", group, ("groups", rank)))
    groups = tuple(
        replace(group, answers=read(group.answers, "bilan_group", "groups", rank)) if group.answers else group
        for rank, group in enumerate(bilan.groups)
    )
    return replace(bilan, groups=groups, answers=read(bilan.answers, "bilan"))


def _misplaced(groups: Sequence[BilanGroup], positions: Sequence[int]) -> Iterator[Problem]:
    """Yield a problem for each group that was not approved, or that is told twice, and for each level told twice."""
    seen: set[int] = set()
    for index, group in enumerate(groups):
        place: Path = ("groups", index, "position")
        if group.position not in positions:
            listed = ", ".join(map(str, positions)) or "aucun"
            yield Problem(place, f"Le groupe {group.position} n'est pas agréé ; groupes agréés : {listed}.")
        elif group.position in seen:
            yield Problem(place, f"Le groupe {group.position} est donné deux fois.")
        seen.add(group.position)
        for number, fault in told_twice(group.children):
            yield Problem(("groups", index, "children", number, "level"), fault)


def kept_bilan(data: Mapping[str, Any]) -> BilanContent:
    """Return a bilan as `bilan_json` wrote it of one that was read: it was judged then, and is only taken up again."""
    return BilanContent(
        groups=tuple(_kept_group(group) for group in data["groups"]),
        schools=data["schools"],
        axes=data["axes"],
        budget=tuple(BudgetLine(**{**line, "amount": _kept_amount(line["amount"])}) for line in data["budget"]),
        programmes=tuple(
            ProgrammeSpent(id=each["id"], spent=_kept_amount(each["spent"])) for each in data.get("programmes", ())
        ),
        answers=data.get("answers", {}),
    )


def _kept_group(group: Mapping[str, Any]) -> BilanGroup:
    children = tuple(LevelCount(**count) for count in group["children"])
    return BilanGroup(**{**group, "children": children, "running_costs": _kept_amount(group["running_costs"])})


def _kept_amount(text: str | None) -> int | None:
    return None if text is None else parse_amount(text)


def bilan_json(bilan: BilanContent) -> dict[str, Any]:
    """Write a bilan as JSON values, whole, without answers and programmes where there are none: `read_bilan` reads it
    back equal."""
    written: dict[str, Any] = _plain(asdict(bilan))
    written["axes"] = {axis: bilan.axes.get(axis) for axis in AXES}
    return written


def _plain(value: Any, name: str = "") -> Any:
    if name == "answers":
        return dict(value)  # JSON already: their names are of questions
    if name in ("running_costs", "amount", "spent") and value is not None:
        return amount_text(value)
    if isinstance(value, Mapping):
        return {key: _plain(each, key) for key, each in value.items() if key not in WHEN_SAID or each}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
