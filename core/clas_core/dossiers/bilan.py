"""The bilan: what was really done in the year, in counts, amounts and words, beside what was foreseen.

Children are counted by level and sex, never named. The size of a group is its average attendance, rounded to the
nearest child: what the referential's assumption on the size of groups says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from marshmallow import ValidationError

from clas_core.dossiers.budget import BudgetLine, Layout, totals_of
from clas_core.dossiers.completeness import TO_ANSWER, Point
from clas_core.dossiers.content import DossierContent
from clas_core.dossiers.schemas import LONGEST_NARRATIVE, AxesSchema, BudgetLineSchema, unknown_accounts
from clas_core.eligibility import AXES, FIELDS, LEVELS
from clas_core.errors import InvalidInput, Path
from clas_core.fields import Cents, Listing, Table, Whole, Words
from clas_core.groups import Group
from clas_core.money import amount_text
from clas_core.reading import flatten
from clas_core.strict import StrictSchema

MOST_TENTHS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCount:
    """How many girls and boys of one level."""

    level: str
    girls: int
    boys: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanGroup:
    """What a group really was. `attendance` in tenths of a child: 95 is an average of 9,5 children."""

    position: int
    children: tuple[LevelCount, ...] = ()
    attendance: int | None = None
    sessions_held: int | None = None
    parents: int | None = None
    paid_adults: int | None = None
    volunteer_adults: int | None = None
    running_costs: int | None = None
    bonus_use: str | None = None

    @property
    def average(self) -> int | None:
        """The average attendance, rounded to the nearest child."""
        if self.attendance is None:
            return None
        return int((Decimal(self.attendance) / 10).to_integral_value(rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanContent:
    """All that a bilan says; any of it may be absent from a draft."""

    groups: tuple[BilanGroup, ...] = ()
    schools: int | None = None
    axes: Mapping[str, str | None] = field(default_factory=dict)
    budget: tuple[BudgetLine, ...] = ()


def prefilled(content: DossierContent, positions: Sequence[int]) -> BilanContent:
    """Return the bilan that a porteur begins with: the groups approved, and the schools and adults foreseen."""
    every = content.groups
    return BilanContent(
        groups=tuple(
            BilanGroup(
                position=position,
                paid_adults=every[position - 1].paid_adults,
                volunteer_adults=every[position - 1].volunteer_adults,
            )
            for position in positions
        ),
        schools=len({school for action in content.actions for school in action.schools}),
        budget=tuple(
            BudgetLine(account=line.account, label=line.label, funder=line.funder, amount=None)
            for line in content.budget
        ),
    )


def actual_groups(bilan: BilanContent, granted: Sequence[Group]) -> list[Group]:
    """Return the groups as they really were, in the order of `granted`, which says what was approved of each.

    A group whose attendance or costs are not known yet is worth nothing yet.
    """
    found = {group.position: group for group in bilan.groups}
    actual = []
    for position, group in enumerate(granted, start=1):
        told = found.get(position, BilanGroup(position=position))
        adults = None
        if told.paid_adults is not None and told.volunteer_adults is not None:
            adults = told.paid_adults + told.volunteer_adults
        children = 0 if told.average is None else told.average
        actual.append(group._replace(children=children, running_costs=told.running_costs or 0, adults=adults))
    return actual


def bilan_points(bilan: BilanContent, positions: Sequence[int], with_bonus: frozenset[int]) -> Iterator[Point]:
    """Yield all that a bilan needs before it is filed: `positions` are the groups approved, some `with_bonus`."""
    found = {group.position: (index, group) for index, group in enumerate(bilan.groups)}
    for position in positions:
        if position not in found:
            yield Point(path=("groups",), label=f"groupe {position}", verdict="unknown", message=TO_ANSWER)
            continue
        index, group = found[position]
        for name, label in _ANSWERS:
            yield _point(("groups", index, name), f"groupe {position} : {label}", getattr(group, name))
        if position in with_bonus:
            yield _point(("groups", index, "bonus_use"), f"groupe {position} : emploi des bonus", group.bonus_use)
    yield _point(("schools",), "établissements scolaires", bilan.schools)
    names = FIELDS["dossier"]["axes"].choices or {}
    for axis in AXES:
        yield _point(("axes", axis), f"axe « {names[axis]} »", bilan.axes.get(axis))
    yield _point(("budget",), "budget réalisé", bilan.budget)
    totals = totals_of(bilan.budget)
    for fault, label in (
        (totals.imbalance, "charges et produits"),
        (totals.volunteer_imbalance, "contributions volontaires"),
    ):
        if fault:
            yield Point(path=("budget",), label=label, verdict="not_met", message=fault)


_ANSWERS = (
    ("children", "enfants par niveau"),
    ("attendance", "présence moyenne"),
    ("sessions_held", "séances tenues"),
    ("parents", "parents rencontrés"),
    ("paid_adults", "adultes salariés"),
    ("volunteer_adults", "adultes bénévoles"),
    ("running_costs", "dépenses réelles"),
)


def _point(path: Path, label: str, value: object) -> Point:
    given = value is not None and value != () and (not isinstance(value, str) or bool(value.strip()))
    return Point(path=path, label=label, verdict="met" if given else "unknown", message="" if given else TO_ANSWER)


# ------------------------------------------------------------------ as JSON


class LevelCountSchema(StrictSchema):
    makes = LevelCount

    level = Words(required=True, validate=[lambda level: _known_level(level)])
    girls = Whole(most=1_000, required=True)
    boys = Whole(most=1_000, required=True)


def _known_level(level: str) -> None:
    if level not in LEVELS:
        raise ValidationError(f"« {level[:40]} » n'est pas un niveau ; choix possibles : {', '.join(LEVELS)}.")


def _count(most: int) -> Whole:
    return Whole(most=most, allow_none=True, load_default=None)


class BilanGroupSchema(StrictSchema):
    makes = BilanGroup

    position = Whole(least=1, most=5_000, required=True)
    children = Listing(Table(LevelCountSchema), load_default=(), most=len(LEVELS))
    attendance = _count(MOST_TENTHS)
    sessions_held = _count(1_000)
    parents = _count(10_000)
    paid_adults = _count(1_000)
    volunteer_adults = _count(1_000)
    running_costs = Cents(allow_none=True, load_default=None)
    bonus_use = Words(longest=LONGEST_NARRATIVE, allow_none=True, load_default=None)


class BilanSchema(StrictSchema):
    """A bilan, whole or in part: each section that is given is read whole."""

    makes = BilanContent

    groups = Listing(Table(BilanGroupSchema), load_default=(), most=5_000)
    schools = _count(1_000)
    axes = Table(AxesSchema, load_default=dict)
    budget = Listing(Table(BudgetLineSchema), load_default=(), most=200)


_SCHEMA = BilanSchema()


def read_bilan(data: Any, layout: Layout) -> BilanContent:
    """Read the JSON of a bilan. Raises `InvalidInput` with every problem."""
    problems = []
    bilan = BilanContent()
    try:
        bilan = _SCHEMA.load(data)
    except ValidationError as error:
        problems += list(flatten(error.messages))
    if isinstance(data, Mapping):
        problems += unknown_accounts(data.get("budget"), layout)
    if problems:
        raise InvalidInput(problems)
    return bilan


def bilan_json(bilan: BilanContent) -> dict[str, Any]:
    """Write a bilan as JSON values, whole: what `read_bilan` reads back equal."""
    written: dict[str, Any] = _plain(asdict(bilan))
    written["axes"] = {axis: bilan.axes.get(axis) for axis in AXES}
    return written


def _plain(value: Any, name: str = "") -> Any:
    if name in ("running_costs", "amount") and value is not None:
        return amount_text(value)
    if isinstance(value, Mapping):
        return {key: _plain(each, key) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
