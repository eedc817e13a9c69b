"""The decision that is being prepared on a dossier of a session: it becomes one when the session closes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.committees.deliberating import COMPUTED, Deliberation, Demand, deliberate, demand_of
from clas_api.services.committees.envelopes import (
    envelope_problems,
    envelopes_of,
    porteur_problems,
    prepared_amounts,
)
from clas_api.services.committees.sessions import check_state, held_session, load_session
from clas_api.services.dossiers.moving import check_apart
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.campaigns import expect_department
from clas_api.services.trace import record
from clas_api.store.dossiers import version_of
from clas_api.store.envelopes import porteurs_of
from clas_api.store.models import AgendaItem
from clas_api.store.sessions import WholeSession, session_about
from clas_core.committees.committee import RESULTS, Tally, outcomes_allowed
from clas_core.committees.decision import Decision
from clas_core.committees.decision_schemas import decision_json
from clas_core.dossiers.differing import differences
from clas_core.dossiers.lifecycle import STATES, Outcome, is_decidable
from clas_core.errors import InvalidInput, NotFound, Path, Problem, Refused

ADVISES = (
    "Cette séance donne un avis et ne décide pas : notez les avis et les votes, puis inscrivez le dossier à une séance "
    "qui décide."
)


@command
def prepare_decision(
    context: Context, key: UUID, item: UUID, decision: Decision, *, revision: int | None
) -> WholeSession:
    """Write the decision that is being prepared on a dossier, its `revision` having been read.

    Raises `NotFound`, `Stale` with what differs, `Refused` once closed, or `InvalidInput` with every problem. Commits.
    """
    row = held_session(context, key)
    whole = session_about(context.session, row, item)
    if not whole.items:
        raise NotFound("Ce point de l'ordre du jour")
    point = whole.items[0]
    asked = decision_json(decision)
    match_revision(context, point, revision, lambda: _differences(point.draft, asked))
    check_state(row, ("planned", "open"))
    if not row.decides:
        raise Refused(ADVISES)
    dossier = whole.dossiers[point.dossier_id]
    check_apart(context, dossier)
    if not is_decidable(dossier.state, dossier.outcome):
        raise Refused(f"Ce dossier est « {STATES[dossier.state]} » : le comité n'a plus à en décider.")
    expect_department(context, row.department, row.call)
    version = version_of(context.session, point.dossier_id, point.version)
    assert version is not None
    found = deliberate(demand_of(context, version), decision)
    others = context.session.scalars(select(AgendaItem).where(AgendaItem.session_id == row.id)).all()
    porteurs = porteurs_of(context.session, [each.dossier_id for each in others])
    granting = [*prepared_amounts((each for each in others if each.id != item), porteurs), found.granting]
    about = [each.dossier_id for each in others]
    envelopes = envelopes_of(context, row.department, row.call, about, granting)
    problems = [
        *found.problems,
        *vote_problems(decision.outcome, whole.tally_of(item), ()),
        *(envelope_problems(envelopes, ("groups",)) if found.granted else ()),
        *porteur_problems(context, row.department, row.call, about, granting, ("aids",)),
    ]
    if problems:
        raise InvalidInput(problems, "La décision n'est pas enregistrée : elle est à corriger.")
    draft = draft_of(found)
    if draft != point.draft:
        told = {"item": str(item), "decision": draft}
        past = {"item": str(item), "decision": point.draft} if point.draft else None
        record(context, "session.decision_prepared", row.id, chain=row.department, before=past, after=told)
        point.draft = draft
        commit_or_stale(context, point)
    return whole


def draft_of(found: Deliberation) -> dict[str, Any]:
    """Return a decision as it is kept while it is being prepared, with what it comes to."""
    aids = {each.id: each.amount for each in found.aids}
    by_rule = [*found.by_rule]
    return {
        **decision_json(found.decision),
        "worth": dict(found.amounts),
        **({"aids_worth": aids} if aids else {}),
        **({"by_rule": by_rule} if by_rule else {}),
    }


def load_item(context: Context, key: UUID, item: UUID) -> tuple[WholeSession, AgendaItem, Demand]:
    """Return a session with what was said about one dossier of its agenda, that dossier, and what its deposit asks.

    Raises `NotFound`.
    """
    whole = load_session(context, key, about=item)
    point = next((each for each in whole.items if each.id == item), None)
    if point is None:
        raise NotFound("Ce point de l'ordre du jour")
    version = version_of(context.session, point.dossier_id, point.version)
    assert version is not None
    return whole, point, demand_of(context, version)


def _differences(draft: dict[str, Any] | None, asked: dict[str, Any]) -> Iterable[Problem]:
    """Say where the decision just sent differs from the one that is there; what that one is worth follows from it."""
    there = {key: value for key, value in (draft or {}).items() if key not in COMPUTED}
    return differences(there, asked)


def vote_problems(outcome: Outcome, counted: Tally, place: Path) -> Iterable[Problem]:
    """Yield a problem when an outcome goes against the votes."""
    allowed = outcomes_allowed(counted.result)
    if outcome not in allowed and counted.result is not None:
        possible = ", ".join(STATES[each] for each in allowed)
        why = "n'est pas possible" if counted.result == "no_quorum" else "va contre le vote"
        message = f"« {STATES[outcome]} » {why} ({RESULTS[counted.result]}) ; possible : {possible}."
        yield Problem((*place, "outcome"), message)
