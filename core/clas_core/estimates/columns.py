"""A long list of groups without explanations, taken column by column.

A simulation of a thousand groups asks for amounts, not for steps. When every row is plainly sound, the answer is
built from whole columns, which costs a third of the time; anything else (a problem, a rare field, aid that depends
on the group) is left to the careful way, whose answer is the same. A test holds the two equal.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import Any

from clas_core.estimates.answer import group_json
from clas_core.estimates.estimate import Estimator, GroupEstimate
from clas_core.estimates.local_aid import above_costs
from clas_core.estimates.request import (
    LONGEST_LABEL,
    MOST_ADULTS,
    MOST_CHILDREN,
    MOST_GROUPS,
    amounts_in_cents,
)
from clas_core.groups import Group
from clas_core.plain_text import are_lines

_PLAIN_FIELDS = frozenset({"label", "children", "adults", "running_costs", "bonuses"})
_WORDS, _NUMBERS, _NUMBERS_OR_NONE = frozenset({str}), frozenset({int}), frozenset({int, type(None)})
_LISTS_OR_NONE = frozenset({list, type(None)})


def estimate_columns(rows: Any, estimator: Estimator) -> tuple[list[dict[str, Any]], int, bool, Sequence[str]] | None:
    """Return the groups' answers, their total in cents, whether it is provisional and what is to be said of it; `None`
    to go the careful way."""
    columns = None if estimator.has_local_aid else _plain_columns(rows, estimator)
    if columns is None:
        return None
    labels, children, adults, costs, bonuses = columns
    declared = list(zip(children, adults, bonuses, strict=True))
    # What is the same for every group with the same declaration: the verdict, its reasons, the bonuses.
    models = {each: _model(estimator, *each) for each in set(declared)}
    answers, total, spent = [], 0, 0
    for label, (shown, eligible, added), cost, ps in zip(
        labels, map(models.__getitem__, declared), costs, estimator.rule.ps_of_each(costs), strict=True
    ):
        group = shown.copy()
        group["label"] = label
        if eligible:
            paid = ps + added
            total += paid
            spent += cost
            group["ps"] = group["total"] = f"{ps // 100}.{ps % 100:02d}"
            if added:
                group["total"] = f"{paid // 100}.{paid % 100:02d}"
        answers.append(group)
    provisional = estimator.is_provisional(each for identifiers in set(bonuses) for each in identifiers)
    return answers, total, provisional, above_costs(total, spent)


def plain_groups(rows: Any, estimator: Estimator) -> Sequence[Group] | None:
    """Return the groups of rows that are all plainly sound, as `read_groups` would; `None` to go the careful way."""
    columns = _plain_columns(rows, estimator)
    if columns is None:
        return None
    labels, children, adults, costs, bonuses = columns
    return list(map(Group, labels, children, costs, adults, repeat(None), repeat(None), bonuses))


def _model(
    estimator: Estimator, children: int, adults: int | None, bonuses: tuple[str, ...]
) -> tuple[dict[str, Any], bool, int]:
    verdict, findings = estimator.judged(children, adults, None, None)
    granted = () if verdict == "not_met" else estimator.priced(bonuses)
    estimate = GroupEstimate(Group("", children, 0, adults), verdict, findings, 0, granted, (), 0)
    return group_json(estimate), estimate.eligible, sum(bonus.amount for bonus in granted)


def _plain_columns(rows: Any, estimator: Estimator) -> tuple[Any, ...] | None:
    """Return labels, children, adults, costs in cents and bonuses, if every row is plainly sound."""
    if type(rows) is not list or not 0 < len(rows) <= MOST_GROUPS or set(map(type, rows)) != {dict}:
        return None
    if not frozenset().union(*rows) <= _PLAIN_FIELDS:
        return None
    try:
        labels = [row["label"] for row in rows]
        children = [row["children"] for row in rows]
        costs = [row["running_costs"] for row in rows]
        adults = [row.get("adults") for row in rows]
        asked = [row.get("bonuses") for row in rows]
        bonuses = [tuple(each) if each else () for each in asked]
        distinct_bonuses = set(bonuses)
    except (KeyError, TypeError):
        return None
    if set(map(type, labels)) != _WORDS or set(map(type, children)) != _NUMBERS or set(map(type, costs)) != _WORDS:
        return None
    if not set(map(type, adults)) <= _NUMBERS_OR_NONE or not all(labels) or max(map(len, labels)) > LONGEST_LABEL:
        return None
    if not are_lines(labels):
        return None
    if min(children) < 0 or max(children) > MOST_CHILDREN:
        return None
    if not all(each is None or 0 <= each <= MOST_ADULTS for each in set(adults)):
        return None
    known = {bonus for bonus, refusal in estimator.bonuses_on_offer.items() if not refusal}
    if not all(len(set(each)) == len(each) and known.issuperset(each) for each in distinct_bonuses):
        return None
    if not set(map(type, asked)) <= _LISTS_OR_NONE:
        return None
    cents = amounts_in_cents(costs)
    return None if cents is None else (labels, children, adults, cents, bonuses)
