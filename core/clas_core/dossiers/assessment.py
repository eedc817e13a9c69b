"""Assessing a whole dossier: its own criteria, those of its actions and of their groups, and what a department adds.

A group that misses a criterion is not paid, and does not sink the dossier: the dossier is eligible when it meets
its own criteria and at least one group may be paid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clas_core.departments import CallName, Campaign, DepartmentPlugin
from clas_core.eligibility import Fact, Finding, Rules, Verdict, assess, verdict_of, worst
from clas_core.national import Referential


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredGroup:
    label: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredAction:
    label: str
    facts: Mapping[str, Fact]
    groups: Sequence[DeclaredGroup] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredDossier:
    """What a dossier declares, as far as it is known."""

    facts: Mapping[str, Fact]
    actions: Sequence[DeclaredAction] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAssessment:
    """`verdict` counts the group's own criteria and those of its action."""

    label: str
    verdict: Verdict
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAssessment:
    label: str
    verdict: Verdict
    findings: Sequence[Finding]
    groups: Sequence[GroupAssessment]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierAssessment:
    """The verdicts on a dossier, each with its evidence. `admissible`: may be studied; `eligible`: meets the rules."""

    referential: Referential
    department: DepartmentPlugin | None
    campaign: Campaign | None
    admissible: Verdict
    eligible: Verdict
    findings: Sequence[Finding]
    actions: Sequence[ActionAssessment]

    @property
    def provisional(self) -> bool:
        """Whether a rule that was applied is expected and not published."""
        return any(finding.criterion.standing == "expected" for finding in self.all_findings())

    def all_findings(self) -> Iterable[Finding]:
        yield from self.findings
        for action in self.actions:
            yield from action.findings
            for group in action.groups:
                yield from group.findings


def assess_dossier(
    referential: Referential,
    department: DepartmentPlugin | None,
    dossier: DeclaredDossier,
    call: CallName | None = None,
) -> DossierAssessment:
    """Assess `dossier` by the national rules and, when there is a `department`, by what it adds in its `call`: the main
    one of the year if none is named.

    Raises `UnknownCampaign` when the department has no such call, `DepartmentUnavailable` when its code fails.
    """
    rules = referential.rules
    reviewed: Sequence[Finding] = ()
    campaign: Campaign | None = None
    if department is not None:
        campaign = department.department.campaign(call or referential.school_year)
        rules = rules.with_added(campaign.rules.named(referential.questions))
        reviewed = department.review(campaign.school_year, dossier.facts)
    findings = (*assess(rules.about("dossier"), dossier.facts), *reviewed)
    actions = tuple(_assess_action(rules, action) for action in dossier.actions)
    groups = _best(group.verdict for action in actions for group in action.groups)
    return DossierAssessment(
        referential=referential,
        department=department,
        campaign=campaign,
        admissible=verdict_of(findings, "admissibility"),
        eligible=worst((verdict_of(findings), groups)),
        findings=findings,
        actions=actions,
    )


def _assess_action(rules: Rules, action: DeclaredAction) -> ActionAssessment:
    findings = assess(rules.about("action"), action.facts)
    verdict = verdict_of(findings)
    groups = []
    for group in action.groups:
        evidence = assess(rules.about("group"), group.facts)
        groups.append(
            GroupAssessment(label=group.label, verdict=worst((verdict, verdict_of(evidence))), findings=evidence)
        )
    return ActionAssessment(label=action.label, verdict=verdict, findings=findings, groups=tuple(groups))


def _best(verdicts: Iterable[Verdict]) -> Verdict:
    """Sum up the groups: one that may be paid is enough; with none described, nothing is known yet."""
    found = set(verdicts)
    if "met" in found:
        return "met"
    return "not_met" if found == {"not_met"} else "unknown"
