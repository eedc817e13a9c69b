"""The national criteria on a group as expressions over columns, from the same data and by the same tests.

A criterion on a number is tested by the very line that tests one group; one on levels, in `texts.py`. What columns do
not say is unknown: it refuses nobody, here as in the explained calculation.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from clas_core.eligibility import Criterion, Rules
from clas_core.eligibility.criteria import KINDS
from clas_core.simulation.texts import Texts, levels_not_met

ANSWERED = ("children", "adults", "levels", "outside_school_time")
"""What columns may say of a group: the facts of `Group`, and no other."""

NOT_MET, UNKNOWN = 1, 2
"""How a criterion that is not met, or not known, is noted; 0 is one that is met."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What criteria of several years may ask alike: one test is then made for all of them."""

    kind: str
    about: str
    bounds: tuple[object, ...]

    @classmethod
    def of(cls, criterion: Criterion) -> "Condition":
        needs = KINDS[criterion.kind].needs
        bounds = (getattr(criterion, each) for each in needs)
        return cls(
            criterion.kind, criterion.about, tuple(tuple(each) if isinstance(each, list) else each for each in bounds)
        )


def blocking(rules: Rules) -> Sequence[Criterion]:
    """Return the criteria that decide whether a group is eligible."""
    return [
        each
        for _, each in rules.about("group").criteria
        if each.severity == "blocking" and each.decides == "eligibility"
    ]


def is_answered(criterion: Criterion, columns: Collection[str]) -> bool:
    """Tell whether columns can answer a criterion; if not, it is unknown of every group."""
    return criterion.question is None and criterion.about in ANSWERED and criterion.about in columns


def not_met(criterion: Criterion, texts: Texts) -> nw.Expr:
    """Return where a criterion is not met: missing where it is not known. `texts` are the words of columns."""
    column = nw.col(criterion.about)
    kind = KINDS[criterion.kind]
    if kind.applies_to == "number":
        refused: nw.Expr = ~kind.accepts(criterion, column)
        return refused
    return ~column if kind.applies_to == "flag" else levels_not_met(criterion, texts.get("levels"))


def conditions_of(sets: Sequence[Sequence[Criterion]], columns: Collection[str]) -> Mapping[Condition, Criterion]:
    """Return what criteria of several years ask, each test once, with a criterion that asks it."""
    found: dict[Condition, Criterion] = {}
    for criterion in (each for criteria in sets for each in criteria):
        if is_answered(criterion, columns):
            found.setdefault(Condition.of(criterion), criterion)
    return found
