"""Opinions and votes: each by whoever holds the seat, votes also as the secretariat records them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clas_api.context import Context, command
from clas_api.refusals import VersionNotSaid
from clas_api.services.committees.sessions import check_state, held_session
from clas_api.services.committees.sitting import own_seat, seat_among
from clas_api.services.dossiers.moving import check_apart
from clas_api.services.revisions import match_each, match_revision, revision_of
from clas_api.services.trace import record
from clas_api.store.models import Opinion, SeatRow, Vote
from clas_api.store.rows import append
from clas_api.store.sessions import WholeSession, session_about
from clas_core.committees.committee import CHOICES, SCALES, Choice, Scale
from clas_core.dossiers.differing import differences
from clas_core.errors import InvalidInput, NotFound, Path, Problem, Refused

AN_ITEM = "Ce point de l'ordre du jour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A seat's vote, at its place in what was sent. `revision` is that of the vote it changes, `NOT_YET` for a first
    one; `None` where it need not be said."""

    seat: SeatRow
    choice: str
    revision: int | None
    place: Path = ("choice",)


def _item_held(context: Context, key: UUID, item: UUID, *, managed: bool) -> WholeSession:
    """Begin to write, and return a session with one item of it.

    Raises `NotFound`, or, `managed` by an agent who is one of the porteur's people, `Refused`.
    """
    row = held_session(context, key, "sessions.manage" if managed else "seats.take")
    whole = session_about(context.session, row, item)
    if not whole.items:
        raise NotFound(AN_ITEM)
    if managed:
        check_apart(context, whole.dossiers[whole.items[0].dossier_id])
    return whole


def _obstacle(whole: WholeSession, item: UUID, seat: SeatRow, *, voting: bool) -> str:
    """Say why a seat takes no part in a dossier; nothing when it does."""
    if recusal := whole.recused_from(item).get(seat.id):
        act = "ne vote pas" if voting else "ne rend pas d'avis"
        return f"{seat.name} {act} sur ce dossier, par déport : {recusal.reason}"
    if voting and not seat.present:
        return f"{seat.name} n'est pas noté présent : sa voix ne compterait pas. Notez sa présence d'abord."
    return ""


@command
def write_opinion(
    context: Context, key: UUID, item: UUID, *, scale: Scale, reason: str, given: bool, revision: int | None
) -> WholeSession:
    """Write the opinion of one's own seat: a draft that nobody else sees, until it is `given`, which is for good.

    `revision` is that of the opinion that was read, `NOT_YET` for a first one. Raises `NotFound`, `Forbidden` without a
    seat, `Refused` when recused, once given, or after the closing, or `Stale`. Commits.
    """
    whole = _item_held(context, key, item, managed=False)
    seat = own_seat(context, whole.seats)
    check_state(whole.row, ("planned", "open"))
    if obstacle := _obstacle(whole, item, seat, voting=False):
        raise Refused(obstacle)
    written = next((each for each in whole.opinions[item] if each.seat_id == seat.id), None)
    opinion = written or Opinion(item_id=item, seat_id=seat.id, department=whole.row.department)
    sent = {"scale": SCALES[scale], "reason": reason}
    match_revision(context, opinion, revision, lambda: differences(_said(opinion), sent))
    if written is None:
        context.session.add(opinion)
        whole.opinions[item].append(opinion)
    elif opinion.given_at is not None:
        if (opinion.scale, opinion.reason, given) == (scale, reason, True):
            return whole
        raise Refused("Votre avis est rendu : il ne change plus.")
    opinion.scale, opinion.reason = scale, reason
    opinion.given_at = context.now if given else None
    # The trace of a draft does not say what is in it: its author alone knows.
    told = {"scale": scale, "reason": reason} if given else {}
    after = {"item": str(item), "seat": str(seat.id), "given": given, **told}
    action = "session.opinion_given" if given else "session.opinion_drafted"
    record(context, action, whole.row.id, chain=whole.row.department, after=after)
    context.session.commit()
    return whole


def _said(opinion: Opinion) -> dict[str, str]:
    scales: Mapping[Any, str] = SCALES
    return {"scale": scales.get(opinion.scale, ""), "reason": opinion.reason}


@command
def vote(context: Context, key: UUID, item: UUID, choice: Choice, *, revision: int | None = None) -> WholeSession:
    """Vote for one's own seat; voting again changes it, until the closing. The `revision` of one's vote may be said.

    Raises `NotFound`, `Forbidden` without a seat, or `Refused` when recused, absent, or out of the session. Commits.
    """
    whole = _item_held(context, key, item, managed=False)
    seat = own_seat(context, whole.seats)
    return _voted(context, whole, item, [Ballot(seat=seat, choice=choice, revision=revision)])


@command
def record_vote(
    context: Context, key: UUID, item: UUID, seat: UUID, choice: Choice, *, revision: int | None
) -> WholeSession:
    """Record the vote of a seat, for the secretariat. Raises as `vote` does, and `VersionNotSaid`. Commits."""
    whole = _item_held(context, key, item, managed=True)
    ballot = Ballot(seat=seat_among(whole, seat), choice=choice, revision=revision)
    check_state(whole.row, ("open",))
    if revision is None:
        raise VersionNotSaid
    return _voted(context, whole, item, [ballot])


@command
def record_votes(context: Context, key: UUID, item: UUID, votes: Sequence[tuple[UUID, Choice, int]]) -> WholeSession:
    """Record the votes of many seats on a dossier at once, for the secretariat: all of them, or none.

    Each is a seat, its choice, and the revision of its vote that was read, `NOT_YET` for a first one. Raises
    `NotFound`, `Refused`, `InvalidInput` with every problem, or `Stale` with each vote that has changed. Commits.
    """
    whole = _item_held(context, key, item, managed=True)
    seats = {seat.id: seat for seat in whole.seats}
    problems: list[Problem] = []
    ballots: dict[UUID, Ballot] = {}
    for index, (each, choice, revision) in enumerate(votes):
        place = ("votes", index, "seat")
        if each not in seats:
            problems.append(Problem(place, "Ce siège n'est pas de cette séance."))
        elif each in ballots:
            problems.append(Problem(place, "Ce siège vote deux fois."))
        elif obstacle := _obstacle(whole, item, seats[each], voting=True):
            problems.append(Problem(place, obstacle))
        else:
            at = ("votes", index, "choice")
            ballots[each] = Ballot(seat=seats[each], choice=choice, revision=revision, place=at)
    check_state(whole.row, ("open",))
    if problems:
        raise InvalidInput(problems)
    return _voted(context, whole, item, list(ballots.values()))


def _voted(context: Context, whole: WholeSession, item: UUID, ballots: Sequence[Ballot]) -> WholeSession:
    """Write ballots. Each vote has a revision of its own: members who vote at once do not hinder one another, and a
    ballot that says what is there already is no change."""
    check_state(whole.row, ("open",))
    known = {each.seat_id: each for each in whole.votes[item]}
    changed: list[tuple[Vote, Ballot]] = []
    for ballot in ballots:
        if obstacle := _obstacle(whole, item, ballot.seat, voting=True):
            raise Refused(obstacle)
        row = known.get(ballot.seat.id) or Vote(item_id=item, seat_id=ballot.seat.id, department=whole.row.department)
        if row.choice != ballot.choice:
            changed.append((row, ballot))
    match_each(context, [_asked(row, ballot) for row, ballot in changed])
    before = {str(row.seat_id): row.choice for row, _ in changed if row.choice is not None}
    first = [row for row, _ in changed if row.choice is None]
    for row, ballot in changed:
        row.choice, row.voted_at, row.revision = ballot.choice, context.now, row.revision or 1
    append(context.session, Vote, [_columns(row) for row in first])
    whole.votes[item].extend(first)
    if changed:
        told = {"item": str(item), "votes": {str(row.seat_id): row.choice for row, _ in changed}}
        past = {"item": str(item), "votes": before} if before else None
        record(context, "session.voted", whole.row.id, chain=whole.row.department, before=past, after=told)
        context.session.commit()
    return whole


def _columns(row: Vote) -> Mapping[str, object]:
    return {column.key: getattr(row, column.key) for column in Vote.__table__.columns}


def _asked(row: Vote, ballot: Ballot) -> tuple[Vote, int, Callable[[], Iterable[Problem]]]:
    """Return what is matched of a ballot, and what tells how it differs when the vote has changed since it was read."""
    revision = revision_of(row) if ballot.revision is None else ballot.revision
    names: Mapping[Any, str] = CHOICES
    return row, revision, lambda: differences(names.get(row.choice), names[ballot.choice], ballot.place)
