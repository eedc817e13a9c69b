"""A dossier in the words of criteria: what is not answered is not known; and who asks for local aid by it."""

from collections.abc import Mapping, Sequence
from datetime import date

from clas_core.communes import Commune, commune_of
from clas_core.dossiers.assessment import DeclaredAction, DeclaredDossier, DeclaredGroup, DossierAssessment
from clas_core.dossiers.content import DossierAction, DossierContent, DossierGroup
from clas_core.eligibility import AXES, Fact, Finding, facts_of_answers
from clas_core.errors import Path
from clas_core.estimates.local_aid import Applicant, Asking
from clas_core.questions import Questionnaire


def declared_of(
    content: DossierContent, questionnaire: Questionnaire, nature: str, *, deposited_on: date, complete: bool
) -> DeclaredDossier:
    """Return the dossier in the words of criteria: what is not answered is not known."""

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
    content: DossierContent,
    declared: DeclaredDossier,
    nature: str,
    places: Sequence[Path],
    assessment: DossierAssessment | None = None,
    *,
    department: str | None = None,
) -> Applicant:
    """Return who asks for the groups at `places`. An `assessment` refuses groups by more than an estimate is told.

    `department` is the code of the one where communes are looked for first.
    """
    communes = [_commune_of(each, department) for each in content.actions]
    return Applicant(
        nature=nature,
        dossier=declared.facts,
        groups=tuple(
            Asking(
                action=int(place[1]),
                action_facts=declared.actions[int(place[1])].facts,
                facts=declared.actions[int(place[1])].groups[int(place[3])].facts,
                refusals=_refusals(assessment, place) if assessment else (),
                commune=communes[int(place[1])],
                quarter=where.territory if (where := content.actions[int(place[1])].place) else None,
            )
            for place in places
        ),
    )


def _commune_of(action: DossierAction, department: str | None) -> Commune | None:
    """Return the commune where an action is held, where the one that was typed is found."""
    place = action.place
    if place is None or not place.city:
        return None
    return commune_of(place.city, department=department, postal_code=place.postal_code)


def _refusals(assessment: DossierAssessment, place: Path) -> Sequence[Finding]:
    """Return all that is found of a group, its action included, where some of it refuses the group."""
    action = assessment.actions[int(place[1])]
    findings = (*action.groups[int(place[3])].findings, *action.findings)
    return findings if any(finding.blocks for finding in findings) else ()
