"""What a list of groups would be paid: eligibility, Ps, bonuses asked for and local supplements, to the cent.

The bonuses are those asked for or granted: the estimate says what they are worth, never whether they are deserved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from clas_core.calculation import PsRule, Step
from clas_core.departments import CallName, Campaign, DepartmentPlugin, LocalAid
from clas_core.eligibility import Finding, Rules, Verdict, assess, verdict_of
from clas_core.errors import MissingFigure
from clas_core.estimates.local_aid import UNKNOWN, Applicant, Eligible, above_costs, capped, local_aid
from clas_core.estimates.set_aid import SetAid, with_set
from clas_core.groups import Group
from clas_core.money import cents_of
from clas_core.national import Figure, Referential


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedBonus:
    """A bonus asked for, and its published amount in cents, with the step that says so: one for all the groups."""

    id: str
    amount: int
    figure: Figure
    step: Step = field(init=False, repr=False, compare=False)
    shown: dict[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        label, source = f"{self.figure.label}, s'il est accordé", self.figure.source.citation
        expected = self.figure.standing == "expected"
        step = Step(f"bonus.{self.id}", label, "given", (self.amount,), self.amount, source, None, expected)
        object.__setattr__(self, "step", step)
        object.__setattr__(self, "shown", step.as_json())


class GroupEstimate(NamedTuple):
    """What one group would be paid, in cents. A group that is not eligible is paid nothing."""

    group: Group
    verdict: Verdict
    findings: Sequence[Finding]
    ps: int
    bonuses: Sequence[GrantedBonus]
    supplements: Sequence[LocalAid]
    total: int

    @property
    def eligible(self) -> bool:
        """Whether no blocking criterion is missed; what is not known yet does not count against the group."""
        return self.verdict != "not_met"

    @property
    def national(self) -> int:
        """What the nation pays: the Ps and the bonuses."""
        return self.ps + sum(bonus.amount for bonus in self.bonuses)

    def with_aid(self, aids: Sequence[LocalAid]) -> "GroupEstimate":
        """Return the same group with this local aid instead of what it has; none where it is not eligible."""
        if not self.eligible:
            return self
        return self._replace(supplements=aids, total=self.national + sum(cents_of(aid.amount) for aid in aids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What all the groups would be paid under one referential and, perhaps, one department.

    `remarks` say what the amounts alone do not: aid that is not counted, a cap, aid above the costs.
    """

    referential: Referential
    department: DepartmentPlugin | None
    campaign: Campaign | None
    rule: PsRule
    groups: Sequence[GroupEstimate]
    total: int
    provisional: bool
    remarks: Sequence[str] = ()

    @property
    def costs(self) -> int:
        """The running costs of the groups that are paid for, in cents."""
        return sum(each.group.running_costs for each in self.groups if each.eligible)


class Estimator:
    """One year's rules and those of a department's call, made ready once, then applied to any number of groups."""

    def __init__(
        self, referential: Referential, department: DepartmentPlugin | None = None, call: CallName | None = None
    ) -> None:
        """Take the rules of a year and, where there is a `department`, those of its `call`: the main one of the year
        if none is named. Raises `UnknownCampaign` when the department has no such call."""
        self.referential = referential
        self.campaign: Campaign | None = None
        """The call whose aid is counted; `None` for the national rules alone."""
        self.department = department
        self.rule = PsRule.of(referential.ps)
        rules = referential.rules.about("group")
        if department is not None:
            self.campaign = department.department.campaign(call or referential.school_year)
            rules = rules.with_added(self.campaign.rules.about("group").named(referential.questions))
        self.rules: Rules = rules
        self.bonuses_on_offer: Mapping[str, str] = {
            bonus.id: "" if bonus.amount else str(MissingFigure(bonus.label, referential.school_year))
            for bonus in referential.bonuses
        }
        """The bonuses of the year, each with why it cannot be asked for: nothing when its amount is published."""
        # Most groups declare the same few facts and ask for the same few bonuses: each is judged and priced once.
        self.judged = lru_cache(maxsize=256)(self._judge)
        self.priced = lru_cache(maxsize=64)(self.bonuses)
        self._uses_expected_rules = any(criterion.standing == "expected" for _, criterion in rules.criteria)

    @property
    def has_local_aid(self) -> bool:
        """Whether the department may add aid of its own to a group."""
        campaign = self.campaign
        return self.department is not None and campaign is not None and self.department.grants_aid(campaign.name)

    def is_provisional(self, bonuses: Iterable[str]) -> bool:
        """Tell whether the year is not in force yet, or a figure or a rule that amounts with these bonuses rest on is
        expected, not published."""
        ps = self.referential.ps
        figures = [ps.rate, ps.maximum, *(self.referential.bonus_amount(each) for each in bonuses)]
        return (
            self.referential.is_project
            or self._uses_expected_rules
            or any(figure.standing == "expected" for figure in figures)
        )

    def bonuses(self, identifiers: Iterable[str]) -> tuple[GrantedBonus, ...]:
        """Return the bonuses with their amounts. Raises `MissingFigure` for one that is not published."""
        figures = [(identifier, self.referential.bonus_amount(identifier)) for identifier in identifiers]
        return tuple(
            GrantedBonus(id=identifier, amount=cents_of(figure.value), figure=figure) for identifier, figure in figures
        )

    @property
    def code(self) -> str | None:
        """The code of the department; `None` for the national rules alone."""
        return self.department.department.code if self.department else None

    def estimate(
        self,
        groups: Iterable[Group],
        granted_aid: Iterable[Sequence[LocalAid]] | None = None,
        applicant: Applicant = UNKNOWN,
        chosen: Sequence[SetAid] = (),
    ) -> Estimate:
        """Estimate `groups` in their order, asked for by `applicant`. `chosen` is aid that the committee sets.

        `granted_aid` is the local aid of each group where it was decided already: it is taken as it is for a group that
        is eligible, and neither the department's table nor its code is asked again.

        Raises `MissingFigure` when a bonus asked for has no published amount, `DepartmentUnavailable` when the
        department's own code fails.
        """
        estimates = [
            self._estimate(group, applicant.groups[place].refusals if applicant.groups else ())
            for place, group in enumerate(groups)
        ]
        remarks: Sequence[str] = ()
        if granted_aid is not None:
            aids: Mapping[int, Sequence[LocalAid]] = dict(enumerate(granted_aid))
            if chosen and self.campaign is not None:
                eligible = eligible_of(estimates)
                kept = {each.place: aids[each.place] for each in eligible}
                aids = {**aids, **with_set(self.campaign, eligible, applicant, kept, chosen)}
            estimates = [each.with_aid(aids[place]) for place, each in enumerate(estimates)]
        elif self.has_local_aid:
            estimates, remarks = self._aided(estimates, applicant, chosen)
        return self.summed(estimates, remarks)

    def summed(self, groups: Sequence[GroupEstimate], remarks: Sequence[str] = ()) -> Estimate:
        """Return the estimate that `groups` come to."""
        estimate = Estimate(
            referential=self.referential,
            department=self.department,
            campaign=self.campaign,
            rule=self.rule,
            groups=groups,
            total=sum(each.total for each in groups),
            provisional=self.is_provisional({each for it in groups for each in it.group.bonuses}),
        )
        return replace(estimate, remarks=(*remarks, *above_costs(estimate.total, estimate.costs)))

    def _aided(
        self, estimates: Sequence[GroupEstimate], applicant: Applicant, chosen: Sequence[SetAid]
    ) -> tuple[list[GroupEstimate], Sequence[str]]:
        """Return the groups with the local aid that they get, and what is to be said of it."""
        department, campaign = self.department, self.campaign
        assert department is not None
        assert campaign is not None
        groups = eligible_of(estimates)
        computed = {
            index: tuple(department.supplements(campaign.name, group, estimates[index].ps))
            for index, group, _ in groups
        }
        tabled, remarks = local_aid(campaign, groups, applicant, {each.id for each in chosen})
        aids: Mapping[int, Sequence[LocalAid]] = {index: (*computed[index], *tabled[index]) for index in computed}
        if chosen:
            aids = with_set(campaign, groups, applicant, aids, chosen)
        if campaign.cap is not None:
            aids, said = capped(campaign.cap, groups, aids)
            remarks = (*remarks, *said)
        return [each.with_aid(aids.get(index, ())) for index, each in enumerate(estimates)], remarks

    def _judge(
        self, children: int | None, adults: int | None, levels: tuple[str, ...] | None, outside: bool | None
    ) -> tuple[Verdict, Sequence[Finding]]:
        group = Group("", children, 0, adults=adults, levels=levels, outside_school_time=outside)
        findings = assess(self.rules, group.facts)
        return verdict_of(findings), findings

    def _estimate(self, group: Group, refusals: Sequence[Finding]) -> GroupEstimate:
        """Return what the nation pays a group, which `refusals` may refuse by more than an estimate is told of it."""
        verdict, findings = self.judged(group.children, group.adults, group.levels, group.outside_school_time)
        bonuses = self.priced(group.bonuses)
        if verdict != "not_met" and refusals:
            verdict, findings = "not_met", refusals
        if verdict == "not_met":
            return GroupEstimate(group, verdict, findings, 0, (), (), 0)
        ps = total = self.rule.ps(group.running_costs)
        for bonus in bonuses:
            total += bonus.amount
        return GroupEstimate(group, verdict, findings, ps, bonuses, (), total)


def eligible_of(estimates: Sequence[GroupEstimate]) -> Sequence[Eligible]:
    """Return the groups that may get local aid, each with its place."""
    return [Eligible(index, each.group, each.national) for index, each in enumerate(estimates) if each.eligible]
