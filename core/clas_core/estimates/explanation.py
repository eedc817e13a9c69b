"""Why a group would be paid that much, and what would change it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clas_core.calculation import PsRule, Step, origins_of
from clas_core.calculation.ps import DECLARED
from clas_core.estimates.estimate import GroupEstimate
from clas_core.money import cents_of, write_euros
from clas_core.years import SchoolYear


def steps_of(estimate: GroupEstimate, rule: PsRule) -> tuple[Step, ...]:
    """Return the steps from the declared costs to the total; none for a group that is not eligible."""
    if not estimate.eligible:
        return ()
    steps = rule.explain(estimate.group.running_costs)
    if estimate.group.common:
        steps = (_all_costs(estimate), *steps[1:])
    parts = [estimate.ps]
    for bonus in estimate.bonuses:
        steps += (bonus.step,)
        parts.append(bonus.amount)
    for aid in estimate.supplements:
        amount = cents_of(aid.amount)
        label = aid.label + (f", {aid.payer}" if aid.payer else "") + (f" : {aid.how}" if aid.how else "")
        steps += (Step(f"supplement.{aid.id}", label, "given", (amount,), amount, aid.source),)
        parts.append(amount)
    if len(parts) > 1:
        steps += (_total(tuple(parts), estimate.total),)
    return steps


def steps_json(estimate: GroupEstimate, rule: PsRule) -> list[dict[str, Any]]:
    """Return `steps_of` as JSON, what is the same for many groups being made once."""
    if not estimate.eligible:
        return []
    if estimate.supplements or estimate.group.common:
        return [step.as_json() for step in steps_of(estimate, rule)]
    steps = rule.explain_as_json(estimate.group.running_costs)
    if estimate.bonuses:
        steps += (bonus.shown.copy() for bonus in estimate.bonuses)
        parts = (estimate.ps, *(bonus.amount for bonus in estimate.bonuses))
        steps.append(_total(parts, estimate.total).as_json())
    return steps


def origins_in(steps: Sequence[Mapping[str, Any]], place: int) -> Iterator[Sequence[str]]:
    """Yield, of each JSON step of a group, of that `place` among those of the answer, where its operands come from, in
    their order.

    An origin is ``step:`` and a step before it, ``rule:`` and a figure of the national rules, ``fact:`` and a place in
    what was asked, or ``aid:`` and the name of local aid, which the group tells with its source.
    """
    made: list[str] = []
    for step in steps:
        name = step["id"]
        if name == "running_costs":
            parts = ("running_costs",) if len(step["operands"]) == 1 else ("own_costs", "common_costs")
            yield [f"fact:groups/{place}/{part}" for part in parts]
        elif name.startswith("supplement."):
            yield [f"aid:{name.removeprefix('supplement.')}"]
        else:
            yield origins_of(name, made)
        made.append(name)


_ORIGINS = {"fact": "ce qui est déclaré", "rule": "règle nationale", "aid": "aide locale"}


def origins_in_words(steps: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """Return the same in French for people, who see the steps numbered from 1: ``règle nationale, étape 1``."""
    numbers = {step["id"]: number for number, step in enumerate(steps, start=1)}
    return [
        ", ".join(
            dict.fromkeys(
                f"étape {numbers[name]}" if kind == "step" else _ORIGINS[kind]
                for kind, _, name in (each.partition(":") for each in origins)
            )
        )
        for origins in origins_in(steps, 0)
    ]


def _all_costs(estimate: GroupEstimate) -> Step:
    """Return the step that adds up what a group costs by itself and its share of what is spent for all, in the place
    of the one that gives the costs of a group as a whole."""
    costs, common = estimate.group.running_costs, estimate.group.common
    label = "Dépenses de fonctionnement : celles du groupe, et sa part des dépenses communes"
    return Step("running_costs", label, "sum", (costs - common, common), costs, DECLARED)


def _total(parts: tuple[int, ...], total: int) -> Step:
    return Step("total", "Total du groupe", "sum", parts, total, "somme des montants")


def provisional_note(year: SchoolYear) -> str:
    """Say in French that amounts rest on figures or rules of `year` that are expected and not published."""
    return f"Montants provisoires : ils reposent sur des règles {year} attendues, qui ne sont pas encore publiées."


def advice_for(estimate: GroupEstimate, rule: PsRule) -> tuple[str, ...]:
    """Return what would change the amount, and what remains to be checked."""
    return tuple(_advice(estimate, rule))


def _advice(estimate: GroupEstimate, rule: PsRule) -> Iterator[str]:
    costs = estimate.group.running_costs
    reaching = rule.costs_reaching_maximum
    if not estimate.eligible:
        yield f"Si le groupe remplissait les conditions, sa Ps serait de {write_euros(rule.ps(costs))}."
    elif costs == 0:
        yield "Sans dépenses de fonctionnement, la Ps est nulle : indiquez les dépenses prévues du groupe."
    elif costs < reaching:
        yield f"{write_euros(reaching - costs)} de dépenses de fonctionnement en plus atteindraient le montant maximum."
    else:
        yield f"Le montant maximum est atteint dès {write_euros(reaching)} de dépenses ; davantage n'y change rien."
    unknown = [finding.criterion.label for finding in estimate.findings if finding.verdict == "unknown"]
    if unknown:
        yield f"Reste à vérifier, faute de réponse : {' ; '.join(unknown)}."
    for finding in estimate.findings:
        if finding.verdict == "not_met" and finding.criterion.severity == "warning":
            yield finding.criterion.message
