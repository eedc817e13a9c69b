"""The decision that is being prepared on a dossier of a session: it becomes one when the session closes."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.refusals import Stale
from clas_api.services.committees.agenda import DECIDABLE
from clas_api.services.committees.deliberating import Demand, deliberate, demand_of
from clas_api.services.committees.envelopes import envelope_problems, envelopes_of, prepared_amounts
from clas_api.services.committees.sessions import check_state, held_session, load_session
from clas_api.services.committees.sitting import seat_value
from clas_api.services.desk import Desk
from clas_api.services.dossiers.drafting import commit_or_stale
from clas_api.services.revisions import match_revision
from clas_api.services.trace import record
from clas_api.store.dossiers import version_of
from clas_api.store.models import AgendaItem
from clas_api.store.sessions import WholeSession, whole_session
from clas_core.dossiers import changes_between
from clas_core.dossiers.committee import RESULTS, Tally, outcomes_allowed, tally
from clas_core.dossiers.decision import Decision
from clas_core.dossiers.decision_schemas import decision_json
from clas_core.dossiers.lifecycle import STATES, Outcome
from clas_core.errors import InvalidInput, NotFound, Path, Problem, Refused


def prepare_decision(desk: Desk, key: UUID, item: UUID, decision: Decision, *, revision: int | None) -> WholeSession:
    """Write the decision that is being prepared on a dossier, its `revision` having been read.

    Raises `NotFound`, `Stale` with what differs, `Refused` once closed, or `InvalidInput` with every problem. Commits.
    """
    row = held_session(desk, key)
    whole = whole_session(desk.session, row, item)
    if not whole.items:
        raise NotFound("Ce point de l'ordre du jour")
    point = whole.items[0]
    asked = decision_json(decision)
    if revision not in (None, point.revision):
        raise Stale(problems=_differences(point.draft, asked))
    match_revision(point.revision, revision)
    check_state(row, ("planned", "open"))
    dossier = whole.dossiers[point.dossier_id]
    if dossier.state not in DECIDABLE:
        raise Refused(f"Ce dossier est « {STATES[dossier.state]} » : le comité n'a plus à en décider.")
    version = version_of(desk.session, point.dossier_id, point.version)
    assert version is not None
    found = deliberate(demand_of(desk, version), decision)
    others = desk.session.scalars(select(AgendaItem).where(AgendaItem.session_id == row.id)).all()
    granting = [*prepared_amounts(each for each in others if each.id != item), found.amounts]
    about = [each.dossier_id for each in others]
    envelopes = envelopes_of(desk, row.department, row.school_year, about, granting)
    problems = [
        *found.problems,
        *vote_problems(decision.outcome, count_votes(whole, item), ()),
        *(envelope_problems(envelopes, ("groups",)) if found.granted else ()),
    ]
    if problems:
        raise InvalidInput(problems, "La décision n'est pas enregistrée : elle est à corriger.")
    draft = {**asked, "worth": dict(found.amounts)}
    if draft != point.draft:
        told = {"item": str(item), "decision": draft}
        past = {"item": str(item), "decision": point.draft} if point.draft else None
        record(desk, "session.decision_prepared", row.id, chain=row.department, before=past, after=told)
        point.draft = draft
        commit_or_stale(desk)
    return whole


def load_item(desk: Desk, key: UUID, item: UUID) -> tuple[WholeSession, AgendaItem, Demand]:
    """Return a session whole, one dossier of its agenda, and what its deposit asks. Raises `NotFound`."""
    whole = load_session(desk, key)
    point = next((each for each in whole.items if each.id == item), None)
    if point is None:
        raise NotFound("Ce point de l'ordre du jour")
    version = version_of(desk.session, point.dossier_id, point.version)
    assert version is not None
    return whole, point, demand_of(desk, version)


def _differences(current: dict[str, Any] | None, asked: dict[str, Any]) -> Sequence[Problem]:
    """Say what the decision that is there has, that the one just sent has not."""
    there = {key: value for key, value in (current or {}).items() if key != "worth"}
    return [
        Problem(each.path, f"Enregistré : {_written(each.after)} ; le vôtre : {_written(each.before)}.")
        for each in changes_between(asked, there)
    ]


def _written(value: Any) -> str:
    match value:
        case None | [] | {}:
            return "rien"
        case True | False:
            return "oui" if value else "non"
        case str() | int():
            return f"« {value} »"
        case _:
            return f"{len(value)} élément(s)"


def count_votes(whole: WholeSession, item: UUID) -> Tally:
    """Count the votes on a dossier that count."""
    votes: Any = {str(each.seat_id): each.choice for each in whole.votes[item]}
    recused = {str(each.seat_id) for each in whole.recusals[item]}
    tie: Any = whole.row.tie
    return tally([seat_value(seat) for seat in whole.seats], votes, recused, tie)


def vote_problems(outcome: Outcome, counted: Tally, place: Path) -> Iterable[Problem]:
    """Yield a problem when an outcome goes against the votes."""
    allowed = outcomes_allowed(counted.result)
    if outcome not in allowed and counted.result is not None:
        possible = ", ".join(STATES[each] for each in allowed)
        message = f"« {STATES[outcome]} » va contre le vote ({RESULTS[counted.result]}) ; possible : {possible}."
        yield Problem((*place, "outcome"), message)
