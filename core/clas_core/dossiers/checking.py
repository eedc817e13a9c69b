"""Checking a dossier at any time: what is missing, what the rules say, what would be paid.

The three answers come from the one content, by the rules of one year and one department; nothing here decides.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from clas_core.departments import Campaign
from clas_core.dossiers.asked import questionnaire_of
from clas_core.dossiers.assessment import DossierAssessment, assess_dossier
from clas_core.dossiers.completeness import Point, completeness, missing
from clas_core.dossiers.content import DossierContent
from clas_core.dossiers.declaring import applicant_of, declared_of
from clas_core.dossiers.programmes import AskedProgramme, asked_programmes
from clas_core.dossiers.unpaid import Unpaid, answered_in, unpaid_of
from clas_core.errors import Path, Problem
from clas_core.estimates import Applicant, Estimate, Estimator
from clas_core.groups import Group
from clas_core.porteurs import Porteur


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCheck:
    """The state of a dossier: `points` of completeness, the verdicts of the rules, and the estimate.

    `estimated` gives the place of each group of the estimate; a group whose children or costs are not known is not in
    it. `estimate` is `None` while no group can be computed. `unpaid` is what would not be paid, and why. `applicant` is
    who asks, as conditions of local aid see it. `programmes` are the others of the call that it asks an amount for.
    """

    points: Sequence[Point]
    assessment: DossierAssessment
    estimate: Estimate | None
    estimated: Sequence[Path]
    unpaid: Unpaid
    applicant: Applicant
    programmes: Sequence[AskedProgramme] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing for a deposit."""
        return not missing(self.points)

    @property
    def obstacles(self) -> Sequence[Problem]:
        """All that stands in the way of a deposit: what is missing, then what makes it inadmissible, but for its day.

        The day of a deposit is judged apart, to the second and by the clock of whoever receives it.
        """
        missed = (
            finding.criterion
            for finding in self.assessment.findings
            if finding.verdict == "not_met" and finding.criterion.decides == "admissibility"
        )
        return (
            *(Problem(point.path, f"{point.label.rstrip('.')} : {point.message}") for point in missing(self.points)),
            *(
                Problem(answered_in(criterion), criterion.message)
                for criterion in missed
                if criterion.severity == "blocking" and criterion.about not in ("deposited_on", "complete")
            ),
        )

    @property
    def total(self) -> int:
        """What would be paid for the Clas, in cents, as far as it is known."""
        return self.estimate.total if self.estimate else 0

    @property
    def asked(self) -> int:
        """What is asked in all, in cents: that, and the amounts that the dossier asks of other programmes."""
        return self.total + sum(each.amount for each in self.programmes)


def check_dossier(
    content: DossierContent,
    porteur: Porteur,
    campaign: Campaign,
    estimator: Estimator,
    *,
    deposited_on: date,
    extended_until: date | None = None,
    attached: AbstractSet[str] = frozenset(),
) -> DossierCheck:
    """Check `content` as if it were deposited on `deposited_on`, with documents of the kinds `attached`.

    Until `extended_until`, a deposit after the closing day counts as one of that day: more time was granted.

    `estimator` carries the rules of the year and the department. Raises `DepartmentUnavailable` when the department's
    own code fails.
    """
    closes = campaign.calendar.closing_day
    if extended_until is not None and closes is not None and closes < deposited_on <= extended_until:
        deposited_on = closes
    questionnaire = questionnaire_of(estimator.referential, campaign)
    points = completeness(content, porteur, campaign, attached, estimator.bonuses_on_offer, questionnaire)
    declared = declared_of(
        content,
        questionnaire,
        porteur.nature,
        deposited_on=deposited_on,
        complete=not missing(points),
        seat=porteur.address,
        department=estimator.code,
    )
    assessment = assess_dossier(estimator.referential, estimator.department, declared, campaign.name)
    places, groups = estimable(content, estimator.bonuses_on_offer)
    applicant = applicant_of(declared, porteur.nature, places, assessment)
    estimate = estimator.estimate(groups, applicant=applicant) if groups else None
    programmes = asked_programmes(content, campaign, {each.id: each.verdict for each in assessment.programmes})
    return DossierCheck(
        points=points,
        assessment=assessment,
        estimate=estimate,
        estimated=places,
        unpaid=unpaid_of(assessment, estimate, places),
        applicant=applicant,
        programmes=programmes,
    )


def estimable(content: DossierContent, bonuses: Mapping[str, str]) -> tuple[Sequence[Path], Sequence[Group]]:
    """Return the groups that can be computed, each with its place and its share of the common costs.

    A bonus that cannot be asked for this year is left out: the points of completeness say so.
    """
    places: list[Path] = []
    groups: list[Group] = []
    shares = iter(content.shares_of_common_costs())
    for number, action in enumerate(content.actions):
        for index, group in enumerate(action.groups):
            share = next(shares)
            if group.children is None or group.running_costs is None:
                continue
            places.append(("actions", number, "groups", index))
            groups.append(
                Group(
                    label=group.label or f"Action {number + 1}, groupe {index + 1}",
                    children=group.children,
                    running_costs=group.running_costs + share,
                    adults=group.adults,
                    levels=group.levels,
                    outside_school_time=group.outside_school_time,
                    bonuses=tuple(claim.id for claim in group.bonuses if bonuses.get(claim.id) == ""),
                    common=share,
                )
            )
    return places, groups
