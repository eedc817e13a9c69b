"""The form of a decision on a deposit: what the Caf proposes, and what the committee decides, are typed the same way.

A bonus is granted when somebody writes why, and in no other way. So is local aid set to another amount than its rule's.
Of each other programme than the Clas an amount is typed, that which was asked to begin with.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from clas_api.pages.caf.form import CafForm
from clas_api.pages.typed import write_amount
from clas_api.services.committees.deliberating import Demand, not_eligible, offered_aid
from clas_core.dossiers.lifecycle import OUTCOMES, STATES
from clas_core.dossiers.programmes import AskedProgramme
from clas_core.errors import Path
from clas_core.estimates import AidTotal
from clas_core.money import amount_text

OUTCOME_WORDS: Mapping[str, str] = {outcome: STATES[outcome].capitalize() for outcome in OUTCOMES}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedGroup:
    """A group as it was asked: its place in the form, what it costs in cents, and what each bonus is claimed for.

    `claims` give the label of a bonus, and what the porteur writes of it."""

    rank: int
    label: str
    children: int | None
    running_costs: int
    eligible: bool
    claims: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a deposit asks, as a form of a decision shows it: its groups, the local aid that it may get, the other
    programmes."""

    groups: Sequence[AskedGroup]
    aids: Sequence[AidTotal]
    programmes: Sequence[AskedProgramme] = ()


def asked_of(demand: Demand) -> Asked:
    """Return what a deposit asks."""
    return Asked(groups=_asked_groups(demand), aids=offered_aid(demand), programmes=demand.programmes)


def _asked_groups(demand: Demand) -> Sequence[AskedGroup]:
    names = {bonus.id: bonus.label for bonus in demand.estimator.referential.bonuses}
    written = [
        {claim["id"]: claim.get("beyond") or "" for claim in group.get("bonuses", ())}
        for action in demand.version.content["actions"]
        for group in action["groups"]
    ]
    refused = not_eligible(demand)
    return tuple(
        AskedGroup(
            rank=rank,
            label=group.label,
            children=group.children,
            running_costs=group.running_costs,
            eligible=rank + 1 not in refused,
            claims={bonus: (names.get(bonus, bonus), written[rank].get(bonus, "")) for bonus in group.bonuses},
        )
        for rank, group in enumerate(demand.groups)
    )


def first_form(asked: Asked) -> CafForm:
    """Return the form to begin with: the groups that meet the rules, as they were asked, and no bonus."""
    values: MultiDict[str, str] = MultiDict()
    for group in asked.groups:
        if group.eligible:
            values.add(f"groups/{group.rank}/retained", "oui")
        values.add(f"groups/{group.rank}/running_costs", write_amount(amount_text(group.running_costs)))
    for rank, programme in enumerate(asked.programmes):
        amount = programme.amount if programme.eligible else 0
        values.add(f"programmes/{rank}/amount", write_amount(amount_text(amount)))
    return named(CafForm(values), asked)


def form_of_decision(decision: Mapping[str, Any], asked: Asked) -> CafForm:
    """Return the form in which a decision, as JSON, stands as it would be typed."""
    form = first_form(asked)
    form.values["outcome"], form.values["reason"] = decision["outcome"], decision["reason"] or ""
    for group in decision["groups"]:
        place = f"groups/{group['position'] - 1}"
        form.values.setlist(f"{place}/retained", ["oui"] if group["retained"] else [])
        form.values[f"{place}/running_costs"] = write_amount(group["running_costs"])
        for bonus, reason in group["bonuses"].items():
            form.values[f"{place}/bonuses/{bonus}"] = reason
    ranks = {aid.id: rank for rank, aid in enumerate(asked.aids)}
    for each in decision.get("aids", ()):
        if (rank := ranks.get(each["id"])) is not None:
            form.values[f"aids/{rank}/amount"] = write_amount(each["amount"])
            form.values[f"aids/{rank}/reason"] = each["reason"]
    decided = {each["id"]: each for each in decision.get("programmes", ())}
    for rank, programme in enumerate(asked.programmes):
        if (made := decided.get(programme.id)) is not None:
            form.values[f"programmes/{rank}/amount"] = write_amount(made["amount"])
            form.values[f"programmes/{rank}/reason"] = made["reason"] or ""
    return form


def named(form: CafForm, asked: Asked) -> CafForm:
    """Say in `form` what the fields of the groups, of the aid and of the other programmes ask for."""
    for rank, programme in enumerate(asked.programmes):
        form.labels[f"programmes/{rank}/amount"] = f"{programme.label}, montant accordé"
        form.labels[f"programmes/{rank}/reason"] = f"{programme.label}, raison de cet autre montant"
    for rank, aid in enumerate(asked.aids):
        form.labels[f"aids/{rank}/amount"] = f"{aid.label}, autre montant"
        form.labels[f"aids/{rank}/reason"] = f"{aid.label}, raison de cet autre montant"
    for group in asked.groups:
        place = f"groups/{group.rank}"
        form.labels[f"{place}/retained"] = f"{group.label}, retenu"
        form.labels[f"{place}/running_costs"] = f"{group.label}, dépenses retenues"
        form.labels[f"{place}/bonuses"] = f"{group.label}, bonus"
        for bonus, (label, _) in group.claims.items():
            form.labels[f"{place}/bonuses/{bonus}"] = f"{group.label}, {label}"
    return form


def decision_typed(form: CafForm, asked: Asked) -> dict[str, Any]:
    """Return the decision that was typed, as JSON. The groups are those of an approval, and said of nothing else."""
    outcome = form.words("outcome")
    typed: dict[str, Any] = {"reason": form.words("reason")}
    if outcome is not None:
        typed["outcome"] = outcome
    typed["groups"] = [_group(form, each) for each in asked.groups] if outcome in (None, "approved") else []
    if chosen := _chosen(form, asked) if outcome in (None, "approved") else []:
        typed["aids"] = [
            {
                "id": asked.aids[rank].id,
                "amount": form.amount(f"aids/{rank}/amount"),
                "reason": form.words(f"aids/{rank}/reason"),
            }
            for rank in chosen
        ]
    if asked.programmes and outcome in (None, "approved"):
        typed["programmes"] = [
            {
                "id": each.id,
                "amount": form.amount(f"programmes/{rank}/amount"),
                "reason": form.words(f"programmes/{rank}/reason"),
            }
            for rank, each in enumerate(asked.programmes)
        ]
    return typed


def _chosen(form: CafForm, asked: Asked) -> Sequence[int]:
    """Return the places in the form of the aid that is set: whatever is typed of it."""
    return [
        rank
        for rank in range(len(asked.aids))
        if form.words(f"aids/{rank}/amount") or form.words(f"aids/{rank}/reason")
    ]


def fields_of(form: CafForm, asked: Asked) -> Callable[[Path], str]:
    """Return what gives the field of a place of the decision that was typed."""
    chosen = _chosen(form, asked)

    def field_of(path: Path) -> str:
        match path:
            case ("aids", int(index), *below) if index < len(chosen):
                return form.field_of(("aids", chosen[index], *below))
        return form.field_of(path)

    return field_of


def _group(form: CafForm, group: AskedGroup) -> dict[str, Any]:
    place = f"groups/{group.rank}"
    retained = form.has(f"{place}/retained", "oui")
    costs = form.amount(f"{place}/running_costs")
    reasons = {bonus: form.words(f"{place}/bonuses/{bonus}") for bonus in group.claims}
    return {
        "position": group.rank + 1,
        "retained": retained,
        "running_costs": costs if costs or retained else "0.00",
        "bonuses": {bonus: reason for bonus, reason in reasons.items() if reason},
    }
