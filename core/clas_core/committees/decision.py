"""What a committee decides of a dossier: its outcome with a reason, the groups and costs retained, the bonuses granted.

The committee decides; this module computes what a decision is worth. What keeps it from being taken is beside it, in
`deciding`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from clas_core.committees.programmes import DecidedProgramme
from clas_core.departments import LocalAid
from clas_core.dossiers.lifecycle import Outcome
from clas_core.errors import Problem
from clas_core.estimates import Applicant, Estimate, Estimator, SetAid
from clas_core.estimates.local_aid import over_cap
from clas_core.groups import Group
from clas_core.money import cents_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RetainedGroup:
    """One group of a deposit, as decided. `running_costs` in cents, never more than was asked.

    `bonuses` are those granted, each with its reason: a human decision, never computed.
    """

    position: int
    retained: bool
    running_costs: int
    bonuses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An outcome. `reason` is compulsory where it differs from the demand by judgement, and not by the rules alone.

    `aids` are those that the committee sets to another amount than their rule's, each with its own reason; `programmes`
    what it decides of each other programme that was asked.
    """

    outcome: Outcome
    reason: str
    groups: Sequence[RetainedGroup] = ()
    aids: Sequence[SetAid] = ()
    programmes: Sequence[DecidedProgramme] = ()

    @property
    def kept(self) -> Sequence[RetainedGroup]:
        """The groups that an approval retains; none of another outcome."""
        return [group for group in self.groups if group.retained] if self.outcome == "approved" else []


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedGroup:
    """What an approval gives one group of the deposit, in cents; nothing when it is not retained.

    `aids` is the department's own aid, as its table and its code answered: what is decided is not asked of them again.
    """

    position: int
    retained: bool
    running_costs: int = 0
    bonuses: Mapping[str, str] = field(default_factory=dict)
    ps: int = 0
    bonus: int = 0
    aids: Sequence[LocalAid] = ()

    @property
    def supplement(self) -> int:
        return sum(cents_of(aid.amount) for aid in self.aids)

    @property
    def total(self) -> int:
        return self.ps + self.bonus + self.supplement


def chosen_problems(decision: Decision, ruled: Estimate, decided: Estimate) -> Iterator[Problem]:
    """Yield what keeps the aid that a decision sets from being granted: what `ruled` by the call alone, and what is
    `decided`, tell which aid there is."""
    granted = {aid.id for group in decided.groups for aid in group.supplements if aid.ruled is not None}
    there = {aid.id for group in (*ruled.groups, *decided.groups) for aid in group.supplements}
    for index, aid in enumerate(decision.aids):
        if aid.id not in granted:
            known = ", ".join(sorted(there)) or "aucune"
            message = f"L'aide « {aid.id[:80]} » ne peut pas aller à ces groupes ; aides possibles : {known}."
            yield Problem(("aids", index, "id"), message)
    campaign = decided.campaign
    if decision.aids and campaign is not None and campaign.cap is not None:
        said = over_cap(campaign.cap, decided.costs, decided.total)
        if said:
            yield Problem(("aids",), f"{said} Baissez une aide fixée par le comité.")


def worth(
    decision: Decision,
    asked: Sequence[Group],
    estimator: Estimator,
    applicant: Applicant | None = None,
    *,
    by_rule: bool = False,
) -> Estimate:
    """Return what a decision is worth: the retained groups, at their retained costs, with the bonuses granted.

    Only an approval is worth anything; the estimate of any other outcome has no group. `applicant` is who asked for the
    groups; `by_rule` leaves out what the committee sets. Raises `MissingFigure` for a bonus whose amount is not
    published.
    """
    kept = decision.kept
    groups = [
        asked[group.position - 1].with_costs(group.running_costs)._replace(bonuses=tuple(sorted(group.bonuses)))
        for group in kept
    ]
    return estimator.estimate(
        groups,
        applicant=(applicant or Applicant()).only(group.position for group in kept),
        chosen=() if by_rule else decision.aids,
    )


def granted_groups(decision: Decision, asked: Sequence[Group], estimate: Estimate) -> Sequence[GrantedGroup]:
    """Return what an approval, worth `estimate`, gives each group of the deposit; nothing for another outcome.

    A group that the decision does not name is not retained.
    """
    if decision.outcome != "approved":
        return ()
    kept = decision.kept
    found = {
        group.position: GrantedGroup(
            position=group.position,
            retained=True,
            running_costs=group.running_costs,
            bonuses=dict(group.bonuses),
            ps=each.ps,
            bonus=sum(bonus.amount for bonus in each.bonuses),
            aids=tuple(each.supplements),
        )
        for group, each in zip(kept, estimate.groups, strict=True)
    }
    return tuple(found.get(place) or GrantedGroup(position=place, retained=False) for place in range(1, len(asked) + 1))
