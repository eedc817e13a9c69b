"""What keeps a decision on a demand from being taken: all of it at once, each at its place."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from clas_core.committees.decision import Decision, RetainedGroup
from clas_core.committees.programmes import programme_problems
from clas_core.committees.ruling import NO_RULING, Ruling, judgements
from clas_core.departments.funders import LARGEST_AID
from clas_core.dossiers.lifecycle import OUTCOMES
from clas_core.dossiers.programmes import AskedProgramme
from clas_core.errors import Problem
from clas_core.groups import Group
from clas_core.money import cents_of, write_euros


def decision_problems(
    decision: Decision,
    asked: Sequence[Group],
    bonuses_on_offer: Mapping[str, str],
    not_eligible: AbstractSet[int] = frozenset(),
    programmes: Sequence[AskedProgramme] = (),
    ruling: Ruling = NO_RULING,
) -> list[Problem]:
    """Return all that is wrong with a decision on the groups that were `asked`, in the order of the deposit.

    `bonuses_on_offer` are the bonuses of the year, each with why it cannot be granted, or nothing; `not_eligible` the
    positions of groups that miss a blocking criterion, which no committee may retain; `programmes` the others of the
    call that were asked; `ruling` what the rules leave out, which nobody has to say why of.
    """
    problems: list[Problem] = []
    if decision.outcome not in OUTCOMES:
        problems.append(Problem(("outcome",), f"Une décision est l'une de : {', '.join(OUTCOMES)}."))
    if not decision.reason.strip() and (judged := judgements(decision, asked, ruling, programmes, not_eligible)):
        problems.append(Problem(("reason",), f"Cette décision se motive, dites pourquoi : {' ; '.join(judged)}."))
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
