"""The national rules of one school year, as frozen objects: figures, axes, base actions, criteria, bonuses.

A referential is complete in itself. Nothing in it was computed from something else in it: the rate, the price
ceiling and the published maximum are three published figures, and 33 % of 8,487 € is one cent more than 2,800.70 €.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any

from clas_core.eligibility import AXES, CRITERIA, Rules
from clas_core.errors import MissingFigure
from clas_core.fields import Amount, Choice, Identifier, Number, Whole
from clas_core.money import cents_of, write_euros, write_percent
from clas_core.national.corrections import Correction
from clas_core.national.life import PROJECTS, LifeStep, Status
from clas_core.national.retention import Retention
from clas_core.prose import Prose
from clas_core.questions.question import Question
from clas_core.sources import Cited, Source, Standing
from clas_core.years import SchoolYear

_SHARE = "share_of_running_costs"
UNITS = MappingProxyType(
    {
        _SHARE: "part des dépenses de fonctionnement",
        "euro_per_group_and_year": "par groupe et par an",
        "euro_per_year": "par an",
    }
)
_EUROS = tuple(unit for unit in UNITS if unit != _SHARE)
_AXIS = Choice(AXES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published or expected figure, in euros, with all that one must know before relying on it."""

    id: str
    label: Annotated[str, "ce que c'est"]
    value: Annotated[Decimal, Amount(), "le chiffre"]
    unit: Annotated[str, Choice(_EUROS), "son unité"]
    source: Cited
    standing: Annotated[Standing, "publié, ou attendu"]
    checked_on: Annotated[date, "jour où quelqu'un l'a comparé à sa source"]
    to_confirm: Annotated[bool, "si le chiffre reste à confirmer : dans un projet de règles seul"] = False

    @property
    def text(self) -> str:
        """The value in French, with its sign: ``33 %``, ``2 800,70 €``."""
        return write_percent(self.value) if self.unit == _SHARE else write_euros(cents_of(self.value))

    def days_since_checked(self, today: date) -> int:
        """How stale the figure is: whole days since somebody last compared it with its source."""
        return (today - self.checked_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFigure(Figure):
    """A figure that is a share."""

    value: Annotated[Decimal, Number(), "la part : 33 % s'écrit 0.33"]
    unit: Annotated[str, Choice([_SHARE]), "son unité"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Figure):
    """A figure that has a name of its own."""

    id: Annotated[str, Identifier(), "identifiant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PsFigures:
    """The three figures of the prestation de service of one group."""

    unit: InitVar[Annotated[str, Choice(["group"]), "ce que la Ps paie"]]
    rate: Annotated[RateFigure, "taux de la Ps"]
    price_ceiling: Annotated[Figure, "prix plafond d'un groupe"]
    maximum: Annotated[Figure, "montant maximum de la Ps d'un groupe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusExample:
    """What a group did that earned the bonus."""

    title: Annotated[str, "titre"]
    supported_by: Annotated[str, "qui l'a mené"]
    text: Annotated[Prose, "texte"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """What rewards a group that goes beyond the base actions; `amount` is `None` while none is published."""

    id: Annotated[str, Identifier(), "identifiant"]
    label: Annotated[str, "nom du bonus"]
    purpose: Annotated[Prose, "ce qu'il récompense"]
    intent: Annotated[Prose | None, "ce qu'il vise"] = None
    axis: Annotated[str, _AXIS, "axe d'intervention"]
    source: Cited
    amount: Annotated[Figure | None, "montant par groupe, s'il est publié"] = None
    examples: Annotated[Sequence[BonusExample], "exemples"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    id: Annotated[str, _AXIS, "identifiant"]
    label: Annotated[str, "nom de l'axe"]
    text: Annotated[str, "ce qu'il demande"]
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseAction:
    """One item of the socle: what the Ps already pays for on an axis."""

    id: Annotated[str, Identifier(), "identifiant"]
    axis: Annotated[str, _AXIS, "axe d'intervention"]
    label: Annotated[str, "l'action"]
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPart:
    """Something that a dossier describes."""

    id: Annotated[str, Identifier(), "identifiant"]
    label: Annotated[str, "ce que décrit le dossier"]
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A year that counts in the history of the Clas."""

    year: Annotated[int, Whole(least=1900, most=2200), "année"]
    text: Annotated[str, "ce qui a eu lieu"]
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkItem:
    """Something that the national référentiel sets out."""

    text: Annotated[str, "ce qu'il fixe"]
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """What the Clas is, said once for every department."""

    name: Annotated[str, "nom du dispositif"]
    presentation: Annotated[Prose, "présentation"]
    milestones: Annotated[Sequence[Milestone], "son histoire"] = ()
    framework: Annotated[Sequence[FrameworkItem], "ce que fixe le référentiel national"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A question that no known rule answers, with the answer that the calculation takes until one does."""

    id: Annotated[str, Identifier(), "identifiant"]
    question: Annotated[str, "la question"]
    answer: Annotated[str, "la réponse retenue"]
    value: Annotated[str, Identifier(), "la même, en un mot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something of this year that is not known here."""

    subject: Annotated[str, Identifier(), "ce dont il s'agit"]
    text: Annotated[str, "ce qu'on n'en sait pas"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referential:
    """The national rules of `school_year`. `digest` names their exact content; `text` is the file that they came from,
    for whoever keeps the rules that a dossier is sealed under."""

    school_year: Annotated[SchoolYear, "année scolaire"]
    status: Annotated[Status, "projet, en consultation, en vigueur, ou année close"]
    digest: str
    sources: Annotated[Mapping[str, Source], "documents d'où vient ce que dit le fichier"]
    ps: Annotated[PsFigures, "chiffres de la Ps"]
    bonuses: Annotated[Sequence[Bonus], "bonus"] = ()
    axes: Annotated[Sequence[Axis], "axes d'intervention"] = ()
    base_actions: Annotated[Sequence[BaseAction], "actions du socle"] = ()
    questions: Annotated[Sequence[Question], "questions du dossier"] = ()
    rules: Annotated[Rules, CRITERIA, "critères nationaux"] = field(default_factory=Rules)
    dossier_parts: Annotated[Sequence[DossierPart], "ce que décrit un dossier"] = ()
    scheme: Annotated[Scheme, "ce qu'est le Clas"]
    assumptions: Annotated[Sequence[Assumption], "hypothèses de calcul"] = ()
    thresholds: Annotated[Sequence[Threshold], "seuils"] = ()
    retention: Annotated[Sequence[Retention], "combien de temps ce qui est gardé l'est"] = ()
    gaps: Annotated[Sequence[Gap], "ce qu'on ne sait pas de cette année"] = ()
    life: Annotated[Sequence[LifeStep], "étapes qu'a franchies l'année, la plus ancienne d'abord"] = ()
    corrections: Sequence[Correction] = ()
    """What was corrected since the year came into force, in order: the figures are those of after."""
    text: str = field(default="", repr=False, compare=False)

    @property
    def named(self) -> dict[str, Any]:
        """Which rules these are, as JSON values: what each result says of those that it used."""
        said = {"school_year": str(self.school_year), "status": self.status, "digest": self.digest}
        if not self.corrections:
            return said
        return {**said, "corrections": [each.named for each in self.corrections]}

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

    def retention_of(self, identifier: str) -> Retention | None:
        """Return how long a class is kept; `None` where this year's rules say nothing of it."""
        return next((each for each in self.retention if each.id == identifier), None)

    def base_actions_of(self, axis: str) -> Sequence[BaseAction]:
        return tuple(action for action in self.base_actions if action.axis == axis)

    def figures(self) -> Iterator[Figure]:
        """Yield every figure of the year."""
        yield from (self.ps.rate, self.ps.price_ceiling, self.ps.maximum)
        yield from (bonus.amount for bonus in self.bonuses if bonus.amount is not None)
        yield from self.thresholds

    @property
    def closed_on(self) -> date | None:
        """The day on which the year was closed, where its file says it: nothing is deposited under it from then on."""
        return next((each.on for each in self.life if each.step == "closed"), None)

    @property
    def is_project(self) -> bool:
        """Whether the year is not in force yet: it is simulated, and nothing is deposited under it."""
        return self.status in PROJECTS

    @property
    def provisional(self) -> bool:
        """Whether the year is a project still, or a figure of the Ps is expected and not published."""
        return self.is_project or any(
            each.standing == "expected" for each in (self.ps.rate, self.ps.price_ceiling, self.ps.maximum)
        )
