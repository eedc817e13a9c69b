"""What a committee decides of a dossier: its outcome with a reason, the groups and costs retained, the bonuses granted.

The committee decides; this module computes what a decision is worth, and says what keeps it from being taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from clas_core.committees.programmes import DecidedProgramme, programme_problems
from clas_core.departments import LocalAid
from clas_core.departments.funders import LARGEST_AID
from clas_core.dossiers.lifecycle import OUTCOMES, Outcome
from clas_core.dossiers.programmes import AskedProgramme
from clas_core.errors import Problem
from clas_core.estimates import Applicant, Estimate, Estimator, SetAid
from clas_core.estimates.local_aid import over_cap
from clas_core.groups import Group
from clas_core.money import cents_of, write_euros


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
    """An outcome. `reason` is compulsory unless the dossier is plainly approved: whole, as it was asked.

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


def decision_problems(
    decision: Decision,
    asked: Sequence[Group],
    bonuses_on_offer: Mapping[str, str],
    not_eligible: AbstractSet[int] = frozenset(),
    programmes: Sequence[AskedProgramme] = (),
) -> list[Problem]:
    """Return all that is wrong with a decision on the groups that were `asked`, in the order of the deposit.

    `bonuses_on_offer` are the bonuses of the year, each with why it cannot be granted, or nothing; `not_eligible` the
    positions of groups that miss a blocking criterion, which no committee may retain; `programmes` the others of the
    call that were asked.
    """
    problems: list[Problem] = []
    if decision.outcome not in OUTCOMES:
        problems.append(Problem(("outcome",), f"Une décision est l'une de : {', '.join(OUTCOMES)}."))
    if not decision.reason.strip() and not _is_plain(decision, asked):
        problems.append(Problem(("reason",), "Une décision autre qu'un agrément simple se motive : dites pourquoi."))
    seen: set[int] = set()
    for index, group in enumerate(decision.groups):
        path = ("groups", index)
        if not 1 <= group.position <= len(asked):
            problems.append(
                Problem((*path, "position"), f"Le dossier a {len(asked)} groupe(s) : numérotez de 1 à {len(asked)}.")
            )
            continue
        if group.position in seen:
            problems.append(Problem((*path, "position"), f"Le groupe {group.position} est donné deux fois."))
        seen.add(group.position)
        most = asked[group.position - 1].running_costs
        if not 0 <= group.running_costs <= most:
            message = f"Un montant positif ou nul est attendu, au plus ce qui est demandé : {write_euros(most)}."
            problems.append(Problem((*path, "running_costs"), message))
        if group.retained and group.position in not_eligible:
            message = "Ce groupe n'est pas éligible : aucun comité ne peut le retenir."
            problems.append(Problem((*path, "retained"), message))
        problems += _bonus_problems(group, (*path, "bonuses"), asked[group.position - 1], bonuses_on_offer)
    retained = any(group.retained for group in decision.groups)
    if decision.outcome == "approved" and not retained and not any(each.amount for each in decision.programmes):
        other = ", ou accorde un autre programme" if programmes else ""
        problems.append(
            Problem(("groups",) if asked else ("programmes",), f"Un agrément retient au moins un groupe{other}.")
        )
    if decision.outcome != "approved" and any(group.retained or group.bonuses for group in decision.groups):
        message = "Seul un agrément retient des groupes : laissez la liste vide, ou agréez le dossier."
        problems.append(Problem(("groups",), message))
    problems += _set_problems(decision)
    return [*problems, *programme_problems(decision.outcome, decision.programmes, programmes)]


def _set_problems(decision: Decision) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, aid in enumerate(decision.aids):
        path = ("aids", index)
        if decision.outcome != "approved":
            yield Problem(path, "Seul un agrément fixe le montant d'une aide : retirez-la, ou agréez le dossier.")
        if aid.id in seen:
            yield Problem((*path, "id"), f"L'aide « {aid.id} » est donnée deux fois.")
        seen.add(aid.id)
        if not 0 <= aid.amount <= cents_of(LARGEST_AID):
            yield Problem((*path, "amount"), "Un montant positif ou nul est attendu, d'un million d'euros au plus.")
        if not aid.reason.strip():
            message = "Le comité fixe un autre montant que celui du barème avec une raison : dites-la."
            yield Problem((*path, "reason"), message)


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


def _is_plain(decision: Decision, asked: Sequence[Group]) -> bool:
    """Tell whether everything is approved as it was asked."""
    return decision.outcome == "approved" and [
        (group.position, group.retained, group.running_costs, frozenset(group.bonuses)) for group in decision.groups
    ] == [(place, True, group.running_costs, frozenset(group.bonuses)) for place, group in enumerate(asked, start=1)]


def _bonus_problems(
    group: RetainedGroup, path: tuple[str | int, ...], asked: Group, on_offer: Mapping[str, str]
) -> list[Problem]:
    problems = []
    for bonus, reason in group.bonuses.items():
        place = (*path, bonus)
        if bonus not in on_offer:
            problems.append(
                Problem(place, f"Ce bonus n'existe pas cette année ; bonus : {', '.join(on_offer) or 'aucun'}.")
            )
        elif on_offer[bonus]:
            problems.append(Problem(place, on_offer[bonus]))
        elif bonus not in asked.bonuses:
            problems.append(Problem(place, "Ce bonus n'est pas demandé pour ce groupe."))
        if not reason.strip():
            problems.append(Problem(place, "Un bonus s'accorde avec une raison : dites ce qui dépasse le socle."))
    if group.bonuses and not group.retained:
        problems.append(Problem(path, "Un groupe qui n'est pas retenu ne reçoit pas de bonus."))
    return problems


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
        asked[group.position - 1]._replace(running_costs=group.running_costs, bonuses=tuple(sorted(group.bonuses)))
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
