"""The JSON forms of an assessment: what is asked, and what is answered."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from clas_core.departments.programmes import MOST_PROGRAMMES
from clas_core.dossiers.assessment import (
    DeclaredAction,
    DeclaredDossier,
    DeclaredGroup,
    DossierAssessment,
    ProgrammeAssessment,
)
from clas_core.dossiers.checking import DossierCheck
from clas_core.dossiers.completeness import Point, missing
from clas_core.dossiers.unpaid import Unpaid
from clas_core.eligibility import Fact, Finding, fact_json, facts_of_answers
from clas_core.eligibility.facts import read_facts
from clas_core.errors import MOST_PROBLEMS, InvalidInput, Path, Problem, did_you_mean
from clas_core.estimates import answer
from clas_core.questions.answers import Questionnaire, expect_answers

MOST_ACTIONS = 500
MOST_GROUPS = 500
MOST_IN_ALL = 5_000
"""Groups of all the actions together: as many as may be estimated at once."""

LONGEST_LABEL = 200


def read_dossier(
    dossier: Any,
    actions: Any,
    questionnaire: Questionnaire | None = None,
    programmes: Collection[str] | None = None,
) -> DeclaredDossier:
    """Read the JSON `dossier` and its `actions`, with what they answer to `questionnaire`, where that is known, and the
    other `programmes` of its call than the Clas.

    Raises `InvalidInput` with every problem, or the first of many.
    """
    problems: list[Problem] = []
    groups = [each.get("groups") for each in actions if isinstance(each, dict)] if isinstance(actions, list) else []
    if (count := sum(len(each) for each in groups if isinstance(each, list))) > MOST_IN_ALL:
        message = f"{count} groupes : {MOST_IN_ALL} au plus par demande. Partagez-la en plusieurs."
        raise InvalidInput([Problem(("actions",), message)])
    applied = _programmes(dossier, programmes, problems)
    about_clas = bool(groups) or not applied
    declared = DeclaredDossier(
        facts={
            **read_facts("dossier", dossier, ("dossier",), problems, beside=("answers", "programmes")),
            **_answers("dossier", dossier, ("dossier",), questionnaire, problems, applied, about_clas=about_clas),
        },
        programmes=applied,
        about_clas=about_clas,
        actions=tuple(
            _read_action(action, ("actions", index), questionnaire, problems)
            for index, action in _rows(actions, ("actions",), MOST_ACTIONS, problems)
        ),
    )
    if problems:
        raise InvalidInput(problems)
    return declared


def _read_action(
    action: Any, path: Path, questionnaire: Questionnaire | None, problems: list[Problem]
) -> DeclaredAction:
    facts = {
        **read_facts("action", action, path, problems, beside=("label", "groups", "answers")),
        **_answers("action", action, path, questionnaire, problems),
    }
    table: Mapping[str, Any] = action if isinstance(action, Mapping) else {}
    groups = []
    for index, group in _rows(table.get("groups", []), (*path, "groups"), MOST_GROUPS, problems):
        place = (*path, "groups", index)
        read = {
            **read_facts("group", group, place, problems, beside=("label", "answers")),
            **_answers("group", group, place, questionnaire, problems),
        }
        groups.append(DeclaredGroup(label=_label(group, place, problems), facts=read))
    return DeclaredAction(
        label=_label(action, path, problems), facts={**facts, "groups": len(groups)}, groups=tuple(groups)
    )


def _programmes(dossier: Any, known: Collection[str] | None, problems: list[Problem]) -> Sequence[str]:
    """Return the other programmes that a dossier says that it applies to, adding what is wrong to `problems`."""
    given = dossier.get("programmes") if isinstance(dossier, Mapping) else None
    if given is None:
        return ()
    place: Path = ("dossier", "programmes")
    if not isinstance(given, list) or len(given) > MOST_PROGRAMMES or not all(isinstance(each, str) for each in given):
        problems.append(Problem(place, f"Une liste de noms de programmes est attendue, {MOST_PROGRAMMES} au plus."))
        return ()
    for index, each in enumerate(given):
        if known is not None and each not in known:
            message = f"« {each[:60]} » n'est pas un programme de cet appel." + did_you_mean(each[:60], known)
            problems.append(Problem((*place, index), message))
    return tuple(dict.fromkeys(given))


def _answers(
    subject: str,
    table: Any,
    path: Path,
    questionnaire: Questionnaire | None,
    problems: list[Problem],
    programmes: Sequence[str] = (),
    *,
    about_clas: bool = True,
) -> Mapping[str, Fact]:
    """Return what a table answers to questions, as facts, adding what is wrong to `problems`."""
    given = table.get("answers") if isinstance(table, Mapping) else None
    if given is None or questionnaire is None:
        return {}
    if not isinstance(given, Mapping):
        problems.append(Problem((*path, "answers"), "Une table est attendue : la réponse à chaque question."))
        return {}
    answers, wrong = expect_answers(given, subject, questionnaire, (*path, "answers"), frozenset())
    problems += wrong
    said = {
        "answers": answers,
        "programmes": [{"id": each} for each in programmes],
        "actions": [about_clas] * about_clas,
    }
    return facts_of_answers(questionnaire, subject, said, None)


def _rows(rows: Any, path: Path, most: int, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    """Yield the rows of a list with their ranks, until more is wrong than anybody is told."""
    if not isinstance(rows, list):
        problems.append(Problem(path, "Une liste est attendue."))
    elif len(rows) > most:
        problems.append(Problem(path, f"{len(rows)} éléments : {most} au plus."))
    else:
        for index, row in enumerate(rows):
            if len(problems) > MOST_PROBLEMS:
                return
            yield index, row


def _label(table: Any, path: Path, problems: list[Problem]) -> str:
    label = table.get("label") if isinstance(table, Mapping) else ""
    if isinstance(table, Mapping) and (not isinstance(label, str) or not 0 < len(label) <= LONGEST_LABEL):
        problems.append(Problem((*path, "label"), f"Un nom de 1 à {LONGEST_LABEL} caractères est attendu."))
    return str(label)


def assessment_json(assessment: DossierAssessment) -> dict[str, Any]:
    """Return the verdicts and their evidence as JSON values."""
    referential = assessment.referential
    return {
        "department": assessment.department.slug if assessment.department else None,
        "school_year": str(referential.school_year),
        **({"call": str(assessment.campaign.name)} if assessment.campaign and assessment.campaign.call else {}),
        "provisional": assessment.provisional,
        "admissible": assessment.admissible,
        "eligible": assessment.eligible,
        "findings": list(map(finding_json, assessment.findings)),
        "actions": [
            {
                "label": action.label,
                "verdict": action.verdict,
                "findings": list(map(finding_json, action.findings)),
                "groups": [
                    {
                        "label": group.label,
                        "verdict": group.verdict,
                        "findings": list(map(finding_json, group.findings)),
                    }
                    for group in action.groups
                ],
            }
            for action in assessment.actions
        ],
        **({"programmes": list(map(_programme_json, assessment.programmes))} if assessment.programmes else {}),
        "referential": referential.named,
    }


def _programme_json(programme: ProgrammeAssessment) -> dict[str, Any]:
    return {
        "id": programme.id,
        "label": programme.label,
        "verdict": programme.verdict,
        "findings": list(map(finding_json, programme.findings)),
    }


def check_json(check: DossierCheck) -> dict[str, Any]:
    """Return a check as JSON values: the points still open first told apart, then the verdicts and the amounts."""
    estimate = None
    if check.estimate is not None:
        estimate = answer(check.estimate)
        for shown, path in zip(estimate["groups"], check.estimated, strict=True):
            shown["pointer"] = Problem(path, "").pointer
    return {
        "complete": check.complete,
        "to_do": len(missing(check.points)),
        "points": points_json(check.points),
        "assessment": assessment_json(check.assessment),
        "estimate": estimate,
        **({"programmes": [each.as_json() for each in check.programmes]} if check.programmes else {}),
        "unpaid": unpaid_json(check.unpaid),
    }


def sealed_estimate(check: DossierCheck) -> dict[str, Any]:
    """Return what is sealed of the amounts of a deposit: its estimate, as the check shows it, and what it asks of other
    programmes than the Clas, each with who would pay it."""
    told = check_json(check)
    return {**(told["estimate"] or {}), **({"programmes": told["programmes"]} if check.programmes else {})}


def points_json(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Return the points of a check as JSON values, with a message only where something is to be done."""
    return [
        {"pointer": Problem(point.path, "").pointer, "label": point.label, "verdict": point.verdict}
        | ({"message": point.message} if point.message else {})
        for point in points
    ]


def unpaid_json(unpaid: Unpaid) -> dict[str, Any]:
    """Return what would not be paid as JSON values, each reason by its place."""
    return {
        "nothing": unpaid.nothing,
        "groups": unpaid.groups,
        "among": unpaid.among,
        "summary": unpaid.words,
        "reasons": [
            {"pointer": Problem(each.path, "").pointer, "label": each.label, "message": each.message}
            for each in unpaid.reasons
        ],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return one finding as JSON values, with its message only where something is to be done."""
    criterion = finding.criterion
    return {
        "criterion": criterion.id,
        "origin": finding.origin,
        "verdict": finding.verdict,
        "severity": criterion.severity,
        "decides": criterion.decides,
        "label": criterion.label,
        "expected": criterion.expected,
        "given": fact_json(finding.given),
        "message": None if finding.verdict == "met" else criterion.message,
        "source": criterion.source.citation,
    }
