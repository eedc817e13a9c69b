"""Studying a dossier: whether it is admissible, then what the Caf proposes to the committee. The agent decides of each;
what the rules compute is stored whole beside it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, inspect, select

from clas_api.context import Context, command
from clas_api.services.dossiers.complementing import lift_complements
from clas_api.services.dossiers.moving import has_begun, held_for, move
from clas_api.services.dossiers.reading import A_DOSSIER, is_of_porteur, sight_of
from clas_api.services.dossiers.shown_answers import reader_of, shown_pointers
from clas_api.services.instruction.weighing import Weighed, weigh
from clas_api.services.people.writing_to_porteurs import contact_of, write_to
from clas_api.services.revisions import match_revision
from clas_api.services.rules.campaigns import expect_department
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.rules.sealed_rules import sealed_questionnaire
from clas_api.services.trace import record
from clas_api.store.dossiers import find_dossier, version_of
from clas_api.store.models import DossierRow, DossierVersion, Examination
from clas_api.store.reading import Query
from clas_core.committees.deciding import decision_problems
from clas_core.committees.decision import Decision, chosen_problems, worth
from clas_core.committees.decision_schemas import decision_json
from clas_core.committees.ruling import reasons_by_rule
from clas_core.dossiers.lifecycle import needs_reason
from clas_core.errors import InvalidInput, NotFound, Problem
from clas_core.estimates import answer
from clas_core.questions.grid import Grid, grid_json, read_grid

Admissibility = Literal["met", "not_met"]
KINDS = ("admissibility", "study")


@command
def judge_admissibility(
    context: Context, key: UUID, verdict: Admissibility, reason: str, *, revision: int | None
) -> tuple[DossierRow, Examination]:
    """Say whether a dossier may be studied. What is computed is stored beside; to depart from it takes a reason.

    Complements that were asked for are lifted. The porteur is told so, or that its dossier is not admissible, and why.
    Raises `NotFound`, `Stale`, `StepRefused`, `InvalidInput`. Commits.
    """
    row = _held(context, key, revision)
    step = "find_admissible" if verdict == "met" else "find_inadmissible"
    before = move(context, row, step, begun=has_begun(context, row))
    if not reason and needs_reason(step, before, row.outcome):
        message = "Ce dossier avait été déclaré recevable : dites pourquoi il ne l'est pas. Le porteur le lit."
        raise InvalidInput([Problem(("reason",), message)])
    weighed = weigh(context, row)
    computed = weighed.check.assessment.admissible
    if verdict != computed and not reason:
        message = f"Les règles disent autre chose ({_COMPUTED[computed]}) : dites pourquoi vous vous en écartez."
        raise InvalidInput([Problem(("reason",), message)])
    examination = _keep(context, row, weighed, "admissibility", verdict, reason)
    lifted = lift_complements(context, row)
    after = {"state": row.state, "verdict": verdict, "computed": computed, "reason": reason, "lifted": lifted}
    record(context, "dossier.admissibility", row.id, chain=row.department, before={"state": before}, after=after)
    if verdict == "not_met":
        _tell_inadmissible(context, row, examination)
    elif lifted:
        _tell_lifted(context, row)
    context.session.commit()
    return row, examination


_COMPUTED = {"met": "recevable", "not_met": "irrecevable", "unknown": "il manque de quoi le dire"}


@command
def study(
    context: Context,
    key: UUID,
    proposal: Decision,
    advice: str,
    *,
    revision: int | None,
    grid: Mapping[str, Any] | None = None,
) -> tuple[DossierRow, Examination]:
    """Study an admissible dossier: its eligibility with its evidence, what the Caf proposes, its advice, and the scores
    of its grid, if the call has one, each with its reason. Commits.

    A later study stands beside the earlier ones. Raises `NotFound`, `Stale`, `StepRefused`, `InvalidInput`.
    """
    row = _held(context, key, revision)
    before = move(context, row, "examine")
    weighed = weigh(context, row)
    estimator = weighed.estimator
    programmes, ruling = weighed.check.programmes, weighed.ruling
    found = decision_problems(
        proposal, weighed.asked, estimator.bonuses_on_offer, weighed.not_eligible, programmes, ruling
    )
    problems = [Problem(("proposal", *each.path), each.message) for each in found]
    scored, wrong = score(context, row, weighed.version, grid or {})
    if problems := [*problems, *wrong]:
        raise InvalidInput(problems)
    proposed = _proposed(proposal, weighed)
    written = decision_json(proposal)
    verdict = weighed.check.assessment.eligible
    kept = grid_json(scored)
    evidence = {"proposed": proposed, "by_rule": [*reasons_by_rule(proposal, weighed.asked, ruling, programmes)]}
    examination = _keep(context, row, weighed, "study", verdict, advice, proposal=written, evidence=evidence, grid=kept)
    after = {"state": row.state, "eligible": verdict, "proposal": written, "amount": proposed["total"]}
    if kept is not None:
        after["grid"] = kept
    record(context, "dossier.studied", row.id, chain=row.department, before={"state": before}, after=after)
    context.session.commit()
    return row, examination


def _proposed(proposal: Decision, weighed: Weighed) -> dict[str, Any]:
    """Return what a proposal is worth, as JSON values. Raises `InvalidInput` for aid that it may not set."""
    asked, estimator, applicant = weighed.asked, weighed.estimator, weighed.check.applicant.unrefused()
    estimate = worth(proposal, asked, estimator, applicant)
    ruled = worth(proposal, asked, estimator, applicant, by_rule=True) if proposal.aids else estimate
    if problems := list(chosen_problems(proposal, ruled, estimate)):
        raise InvalidInput(Problem(("proposal", *each.path), each.message) for each in problems)
    return answer(estimate)


def score(
    context: Context, row: DossierRow, version: DossierVersion, grid: Mapping[str, Any]
) -> tuple[Grid, Sequence[Problem]]:
    """Return the scores of a dossier by the grid that a deposit was sealed under, and all that is wrong with them."""
    try:
        return read_grid(grid, sealed_questionnaire(context, version), row.porteur.nature), ()
    except InvalidInput as error:
        return Grid(), error.problems


_EXAMINATIONS = Query(
    select(Examination).where(Examination.dossier_id == bindparam("dossier")).order_by(Examination.number)
)


def latest_examinations(context: Context, key: UUID) -> dict[str, Examination | None]:
    """Return the last examination of each kind of a dossier. Raises `NotFound`."""
    row = examined_dossier(context, key)
    latest: dict[str, Examination | None] = dict.fromkeys(KINDS)
    latest.update({each.kind: each for each in _EXAMINATIONS.all(context.session, dossier=row.id)})
    if reader_of(context, row) is not None:
        return {kind: each and _shown(context, row, each) for kind, each in latest.items()}
    return latest


def _shown(context: Context, row: DossierRow, examination: Examination) -> Examination:
    """Return an examination as somebody else than the Caf reads it: without points on answers that are not for them."""
    evidence = dict(examination.evidence)
    if not any("/answers/" in each["pointer"] for each in evidence.get("points", ())):
        return examination
    version = version_of(context.session, row.id, examination.version)
    evidence["points"] = shown_pointers(context, row, evidence.get("points", ()), version)
    columns = {each.key: getattr(examination, each.key) for each in inspect(Examination).column_attrs}
    return Examination(**{**columns, "evidence": evidence})


def weigh_dossier(context: Context, key: UUID, *, every_deposit: bool = False) -> tuple[DossierRow, Weighed]:
    """Return a deposited dossier, and what is computed of its last deposit, as `weigh`. Raises `NotFound`."""
    row = examined_dossier(context, key)
    return row, weigh(context, row, every_deposit=every_deposit)


def examined_dossier(context: Context, key: UUID) -> DossierRow:
    """Return a deposited dossier that whoever studies or decides may look into. Raises `NotFound`."""
    row = find_dossier(context.session, sight_of(context, "sessions.read"), key)
    if row is None or row.versions == 0 or is_of_porteur(context, row):
        raise NotFound(A_DOSSIER)
    return row


def _held(context: Context, key: UUID, revision: int | None) -> DossierRow:
    row = held_for(context, key, "dossiers.study")
    match_revision(context, row, revision)
    expect_department(context, row.department, row.call)
    return row


def _keep(
    context: Context,
    row: DossierRow,
    weighed: Weighed,
    kind: str,
    verdict: str,
    advice: str,
    *,
    proposal: dict[str, Any] | None = None,
    evidence: Mapping[str, Any] | None = None,
    grid: dict[str, Any] | None = None,
) -> Examination:
    last = select(Examination.number).where(Examination.dossier_id == row.id).order_by(Examination.number.desc())
    examination = Examination(
        dossier_id=row.id,
        department=row.department,
        number=(context.session.scalar(last.limit(1)) or 0) + 1,
        version=weighed.version.number,
        kind=kind,
        verdict=verdict,
        evidence={**weighed.as_json(), **(evidence or {"proposed": None})},
        proposal=proposal,
        advice=advice,
        grid=grid,
        examined_by=context.who.id,
        examined_at=context.now,
    )
    context.session.add(examination)
    context.session.flush()
    return examination


def _tell_lifted(context: Context, row: DossierRow) -> None:
    dossier = f"le dossier Clas {title_of(context, row)} n° {row.receipt}"
    text = (
        f"La Caf n'attend plus les compléments demandés pour {dossier} : "
        "elle étudie le dossier tel que vous l'avez déposé. Vous n'avez rien à faire."
    )
    write_to(context, row, contact_of(row.content), f"Dossier {row.receipt} : compléments plus attendus", text)


def inadmissible_because(context: Context, row: DossierRow) -> list[str]:
    """Return why a dossier that is not admissible, or was closed as such, is not studied; nothing of any other."""
    if row.state not in ("inadmissible", "closed"):
        return []
    query = select(Examination).where(Examination.dossier_id == row.id).order_by(Examination.number.desc()).limit(1)
    last = context.session.scalar(query)
    return [] if last is None or (last.kind, last.verdict) != ("admissibility", "not_met") else _why(last)


def _why(examination: Examination) -> list[str]:
    """Return the agent's reason for finding a dossier inadmissible, or else what the rules say that it misses."""
    if examination.advice:
        return [examination.advice]
    return [
        finding["message"]
        for finding in examination.evidence["assessment"]["findings"]
        if (finding["verdict"], finding["severity"], finding["decides"]) == ("not_met", "blocking", "admissibility")
    ]


def _tell_inadmissible(context: Context, row: DossierRow, examination: Examination) -> None:
    why = "\n".join(f"- {each}" for each in _why(examination))
    text = (
        f"Le dossier Clas {title_of(context, row)} n° {row.receipt} n'est pas recevable : il n'est pas étudié.\n\n"
        f"{why}\n\n"
        "Vous pouvez écrire à la Caf depuis le dossier."
    )
    write_to(context, row, contact_of(row.content), f"Dossier {row.receipt} : non recevable", text)
