"""What a decision has approved of a dossier, as the settlement needs it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from clas_api.context import Context
from clas_api.services.rules.sealed_rules import sealed_questionnaire
from clas_api.store.granted import Granted, decided_aids, granted_of
from clas_api.store.models import DossierRow
from clas_core.bilans.bilan import BilanContent
from clas_core.bilans.comparison import ApprovedGroup
from clas_core.bilans.forecast import answer_sides, budget_sides, foreseen_groups, group_sides, sides_json
from clas_core.dossiers import kept_content
from clas_core.dossiers.asked import first_questions
from clas_core.dossiers.content import DossierContent
from clas_core.errors import Refused
from clas_core.groups import Group
from clas_core.questions import Questionnaire


def approval_of(context: Context, dossier: UUID) -> Granted:
    """Return what the last decision on a dossier grants. Raises `Refused` unless it approves the dossier."""
    granted = granted_of(context.session, [dossier]).get(dossier)
    if granted is None or granted.decision.outcome != "approved":
        raise Refused("Ce dossier n'est pas agréé : il n'y a rien à payer ni à solder.")
    return granted


def approved_groups(granted: Granted) -> Sequence[ApprovedGroup]:
    """Return the groups that were retained, with what was approved of each."""
    told = [group for action in granted.version.content.get("actions", ()) for group in action.get("groups", ())]
    return tuple(
        ApprovedGroup(
            position=deposited.position,
            group=Group(
                label=deposited.label,
                children=deposited.children,
                running_costs=decided.running_costs_cents,
                adults=deposited.paid_adults + deposited.volunteer_adults,
                levels=tuple(deposited.levels.split()),
                outside_school_time=told[deposited.position - 1].get("outside_school_time"),
                bonuses=tuple(sorted(decided.bonuses)),
            ),
            ps=decided.ps_cents,
            aids=tuple(decided_aids(decided)),
            action=deposited.action,
        )
        for deposited, decided in granted.groups
        if decided.retained
    )


def asked_of_bilan(context: Context, granted: Granted) -> Questionnaire:
    """Return the questions that a bilan answers: those that its deposit was sealed under, so that a porteur knows from
    that day on what it will be asked. Where their text was not kept, what every year asks: what was answered is read
    all the same."""
    try:
        return sealed_questionnaire(context, granted.version)
    except Refused:
        return first_questions()


def programmes_to_tell(granted: Granted) -> Mapping[str, str]:
    """Return the other programmes of which a bilan tells what was spent, by name: those that were granted something."""
    return {each.id: each.label for each in granted.programmes if each.amount}


def beside_forecast(granted: Granted, bilan: BilanContent, asked: Questionnaire) -> dict[str, Any]:
    """Return what was foreseen and approved beside what a bilan tells, as JSON values."""
    foreseen = kept_content(granted.version.content)
    groups = approved_groups(granted)
    return sides_json(
        budget_sides(foreseen.budget, bilan.budget),
        group_sides(groups, bilan, asked, foreseen_groups(groups, foreseen)),
        answer_sides(asked, "bilan", foreseen, bilan),
    )


def foreseen(context: Context, row: DossierRow) -> DossierContent:
    """Return the content of the deposit that was decided on: what the forecast column of a bilan shows."""
    return kept_content(approval_of(context, row.id).version.content)
