"""Classes of difference: how much more or less groups are paid, from far less to far more."""

from fractions import Fraction
from typing import Any

import narwhals as nw

from clas_core.money import LARGEST_COST
from clas_core.simulation.rule_set import RuleSet

BOUNDS = (-99_999, -49_999, -9_999, 0, 1, 10_000, 50_000, 100_000)
"""Where classes of difference begin, in cents; the first class has no beginning."""

SAME = 4
"""The class of what does not change."""

_SLACK = 100
"""More cents than rounding can add to a difference, or take from it."""


def class_of(more: nw.Expr, span: tuple[int, int], whole: nw.dtypes.DType) -> nw.Expr:
    """Return the class of a difference, in cents, of which `span` says the least and the most, as a whole number.

    A bound that no difference can cross is not compared: rules that are close to one another leave one or two.
    """
    low, high = span
    found: nw.Expr = nw.lit(sum(bound <= low for bound in BOUNDS), whole)
    for bound in BOUNDS:
        if low < bound <= high:
            found = found + nw.when(more >= bound).then(nw.lit(1, whole)).otherwise(nw.lit(0, whole))
    return found


def span_of_ps(before: RuleSet, after: RuleSet, costs_change: Fraction) -> tuple[int, int]:
    """Return between which differences of the Ps, in cents, those of all groups lie, eligible under both.

    Before it is rounded, a Ps grows with the costs, then stays: the difference of two of them is the least and the
    most where one begins to stay, or at either end of the costs.
    """
    turns = {0, LARGEST_COST}
    for rules, change in ((before, Fraction(1)), (after, costs_change)):
        if rules.rule.rate.numerator:
            turns.add(min(LARGEST_COST, int(rules.rule.costs_reaching_maximum / change)))
    differences = [after.rule.ps(scaled(costs, costs_change)) - before.rule.ps(costs) for costs in turns]
    return min(differences) - _SLACK, max(differences) + _SLACK


def scaled(cents: Any, by: Fraction) -> Any:
    """Return non-negative cents multiplied by a positive fraction, half-up: for a number and a column alike."""
    return (cents * (2 * by.numerator) + by.denominator) // (2 * by.denominator)
