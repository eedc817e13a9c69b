"""Criteria: typed data that states one condition on one field. National and local rules use the same eight words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal

from clas_core.eligibility.places import TERRITORY, Area, held_by
from clas_core.eligibility.vocabulary import FIELDS, Fact, FactField, FieldKind, Subject, write_fact
from clas_core.fields import Choice, Identifier, Line, Listing, Pasted
from clas_core.sources import Cited, Standing
from clas_core.years import write_day

Severity = Literal["blocking", "warning"]

Stage = Literal["admissibility", "eligibility"]
"""`admissibility`: the dossier may be studied (in time, complete). `eligibility`: it meets the rules."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A word of the vocabulary: the fields it applies to, the bounds it needs, its test and its wording."""

    applies_to: FieldKind
    needs: tuple[str, ...]
    accepts: Callable[["Criterion", Any], Any]
    expects: Callable[["Criterion"], str]


def _named(criterion: "Criterion") -> str:
    return write_fact(criterion.fact_field, criterion.options)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        # Bounds are compared in a way that serves a number and a whole column of them alike.
        "range": Kind(
            "number",
            ("min", "max"),
            lambda c, value: (value >= c.min) & (value <= c.max),
            lambda c: f"{c.min} à {c.max}",
        ),
        "at_least": Kind("number", ("min",), lambda c, value: value >= c.min, lambda c: f"{c.min} ou plus"),
        "at_most": Kind("number", ("max",), lambda c, value: value <= c.max, lambda c: f"{c.max} au plus"),
        "one_of": Kind(
            "choices",
            ("options",),
            lambda c, value: value and set(value) <= set(c.options),
            lambda c: f"uniquement {_named(c)}",
        ),
        "covers": Kind(
            "choices", ("options",), lambda c, value: set(value) >= set(c.options), lambda c: f"à la fois {_named(c)}"
        ),
        "required": Kind("flag", (), lambda c, value: value is True, lambda c: "oui"),
        "before": Kind(
            "day", ("day",), lambda c, value: value <= c.day, lambda c: f"le {write_day(c.day)} au plus tard"
        ),
        "within": Kind(
            "places",
            ("territory",),
            lambda c, value: None if c.within is None else held_by(c.within, value),
            lambda c: f"dans le territoire « {c.within.name if c.within else c.territory} »",
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One condition on one field, which `about` names, or on the answer to one `question`: of the two, one.

    `label` is its short name ("de 8 à 12 enfants"), `message` the sentence shown when it is not met. A criterion
    that is not `blocking` is a warning: it is shown and refuses nothing.
    """

    id: Annotated[str, Identifier(), "identifiant"]
    subject: Annotated[Subject, "ce qu'il juge"]
    kind: Annotated[str, Choice(KINDS), "ce qu'il demande à ce champ"]
    severity: Annotated[Severity, "bloquant, ou seulement signalé"]
    label: Annotated[str, Line(longest=120), "nom court"]
    message: Annotated[str, "phrase montrée quand il n'est pas rempli"]
    source: Cited
    standing: Annotated[Standing, "publié, ou attendu"]
    checked_on: Annotated[date, "jour où quelqu'un l'a comparé à sa source"]
    about: Annotated[str, Pasted(data_key="field"), "champ sur lequel il porte, s'il ne juge pas une réponse"] = ""
    question: Annotated[str | None, Identifier(), "question dont il juge la réponse, à la place d'un champ"] = None
    decides: Annotated[Stage, "recevabilité ou éligibilité"] = "eligibility"
    min: Annotated[int, "le moins, pour `range` et `at_least`"] = 0
    max: Annotated[int, "le plus, pour `range` et `at_most`"] = 1_000_000
    options: Annotated[Sequence[str], Listing(Line(), least=1), "valeurs, pour `one_of` et `covers`"] = ()
    day: Annotated[date, "dernier jour, pour `before`"] = date.max
    territory: Annotated[str | None, TERRITORY, "territoire de l'appel, pour `within`"] = None
    names: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """How the choices of the question are written, by identifier: known once the questions are."""
    within: Area | None = field(default=None, compare=False, repr=False)
    """The territory that it names: known once those of the call are."""
    fact_field: FactField = field(init=False)
    expected: str = field(init=False)
    """What the criterion asks for, in words and figures: ``8 à 12``. Made once, shown with every verdict."""

    def __post_init__(self) -> None:
        if self.question is None:
            fact_field = FIELDS[self.subject][self.about]
        else:
            fact_field = FactField(KINDS[self.kind].applies_to, self.label, self.names)
            object.__setattr__(self, "about", fact_name(self.question))
        object.__setattr__(self, "fact_field", fact_field)
        object.__setattr__(self, "expected", KINDS[self.kind].expects(self))

    def is_met_by(self, value: Any) -> bool | None:
        """Tell whether a known `value` meets the condition; `None` where it is not known well enough to tell."""
        met = KINDS[self.kind].accepts(self, value)
        return None if met is None else bool(met)


def fact_name(question: str) -> str:
    """Return the name of the fact that the answer to a question is: no field has one like it."""
    return f"answers/{question}"


BOUNDS = ("min", "max", "options", "day", "territory")


def fact_of(facts: Mapping[str, Fact], criterion: Criterion) -> Fact:
    """Return the value that `facts` gives for the criterion's field, `None` when it is not known."""
    return facts.get(criterion.about)
