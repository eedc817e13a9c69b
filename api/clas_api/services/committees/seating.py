"""Who sits in a session."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.committees.recusing import detect_recusals
from clas_api.services.committees.sessions import held_at, touch
from clas_api.services.committees.telling import body_of
from clas_api.services.revisions import commit_or_stale
from clas_api.services.trace import record
from clas_api.store.models import Account, Opinion, Recusal, RoleRow, SeatRow
from clas_api.store.sessions import WholeSession, whole_session
from clas_api.store.told_names import told_name
from clas_core.committees.bodies import Body
from clas_core.errors import InvalidInput, NotFound, Problem, Refused

_SITTING = ("committee", "agent", "head")
"""The roles of a department whose holders may sit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSeat:
    """A seat as it is asked for: an account of the department's, or somebody's name. `id` is that of a seat to keep."""

    institution: str
    id: UUID | None = None
    account: UUID | None = None
    name: str | None = None
    presides: bool = False
    siren: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitter:
    """Somebody of the department who may sit: for `institutions`, or for any where there are none."""

    id: UUID
    name: str
    institutions: Sequence[str]


def list_sitters(context: Context, slug: str) -> Sequence[Sitter]:
    """Return who may sit in a department's sessions with an account, by name. Raises `NotFound`."""
    if slug not in context.open("sessions.manage").departments:
        raise NotFound("Ce département")
    query = select(RoleRow.account_id).where(RoleRow.department == slug, RoleRow.kind.in_(_SITTING))
    found = _accounts(context, set(context.session.scalars(query)), slug)
    sitters = (
        Sitter(id=key, name=name, institutions=sorted(filter(None, {role.institution for role in roles})))
        for key, (name, roles) in found.items()
    )
    return sorted(sitters, key=lambda each: (each.name.casefold(), str(each.id)))


@command
def set_seats(context: Context, key: UUID, asked: Sequence[AskedSeat], *, revision: int | None) -> WholeSession:
    """Set all the seats of a session. One that is kept keeps its votes; one that has voted cannot go.

    Raises `NotFound`, `Stale`, `Refused`, or `InvalidInput` with every problem. Commits.
    """
    whole = held_at(context, key, revision)
    row = whole.row
    before = [_said(seat) for seat in whole.seats]
    names = _checked(context, whole, asked, body_of(context, row))
    kept = {
        index: seat for index, each in enumerate(asked) if (seat := _same_seat(each, whole.seats, asked)) is not None
    }
    _remove(context, whole, [seat for seat in whole.seats if seat not in kept.values()])
    for index, each in enumerate(asked):
        seat = kept.get(index)
        if seat is None:
            seat = SeatRow(session_id=row.id, department=row.department, account_id=each.account)
            context.session.add(seat)
        seat.institution, seat.name, seat.siren = each.institution, names[index], each.siren
        seat.presides = each.presides
    context.session.flush()
    whole = whole_session(context.session, row)
    detected = detect_recusals(context, whole)
    after = {"seats": [_said(seat) for seat in whole.seats], "recusals": detected}
    touch(context, row)
    record(context, "session.seated", row.id, chain=row.department, before=before, after=after)
    commit_or_stale(context, row)
    return whole


def _same_seat(asked: AskedSeat, seats: Sequence[SeatRow], others: Sequence[AskedSeat]) -> SeatRow | None:
    """Return the seat that is kept: the one named, or the one that the same account holds already."""
    if asked.id is not None:
        return next((seat for seat in seats if seat.id == asked.id), None)
    named = {each.id for each in others}
    return next(
        (seat for seat in seats if seat.account_id and seat.account_id == asked.account and seat.id not in named), None
    )


def _checked(context: Context, whole: WholeSession, asked: Sequence[AskedSeat], body: Body) -> Sequence[str]:
    """Return the name of each holder. Raises `InvalidInput` with every problem."""
    problems = []
    accounts = _accounts(context, {each.account for each in asked if each.account}, whole.row.department)
    seats = {seat.id: seat for seat in whole.seats}
    names, seen = [], set()
    for index, each in enumerate(asked):
        place = ("seats", index)
        if each.institution not in body.institutions:
            known = ", ".join(body.institutions) or "aucune"
            message = f"Cette institution ne siège pas dans cette instance ; institutions : {known}."
            problems.append(Problem((*place, "institution"), message))
        if each.id is not None and each.id not in seats:
            problems.append(Problem((*place, "id"), "Ce siège n'est pas de cette séance : laissez « id » de côté."))
        elif each.id is not None and seats[each.id].account_id != each.account:
            message = "Un siège ne change pas de compte : ajoutez un autre siège, et retirez celui-ci."
            problems.append(Problem((*place, "account"), message))
        for kind, value in (("id", each.id), ("account", each.account)):
            if value is not None and (kind, value) in seen:
                problems.append(Problem((*place, kind), "Le même siège, ou la même personne, est donné deux fois."))
            seen.add((kind, value))
        name = each.name or ""
        if each.account is not None:
            found = accounts.get(each.account)
            problems += _account_problems(found, each, place)
            name = name or (found[0] if found else "")
        elif not name:
            problems.append(Problem((*place, "name"), "Dites qui siège : un compte, ou un nom."))
        names.append(name)
    if sum(each.presides for each in asked) > 1:
        problems.append(Problem(("seats",), "Une seule personne préside la séance."))
    if problems:
        raise InvalidInput(problems)
    return names


_Known = tuple[str, Sequence[RoleRow]]


def _account_problems(found: _Known | None, asked: AskedSeat, place: tuple[str | int, ...]) -> Iterable[Problem]:
    if found is None:
        yield Problem((*place, "account"), "Ce compte n'a pas de rôle dans ce département : donnez-lui-en un d'abord.")
    elif {role.institution for role in found[1]}.isdisjoint({None, asked.institution}):
        yield Problem((*place, "institution"), "Ce membre du comité siège pour une autre institution.")


def _accounts(context: Context, keys: set[UUID], department: str) -> Mapping[UUID, _Known]:
    """Return the names of accounts that have a role in the department, with those roles."""
    query = (
        select(Account.id, told_name(department), RoleRow)
        .join(RoleRow, RoleRow.account_id == Account.id)
        .where(Account.id.in_(sorted(keys)), Account.disabled_at.is_(None))
        .where(RoleRow.department == department, RoleRow.kind.in_(_SITTING))
    )
    found: dict[UUID, tuple[str, list[RoleRow]]] = {}
    for account, name, role in context.session.execute(query):
        found.setdefault(account, (name, []))[1].append(role)
    return found


def _remove(context: Context, whole: WholeSession, seats: Sequence[SeatRow]) -> None:
    """Remove seats that have done nothing yet, with the drafts of their opinions. Raises `Refused` for others."""
    keys = {seat.id for seat in seats}
    done = {vote.seat_id for votes in whole.votes.values() for vote in votes}
    done |= {each.seat_id for opinions in whole.opinions.values() for each in opinions if each.given_at}
    done |= {
        each.seat_id
        for recusals in whole.recusals.values()
        for each in recusals
        if not each.detected or each.settled_reason
    }
    if acted := [seat.name for seat in seats if seat.id in done]:
        raise Refused(
            f"Ces membres ont déjà voté, rendu un avis ou déclaré un déport : {', '.join(acted)}. Leur siège reste ; "
            "notez-les absents s'ils sont partis."
        )
    for kind in (Opinion, Recusal):
        for row in context.session.scalars(select(kind).where(kind.seat_id.in_(keys))):
            context.session.delete(row)
    context.session.flush()
    for seat in seats:
        context.session.delete(seat)
    context.session.flush()


def _said(seat: SeatRow) -> Mapping[str, Any]:
    return {
        "id": str(seat.id),
        "institution": seat.institution,
        "account": str(seat.account_id) if seat.account_id else None,
        "name": seat.name,
        "presides": seat.presides,
        "siren": seat.siren,
        "present": seat.present,
    }
