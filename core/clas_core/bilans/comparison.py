"""Settling a dossier: each approved group as it was foreseen beside what it really was, step by step, by one set of
rules.

What a bilan does not tell yet is taken as it was approved, so that the risk of an overpayment shows as soon as figures
point to it, and not before. Local aid is that of the decision, at most: what its rule gives of what was really done
(`actual_aid`). Each payer settles what it pays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from clas_core.bilans.actual_aid import actual_aid
from clas_core.bilans.bilan import BilanContent, BilanGroup
from clas_core.bilans.programmes import SPENT, settled_programmes, spent_of, unspent
from clas_core.calculation import PsRule
from clas_core.calculation.settlement import PayerShare, SettledGroup, SettledPart, Settlement
from clas_core.committees.programmes import GrantedProgramme
from clas_core.departments import LocalAid
from clas_core.estimates import Estimator, GroupEstimate
from clas_core.estimates.answer import group_json
from clas_core.estimates.explanation import steps_of
from clas_core.estimates.local_aid import above_costs
from clas_core.groups import Group
from clas_core.money import amount_text, cents_of, write_euros


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedGroup:
    """A group that a decision retains: its place in the deposit, and what was approved of it.

    `ps` is what was granted for the Ps, in cents; `aids` the department's own aid, as it was granted; the bonuses are
    those of `group`.
    """

    position: int
    group: Group
    ps: int
    aids: Sequence[LocalAid] = ()
    action: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGroup:
    """A group's forecast and actual estimates, and what is due; `told` is whether the bilan says all that it needs."""

    approved: ApprovedGroup
    forecast: GroupEstimate
    actual: GroupEstimate
    settled: SettledGroup
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The approved groups of a dossier, forecast and actual side by side, and what they come to.

    `provisional`: a figure or a rule that they rest on is expected, not published.
    """

    groups: Sequence[ComparedGroup]
    settlement: Settlement
    rule: PsRule
    provisional: bool
    programmes_told: bool = True

    @property
    def told(self) -> bool:
        """Whether the bilan says all that the settlement needs."""
        return all(group.told for group in self.groups) and self.programmes_told


def compare(
    approved: Sequence[ApprovedGroup],
    bilan: BilanContent,
    estimator: Estimator,
    *,
    paid: int,
    paid_by: Mapping[str, int] = MappingProxyType({}),
    programmes: Sequence[GrantedProgramme] = (),
) -> Comparison:
    """Compare the groups `approved` with what `bilan` says of them; `paid` is what was paid already, in cents, and
    `paid_by` what of it other funders than the Caf have paid; `programmes` are the others that were granted.

    `estimator` carries the rules that the dossier was deposited under. Raises `MissingFigure` for a bonus whose amount
    they do not know.
    """
    bilans = {group.position: group for group in bilan.groups}
    actual = [actual_group(each.group, bilans.get(each.position)) for each in approved]
    aids = [each.aids for each in approved]
    forecast = estimator.estimate((each.group for each in approved), aids)
    done = [group for group, _ in actual]
    due = actual_aid(aids, [each.action for each in approved], done, estimator)
    real = estimator.estimate(done, due.aids)
    groups = tuple(
        ComparedGroup(
            approved=each,
            forecast=before,
            actual=after,
            settled=_settled(each, after, estimator, due.moved_of(place)),
            told=told,
        )
        for place, (each, before, after, (_, told)) in enumerate(
            zip(approved, forecast.groups, real.groups, actual, strict=True)
        )
    )
    return Comparison(
        groups=groups,
        settlement=Settlement(
            groups=tuple(each.settled for each in groups),
            paid=paid,
            paid_by=paid_by,
            programmes=settled_programmes(programmes, bilan),
        ),
        rule=estimator.rule,
        provisional=real.provisional,
        programmes_told=all(spent_of(bilan, each.id) is not None for each in programmes if each.amount),
    )


def _settled(
    approved: ApprovedGroup, actual: GroupEstimate, estimator: Estimator, moved: Mapping[str, int]
) -> SettledGroup:
    parts = [SettledPart(id="ps", label="Ps", granted=approved.ps, actual=actual.ps)]
    for bonus in estimator.priced(approved.group.bonuses):
        worth = bonus.amount if actual.eligible else 0
        part = SettledPart(id=f"bonus.{bonus.id}", label=bonus.figure.label, granted=bonus.amount, actual=worth)
        parts.append(part)
    real = {aid.id: cents_of(aid.amount) for aid in actual.supplements}
    for aid in approved.aids:
        parts.append(
            SettledPart(
                id=f"supplement.{aid.id}",
                label=f"{aid.label} ({aid.payer})" if aid.payer else aid.label,
                granted=cents_of(aid.amount),
                actual=real.get(aid.id, 0),
                funder=aid.funder,
                payer=aid.payer,
                moved=moved.get(aid.id, 0),
            )
        )
    return SettledGroup(position=approved.position, label=approved.group.label, parts=parts)


def actual_group(approved: Group, told: BilanGroup | None) -> tuple[Group, bool]:
    """Return a group as it really was, and whether all of it is told; the rest is as it was approved.

    The size of a group is its average attendance; its bonuses are those that were granted.
    """
    if told is None:
        return approved, False
    average, costs, adults = told.average, told.running_costs, told.adults
    actual = approved._replace(
        children=approved.children if average is None else average,
        running_costs=approved.running_costs if costs is None else costs,
        adults=approved.adults if adults is None else adults,
    )
    return actual, None not in (average, costs, adults)


def warnings(comparison: Comparison) -> Iterator[str]:
    """Say in French where the actual amount falls short of what was granted, and what would have to be paid back."""
    for each in comparison.groups:
        missing = each.settled.most - each.settled.due
        if missing <= 0:
            continue
        name = f"Groupe {each.approved.position} ({each.approved.group.label})"
        reasons = [f.criterion.message for f in each.actual.findings if f.blocks] if not each.actual.eligible else []
        if reasons:
            yield f"{name} : {' '.join(reasons)} Il ne serait pas payé : {write_euros(missing)} de moins que prévu."
        else:
            costs = write_euros(each.actual.group.running_costs)
            yield f"{name} : avec {costs} de dépenses, {write_euros(missing)} de moins que prévu."
    settlement = comparison.settlement
    yield from unspent(settlement.programmes)
    for share in settlement.shares:
        if share.overpayment:
            by, to = (f" par {share.payer}", f" à {share.payer}") if share.payer else ("", "")
            yield (
                f"{write_euros(share.paid)} sont déjà versés{by} pour {write_euros(share.due)} dus : "
                f"{write_euros(share.overpayment)} seraient à rendre{to}."
            )
    spent = sum(each.actual.group.running_costs for each in comparison.groups if each.actual.eligible)
    yield from above_costs(settlement.due_for_clas, spent)


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON values: forecast and actual side by side, each with its steps."""
    settlement = comparison.settlement
    return {
        "complete": comparison.told,
        "provisional": comparison.provisional,
        "granted": amount_text(settlement.granted),
        "due": amount_text(settlement.due),
        "paid": amount_text(settlement.paid),
        "balance": amount_text(settlement.balance),
        "overpayment": amount_text(settlement.overpayment),
        "side": settlement.side,
        **({"payers": list(map(_share_json, settlement.shares))} if len(settlement.shares) > 1 else {}),
        "warnings": list(warnings(comparison)),
        **({"programmes": list(map(_programme_json, settlement.programmes))} if settlement.programmes else {}),
        "groups": [
            {
                "position": each.approved.position,
                "label": each.approved.group.label,
                "told": each.told,
                "granted": amount_text(each.settled.granted),
                "due": amount_text(each.settled.due),
                "parts": [_part_json(part) for part in each.settled.parts],
                "steps": [step.as_json() for step in each.settled.explain()],
                "forecast": _side_json(each.forecast, comparison.rule),
                "actual": _side_json(each.actual, comparison.rule),
            }
            for each in comparison.groups
        ],
    }


def _part_json(part: SettledPart) -> Mapping[str, str]:
    amounts = {name: amount_text(getattr(part, name)) for name in ("granted", "actual", "due")}
    payer = {"funder": part.funder, "payer": part.payer} if part.funder else {}
    moved = {"moved": amount_text(part.moved)} if part.moved else {}
    return {"id": part.id, "label": part.label, **payer, **amounts, **moved}


def _programme_json(part: SettledPart) -> Mapping[str, Any]:
    return {**_part_json(part), "steps": [part.explain(SPENT).as_json()]}


def _share_json(share: PayerShare) -> Mapping[str, str]:
    names = ("granted", "due", "paid", "balance", "overpayment")
    return {"funder": share.funder, "payer": share.payer, **{name: amount_text(getattr(share, name)) for name in names}}


def _side_json(estimate: GroupEstimate, rule: PsRule) -> Mapping[str, Any]:
    group = estimate.group
    return {
        "children": group.children,
        "adults": group.adults,
        "running_costs": amount_text(group.running_costs),
        **{name: value for name, value in group_json(estimate).items() if name != "label"},
        "steps": [step.as_json() for step in steps_of(estimate, rule)],
    }
