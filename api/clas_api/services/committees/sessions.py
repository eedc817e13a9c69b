"""Sessions of committees: planned, described, opened when enough institutions are there. Closing is apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from clas_api.context import Context, command
from clas_api.security.permissions import Ability
from clas_api.services.committees.telling import tell_convened
from clas_api.services.idempotency import given_row, keep_row
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.campaigns import served_campaign
from clas_api.services.trace import hold_chain, record
from clas_api.store.models import CommitteeSession, SeatRow
from clas_api.store.sessions import (
    WholeSession,
    find_session,
    seat_value,
    session_about,
    whole_session,
)
from clas_core.committees.bodies import DEFAULT_QUORUM, DEFAULT_TIE, Body, bodies_of
from clas_core.committees.committee import has_quorum
from clas_core.committees.sitting import Sitting, sitting_of
from clas_core.errors import InvalidInput, NotFound, Problem, Refused
from clas_core.years import write_day

A_SESSION = "Cette séance"
OVER = {
    "closed": "La séance est close : rien n'y change plus. Tant que le dossier n'est pas soldé, un agrément ou un "
    "refus se corrige par une nouvelle décision motivée du responsable de service ; une mise en liste d'attente ou un "
    "ajournement se décide de nouveau dans une autre séance.",
    "cancelled": "La séance est annulée : rien n'y change plus. Prévoyez-en une autre pour ses dossiers.",
}
"""Why nothing changes of a session that is over."""


AS_IT_WAS = ""
"""Of the hour, which may be taken away: it is not said, and stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSession:
    """What is said of a session when it is planned; what is `None` is as the department says, or as it was.

    `past` says that a day which is past is meant; `reason` why another day, hour or place is.
    """

    body: str | None = None
    held_on: date | None = None
    begins_at: str | None = AS_IT_WAS
    ends_at: str | None = AS_IT_WAS
    place: str | None = None
    quorum: int | None = None
    tie: str | None = None
    decides: bool | None = None
    past: bool | None = None
    reason: str | None = None


@command
def plan_session(
    context: Context, slug: str, call: str, asked: AskedSession, *, answer_key: str | None = None
) -> CommitteeSession:
    """Plan a session of a body of the department. `answer_key` is the client's: sent again, it plans nothing more.

    Raises `NotFound`, `UnknownCampaign` or `InvalidInput`. Commits.
    """
    scope = context.open("sessions.manage", writing=True)
    if slug not in scope.departments and not scope.everything:
        raise NotFound("Ce département")
    request = f"session {slug} {call}"
    hold_chain(context, slug)  # whoever sends it at the same moment waits, and is given the same session
    if (planned := given_row(context, answer_key, request, CommitteeSession)) is not None:
        return planned
    body = _body(context, slug, call, asked.body or "")
    _check_rules(body, asked)
    row = CommitteeSession(
        department=slug,
        call=call,
        body=body.id,
        **{**sitting_of(asked), "begins_at": asked.begins_at or None, "ends_at": asked.ends_at or None},
        state="planned",
        quorum=asked.quorum or body.quorum or DEFAULT_QUORUM,
        tie=asked.tie or body.tie or DEFAULT_TIE,
        decides=_decides(body, asked),
        created_at=context.now,
        updated_at=context.now,
    )
    _check_hours(context, row, asked)
    context.session.add(row)
    context.session.flush()
    record(context, "session.planned", row.id, chain=slug, after={"school_year": call, **_said(row)})
    keep_row(context, answer_key, request, row)
    context.session.commit()
    return row


def _body(context: Context, slug: str, call: str, identifier: str) -> Body:
    campaign = served_campaign(context, slug, call)
    bodies = bodies_of(campaign)
    if identifier not in bodies:
        known = ", ".join(f"{each.id} ({each.label})" for each in bodies.values())
        raise InvalidInput([Problem(("body",), f"Cette instance n'est pas décrite par le département ; {known}.")])
    return bodies[identifier]


def _check_rules(body: Body, asked: AskedSession) -> None:
    """Let a session ask for more than its department says, and never for less."""
    problems = []
    if body.quorum is not None and asked.quorum is not None and asked.quorum < body.quorum:
        problems.append(Problem(("quorum",), f"Le département fixe un quorum de {body.quorum} institutions au moins."))
    if body.tie is not None and asked.tie not in (None, body.tie):
        problems.append(Problem(("tie",), f"Le département fixe la règle d'égalité : {body.tie}."))
    if body.decides is not None and asked.decides not in (None, body.decides):
        role = "cette instance décide" if body.decides else "cette instance donne un avis, et ne décide pas"
        problems.append(Problem(("decides",), f"Le département le fixe : {role}."))
    if problems:
        raise InvalidInput(problems)


def load_session(context: Context, key: UUID, item: UUID | None = None, *, about: UUID | None = None) -> WholeSession:
    """Return a session whole, or with one `item` alone; or with its whole agenda, and what was said `about` one item of
    it. Raises `NotFound`."""
    row = find_session(context.session, context.open("sessions.read"), key)
    if row is None:
        raise NotFound(A_SESSION)
    whole = whole_session(context.session, row, about) if item is None else session_about(context.session, row, item)
    if item is not None and not whole.items:
        raise NotFound("Ce point de l'ordre du jour")
    return whole


def held_session(context: Context, key: UUID, ability: Ability = "sessions.manage") -> CommitteeSession:
    """Begin to write for `ability`, and return a session, held until the commit. Raises `NotFound`."""
    row = find_session(context.session, context.open(ability, writing=True), key, hold=True)
    if row is None:
        raise NotFound(A_SESSION)
    return row


def held_at(
    context: Context, key: UUID, revision: int | None, *, states: Sequence[str] = ("planned", "open")
) -> WholeSession:
    """Begin to write, and return a session whole, whose `revision` was read, in one of `states`.

    Raises `NotFound`, `VersionNotSaid`, `Stale`, or `Refused` in another state.
    """
    row = held_session(context, key)
    match_revision(context, row, revision)
    check_state(row, states)
    return whole_session(context.session, row)


def check_state(row: CommitteeSession, states: Sequence[str]) -> None:
    """Raise `Refused` unless a session is in one of `states`."""
    if row.over:
        raise Refused(OVER[row.state])
    if row.state not in states:
        raise Refused(
            "La séance est ouverte : cela se fixe avant son ouverture."
            if row.state == "open"
            else "La séance n'est pas ouverte : ouvrez-la d'abord, quand le quorum est atteint."
        )


def touch(context: Context, row: CommitteeSession) -> None:
    """Make what hangs on a session count as a change of it: its revision goes up, even within the same second."""
    row.updated_at = context.now
    flag_modified(row, "updated_at")


@command
def amend_session(context: Context, key: UUID, asked: AskedSession, *, revision: int | None) -> CommitteeSession:
    """Change when and where a session sits, and, until it opens, its body, its rules, what it gives. Commits.

    Raises `NotFound`, `Stale`, `InvalidInput`, or `Refused` when what has begun would be another session.
    """
    rules = (asked.body, asked.quorum, asked.tie, asked.decides) != (None, None, None, None)
    whole = held_at(context, key, revision, states=("planned",) if rules else ("planned", "open"))
    row = whole.row
    if row.state == "open" and asked.held_on is not None:
        _check_day(context, asked.held_on)
    body = _body(context, row.department, row.call, asked.body or row.body)
    _check_rules(body, asked)
    if body.id != row.body and whole.seats:
        raise Refused("Des sièges sont déjà pourvus : retirez-les avant de changer d'instance.")
    before = _said(row)
    if body.id != row.body:
        row.body, row.quorum, row.tie = body.id, body.quorum or DEFAULT_QUORUM, body.tie or DEFAULT_TIE
        row.decides = _decides(body, asked)
    sat = row.sitting
    row.held_on = asked.held_on or row.held_on
    row.begins_at = row.begins_at if asked.begins_at == AS_IT_WAS else asked.begins_at
    row.ends_at = row.ends_at if asked.ends_at == AS_IT_WAS else asked.ends_at
    row.place = asked.place or row.place
    row.quorum = asked.quorum or row.quorum
    row.tie = asked.tie or row.tie
    row.decides = row.decides if asked.decides is None else asked.decides
    if not row.decides and any(item.draft for item in whole.items):
        raise Refused(
            "Des décisions sont préparées : une séance qui donne un avis n'en prend pas. Retirez ces dossiers de "
            "l'ordre du jour, puis inscrivez-les de nouveau."
        )
    after = _said(row)
    if row.sitting != sat:
        _check_hours(context, row, asked, before=sat)
        told = tell_convened(context, row, _MOVED, f"{_MOVED} : {row.sitting.words}, {row.place}.", asked.reason or "")
        after = {**after, "reason": asked.reason or None, "told": told} if told else after
    if after != before:
        touch(context, row)
        record(context, "session.amended", row.id, chain=row.department, before=before, after=after)
        commit_or_stale(context, row)
    return row


_MOVED = "Séance déplacée"
_PAST = "Ce jour est passé : cochez « C'est bien ce jour » si la séance s'est tenue alors, ou changez le jour."


def _check_hours(
    context: Context, row: CommitteeSession, asked: AskedSession, *, before: Sitting | None = None
) -> None:
    """Raise `InvalidInput` for hours that are none, for a day that is past and is not said to be meant, or for a move
    of which those who were convened would not be told why."""
    problems = [*row.sitting.problems]
    if (before is None or before.held_on != row.held_on) and row.held_on < context.now.date() and not asked.past:
        problems.append(Problem(("past",), _PAST))
    if before is not None and row.convened_at is not None and not asked.reason:
        problems.append(Problem(("reason",), "Les membres sont convoqués : dites-leur pourquoi cela change."))
    if problems:
        raise InvalidInput(problems)


def _said(row: CommitteeSession) -> Mapping[str, Any]:
    return {
        "body": row.body,
        **{name: None if value is None else str(value) for name, value in sitting_of(row).items()},
        "quorum": row.quorum,
        "tie": row.tie,
        "decides": row.decides,
    }


def _decides(body: Body, asked: AskedSession) -> bool:
    """Tell whether a session decides: as it is asked, else as the department says, and it does where nobody says."""
    said = body.decides if asked.decides is None else asked.decides
    return said is not False


@command
def open_session(context: Context, key: UUID, *, revision: int | None) -> CommitteeSession:
    """Open a session. Raises `Refused` before its day, without its quorum, or with an empty agenda. Commits."""
    whole = held_at(context, key, revision, states=("planned",))
    row = whole.row
    _check_day(context, row.held_on)
    check_quorum(row, whole.seats)
    if not whole.items:
        raise Refused("L'ordre du jour est vide : inscrivez-y au moins un dossier.")
    row.state = "open"
    touch(context, row)
    present = sorted(str(seat.id) for seat in whole.seats if seat.present)
    record(context, "session.opened", row.id, chain=row.department, before="planned", after={"present": present})
    commit_or_stale(context, row)
    return row


def _check_day(context: Context, held_on: date) -> None:
    """Raise `Refused` when a session that sits would be dated of a day to come."""
    if held_on > context.now.date():
        raise Refused(
            f"Une séance ne s'ouvre pas avant son jour, le {write_day(held_on)}. Si elle se tient plus tôt, changez-en "
            "d'abord la date."
        )


def check_quorum(row: CommitteeSession, seats: Sequence[SeatRow]) -> None:
    """Raise `Refused` when too few institutions are present."""
    if not has_quorum(map(seat_value, seats), row.quorum):
        count = len({seat.institution for seat in seats if seat.present})
        raise Refused(
            f"Le quorum n'est pas atteint : {count} institution(s) présente(s) pour un quorum de {row.quorum}. "
            "Notez les présences, ou reportez la séance."
        )
