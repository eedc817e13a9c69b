"""Opinions and votes: each by whoever holds the seat, votes also as the secretariat records them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from clas_api.services.committees.sessions import check_state, held_session
from clas_api.services.committees.sitting import own_seat, seat_among
from clas_api.services.desk import Desk
from clas_api.services.trace import record
from clas_api.store.models import Opinion, SeatRow, Vote
from clas_api.store.sessions import WholeSession, whole_session
from clas_core.errors import InvalidInput, NotFound, Problem, Refused

AN_ITEM = "Ce point de l'ordre du jour"


def _item_held(desk: Desk, key: UUID, item: UUID, *, managed: bool) -> WholeSession:
    """Begin to write, and return a session with one item of it. Raises `NotFound`."""
    row = held_session(desk, key, "sessions.manage" if managed else "seats.take")
    whole = whole_session(desk.session, row, item)
    if not whole.items:
        raise NotFound(AN_ITEM)
    return whole


def _obstacle(whole: WholeSession, item: UUID, seat: SeatRow, *, voting: bool) -> str:
    """Say why a seat takes no part in a dossier; nothing when it does."""
    for recusal in whole.recusals[item]:
        if recusal.seat_id == seat.id:
            act = "ne vote pas" if voting else "ne rend pas d'avis"
            return f"{seat.name} {act} sur ce dossier, par déport : {recusal.reason}"
    if voting and not seat.present:
        return f"{seat.name} n'est pas noté présent : sa voix ne compterait pas. Notez sa présence d'abord."
    return ""


def write_opinion(desk: Desk, key: UUID, item: UUID, *, scale: str, reason: str, given: bool) -> WholeSession:
    """Write the opinion of one's own seat: a draft that nobody else sees, until it is `given`, which is for good.

    Raises `NotFound`, `Forbidden` without a seat, or `Refused` when recused, once given, or after the closing. Commits.
    """
    whole = _item_held(desk, key, item, managed=False)
    seat = own_seat(desk, whole.seats)
    check_state(whole.row, ("planned", "open"))
    if obstacle := _obstacle(whole, item, seat, voting=False):
        raise Refused(obstacle)
    opinion = next((each for each in whole.opinions[item] if each.seat_id == seat.id), None)
    if opinion is None:
        opinion = Opinion(item_id=item, seat_id=seat.id, department=whole.row.department)
        desk.session.add(opinion)
        whole.opinions[item].append(opinion)
    elif opinion.given_at is not None:
        if (opinion.scale, opinion.reason, given) == (scale, reason, True):
            return whole
        raise Refused("Votre avis est rendu : il ne change plus.")
    opinion.scale, opinion.reason = scale, reason
    opinion.given_at = desk.now if given else None
    # The trace of a draft does not say what is in it: its author alone knows.
    told = {"scale": scale, "reason": reason} if given else {}
    after = {"item": str(item), "seat": str(seat.id), "given": given, **told}
    action = "session.opinion_given" if given else "session.opinion_drafted"
    record(desk, action, whole.row.id, chain=whole.row.department, after=after)
    desk.session.commit()
    return whole


def vote(desk: Desk, key: UUID, item: UUID, choice: str) -> WholeSession:
    """Vote for one's own seat; voting again changes it, until the closing.

    Raises `NotFound`, `Forbidden` without a seat, or `Refused` when recused, absent, or out of the session. Commits.
    """
    whole = _item_held(desk, key, item, managed=False)
    seat = own_seat(desk, whole.seats)
    return _voted(desk, whole, item, {seat: choice})


def record_vote(desk: Desk, key: UUID, item: UUID, seat: UUID, choice: str) -> WholeSession:
    """Record the vote of a seat, for the secretariat. Raises as `vote` does. Commits."""
    whole = _item_held(desk, key, item, managed=True)
    return _voted(desk, whole, item, {seat_among(whole, seat): choice})


def record_votes(desk: Desk, key: UUID, item: UUID, votes: Sequence[tuple[UUID, str]]) -> WholeSession:
    """Record the votes of many seats on a dossier at once, for the secretariat: all of them, or none.

    Raises `NotFound`, `Refused`, or `InvalidInput` with every problem. Commits.
    """
    whole = _item_held(desk, key, item, managed=True)
    seats = {seat.id: seat for seat in whole.seats}
    problems, choices = [], {}
    for index, (each, choice) in enumerate(votes):
        place = ("votes", index, "seat")
        if each not in seats:
            problems.append(Problem(place, "Ce siège n'est pas de cette séance."))
        elif seats[each] in choices:
            problems.append(Problem(place, "Ce siège vote deux fois."))
        elif obstacle := _obstacle(whole, item, seats[each], voting=True):
            problems.append(Problem(place, obstacle))
        else:
            choices[seats[each]] = choice
    check_state(whole.row, ("open",))
    if problems:
        raise InvalidInput(problems)
    return _voted(desk, whole, item, choices)


def _voted(desk: Desk, whole: WholeSession, item: UUID, choices: Mapping[SeatRow, str]) -> WholeSession:
    check_state(whole.row, ("open",))
    known = {each.seat_id: each for each in whole.votes[item]}
    before, after = {}, {}
    for seat, choice in choices.items():
        if obstacle := _obstacle(whole, item, seat, voting=True):
            raise Refused(obstacle)
        earlier = known.get(seat.id)
        if earlier is None:
            earlier = Vote(item_id=item, seat_id=seat.id, department=whole.row.department)
            desk.session.add(earlier)
            whole.votes[item].append(earlier)
        elif earlier.choice == choice:
            continue
        else:
            before[str(seat.id)] = earlier.choice
        earlier.choice, earlier.voted_at = choice, desk.now
        after[str(seat.id)] = choice
    if after:
        told = {"item": str(item), "votes": after}
        past = {"item": str(item), "votes": before} if before else None
        record(desk, "session.voted", whole.row.id, chain=whole.row.department, before=past, after=told)
        desk.session.commit()
    return whole
