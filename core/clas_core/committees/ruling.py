"""What the rules alone make of a demand: the decision that they give, and what they leave out of it, in words.

Whoever decides types a motive where they judge. Where they follow the rules, the sentences written here are the motive:
they are kept apart from the words of whoever decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from clas_core.committees.decision import Decision, RetainedGroup
from clas_core.committees.programmes import DecidedProgramme
from clas_core.dossiers.content import DossierContent
from clas_core.dossiers.programmes import AskedProgramme
from clas_core.errors import Path
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.money import write_euros


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the rules leave out of a demand, by the position of its groups, from 1.

    `excluded` are the groups that miss a rule, each with the rules that it misses, in words; `unoffered` the bonuses
    that were asked and that the year does not provide, each with why; `bonuses` the labels of those of the year.
    """

    excluded: Mapping[int, Sequence[str]] = field(default_factory=dict)
    unoffered: Mapping[int, Sequence[str]] = field(default_factory=dict)
    bonuses: Mapping[str, str] = field(default_factory=dict)


NO_RULING = Ruling()


def ruling_of(
    estimator: Estimator,
    content: DossierContent,
    places: Sequence[Path],
    asked: Sequence[Group],
    sealed: Sequence[Mapping[str, Any]],
) -> Ruling:
    """Return what the rules leave out of the groups that were `asked`, which stand at `places` of the content.

    `sealed` are the groups of the estimate that was sealed with the deposit, as JSON values: they say what the group's
    own figures do not, such as what a department asks of its action.
    """
    excluded: dict[int, Sequence[str]] = {}
    unoffered: dict[int, Sequence[str]] = {}
    labels = {bonus.id: bonus.label for bonus in estimator.referential.bonuses}
    for position, (place, group) in enumerate(zip(places, asked, strict=True), start=1):
        verdict, findings = estimator.judged(group.children, group.adults, group.levels, group.outside_school_time)
        told = sealed[position - 1] if position <= len(sealed) else {}
        if verdict == "not_met":
            excluded[position] = [each.criterion.message for each in findings if each.blocks]
        elif told.get("eligible") is False:
            excluded[position] = [str(each["message"]) for each in told.get("reasons", ())]
        claims = content.actions[int(place[1])].groups[int(place[3])].bonuses
        if left := [
            f"{labels.get(each.id, each.id)} : {why}"
            for each in claims
            if (why := estimator.bonuses_on_offer.get(each.id, "Ce bonus n'existe pas cette année."))
        ]:
            unoffered[position] = left
    return Ruling(excluded=excluded, unoffered=unoffered, bonuses=labels)


def ruled_decision(asked: Sequence[Group], ruling: Ruling, programmes: Sequence[AskedProgramme] = ()) -> Decision:
    """Return the decision that the rules give: what meets them is approved as it was asked, without any bonus, which is
    granted by judgement alone; where nothing meets them, the dossier is refused."""
    decided = [DecidedProgramme(id=each.id, amount=each.amount if each.eligible else 0) for each in programmes]
    groups = [
        RetainedGroup(
            position=position,
            retained=position not in ruling.excluded,
            running_costs=0 if position in ruling.excluded else group.running_costs,
        )
        for position, group in enumerate(asked, start=1)
    ]
    if not any(each.retained for each in groups) and not any(each.amount for each in decided):
        return Decision(outcome="refused", reason="")
    return Decision(outcome="approved", reason="", groups=groups, programmes=decided)


def nothing_meets(asked: Sequence[Group], ruling: Ruling, programmes: Sequence[AskedProgramme]) -> bool:
    """Tell whether the rules refuse all that a demand asks."""
    return bool(asked or programmes) and ruled_decision(asked, ruling, programmes).outcome == "refused"


def reasons_by_rule(
    decision: Decision, asked: Sequence[Group], ruling: Ruling, programmes: Sequence[AskedProgramme] = ()
) -> Sequence[str]:
    """Return what the rules alone left out of a decision, a sentence each: of an approval, and of a refusal of what
    meets no rule. Other decisions have the reasons of whoever took them."""
    if decision.outcome != "approved" and not (
        decision.outcome == "refused" and nothing_meets(asked, ruling, programmes)
    ):
        return ()
    return tuple(_left_out(decision, asked, ruling, programmes))


def _left_out(
    decision: Decision, asked: Sequence[Group], ruling: Ruling, programmes: Sequence[AskedProgramme]
) -> Iterator[str]:
    kept = {each.position for each in decision.kept}
    for position, group in enumerate(asked, start=1):
        if position in ruling.excluded and position not in kept:
            yield " ".join((f"{group.label} : le règlement exclut ce groupe.", *ruling.excluded[position]))
        elif position in kept:
            yield from (f"{group.label} : bonus non prévu. {each}" for each in ruling.unoffered.get(position, ()))
    granted = {each.id for each in decision.programmes if each.amount}
    for programme in programmes:
        if not programme.eligible and programme.id not in granted:
            yield f"{programme.label} : le règlement l'exclut, le dossier n'en remplit pas les conditions."


def judgements(
    decision: Decision,
    asked: Sequence[Group],
    ruling: Ruling,
    programmes: Sequence[AskedProgramme] = (),
    never: AbstractSet[int] = frozenset(),
) -> Sequence[str]:
    """Return where a decision differs from what was asked by the judgement of whoever takes it, in words: what they
    have to say why of. Programmes have a reason each, said beside their amount; groups that may `never` be retained are
    not a matter of judgement."""
    if decision.outcome != "approved":
        by_rule = decision.outcome == "refused" and nothing_meets(asked, ruling, programmes)
        return () if by_rule else ("une décision autre qu'un agrément",)
    return tuple(_judged(decision, asked, ruling, never))


def _judged(decision: Decision, asked: Sequence[Group], ruling: Ruling, never: AbstractSet[int]) -> Iterator[str]:
    kept = {each.position: each for each in decision.kept}
    for position, group in enumerate(asked, start=1):
        decided = kept.get(position)
        if decided is None:
            if position not in ruling.excluded:
                yield f"{group.label} n'est pas retenu"
            continue
        if position in ruling.excluded and position not in never:
            yield f"{group.label} est retenu alors que le règlement l'exclut"
        if decided.running_costs != group.running_costs:
            some, whole = write_euros(decided.running_costs), write_euros(group.running_costs)
            yield f"{group.label}, {some} de dépenses retenus sur {whole}"
        for bonus in group.bonuses:
            if bonus not in decided.bonuses:
                yield f"{group.label}, « {ruling.bonuses.get(bonus, bonus)} » est demandé et n'est pas accordé"
