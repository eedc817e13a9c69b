"""Many dossiers of a session at once: « tous pour », and deciding as proposed what nobody contests.

Each dossier is judged as it is one by one. What cannot be done is said of it, and the others are done.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.committees.deciding import ADVISES, draft_of
from clas_api.services.committees.deliberating import deliberate, demand_of
from clas_api.services.committees.preparing_together import expect_within, hindrances, put_draft
from clas_api.services.committees.sessions import check_state, held_session
from clas_api.services.dossiers.moving import CONCERNED
from clas_api.services.dossiers.reading import is_of_porteur
from clas_api.services.revisions import commit_or_stale
from clas_api.services.rules.campaigns import expect_department
from clas_api.services.trace import Fact, record_all
from clas_api.store.models import AgendaItem, DossierRow, Examination, SeatRow, Vote
from clas_api.store.rows import append
from clas_api.store.sessions import WholeSession, versions_of_items, whole_session
from clas_api.store.studies import studies_of
from clas_core.committees.committee import contested_by
from clas_core.committees.decision_schemas import read_decision
from clas_core.dossiers.lifecycle import STATES, is_decidable
from clas_core.errors import Refused

CHANGED = "la proposition a changé depuis, relisez-la"
ALL_VOTED = "chaque siège présent a déjà voté"
NOT_OF_IT = "il n'est plus à l'ordre du jour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a dossier of a session stands: what the Caf proposes of it, which seats may still vote.

    `hindrance` says why it is not decided as proposed, `unvoted` why votes are not noted for; nothing when they may be.
    """

    item: AgendaItem
    dossier: DossierRow
    study: Examination | None
    seats: Sequence[SeatRow]
    hindrance: str
    unvoted: str


def standings(context: Context, whole: WholeSession) -> Sequence[Standing]:
    """Return where each dossier of a session stands, in the order of its agenda."""
    studies = studies_of(context.session, [item.dossier_id for item in whole.items])
    return [_standing(context, whole, item, studies.get(item.dossier_id)) for item in whole.items]


def _standing(context: Context, whole: WholeSession, item: AgendaItem, study: Examination | None) -> Standing:
    dossier = whole.dossiers[item.dossier_id]
    voted, recused = {each.seat_id for each in whole.votes[item.id]}, whole.recused_from(item.id)
    seats = [each for each in whole.seats if each.present and each.id not in recused and each.id not in voted]
    proposed = study.proposal if study is not None and study.version == item.version else None
    shut = _shut(context, dossier)
    return Standing(
        item=item,
        dossier=dossier,
        study=study,
        seats=seats,
        hindrance=shut or _contested(whole, item, proposed),
        unvoted=shut or _not_for(proposed, seats),
    )


def _shut(context: Context, dossier: DossierRow) -> str:
    """Say why whoever asks does nothing to a dossier in this session; nothing when they may."""
    if not is_decidable(dossier.state, dossier.outcome):
        return f"le dossier est « {STATES[dossier.state]} »"
    return CONCERNED if is_of_porteur(context, dossier) else ""


def _contested(whole: WholeSession, item: AgendaItem, proposed: Mapping[str, Any] | None) -> str:
    if item.draft is not None:
        return "sa décision est déjà préparée"
    if proposed is None:
        return "rien n'est proposé de ce dépôt"
    given: Any = [each.scale for each in whole.opinions[item.id] if each.given_at is not None]
    return contested_by(proposed["outcome"], whole.tally_of(item.id), given)


def _not_for(proposed: Mapping[str, Any] | None, seats: Sequence[SeatRow]) -> str:
    if proposed is None or proposed["outcome"] != "approved":
        return "la Caf ne propose pas de l'agréer : notez ses votes à sa page"
    return "" if seats else ALL_VOTED


@command
def note_all_for(context: Context, key: UUID, items: Collection[UUID], *, by_itself: bool = False) -> Mapping[str, str]:
    """Note « pour » for each seat that is present, takes part and has not voted yet, on each of these dossiers; who
    differs is changed after, one by one, until the closing. Of many together, those that the Caf does not propose to
    approve are left; one `by_itself` was looked at.

    Return what kept each from it, or nothing, by receipt; one on which every seat has voted is left as it is. Raises
    `NotFound`, or `Refused` unless the session is open. Commits.
    """
    row = held_session(context, key)
    check_state(row, ("open",))
    whole = whole_session(context.session, row)
    told = _gone(items, whole)
    votes: list[Mapping[str, Any]] = []
    facts = []
    for each in standings(context, whole):
        if each.item.id in items:
            why = _shut(context, each.dossier) or ("" if each.seats else ALL_VOTED) if by_itself else each.unvoted
            told[each.dossier.receipt or ""] = why
            if not why:
                made = [_for(context, each, seat) for seat in each.seats]
                after = {"item": str(each.item.id), "votes": {str(seat.id): "for" for seat in each.seats}}
                facts.append(Fact("session.voted", row.id, None, after))
                votes += made
    if votes:
        append(context.session, Vote, votes)
        record_all(context, row.department, facts)
        commit_or_stale(context, row)
    return told


def _for(context: Context, each: Standing, seat: SeatRow) -> Mapping[str, Any]:
    return {
        "item_id": each.item.id,
        "seat_id": seat.id,
        "department": each.item.department,
        "choice": "for",
        "voted_at": context.now,
        "revision": 1,
    }


@command
def decide_as_proposed(context: Context, key: UUID, asked: Mapping[UUID, int]) -> Mapping[str, str]:
    """Prepare, as the Caf proposes it, the decision on each of these dossiers that nobody contests; `asked` gives the
    number of the study that was read, by item.

    Return what kept each from it, or nothing, by receipt. Raises `NotFound`, `Refused`, or `InvalidInput` where all of
    them together exceed what may be granted: then none is prepared. Commits.
    """
    row = held_session(context, key)
    check_state(row, ("planned", "open"))
    if not row.decides:
        raise Refused(ADVISES)
    expect_department(context, row.department, row.call)
    whole = whole_session(context.session, row)
    told = _gone(asked, whole)
    versions = versions_of_items(context.session, [item.id for item in whole.items])
    facts = []
    for each in standings(context, whole):
        if each.item.id not in asked:
            continue
        why = each.hindrance
        if not why and (each.study is None or each.study.number != asked[each.item.id]):
            why = CHANGED
        if not why:
            assert each.study is not None
            found = deliberate(demand_of(context, versions[each.item.id]), read_decision(each.study.proposal))
            why = hindrances(whole, each.item, found)
            if not why:
                facts.append(put_draft(each.item, draft_of(found)))
        told[each.dossier.receipt or ""] = why
    if facts:
        expect_within(context, whole)
        record_all(context, row.department, facts)
        commit_or_stale(context, row)
    return told


def _gone(asked: Collection[UUID], whole: WholeSession) -> dict[str, str]:
    """Say of dossiers that were asked for and are not on the agenda any more that nothing was done."""
    there = {item.id for item in whole.items}
    return {f"({len(gone)})": NOT_OF_IT} if (gone := set(asked) - there) else {}
