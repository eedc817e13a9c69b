"""What a list of groups would be paid: eligibility, Ps, bonuses asked for and local supplements, to the cent.

The bonuses are those asked for or granted: the estimate says what they are worth, never whether they are deserved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple

from clas_core.calculation import PsRule, Step
from clas_core.departments import DepartmentPlugin, LocalAid
from clas_core.eligibility import Finding, Rules, Verdict, assess, verdict_of
from clas_core.errors import MissingFigure
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What all the groups would be paid under one referential and, perhaps, one department."""

    referential: Referential
    department: DepartmentPlugin | None
    rule: PsRule
    groups: Sequence[GroupEstimate]
    total: int
    provisional: bool


class Estimator:
    """One year's rules and one department's, made ready once, then applied to any number of groups."""

    def __init__(self, referential: Referential, department: DepartmentPlugin | None = None) -> None:
        """Raises `UnknownCampaign` when the department has no call for the year of `referential`."""
        self.referential = referential
        self.department = department
        self.rule = PsRule.of(referential.ps)
        rules = referential.rules.about("group")
        if department is not None:
            department.department.campaign(referential.school_year)
            local = department.rules(referential.school_year).about("group")
            rules = rules.with_added(local.named(referential.questions))
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
        return self.department is not None and self.department.grants_aid

    def is_provisional(self, bonuses: Iterable[str]) -> bool:
        """Tell whether a figure or a rule that amounts with these bonuses rest on is expected, not published."""
        ps = self.referential.ps
        figures = [ps.rate, ps.maximum, *(self.referential.bonus_amount(each) for each in bonuses)]
        return self._uses_expected_rules or any(figure.standing == "expected" for figure in figures)

    def bonuses(self, identifiers: Iterable[str]) -> tuple[GrantedBonus, ...]:
        """Return the bonuses with their amounts. Raises `MissingFigure` for one that is not published."""
        figures = [(identifier, self.referential.bonus_amount(identifier)) for identifier in identifiers]
        return tuple(
            GrantedBonus(id=identifier, amount=cents_of(figure.value), figure=figure) for identifier, figure in figures
        )

    def estimate(self, groups: Iterable[Group], granted_aid: Iterable[Sequence[LocalAid]] | None = None) -> Estimate:
        """Estimate `groups` in their order.

        `granted_aid` is the local aid of each group where it was decided already: it is taken as it is for a group that
        is eligible, and neither the department's table nor its code is asked again.

        Raises `MissingFigure` when a bonus asked for has no published amount, `DepartmentUnavailable` when the
        department's own code fails.
        """
        groups = tuple(groups)
        aids: Iterable[Sequence[LocalAid] | None] = repeat(None, len(groups)) if granted_aid is None else granted_aid
        estimates = []
        total = 0
        for group, aid in zip(groups, aids, strict=True):
            judged = self.judged(group.children, group.adults, group.levels, group.outside_school_time)
            each = self._estimate(group, judged, self.priced(group.bonuses), aid)
            estimates.append(each)
            total += each.total
        return Estimate(
            referential=self.referential,
            department=self.department,
            rule=self.rule,
            groups=estimates,
            total=total,
            provisional=self.is_provisional({each for group in groups for each in group.bonuses}),
        )

    def _judge(
        self, children: int | None, adults: int | None, levels: tuple[str, ...] | None, outside: bool | None
    ) -> tuple[Verdict, Sequence[Finding]]:
        group = Group("", children, 0, adults=adults, levels=levels, outside_school_time=outside)
        findings = assess(self.rules, group.facts)
        return verdict_of(findings), findings

    def _estimate(
        self,
        group: Group,
        judged: tuple[Verdict, Sequence[Finding]],
        bonuses: Sequence[GrantedBonus],
        granted_aid: Sequence[LocalAid] | None,
    ) -> GroupEstimate:
        verdict, findings = judged
        ps = total = 0
        supplements: Sequence[LocalAid] = ()
        if verdict == "not_met":
            bonuses = ()
        else:
            ps = total = self.rule.ps(group.running_costs)
            for bonus in bonuses:
                total += bonus.amount
            if granted_aid is not None:
                supplements = granted_aid
            elif self.department is not None:
                supplements = self.department.supplements(self.referential.school_year, group, ps)
            for aid in supplements:
                total += cents_of(aid.amount)
        return GroupEstimate(group, verdict, findings, ps, bonuses, supplements, total)
