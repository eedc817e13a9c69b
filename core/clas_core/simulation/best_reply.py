"""The best reply to an envelope: the largest value of one figure with which the nation stays within it, exactly.

The total never falls when a figure rises, so that a search by halves over its whole steps finds the last value that
fits: the next one does not. Each total is exact, of the one rule of the Ps, over the costs of the groups in order.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import mul
from typing import Literal, get_args

from clas_core.errors import InvalidInput, Problem
from clas_core.simulation.counted import Groups, replay
from clas_core.simulation.levers import Lever
from clas_core.simulation.scenario import Scenario

Outcome = Literal["fits", "all_fit", "none_fits", "no_effect"]
OUTCOMES: Sequence[Outcome] = get_args(Outcome)

CURVE_POINTS = 13
"""How many totals a curve is drawn through, the ends among them."""

LARGEST_ENVELOPE = 10**14
"""In cents: no envelope of the nation is larger."""


class Totals:
    """What the nation pays under scenarios that differ by figures alone, each in a moment: the groups that are paid,
    by their costs in order, and the bonuses that they ask for."""

    def __init__(self, groups: Groups, scenario: Scenario) -> None:
        judged = replay(groups, scenario).judged
        paid = [added is not None for added in judged.bonuses]
        self.costs = [cost for cost, kind in zip(groups.costs, groups.of_kind, strict=True) if paid[kind]]
        self.numbers = [number for number, kind in zip(groups.numbers, groups.of_kind, strict=True) if paid[kind]]
        self.bonuses: Counter[str] = Counter()
        of_each_kind: Counter[int] = Counter()
        for kind, number in zip(groups.of_kind, groups.numbers, strict=True):
            of_each_kind[kind] += number
        for kind, number in of_each_kind.items():
            if paid[kind]:
                self.bonuses.update(dict.fromkeys(groups.kinds[kind].bonuses, number))
        self._groups_up_to = [0, *accumulate(self.numbers)]
        self._rate, self._shares = scenario.rate, list[int]()

    def of(self, scenario: Scenario) -> int:
        """Return the total in cents."""
        bonuses = sum(count * scenario.bonuses.get(name, 0) for name, count in self.bonuses.items())
        rule = scenario.rule
        place = bisect_left(self.costs, rule.costs_reaching_maximum)
        at_most = (self._groups_up_to[-1] - self._groups_up_to[place]) * rule.maximum
        return self._up_to(scenario, place) + at_most + bonuses

    def _up_to(self, scenario: Scenario, place: int) -> int:
        """Return what is paid to the groups of the first costs, none of which reaches the maximum.

        Sums are kept for the rate of the scenario that this was made for; another one is seldom asked twice.
        """
        if scenario.rate != self._rate:
            return sum(map(mul, self.numbers, map(scenario.exact_rate.share_of, self.costs[:place])))
        if not self._shares:
            shares = map(scenario.exact_rate.share_of, self.costs)
            self._shares = [0, *accumulate(map(mul, self.numbers, shares))]
        return self._shares[place]

    def moved_by(self, lever: Lever) -> bool:
        """Tell whether moving a figure can change the total at all."""
        name = lever.id.partition(":")[2]
        return bool(self.bonuses[name] if name else self.costs and self.costs[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The largest `value` of a lever that fits, its `total`, and what the next step would come to (`over`).

    `all_fit`: even the largest value stays within the envelope. `none_fits`: even the smallest does not, and `total` is
    what that one comes to. `no_effect`: no group is paid by it, and `total` is what it is whatever its value.
    `base` are the figures as they are, `scenario` with the value that fits, where there is one.
    """

    lever: Lever
    envelope: int
    outcome: Outcome
    value: int | None
    total: int
    over: int | None
    base: Scenario
    scenario: Scenario
    present: int
    curve: Sequence[tuple[int, int]]

    @property
    def left(self) -> int:
        """What is left of the envelope, in cents; what is missing, below zero."""
        return self.envelope - self.total

    @property
    def beyond_ceiling(self) -> bool:
        """Whether the maximum found is above the price ceiling, which no published figures can be."""
        return self.value is not None and self.scenario.maximum > self.scenario.ceiling


def best_reply(groups: Groups, scenario: Scenario, lever: Lever, envelope: int) -> Reply:
    """Return the largest value of `lever` with which `groups` stay within `envelope`, all else as in `scenario`.

    Raises `InvalidInput` for an envelope that cannot be meant.
    """
    if not 0 <= envelope <= LARGEST_ENVELOPE:
        message = "Une enveloppe va de 0 à 1 000 000 000 000 €."
        raise InvalidInput([Problem(("envelope",), message)])
    totals = Totals(groups, scenario)

    @cache
    def total(value: int) -> int:
        return totals.of(lever.put(scenario, value))

    least, most = lever.least, _reach(lever, scenario, totals)
    value: int | None = None
    over: int | None = None
    outcome: Outcome
    if not totals.moved_by(lever):
        outcome, found = "no_effect", totals.of(scenario)
    elif (lowest := total(least)) > envelope:
        outcome, found = "none_fits", lowest
    elif (highest := total(most)) <= envelope:
        outcome, found = "all_fit", highest
    else:
        fits, beyond = least, most
        while beyond - fits > 1:
            middle = (fits + beyond) // 2
            if total(middle) <= envelope:
                fits = middle
            else:
                beyond = middle
        outcome, value, found, over = "fits", fits, total(fits), total(beyond)
    return Reply(
        lever=lever,
        envelope=envelope,
        outcome=outcome,
        value=value,
        total=found,
        over=over,
        base=scenario,
        scenario=scenario if value is None else lever.put(scenario, value),
        present=lever.get(scenario),
        curve=[(each, total(each)) for each in _points(lever, lever.get(scenario), value, most)],
    )


def _reach(lever: Lever, scenario: Scenario, totals: Totals) -> int:
    """Return the value beyond which a lever changes nothing: a maximum that no group reaches, a price that none has."""
    if not totals.costs or lever.is_rate or lever.id not in ("maximum", "ceiling"):
        return lever.most
    dearest = totals.costs[-1]
    reached = scenario.exact_rate.share_of(dearest) if lever.id == "maximum" else dearest
    return max(lever.least, min(lever.most, reached))


def _points(lever: Lever, present: int, value: int | None, most: int) -> Sequence[int]:
    """Return the values that a curve goes through, in order: from none to twice what is, or what would be."""
    end = min(most, max(2 * max(present, value or 0), lever.least + CURVE_POINTS))
    spread = [lever.least + (end - lever.least) * rank // (CURVE_POINTS - 1) for rank in range(CURVE_POINTS)]
    known = {present, value} - {None}
    return sorted({*spread, *(each for each in known if each is not None and each <= end)})
