"""What a dossier would not be paid, and why: told beside what it lacks, and before it is deposited.

Completeness asks for answers; here is what the answers cost. What is not answered yet refuses nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clas_core.dossiers.assessment import DossierAssessment, GroupAssessment
from clas_core.dossiers.completeness import Point
from clas_core.eligibility import Criterion, Finding
from clas_core.errors import InvalidInput, Path, Problem
from clas_core.estimates import Estimate
from clas_core.money import write_euros

_ANSWERED_IN: Mapping[str, Path] = {
    "previous_bilan_filed": ("previous_bilan",),
    "partner_schools": ("schools",),
    "adults": ("paid_adults",),
    "place": ("place", "city"),
    "seat": ("porteur", "address"),
}
"""Where a fact is answered, for those that have no field of their name."""


def answered_in(criterion: Criterion) -> Path:
    """Return where what a criterion judges is answered: a field, a section, or a question."""
    if criterion.question is not None:
        return ("answers", criterion.question)
    return _ANSWERED_IN.get(criterion.about, (criterion.about,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaid:
    """`groups` of the groups, out of `among`, would not be paid, nor `programmes` of the others than the Clas; `whole`
    tells that the dossier itself misses a rule of the Clas, `others` that another programme may be paid all the same,
    `nothing` that, by all that is known, nothing at all would be paid. `reasons` stand each where it is answered."""

    groups: int = 0
    among: int = 0
    whole: bool = False
    nothing: bool = False
    reasons: Sequence[Point] = ()
    programmes: int = 0
    others: bool = False

    @property
    def words(self) -> str:
        """What would not be paid, in words; nothing when all that is known would be."""
        if self.nothing and (self.whole or not self.among):
            return "le dossier ne serait pas payé"
        told = ["le Clas ne serait pas payé"] if self.whole else []
        if self.groups and not self.whole:
            told = [_would_not(self.groups, f"groupe{'' if self.groups == 1 else 's'} sur {self.among}")]
        if self.programmes:
            s = "" if self.programmes == 1 else "s"
            told.append(_would_not(self.programmes, f"autre{s} programme{s}"))
        return " et ".join(told)


def _would_not(count: int, what: str) -> str:
    return f"{count} {what} {'ne serait pas payé' if count == 1 else 'ne seraient pas payés'}"


def expect_known(unpaid: Unpaid, *, confirmed: bool) -> None:
    """Raise `InvalidInput`, with each reason, for a deposit of which nothing would be paid, unless whoever makes it has
    `confirmed` that they know."""
    if not unpaid.nothing or confirmed:
        return
    told = (
        f"Rien ne serait payé de ce dossier ({unpaid.words}) : corrigez-le, ou confirmez que vous le déposez en le "
        "sachant."
    )
    reasons = (Problem(each.path, f"{each.label} : {each.message}") for each in unpaid.reasons)
    raise InvalidInput([Problem(("confirmed_unpaid",), told), *reasons], f"Le dossier n'est pas déposé. {told}")


def unpaid_of(assessment: DossierAssessment, estimate: Estimate | None, places: Sequence[Path]) -> Unpaid:
    """Return what would not be paid of a dossier; `places` are those of the groups of `estimate`."""
    estimated = dict(zip(places, estimate.groups if estimate else (), strict=True))
    reasons = [*_missed(assessment.findings, ())]
    whole = bool(reasons)
    labels = {place: _label(place, group) for place, group in _placed(assessment)}
    for index, action in enumerate(assessment.actions):
        reasons += _missed(action.findings, ("actions", index), f"action {index + 1}")
    for programme in assessment.programmes:
        reasons += _missed(programme.findings, (), programme.label)
    missed = sum(each.verdict == "not_met" for each in assessment.programmes)
    others = missed < len(assessment.programmes)
    refused = 0
    for place, group in _placed(assessment):
        here = [*_missed(group.findings, place, labels[place])]
        paid = estimated.get(place)
        if not here and group.verdict != "not_met" and paid is not None and paid.total == 0:
            costs = write_euros(paid.group.running_costs)
            told = f"Pour {costs} de dépenses de fonctionnement, la Ps est de {write_euros(0)}."
            here = [Point(path=(*place, "running_costs"), label=labels[place], verdict="not_met", message=told)]
        refused += bool(here) or group.verdict == "not_met"
        reasons += here
    return Unpaid(
        groups=refused,
        among=len(labels),
        whole=whole,
        nothing=not others and (whole or 0 < refused == len(labels) or (bool(missed) and not labels)),
        reasons=tuple(reasons),
        programmes=missed,
        others=others,
    )


def _missed(findings: Iterable[Finding], path: Path, label: str = "") -> Iterator[Point]:
    for finding in findings:
        criterion = finding.criterion
        if finding.blocks and criterion.decides == "eligibility":
            place = (*path, *answered_in(criterion))
            yield Point(path=place, label=label or criterion.label, verdict="not_met", message=criterion.message)


def _placed(assessment: DossierAssessment) -> Iterator[tuple[Path, GroupAssessment]]:
    for number, action in enumerate(assessment.actions):
        for index, group in enumerate(action.groups):
            yield ("actions", number, "groups", index), group


def _label(place: Path, group: GroupAssessment) -> str:
    name = f"action {int(place[1]) + 1}, groupe {int(place[3]) + 1}"
    return name if group.label == f"Groupe {int(place[3]) + 1}" else f"{name} ({group.label})"
