"""What can be moved alone to keep the nation within an envelope: a figure, its grid of whole steps, how it is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from clas_core.errors import InvalidInput, Problem
from clas_core.money import LARGEST_COST, amount_text, write_euros, write_percent
from clas_core.simulation.scenario import RATE_STEPS, Scenario

BONUS = "bonus:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A figure that is moved from `least` to `most`, by steps of one: cents, or hundredths of a percent of the rate.

    The total of the nation never falls when it rises: a group is never paid less by a higher one.
    """

    id: str
    label: str
    least: int
    most: int
    get: Callable[[Scenario], int]
    put: Callable[[Scenario, int], Scenario]

    @property
    def is_rate(self) -> bool:
        return self.id == "rate"

    def written(self, value: int) -> str:
        """Write one of its values in French."""
        return write_percent(Decimal(value) / RATE_STEPS) if self.is_rate else write_euros(value)

    def as_json(self, value: int) -> str:
        """Write one of its values as JSON: a share, or euros."""
        return f"{value // RATE_STEPS}.{value % RATE_STEPS:04d}" if self.is_rate else amount_text(value)


def _with_ceiling(scenario: Scenario, cents: int) -> Scenario:
    return replace(scenario, ceiling=cents, follows=True)


def _with_maximum(scenario: Scenario, cents: int) -> Scenario:
    return replace(scenario, own_maximum=cents, follows=False)


_FIGURES = (
    Lever(
        id="maximum",
        label="montant maximum de la Ps",
        least=1,
        most=LARGEST_COST,
        get=lambda scenario: scenario.maximum,
        put=_with_maximum,
    ),
    Lever(
        id="rate",
        label="taux de la Ps",
        least=1,
        most=RATE_STEPS,
        get=lambda scenario: scenario.rate,
        put=lambda scenario, steps: replace(scenario, rate=steps),
    ),
    Lever(
        id="ceiling",
        label="prix plafond, dont le maximum est la part",
        least=1,
        most=LARGEST_COST,
        get=lambda scenario: scenario.ceiling,
        put=_with_ceiling,
    ),
)


def levers_of(scenario: Scenario) -> Sequence[Lever]:
    """Return what can be moved in the rules of a scenario: the figures of the Ps, and each bonus of its year."""
    labels = {each.id: each.label for each in scenario.referential.bonuses}
    return (*_FIGURES, *(_bonus(each, labels.get(each, each)) for each in scenario.bonuses))


def lever_of(scenario: Scenario, name: str) -> Lever:
    """Return the lever of this name. Raises `InvalidInput`, naming those that there are."""
    found = {each.id: each for each in levers_of(scenario)}
    if name not in found:
        known = ", ".join(found)
        raise InvalidInput([Problem(("lever",), f"« {name[:40]} » n'est pas un levier ; choix possibles : {known}.")])
    return found[name]


def _bonus(name: str, label: str) -> Lever:
    def put(scenario: Scenario, cents: int) -> Scenario:
        moved: Mapping[str, int] = {**scenario.bonuses, name: cents}
        return replace(scenario, bonuses=moved)

    def get(scenario: Scenario) -> int:
        return scenario.bonuses[name]

    return Lever(id=BONUS + name, label=f"montant du {label.lower()}", least=0, most=LARGEST_COST, get=get, put=put)
