"""Whether a dossier is complete: each thing that a deposit needs, given and right, given and wrong, or not given yet.

Completeness asks for answers. Whether the answers meet the rules of eligibility is the assessment's question.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from clas_core.departments import Campaign
from clas_core.dossiers.attestations import attestations_of
from clas_core.dossiers.budget import GRANTS, counted_twice, totals_of
from clas_core.dossiers.content import Articulation, DossierAction, DossierContent, DossierGroup
from clas_core.dossiers.programmes import NAME_ONE, programme_faults
from clas_core.eligibility import Verdict
from clas_core.errors import Path
from clas_core.money import write_euros
from clas_core.porteurs import Porteur
from clas_core.questions import PAGES, Question, Questionnaire
from clas_core.questions.answers import fault_of
from clas_core.questions.known import TOGETHER
from clas_core.questions.placing import place_in

TO_ANSWER = "À renseigner."


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that a deposit needs. `message` says what to do, and is empty once it is met."""

    path: Path
    label: str
    verdict: Verdict
    message: str = ""


def completeness(
    content: DossierContent,
    porteur: Porteur,
    campaign: Campaign,
    attached: AbstractSet[str],
    refused_bonuses: Mapping[str, str],
    questionnaire: Questionnaire,
) -> Sequence[Point]:
    """Return every point that a deposit needs, in the order of the pages of the dossier.

    `attached` are the kinds of documents already there; `refused_bonuses` the bonuses of the year, each with why it
    cannot be asked for, or nothing.
    """

    def asked(subject: str, said: object, path: Path, name: str) -> Iterator[tuple[Question, Point]]:
        return answer_points(questionnaire, porteur.nature, subject, said, path, name)

    beside: Mapping[str, Iterable[Point]] = {
        "actions": _of_actions(content, campaign, refused_bonuses, asked),
        "articulations": _of_articulations(content.articulations) if content.about_clas else (),
        "programmes": _of_programmes(content, campaign),
        "budget": _of_budget(content),
        "attestations": _of_attestations(content, porteur),
    }
    answers: dict[str, list[Point]] = {}
    for question, point in asked("dossier", content, (), ""):
        answers.setdefault(question.stands_on, []).append(point)
    told = ((*beside.get(page, ()), *answers.get(page, ())) for page in PAGES["dossier"])
    return (
        *_of_porteur(porteur),
        *(point for points in told for point in points),
        *_of_documents(campaign, porteur, attached),
    )


def missing(points: Sequence[Point]) -> Sequence[Point]:
    """Return the points that still stand in the way of a deposit."""
    return tuple(point for point in points if point.verdict != "met")


def _is_given(value: Any) -> bool:
    return value is not None and value not in ((), []) and (not isinstance(value, str) or bool(value.strip()))


def _answered(path: Path, label: str, value: object) -> Point:
    """A point that asks for an answer, whatever it is."""
    return Point(path=path, label=label, verdict="met") if _is_given(value) else _open(path, label)


def _open(path: Path, label: str, message: str = TO_ANSWER) -> Point:
    return Point(path=path, label=label, verdict="unknown", message=message)


def _judged(path: Path, label: str, fault: str) -> Point:
    """A point that is met unless there is a `fault`."""
    return Point(path=path, label=label, verdict="not_met" if fault else "met", message=fault)


def _of_porteur(porteur: Porteur) -> Iterator[Point]:
    yield _answered(("porteur", "address"), "adresse du porteur", porteur.address)
    yield _answered(("porteur", "representative"), "représentant légal", porteur.representative)


def answer_points(
    questionnaire: Questionnaire, nature: str, subject: str, said: object, path: Path, name: str
) -> Iterator[tuple[Question, Point]]:
    """Ask for the answers that are required; and that those given still answer what is asked."""
    for question, given in questionnaire.asked(subject, said, nature):
        label = f"{name} : {question.name}" if name else question.name
        place = (*path, *place_in(question, said))
        if _is_given(given):
            fault = fault_of(question, given)
            if fault or question.required or question.known is None:
                yield question, _judged(place, label, fault)
        elif question.required:
            yield question, _open(place, label)


_Asked = Callable[[str, object, Path, str], Iterator[tuple[Question, Point]]]
"""Gives the points of the answers of a subject, below a place that has a name."""


def _of_actions(
    content: DossierContent, campaign: Campaign, refused_bonuses: Mapping[str, str], asked: _Asked
) -> Iterator[Point]:
    if content.about_clas and campaign.programmes and not content.actions:
        yield _open(("actions",), "ce que demande le dossier", NAME_ONE)
    elif content.about_clas:
        yield _answered(("actions",), "au moins une action", content.actions)
    for index, action in enumerate(content.actions):
        yield from _of_action(action, ("actions", index), index + 1, refused_bonuses, asked)


def _of_action(
    action: DossierAction, path: Path, number: int, refused_bonuses: Mapping[str, str], asked: _Asked
) -> Iterator[Point]:
    name = f"action {number}"
    yield from (point for _, point in asked("action", action, path, name))
    yield _answered((*path, "groups"), f"{name} : au moins un groupe", action.groups)
    for index, group in enumerate(action.groups):
        place, whose = (*path, "groups", index), f"{name}, groupe {index + 1}"
        yield from (point for _, point in asked("group", group, place, whose))
        yield from _of_bonuses(group, place, whose, refused_bonuses)


def _of_bonuses(group: DossierGroup, path: Path, name: str, refused_bonuses: Mapping[str, str]) -> Iterator[Point]:
    for index, claim in enumerate(group.bonuses):
        place = (*path, "bonuses", index)
        if claim.id not in refused_bonuses:
            known = ", ".join(refused_bonuses) or "aucun"
            fault = f"Ce n'est pas un bonus de cette année ; choix possibles : {known}."
        else:
            fault = refused_bonuses[claim.id]
        yield _judged((*place, "id"), f"{name} : bonus {claim.id}", fault)
        if not fault:
            yield _answered((*place, "beyond"), f"{name} : ce que le bonus {claim.id} ajoute au socle", claim.beyond)


def _of_articulations(articulations: Sequence[Articulation]) -> Iterator[Point]:
    """Ask for one scheme at least, and for words of each that is named."""
    yield _answered(("articulations",), TOGETHER["articulations"], articulations)
    for index, articulation in enumerate(articulations):
        yield _answered(("articulations", index, "text"), f"articulation {index + 1} : texte", articulation.text)


def _of_programmes(content: DossierContent, campaign: Campaign) -> Iterator[Point]:
    """Ask how much is asked of each programme that the dossier applies to, within its bounds."""
    for path, label, fault in programme_faults(content, campaign):
        yield _judged(path, label, fault)


def _of_budget(content: DossierContent) -> Iterator[Point]:
    totals = totals_of(content.budget)
    yield _answered(("budget",), "budget du projet", content.budget)
    for index, line in enumerate(content.budget):
        place = ("budget", index)
        yield _answered((*place, "amount"), f"budget, compte {line.account} : montant", line.amount)
        if line.account.startswith(GRANTS):
            yield _answered((*place, "funder"), f"budget, compte {line.account} : financeur", line.funder)
    if not content.budget:
        return
    for rank, fault in counted_twice(content.budget):
        yield _judged(
            ("budget", rank, "amount"), f"budget, compte {content.budget[rank].account} compté une fois", fault
        )
    yield _judged(("budget",), "charges égales aux produits", totals.imbalance)
    yield _judged(("budget",), "contributions volontaires : 86 égal à 87", totals.volunteer_imbalance)
    costs = sum(group.running_costs or 0 for group in content.groups) + (content.common_costs or 0)
    fault = ""
    if costs > totals.charges:
        fault = (
            f"Les groupes coûtent {write_euros(costs)} en tout, plus que les charges du budget "
            f"({write_euros(totals.charges)}) : corrigez l'un ou l'autre."
        )
    yield _judged(("budget",), "dépenses des groupes comprises dans les charges", fault)


def _of_attestations(content: DossierContent, porteur: Porteur) -> Iterator[Point]:
    for attestation in attestations_of(porteur.nature):
        path = ("attestations", attestation.id)
        if content.attestations.get(attestation.id):
            yield Point(path=path, label=attestation.label, verdict="met")
        else:
            yield _open(path, attestation.label, "Attestation à signer.")


def _of_documents(campaign: Campaign, porteur: Porteur, attached: AbstractSet[str]) -> Iterator[Point]:
    for asked in campaign.deposit.attachments:
        if asked.natures and porteur.nature not in asked.natures:
            continue
        path = ("attachments", asked.id)
        if asked.id in attached:
            yield Point(path=path, label=asked.label, verdict="met")
        else:
            yield _open(path, asked.label, "Pièce à joindre.")
