"""What a decision on a deposit comes to: its problems, or what it grants each group, by the rules sealed with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from clas_api.context import Context
from clas_api.services.instruction.weighing import Weighed
from clas_api.services.rules.sealed_rules import sealed_estimator, sealed_questionnaire
from clas_api.store.models import AgendaItem, DossierVersion
from clas_api.store.sessions import WholeSession, versions_of_items
from clas_core.committees.deciding import decision_problems
from clas_core.committees.decision import (
    Decision,
    GrantedGroup,
    chosen_problems,
    granted_groups,
    worth,
)
from clas_core.committees.decision_schemas import read_decision
from clas_core.committees.programmes import GrantedProgramme, granted_programmes
from clas_core.committees.ruling import NO_RULING, Ruling, reasons_by_rule, ruling_of
from clas_core.committees.session import RecordedDecision, RecordedGroup
from clas_core.dossiers import kept_content
from clas_core.dossiers.assessment import programme_verdicts
from clas_core.dossiers.checking import estimable
from clas_core.dossiers.declaring import applicant_of, declared_of
from clas_core.dossiers.programmes import AskedProgramme, asked_programmes
from clas_core.errors import Problem
from clas_core.estimates import AidTotal, Applicant, Estimator, answer, kept_aid, totals_of
from clas_core.estimates.local_aid import Eligible, concerned
from clas_core.groups import Group
from clas_core.porteurs import Address

COMPUTED = ("worth", "aids_worth", "by_rule")
"""What is kept beside a decision that is being prepared: what it comes to, and what the rules left out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a deposit asks, with the rules that it is judged by."""

    version: DossierVersion
    estimator: Estimator
    groups: Sequence[Group]
    applicant: Applicant
    programmes: Sequence[AskedProgramme] = ()
    ruling: Ruling = NO_RULING


@dataclass(frozen=True, slots=True, kw_only=True)
class Granting:
    """What a decision is about to grant, in cents, to the dossier of a porteur: by kind of envelope, by aid, by other
    programme than the Clas.

    `chosen` are the aids that the committee set.
    """

    porteur: UUID
    amounts: Mapping[str, int]
    aids: Mapping[str, int]
    chosen: Collection[str] = ()
    programmes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliberation:
    """A decision on a demand: `problems` keep it from being taken; without any, `groups` and `programmes` are what it
    grants."""

    demand: Demand
    decision: Decision
    problems: Sequence[Problem]
    groups: Sequence[GrantedGroup]
    estimate: Mapping[str, Any]
    programmes: Sequence[GrantedProgramme] = ()

    @property
    def amounts(self) -> Mapping[str, int]:
        """What is granted, in cents, by kind of envelope; of the other programmes together, where some are asked."""
        return {
            "ps": sum(group.ps for group in self.groups),
            "bonuses": sum(group.bonus for group in self.groups),
            "supplements": sum(group.supplement for group in self.groups),
            **({"programmes": sum(each.amount for each in self.programmes)} if self.programmes else {}),
        }

    @property
    def granted(self) -> int:
        return sum(self.amounts.values())

    @property
    def aids(self) -> Sequence[AidTotal]:
        """The local aid of the dossier, one by one."""
        return totals_of(group.aids for group in self.groups)

    @property
    def granting(self) -> Granting:
        """What is granted, as envelopes follow it."""
        return Granting(
            porteur=self.demand.version.porteur_id,
            amounts=self.amounts,
            aids={each.id: each.amount for each in self.aids},
            chosen={each.id for each in self.decision.aids},
            programmes={each.id: each.amount for each in self.programmes},
        )

    @property
    def by_rule(self) -> Sequence[str]:
        """What the rules alone left out of it, in words."""
        return reasons_by_rule(self.decision, self.demand.groups, self.demand.ruling, self.demand.programmes)

    def recorded(self) -> RecordedDecision:
        """Return the decision as a session records it."""
        names = {bonus.id: bonus.label for bonus in self.demand.estimator.referential.bonuses}
        return RecordedDecision(
            outcome=self.decision.outcome,
            reason=self.decision.reason,
            by_rule=self.by_rule,
            groups=tuple(
                RecordedGroup(
                    position=group.position,
                    label=asked.label,
                    asked_costs=asked.running_costs,
                    retained=group.retained,
                    running_costs=group.running_costs,
                    bonuses={names[bonus]: reason for bonus, reason in group.bonuses.items()},
                    ps=group.ps,
                    bonus=group.bonus,
                    supplement=group.supplement,
                )
                for group, asked in zip(self.groups, self.demand.groups, strict=bool(self.groups))
            ),
            aids=self.aids,
            programmes=self.programmes,
        )


def demand_of(context: Context, version: DossierVersion) -> Demand:
    """Return what a deposit asks. Raises `Refused` when its rules were not kept, or `DepartmentUnavailable`."""
    estimator = sealed_estimator(context, version)
    content = kept_content(version.content)
    places, groups = estimable(content, estimator.bonuses_on_offer)
    asked, nature = sealed_questionnaire(context, version), version.porteur["nature"]
    seat = version.porteur.get("address")
    declared = declared_of(
        content,
        asked,
        nature,
        deposited_on=version.deposited_at.date(),
        complete=True,
        seat=Address(**{**seat, "lines": tuple(seat["lines"])}) if seat else None,
        department=estimator.code,
    )
    applicant = applicant_of(declared, nature, places)
    campaign = estimator.campaign
    verdicts = programme_verdicts(estimator.referential, campaign, declared)
    programmes = asked_programmes(content, campaign, verdicts) if campaign else ()
    return Demand(
        version=version,
        estimator=estimator,
        groups=groups,
        applicant=applicant,
        programmes=programmes,
        ruling=ruling_of(estimator, content, places, groups, version.estimate.get("groups", ())),
    )


def demand_weighed(weighed: Weighed) -> Demand:
    """Return what a deposit that is weighed already asks."""
    return Demand(
        version=weighed.version,
        estimator=weighed.estimator,
        groups=weighed.asked,
        applicant=weighed.check.applicant.unrefused(),
        programmes=weighed.check.programmes,
        ruling=weighed.ruling,
    )


def deliberate(demand: Demand, decision: Decision) -> Deliberation:
    """Say what a decision comes to. Raises `DepartmentUnavailable` when the department's own code fails."""
    estimator, asked = demand.estimator, demand.groups
    problems = decision_problems(
        decision, asked, estimator.bonuses_on_offer, not_eligible(demand), demand.programmes, demand.ruling
    )
    if problems:
        return Deliberation(demand=demand, decision=decision, problems=problems, groups=(), estimate={})
    estimate = worth(decision, asked, estimator, demand.applicant)
    if decision.aids:
        ruled = worth(decision, asked, estimator, demand.applicant, by_rule=True)
        problems = list(chosen_problems(decision, ruled, estimate))
        if problems:
            return Deliberation(demand=demand, decision=decision, problems=problems, groups=(), estimate={})
    return Deliberation(
        demand=demand,
        decision=decision,
        problems=(),
        groups=granted_groups(decision, asked, estimate),
        estimate=answer(estimate),
        programmes=granted_programmes(decision.outcome, decision.programmes, demand.programmes),
    )


def offered_aid(demand: Demand) -> Sequence[AidTotal]:
    """Return the local aid that the groups of a demand may get, with what its rule gave when it was deposited.

    A department's code is not asked again for it.
    """
    sealed = demand.version.estimate.get("groups", ())
    there = totals_of(map(kept_aid, group["supplements"]) for group in sealed)
    campaign = demand.estimator.campaign
    if campaign is None or not campaign.aids:
        return there
    groups = [Eligible(place, group, 0) for place, group in enumerate(demand.groups)]
    known = {each.id for each in there}
    possible = (
        AidTotal(id=aid.id, label=aid.label, amount=0, funder=funder, payer=payer)
        for aid in campaign.aids
        for funder, payer in [campaign.payer_of(aid)]
        if aid.id not in known and concerned(campaign, aid, groups, demand.applicant)
    )
    return (*there, *possible)


def not_eligible(demand: Demand) -> frozenset[int]:
    """Return the positions of the groups that miss a blocking criterion."""
    return frozenset(
        place
        for place, group in enumerate(demand.groups, start=1)
        if demand.estimator.judged(group.children, group.adults, group.levels, group.outside_school_time)[0]
        == "not_met"
    )


def deliberations(context: Context, whole: WholeSession) -> Mapping[UUID, Deliberation | None]:
    """Return what the decision prepared on each dossier comes to, by item; `None` where none is prepared."""
    versions = versions_of_items(context.session, [item.id for item in whole.items])
    return {
        item.id: deliberate(demand_of(context, versions[item.id]), read_decision(_said(item))) if item.draft else None
        for item in whole.items
    }


def _said(item: AgendaItem) -> Mapping[str, object]:
    return {key: value for key, value in (item.draft or {}).items() if key not in COMPUTED}
