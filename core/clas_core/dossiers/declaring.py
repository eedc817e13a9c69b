"""A dossier in the words of criteria: what is not answered is not known; and who asks for local aid by it."""

from collections.abc import Mapping, Sequence
from datetime import date

from clas_core.dossiers.assessment import DeclaredAction, DeclaredDossier, DeclaredGroup, DossierAssessment
from clas_core.dossiers.content import DossierAction, DossierContent, DossierGroup
from clas_core.eligibility import AXES, Fact, Finding, Place, facts_of_answers, place_of
from clas_core.errors import Path
from clas_core.estimates.local_aid import Applicant, Asking
from clas_core.porteurs import Address
from clas_core.questions import Questionnaire


def declared_of(
    content: DossierContent,
    questionnaire: Questionnaire,
    nature: str,
    *,
    deposited_on: date,
    complete: bool,
    seat: Address | None = None,
    department: str | None = None,
) -> DeclaredDossier:
    """Return the dossier in the words of criteria: what is not answered is not known.

    `seat` is the address of the porteur, `department` the code of the one where communes are looked for first.
    """

    def answered(subject: str, said: object) -> Mapping[str, Fact]:
        return facts_of_answers(questionnaire, subject, said, nature)

    described = tuple(axis for axis in AXES if (content.axes.get(axis) or "").strip())
    facts: Mapping[str, Fact] = {
        "axes": described if described or not _is_blank(content) else None,
        "beyond_homework": content.beyond_homework,
        "deposited_online": True,
        "deposited_on": deposited_on,
        "complete": complete,
        "previous_bilan_filed": None if content.previous_bilan is None else content.previous_bilan != "not_filed",
        "seat": _places(place_of(seat.city, postal_code=seat.postal_code, department=department) if seat else None),
        **answered("dossier", content),
    }
    return DeclaredDossier(
        facts=facts,
        actions=tuple(
            DeclaredAction(
                label=action.title or f"Action {number}",
                facts={
                    "partner_schools": len(action.schools) or None,
                    "groups": len(action.groups),
                    "place": _places(place_of_action(action, department)),
                    **answered("action", action),
                },
                groups=tuple(
                    DeclaredGroup(
                        label=group.label or f"Groupe {place}",
                        facts={**_group_facts(group), **answered("group", group)},
                    )
                    for place, group in enumerate(action.groups, start=1)
                ),
            )
            for number, action in enumerate(content.actions, start=1)
        ),
        programmes=tuple(each.id for each in content.programmes),
        about_clas=content.about_clas,
    )


def _is_blank(content: DossierContent) -> bool:
    """Tell whether no axis has been touched yet."""
    return not any(content.axes.values())


def _group_facts(group: DossierGroup) -> Mapping[str, Fact]:
    return {
        "children": group.children,
        "adults": group.adults,
        "levels": group.levels,
        "outside_school_time": group.outside_school_time,
        "sessions_per_week": group.sessions_per_week,
        "weeks": group.weeks,
    }


def applicant_of(
    declared: DeclaredDossier,
    nature: str,
    places: Sequence[Path],
    assessment: DossierAssessment | None = None,
) -> Applicant:
    """Return who asks for the groups at `places`. An `assessment` refuses groups by more than an estimate is told."""
    return Applicant(
        nature=nature,
        dossier=declared.facts,
        groups=tuple(
            Asking(
                action=int(place[1]),
                action_facts=declared.actions[int(place[1])].facts,
                facts=declared.actions[int(place[1])].groups[int(place[3])].facts,
                refusals=_refusals(assessment, place) if assessment else (),
            )
            for place in places
        ),
    )


def place_of_action(action: DossierAction, department: str | None) -> Place | None:
    """Return where an action is held, as far as it was typed."""
    if (place := action.place) is None:
        return None
    return place_of(place.city, postal_code=place.postal_code, quarter=place.territory, department=department)


def _places(place: Place | None) -> Sequence[Place] | None:
    return None if place is None else (place,)


def _refusals(assessment: DossierAssessment, place: Path) -> Sequence[Finding]:
    """Return all that is found of a group, its action included, where some of it refuses the group."""
    action = assessment.actions[int(place[1])]
    findings = (*action.groups[int(place[3])].findings, *action.findings)
    return findings if any(finding.blocks for finding in findings) else ()
