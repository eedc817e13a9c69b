"""The JSON of a dossier's content, read into values or refused with every problem, and written back."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from marshmallow import ValidationError

from clas_core.dossiers.attestations import ATTESTATIONS
from clas_core.dossiers.budget import BudgetLine, Layout
from clas_core.dossiers.content import (
    AMOUNTS,
    Articulation,
    BonusClaim,
    DossierAction,
    DossierContact,
    DossierContent,
    DossierGroup,
    Place,
)
from clas_core.dossiers.programme_schemas import ProgrammeAskedSchema, each_programme_once
from clas_core.eligibility import AXES, LEVELS
from clas_core.errors import MOST_UNKNOWN, InvalidInput, Path, Problem, did_you_mean
from clas_core.fields import (
    ByQuestion,
    Cents,
    Choice,
    Email,
    Flag,
    Identifier,
    Line,
    Listing,
    Pasted,
    Table,
    Whole,
    Words,
)
from clas_core.limits import LONGEST_TEXT
from clas_core.money import amount_text
from clas_core.porteurs import PhoneNumber, PostalCode
from clas_core.questions import KNOWN
from clas_core.questions.answers import (
    NO_QUESTIONS,
    Answered,
    Questionnaire,
    expect_answers,
    faults_within,
)
from clas_core.questions.known import PREVIOUS_BILANS, SCHEMES
from clas_core.reading import flatten
from clas_core.strict import StrictSchema

MOST_ACTIONS = 100
MOST_GROUPS = 50
"""In one action."""
MOST_LINES = 200
LARGEST_BUDGET = 10_000_000_000
"""In cents: a hundred million euros on one line is a typing error."""


def narrative_field(**options: Any) -> Words:
    """Return the field of a text of several lines."""
    return Words(longest=LONGEST_TEXT, allow_none=True, load_default=None, **options)


def known_field(identifier: str) -> Line | Whole | Cents:
    """Return the field of a question that the core knows: what it may hold is said there."""
    known = KNOWN[identifier]
    most: int = known.most  # type: ignore[assignment]  # each of these has one
    options: dict[str, Any] = {"allow_none": True, "load_default": None}
    match known.kind:
        case "whole":
            return Whole(most=most, **options)
        case "tenths":
            return Whole(most=most * 10, **options)
        case "amount":
            return Cents(most=most * 100, **options)
    return Line(longest=most, **options)


def answers_field() -> ByQuestion:
    """Return the field of the answers to questions that the core does not know."""
    return ByQuestion(load_default=dict, metadata={"description": "Answers, by the identifier of their question"})


def _distinct(values: Any) -> None:
    if len(set(values)) < len(values):
        raise ValidationError("La même réponse est donnée deux fois.")


class BonusClaimSchema(StrictSchema):
    makes = BonusClaim

    id = Identifier(required=True)
    beyond = narrative_field()


class DossierGroupSchema(StrictSchema):
    makes = DossierGroup

    label = known_field("group.label")
    levels = Listing(
        Choice(LEVELS), allow_none=True, load_default=None, validate=[_distinct], metadata={"uniqueItems": True}
    )
    children = known_field("group.children")
    paid_adults = known_field("group.paid_adults")
    volunteer_adults = known_field("group.volunteer_adults")
    sessions_per_week = known_field("group.sessions_per_week")
    weeks = known_field("group.weeks")
    outside_school_time = Flag(allow_none=True, load_default=None)
    running_costs = known_field("group.running_costs")
    bonuses = Listing(
        Table(BonusClaimSchema),
        load_default=(),
        most=10,
        validate=[lambda claims: _distinct([each.id for each in claims])],
    )
    answers = answers_field()


class PlaceSchema(StrictSchema):
    makes = Place

    address = known_field("action.address")
    postal_code = PostalCode(allow_none=True, load_default=None)
    city = known_field("action.city")
    territory = known_field("action.territory")


class DossierActionSchema(StrictSchema):
    makes = DossierAction

    title = known_field("action.title")
    place = Table(PlaceSchema, allow_none=True, load_default=None)
    schools = Listing(Line(longest=200), load_default=(), most=KNOWN["action.schools"].most or 0)
    description = narrative_field()
    groups = Listing(Table(DossierGroupSchema), load_default=(), most=MOST_GROUPS)
    answers = answers_field()


class DossierContactSchema(StrictSchema):
    makes = DossierContact

    name = known_field("contact.name")
    email = Email(allow_none=True, load_default=None)
    phone = PhoneNumber(allow_none=True, load_default=None)


class ArticulationSchema(StrictSchema):
    makes = Articulation

    scheme = Choice(SCHEMES, required=True)
    text = narrative_field()


class BudgetLineSchema(StrictSchema):
    makes = BudgetLine

    account = Pasted(required=True, longest=6)
    label = Line(longest=200, allow_none=True, load_default=None)
    funder = Identifier(allow_none=True, load_default=None)
    amount = Cents(most=LARGEST_BUDGET, allow_none=True, load_default=None)


class AxesSchema(StrictSchema):
    children = narrative_field()
    parents = narrative_field()
    school = narrative_field()
    territory = narrative_field()


class AttestationsSchema(StrictSchema.from_dict({name: Flag() for name in ATTESTATIONS})):  # type: ignore[misc]  # a class made of data
    """Which statements the porteur has signed."""


class ContentSchema(StrictSchema):
    """The content of a dossier, whole or in part: each section that is given is read whole."""

    makes = DossierContent

    contact = Table(DossierContactSchema, allow_none=True, load_default=None)
    actions = Listing(Table(DossierActionSchema), load_default=(), most=MOST_ACTIONS)
    axes = Table(AxesSchema, load_default=lambda: dict.fromkeys(AXES))
    beyond_homework = Flag(allow_none=True, load_default=None)
    articulations = Listing(
        Table(ArticulationSchema),
        load_default=(),
        validate=[lambda each: _distinct([articulation.scheme for articulation in each])],
        most=len(SCHEMES),
    )
    common_costs = known_field("common_costs")
    budget = Listing(Table(BudgetLineSchema), load_default=(), most=MOST_LINES)
    previous_bilan = Choice(PREVIOUS_BILANS, allow_none=True, load_default=None)
    attestations = Table(AttestationsSchema, load_default=dict)
    programmes = each_programme_once(ProgrammeAskedSchema)
    answers = answers_field()


SECTIONS: tuple[str, ...] = tuple(ContentSchema._declared_fields)
"""The sections of a dossier: what is saved at once."""

WHEN_SAID = frozenset({"answers", "programmes"})
"""What is left out where it says nothing: contents of before there were any have the same text."""

_SCHEMA = ContentSchema()


def read_content(
    data: Any,
    layout: Layout,
    questionnaire: Questionnaire = NO_QUESTIONS,
    before: Answered = frozenset(),
    *,
    place: Path = (),
) -> DossierContent:
    """Read the JSON of a content, whole or in part. Raises `InvalidInput` with every problem, each below `place`.

    Nothing need be there, but what is there must be of its kind: a count is a number, an account is one of `layout`,
    an answer is to a question of `questionnaire` and within its bounds, or was given `before`.
    """
    problems: list[Problem] = []
    content = DossierContent()
    try:
        content = _SCHEMA.load(data)
    except ValidationError as error:
        problems += flatten(error.messages)
    else:
        content = _with_answers(content, questionnaire, before, problems)
    if isinstance(data, Mapping):
        problems += unknown_accounts(data.get("budget"), layout)
    if problems:
        raise InvalidInput([Problem((*place, *each.path), each.message) for each in problems])
    return content


def _with_answers(
    content: DossierContent, questionnaire: Questionnaire, before: Answered, problems: list[Problem]
) -> DossierContent:
    """Return the content with each answer as its question reads it; what is wrong is added to `problems`."""

    def read(answers: Any, subject: str, *path: str | int) -> dict[str, Any]:
        kept, wrong = expect_answers(answers, subject, questionnaire, (*path, "answers"), before)
        problems.extend(wrong)
        return kept

    def judge(said: Any, subject: str, *path: str | int) -> None:
        problems.extend(faults_within(questionnaire, subject, said, path))

    judge(content, "dossier")
    actions = []
    for number, action in enumerate(content.actions):
        place = ("actions", number)
        judge(action, "action", *place)
        for rank, group in enumerate(action.groups):
            judge(group, "group", *place, "groups", rank)
        groups = tuple(
            replace(group, answers=read(group.answers, "group", *place, "groups", rank)) if group.answers else group
            for rank, group in enumerate(action.groups)
        )
        actions.append(replace(action, groups=groups, answers=read(action.answers, "action", *place)))
    return replace(content, actions=tuple(actions), answers=read(content.answers, "dossier"))


def unknown_accounts(lines: Any, layout: Layout) -> list[Problem]:
    """Report accounts and funders that the layout does not have."""
    problems: list[Problem] = []
    for index, line in enumerate(lines if isinstance(lines, list) and len(lines) <= MOST_LINES else ()):
        if not isinstance(line, Mapping):
            continue
        account, funder = line.get("account"), line.get("funder")
        if isinstance(account, str) and account not in layout.accounts:
            near = did_you_mean(account, layout.accounts) if len(problems) < MOST_UNKNOWN else ""
            message = f"Le compte « {account[:10]} » n'est pas dans la présentation du budget.{near}"
            problems.append(Problem(("budget", index, "account"), message))
        if isinstance(funder, str) and funder not in layout.funders:
            message = f"« {funder[:40]} » n'est pas un financeur connu ; choix possibles : {', '.join(layout.funders)}."
            problems.append(Problem(("budget", index, "funder"), message))
    return problems


def content_json(content: DossierContent) -> dict[str, Any]:
    """Write a content as JSON values, whole, without answers and programmes where there are none: `read_content` reads
    it equal."""
    written: dict[str, Any] = _plain(asdict(content))
    written["axes"] = {axis: content.axes.get(axis) for axis in AXES}
    return written


def _plain(value: Any, name: str = "") -> Any:
    if name == "answers":
        return dict(value)  # JSON already: their names are of questions
    if name in AMOUNTS and value is not None:
        return amount_text(value)
    if isinstance(value, Mapping):
        return {key: _plain(each, key) for key, each in value.items() if key not in WHEN_SAID or each}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
