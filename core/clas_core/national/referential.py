"""The national rules of one school year, as frozen objects: figures, axes, base actions, criteria, bonuses.

A referential is complete in itself. Nothing in it was computed from something else in it: the rate, the price
ceiling and the published maximum are three published figures, and 33 % of 8,487 € is one cent more than 2,800.70 €.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from clas_core.eligibility import Rules
from clas_core.errors import MissingFigure
from clas_core.money import cents_of, write_euros, write_percent
from clas_core.prose import Prose
from clas_core.sources import Source, Standing
from clas_core.years import SchoolYear

Status = Literal["draft", "in_force", "closed"]
STATUSES: tuple[Status, ...] = ("draft", "in_force", "closed")

UNITS = MappingProxyType(
    {
        "share_of_running_costs": "part des dépenses de fonctionnement",
        "euro_per_group_and_year": "par groupe et par an",
        "euro_per_year": "par an",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published or expected figure, with all that one must know before relying on it."""

    id: str
    label: str
    value: Decimal
    unit: str
    source: Source
    standing: Standing
    checked_on: date

    @property
    def text(self) -> str:
        """The value in French, with its sign: ``33 %``, ``2 800,70 €``."""
        return write_percent(self.value) if self.unit == "share_of_running_costs" else write_euros(cents_of(self.value))

    def days_since_checked(self, today: date) -> int:
        """How stale the figure is: whole days since somebody last compared it with its source."""
        return (today - self.checked_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class PsFigures:
    """The three figures of the prestation de service of one group."""

    rate: Figure
    price_ceiling: Figure
    maximum: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusExample:
    title: str
    supported_by: str
    text: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """What rewards a group that goes beyond the base actions; `amount` is `None` while none is published."""

    id: str
    label: str
    purpose: Prose
    intent: Prose | None
    axis: str
    source: Source
    amount: Figure | None
    examples: Sequence[BonusExample]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    id: str
    label: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseAction:
    """One item of the socle: what the Ps already pays for on an axis."""

    id: str
    axis: str
    label: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPart:
    """Something that a dossier describes."""

    id: str
    label: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    year: int
    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkItem:
    """Something that the national référentiel sets out."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """What the Clas is, said once for every department."""

    name: str
    presentation: Prose
    milestones: Sequence[Milestone]
    framework: Sequence[FrameworkItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A question that no known rule answers, with the answer that the calculation takes until one does."""

    id: str
    question: str
    answer: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something of this year that is not known here."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referential:
    """The national rules of `school_year`. `digest` names their exact content; `text` is the file that they came from,
    for whoever keeps the rules that a dossier is sealed under."""

    school_year: SchoolYear
    status: Status
    digest: str
    sources: Mapping[str, Source]
    ps: PsFigures
    bonuses: Sequence[Bonus]
    axes: Sequence[Axis]
    base_actions: Sequence[BaseAction]
    rules: Rules
    dossier_parts: Sequence[DossierPart]
    scheme: Scheme
    assumptions: Sequence[Assumption]
    thresholds: Sequence[Figure]
    gaps: Sequence[Gap]
    text: str = field(default="", repr=False, compare=False)

    def bonus(self, identifier: str) -> Bonus:
        """Return a bonus of this year. Raises `KeyError` when the year has none of that name."""
        for bonus in self.bonuses:
            if bonus.id == identifier:
                return bonus
        raise KeyError(identifier)

    def bonus_amount(self, identifier: str) -> Figure:
        """Return the published amount of a bonus. Raises `MissingFigure` when there is none."""
        bonus = self.bonus(identifier)
        if bonus.amount is None:
            raise MissingFigure(bonus.label, self.school_year)
        return bonus.amount

    def threshold(self, identifier: str, label: str) -> Figure:
        """Return a threshold of this year. Raises `MissingFigure`, which calls it `label`, when none is published."""
        for figure in self.thresholds:
            if figure.id == f"thresholds.{identifier}":
                return figure
        raise MissingFigure(label, self.school_year)

    def base_actions_of(self, axis: str) -> Sequence[BaseAction]:
        return tuple(action for action in self.base_actions if action.axis == axis)

    def figures(self) -> Iterator[Figure]:
        """Yield every figure of the year."""
        yield from (self.ps.rate, self.ps.price_ceiling, self.ps.maximum)
        yield from (bonus.amount for bonus in self.bonuses if bonus.amount is not None)
        yield from self.thresholds

    @property
    def provisional(self) -> bool:
        """Whether a figure of the Ps is expected and not published."""
        return any(each.standing == "expected" for each in (self.ps.rate, self.ps.price_ceiling, self.ps.maximum))
