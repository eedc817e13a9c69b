"""The form of a decision on a deposit: what the Caf proposes, and what the committee decides, are typed the same way.

A bonus is granted when somebody writes why, and in no other way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from clas_api.pages.caf.form import CafForm
from clas_api.pages.typed import write_amount
from clas_api.services.committees.deliberating import Demand, not_eligible
from clas_core.dossiers.lifecycle import OUTCOMES, STATES
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


def asked_groups(demand: Demand) -> Sequence[AskedGroup]:
    """Return the groups of a deposit, as a form of a decision shows them."""
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


def first_form(groups: Sequence[AskedGroup]) -> CafForm:
    """Return the form to begin with: the groups that meet the rules, as they were asked, and no bonus."""
    values: MultiDict[str, str] = MultiDict()
    for group in groups:
        if group.eligible:
            values.add(f"groups/{group.rank}/retained", "oui")
        values.add(f"groups/{group.rank}/running_costs", write_amount(amount_text(group.running_costs)))
    return named(CafForm(values), groups)


def form_of_decision(decision: Mapping[str, Any], groups: Sequence[AskedGroup]) -> CafForm:
    """Return the form in which a decision, as JSON, stands as it would be typed."""
    form = first_form(groups)
    form.values["outcome"], form.values["reason"] = decision["outcome"], decision["reason"] or ""
    for group in decision["groups"]:
        place = f"groups/{group['position'] - 1}"
        form.values.setlist(f"{place}/retained", ["oui"] if group["retained"] else [])
        form.values[f"{place}/running_costs"] = write_amount(group["running_costs"])
        for bonus, reason in group["bonuses"].items():
            form.values[f"{place}/bonuses/{bonus}"] = reason
    return form


def named(form: CafForm, groups: Sequence[AskedGroup]) -> CafForm:
    """Say in `form` what the fields of the groups ask for."""
    for group in groups:
        place = f"groups/{group.rank}"
        form.labels[f"{place}/retained"] = f"{group.label}, retenu"
        form.labels[f"{place}/running_costs"] = f"{group.label}, dépenses retenues"
        form.labels[f"{place}/bonuses"] = f"{group.label}, bonus"
        for bonus, (label, _) in group.claims.items():
            form.labels[f"{place}/bonuses/{bonus}"] = f"{group.label}, {label}"
    return form


def decision_typed(form: CafForm, groups: Sequence[AskedGroup]) -> dict[str, Any]:
    """Return the decision that was typed, as JSON. The groups are those of an approval, and said of nothing else."""
    outcome = form.words("outcome")
    typed: dict[str, Any] = {"reason": form.words("reason")}
    if outcome is not None:
        typed["outcome"] = outcome
    typed["groups"] = [_group(form, each) for each in groups] if outcome in (None, "approved") else []
    return typed


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
