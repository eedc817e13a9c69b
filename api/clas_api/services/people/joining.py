"""Joining a porteur: somebody is asked by mail, and belongs to it once they have accepted, and not before.

What whoever asks is told never depends on whether the address has an account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.sql import Select

from clas_api.context import Context, command
from clas_api.refusals import NotSignedIn, TooManyAttempts
from clas_api.security.permissions import OF_A_DEPARTMENT
from clas_api.security.principal import Role
from clas_api.security.tokens import hash_of, new_token
from clas_api.services.people.accounts import CLOSED, account_at, account_for, has_a_way_in, trace_new
from clas_api.services.people.governing import Say, check_add, people_of, roles_of, say_on
from clas_api.services.people.links import new_link
from clas_api.services.people.membership_mails import mail_handed_over, mail_joined, mail_proposed, mail_to_join
from clas_api.services.people.roles import add_role
from clas_api.services.trace import record
from clas_api.store.models import Account, PorteurInvitation, PorteurRow
from clas_core.errors import Duplicate, InvalidInput, Problem, Refused

LIFETIME = timedelta(days=7)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MOST_IN_AN_HOUR, _MOST_IN_A_DAY = 20, 40
"""Invitations by one account: enough for the board of an association, and no mailing."""
_MOST_TO_AN_ADDRESS = 3
"""Mails to one address in a day, whoever asks: beyond, nothing more goes, and whoever asks is told the same."""

_OVER = (
    "Cette invitation n'est plus valable : elle a expiré, ou elle a été retirée. Demandez-en une autre à qui vous "
    "l'a envoyée."
)
_ONESELF = "C'est votre propre adresse : on n'entre pas de soi-même dans un porteur."
_STAFF = (
    "Une personne de la Caf ou de son comité n'entre pas dans un porteur sur la proposition d'une Caf : que l'une de "
    "ses propres personnes l'invite."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An invitation as whoever was invited sees it; `named` tells whether their account has a name already.

    Where the porteur is handed over to them, `handover_reason` says why.
    """

    porteur: PorteurRow
    by: str
    email: str
    name: str
    named: bool
    handover_reason: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an invitation, and the link by which a new account chooses its password."""

    porteur: str
    accepted: bool
    token: str | None
    handed_over: bool


@command
def invite_person(context: Context, porteur_id: UUID, email: str, name: str) -> Mapping[str, Any]:
    """Ask somebody, by their address, to be one of a porteur's people; the same again while it waits. Commits.

    Raises `NotFound`, `Forbidden`, `Refused`, `Duplicate` for one of its people, `InvalidInput` for oneself,
    `TooManyAttempts`.
    """
    context.open("people.manage", writing=True)
    say = say_on(context, porteur_id)
    people = {each.account.email for each in context.session.scalars(roles_of(porteur_id))}
    if email in people:
        raise Duplicate("Cette personne est déjà de celles de ce porteur.", "email")
    if email == context.who.email:
        raise InvalidInput([Problem(("email",), _ONESELF)])
    check_add(context, say)
    invitation, new = write_invitation(context, say, email, name)
    if new and say.department:
        for account in people_of(context, porteur_id):
            mail_proposed(context, account, say.porteur, email)
    context.session.commit()
    return invited_person(invitation)


def write_invitation(
    context: Context, say: Say, email: str, name: str, *, handover_reason: str | None = None
) -> tuple[PorteurInvitation, bool]:
    """Write an invitation and mail it, or return the one that waits, and tell whether it is new. The caller commits."""
    asking = context.session.get_one(Account, context.who.account, with_for_update=True)  # many at once are counted too
    waiting = context.session.scalar(waiting_of(context, say.porteur.id).where(PorteurInvitation.email == email))
    if waiting is not None and (waiting.handover_reason is not None) == (handover_reason is not None):
        return waiting, False
    _count(context, asking)
    token = new_token()
    invitation = PorteurInvitation(
        porteur_id=say.porteur.id,
        email=email,
        name=name,
        by_account=asking.id,
        by_department=say.department,
        token_hash=hash_of(token),
        created_at=context.now,
        expires_at=context.now + LIFETIME,
        handover_reason=handover_reason,
    )
    if _mailed_lately(context, email) < _MOST_TO_AN_ADDRESS:
        invitation.mailed_at = context.now
        until = invitation.expires_at.date()
        mail_to_join(context, email, say.porteur, until=until, token=token, alone=handover_reason is not None)
    context.session.add(invitation)
    context.session.flush()
    record(context, "person.invited", say.porteur.id, after=_traced(invitation))
    return invitation, True


def show_invitation(context: Context, token: str) -> Shown:
    """Return the invitation that a mailed link opens. Raises `Refused` when it is over."""
    context.open_wholly()
    invitation = _opened(context, token)
    account = account_at(context, invitation.email)
    return Shown(
        porteur=context.session.get_one(PorteurRow, invitation.porteur_id),
        by=context.session.get_one(Account, invitation.by_account).name,
        email=invitation.email,
        name=invitation.name if account is None else account.name,
        named=account is not None,
        handover_reason=invitation.handover_reason,
    )


@command
def answer_invitation(context: Context, token: str, *, accepts: bool, name: str | None = None) -> Answered:
    """Accept an invitation, or decline it, with the token of its link; the same answer again changes nothing. Commits.

    Whoever has no account gets one, under `name` or the one that they were invited under. Raises `Refused`,
    `NotSignedIn` for a closed account.
    """
    context.open_wholly(writing=True)
    invitation = _opened(context, token, held=True)
    porteur = context.session.get_one(PorteurRow, invitation.porteur_id)
    if invitation.answered_at is not None and invitation.accepted != accepts:
        raise Refused("Cette invitation a déjà sa réponse. Pour en changer, adressez-vous au porteur.")
    link = None
    if accepts:
        account = _join(context, invitation, porteur, name)
        link = None if has_a_way_in(account) else new_link(context, account, "invitation")
    if invitation.answered_at is None:
        invitation.answered_at, invitation.accepted = context.now, accepts
        record(context, "person.answered", porteur.id, after={**_traced(invitation), "accepted": accepts})
    context.session.commit()
    return Answered(porteur.name, accepts, link, invitation.handover_reason is not None)


def _join(context: Context, invitation: PorteurInvitation, porteur: PorteurRow, name: str | None) -> Account:
    account, made = account_for(context, invitation.email, name or invitation.name)
    if account.disabled_at is not None:
        raise NotSignedIn(CLOSED)
    if invitation.answered_at is not None:
        return account
    handed_over = invitation.handover_reason is not None
    if (invitation.by_department or handed_over) and any(each.kind in OF_A_DEPARTMENT for each in account.roles):
        raise Refused(_STAFF)
    check_add(context, Say(porteur, invitation.by_department))  # it may have applied elsewhere since
    if add_role(context, account, Role("porteur", porteur=porteur.id)):
        context.session.flush()
        for each in people_of(context, porteur.id):
            mail_joined(context, each, porteur, account)
        if made:
            trace_new(context, account, "added to a porteur")
    if handed_over:
        _keep_alone(context, invitation, porteur, account)
    return account


def _keep_alone(context: Context, invitation: PorteurInvitation, porteur: PorteurRow, account: Account) -> None:
    """Take their right from all the other people of a porteur that is handed over; what they wrote stays."""
    gone = [each for each in context.session.scalars(roles_of(porteur.id)) if each.account_id != account.id]
    for role in gone:
        mail_handed_over(context, role.account, porteur, account, invitation.handover_reason or "")
        context.session.delete(role)
    for waiting in context.session.scalars(waiting_of(context, porteur.id)):
        if waiting is not invitation:
            waiting.withdrawn_at = context.now
    before = {"people": sorted(str(each.account_id) for each in gone)}
    after = {"account": str(account.id), "reason": invitation.handover_reason}
    record(context, "porteur.handed_over", porteur.id, before=before, after=after)


def waiting_of(context: Context, porteur_id: UUID) -> Select[PorteurInvitation]:
    """The query of the invitations of a porteur that wait for an answer."""
    return select(PorteurInvitation).where(
        PorteurInvitation.porteur_id == porteur_id,
        PorteurInvitation.answered_at.is_(None),
        PorteurInvitation.withdrawn_at.is_(None),
        PorteurInvitation.expires_at > context.now,
    )


def withdraw(context: Context, porteur_id: UUID, key: UUID) -> bool:
    """Take an invitation that waits back; tell whether there was one. The caller commits."""
    query = waiting_of(context, porteur_id).where(PorteurInvitation.id == key).with_for_update()
    invitation = context.session.scalar(query)
    if invitation is not None:
        invitation.withdrawn_at = context.now
        record(context, "person.uninvited", porteur_id, before=_traced(invitation))
    return invitation is not None


def lapse(context: Context, porteur_id: UUID, account: UUID) -> None:
    """Take back what somebody who leaves a porteur has asked: it was their word. The caller commits."""
    for each in context.session.scalars(waiting_of(context, porteur_id).where(PorteurInvitation.by_account == account)):
        each.withdrawn_at = context.now


def invited_person(invitation: PorteurInvitation) -> dict[str, Any]:
    """Return somebody who is asked to join, as JSON values: under the name that was typed, and no other."""
    return {
        "id": str(invitation.id),
        "name": invitation.name,
        "email": invitation.email,
        "since": None,
        "invited_until": invitation.expires_at.isoformat(),
    }


def _opened(context: Context, token: str, *, held: bool = False) -> PorteurInvitation:
    query = select(PorteurInvitation).where(PorteurInvitation.token_hash == hash_of(token))
    invitation = context.session.scalar(query.with_for_update() if held else query)
    if invitation is None or invitation.withdrawn_at is not None or invitation.expires_at <= context.now:
        raise Refused(_OVER)
    return invitation


def _count(context: Context, asking: Account) -> None:
    """Refuse one more invitation by an account that has sent enough of them."""
    for span, most in ((_HOUR, _MOST_IN_AN_HOUR), (_DAY, _MOST_IN_A_DAY)):
        sent = select(PorteurInvitation.created_at).where(
            PorteurInvitation.by_account == asking.id, PorteurInvitation.created_at > context.now - span
        )
        moments = context.session.scalars(sent.order_by(PorteurInvitation.created_at)).all()
        if len(moments) >= most:
            free_at = moments[len(moments) - most] + span
            raise TooManyAttempts(max(1, round((free_at - context.now) / timedelta(minutes=1) + 0.5)))


def _mailed_lately(context: Context, email: str) -> int:
    query = select(func.count()).where(
        PorteurInvitation.email == email, PorteurInvitation.mailed_at > context.now - _DAY
    )
    return context.session.scalar(query) or 0


def _traced(invitation: PorteurInvitation) -> dict[str, Any]:
    """What the trace keeps of an invitation: neither name nor address, for it is never erased."""
    return {"invitation": str(invitation.id), "department": invitation.by_department}
