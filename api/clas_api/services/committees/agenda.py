"""The agenda of a session: which dossiers, in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.committees.recusing import detect_recusals
from clas_api.services.committees.sessions import held_at, touch
from clas_api.services.revisions import commit_or_stale
from clas_api.services.trace import record
from clas_api.store.models import AgendaItem, CommitteeSession, DossierRow, Examination, Opinion, Recusal, Vote
from clas_api.store.sessions import WholeSession, dossiers_among, whole_session
from clas_api.store.studies import studies_of
from clas_core.dossiers.lifecycle import DECIDABLE, STATES, Outcome, is_decidable
from clas_core.errors import InvalidInput, Problem, Refused
from clas_core.money import parse_amount


@command
def set_agenda(context: Context, key: UUID, dossiers: Sequence[UUID], *, revision: int | None) -> WholeSession:
    """Set the whole agenda of a session, in its order; a dossier that stays keeps its opinions and its votes.

    Raises `NotFound`, `Stale`, `Refused`, or `InvalidInput` with every problem. Commits.
    """
    whole = held_at(context, key, revision)
    row = whole.row
    asked = {each.id: each for each in dossiers_among(context.session, dossiers)}
    if problems := [*_problems(row, dossiers, asked)]:
        raise InvalidInput(problems)
    before = [str(item.dossier_id) for item in whole.items]
    items = {item.dossier_id: item for item in whole.items}
    _remove(context, whole, [item for key, item in items.items() if key not in asked])
    for rank, each in enumerate(dossiers, start=1):
        item = items.get(each)
        version = asked[each].versions
        if item is None:
            item = AgendaItem(session_id=row.id, dossier_id=each, department=row.department, version=version)
            context.session.add(item)
        elif item.version != version:
            item.version, item.draft = version, None  # what was prepared was about another deposit
        item.rank = rank
    context.session.flush()
    whole = whole_session(context.session, row)
    detected = detect_recusals(context, whole)
    after = {"dossiers": [str(each) for each in dossiers], "recusals": detected}
    touch(context, row)
    record(context, "session.agenda", row.id, chain=row.department, before=before, after=after)
    commit_or_stale(context, row)
    return whole


Move = Literal["first", "up", "down"]


def move_in(order: Sequence[UUID], moved: UUID, where: Move) -> list[UUID]:
    """Return an order in which one is moved, at its end if it was not in it."""
    others = [each for each in order if each != moved]
    place = order.index(moved) if moved in order else len(others)
    to = {"first": 0, "up": max(place - 1, 0), "down": place + 1}[where]
    return [*others[:to], moved, *others[to:]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the Caf proposes of a dossier: an outcome, and an amount in cents, of an approval alone."""

    outcome: Outcome
    amount: int


def list_proposals(context: Context, dossiers: Sequence[DossierRow]) -> Mapping[UUID, Proposal]:
    """Return what the Caf proposes of each of these dossiers, which whoever asks may see, by dossier."""
    found = studies_of(context.session, [each.id for each in dossiers])
    return {key: _proposed(each) for key, each in found.items() if each.proposal is not None}


def _proposed(study: Examination) -> Proposal:
    proposal, told = study.proposal or {}, study.evidence.get("proposed")
    others = sum(parse_amount(each["amount"]) for each in proposal.get("programmes", ()))
    approved = proposal["outcome"] == "approved"
    return Proposal(
        outcome=proposal["outcome"], amount=parse_amount(told["total"]) + others if approved and told else 0
    )


def _problems(row: CommitteeSession, keys: Sequence[UUID], found: dict[UUID, DossierRow]) -> Sequence[Problem]:
    problems = []
    seen = set()
    for index, key in enumerate(keys):
        place = ("dossiers", index)
        dossier = found.get(key)
        if dossier is None or (dossier.department, dossier.call) != (row.department, row.call):
            problems.append(Problem(place, "Ce dossier n'est pas de l'appel sur lequel la séance se prononce."))
        elif not is_decidable(dossier.state, dossier.outcome):
            message = f"Le dossier {dossier.receipt or ''} est « {STATES[dossier.state]} » ; il faut : {DECIDABLE}."
            problems.append(Problem(place, message.replace("  ", " ")))
        if key in seen:
            problems.append(Problem(place, "Ce dossier est inscrit deux fois."))
        seen.add(key)
    return problems


def _remove(context: Context, whole: WholeSession, items: Sequence[AgendaItem]) -> None:
    """Take dossiers off the agenda, unless somebody has voted or given an opinion on one that can still be decided."""
    for item in items:
        dossier = whole.dossiers[item.dossier_id]
        given = any(each.given_at for each in whole.opinions[item.id])
        if is_decidable(dossier.state, dossier.outcome) and (given or whole.votes[item.id]):
            raise Refused(
                f"Le dossier {dossier.receipt} a déjà des avis ou des voix : il reste à l'ordre du jour ; "
                "le comité peut l'ajourner."
            )
    keys = [item.id for item in items]
    for kind in (Recusal, Opinion, Vote):
        for row in context.session.scalars(select(kind).where(kind.item_id.in_(keys))):
            context.session.delete(row)
    context.session.flush()
    for item in items:
        context.session.delete(item)
    context.session.flush()
