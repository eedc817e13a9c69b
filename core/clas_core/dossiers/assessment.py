"""Assessing a whole dossier: its own criteria, those of its actions and of their groups, and what a department adds.

A group that misses a criterion is not paid, and does not sink the dossier: the dossier is eligible when it meets
its own criteria and at least one group may be paid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clas_core.departments import CallName, Campaign, DepartmentPlugin
from clas_core.eligibility import Criterion, Fact, Finding, Rules, Verdict, assess, verdict_of, worst
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
    """What a dossier declares, as far as it is known.

    `programmes` are the others of the call that it applies to; `about_clas` whether it applies to the Clas.
    """

    facts: Mapping[str, Fact]
    actions: Sequence[DeclaredAction] = ()
    programmes: Sequence[str] = ()
    about_clas: bool = True


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
class ProgrammeAssessment:
    """What the criteria that ask the questions of another programme than the Clas say of it, and of nothing else."""

    id: str
    label: str
    verdict: Verdict
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierAssessment:
    """The verdicts on a dossier, each with its evidence. `admissible`: may be studied; `eligible`: meets the rules.

    A dossier that is not about the Clas is eligible when one of its `programmes` is.
    """

    referential: Referential
    department: DepartmentPlugin | None
    campaign: Campaign | None
    admissible: Verdict
    eligible: Verdict
    findings: Sequence[Finding]
    actions: Sequence[ActionAssessment]
    programmes: Sequence[ProgrammeAssessment] = ()

    @property
    def provisional(self) -> bool:
        """Whether the year is not in force yet, or a rule that was applied is expected and not published."""
        return self.referential.is_project or any(
            finding.criterion.standing == "expected" for finding in self.all_findings()
        )

    def all_findings(self) -> Iterable[Finding]:
        yield from self.findings
        for programme in self.programmes:
            yield from programme.findings
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
    programmes: Sequence[ProgrammeAssessment] = ()
    campaign: Campaign | None = None
    if department is not None:
        campaign = department.department.campaign(call or referential.school_year)
        rules = rules.with_added(campaign.rules.named(referential.questions))
        reviewed = department.review(campaign.school_year, dossier.facts)
        rules, programmes = _by_programme(campaign, rules, dossier)
    findings = (*assess(rules.about("dossier"), dossier.facts), *reviewed)
    actions = tuple(_assess_action(rules, action) for action in dossier.actions)
    groups = _best(group.verdict for action in actions for group in action.groups)
    return DossierAssessment(
        referential=referential,
        department=department,
        campaign=campaign,
        admissible=verdict_of(findings, "admissibility"),
        eligible=worst((verdict_of(findings), groups))
        if dossier.about_clas
        else _best(each.verdict for each in programmes),
        findings=findings,
        actions=actions,
        programmes=programmes,
    )


def programme_verdicts(
    referential: Referential, campaign: Campaign | None, dossier: DeclaredDossier
) -> Mapping[str, Verdict]:
    """Return what their own criteria say of the other programmes of a call that a dossier asks for, by their names."""
    if campaign is None or not dossier.programmes:
        return {}
    _, programmes = _by_programme(campaign, campaign.rules.named(referential.questions), dossier)
    return {each.id: each.verdict for each in programmes}


def _by_programme(
    campaign: Campaign, rules: Rules, dossier: DeclaredDossier
) -> tuple[Rules, Sequence[ProgrammeAssessment]]:
    """Return the rules that judge the Clas, and what those of the other programmes that it applies to say.

    What judges whether a dossier may be studied judges it whole. Of one that is not about the Clas, no rule of the Clas
    judges anything else.
    """
    if not campaign.programmes:
        return rules, ()
    owners = campaign.question_owners
    found: dict[str, list[tuple[str, Criterion]]] = {each.id: [] for each in campaign.programmes}
    left = []
    for origin, criterion in rules.criteria:
        owner = owners.get(criterion.question or "")
        if owner is not None and owner not in dossier.programmes:
            continue
        if criterion.decides == "admissibility" or (owner is None and dossier.about_clas):
            left.append((origin, criterion))
        elif owner is not None:
            found[owner].append((origin, criterion))
    assessed = [
        (each, assess(Rules(criteria=found[each.id]), dossier.facts))
        for each in campaign.programmes
        if each.id in dossier.programmes
    ]
    return Rules(criteria=tuple(left)), tuple(
        ProgrammeAssessment(id=each.id, label=each.label, verdict=verdict_of(findings), findings=findings)
        for each, findings in assessed
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
