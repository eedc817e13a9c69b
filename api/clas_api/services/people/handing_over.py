"""Handing a porteur over to whom it belongs: whoever described its SIRET first was perhaps not entitled to."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select

from clas_api.context import Context, command
from clas_api.security.permissions import departments_of, is_everywhere, porteurs_of
from clas_api.services.people.governing import Say, people_of
from clas_api.services.people.joining import invited_person, waiting_of, write_invitation
from clas_api.services.people.membership_mails import mail_handing_over
from clas_api.store.models import Account, DossierRow, PorteurDepartment, PorteurInvitation, PorteurRow
from clas_core.errors import InvalidInput, NotFound, Problem, Refused

_ONESELF = "C'est votre propre adresse : on ne se remet pas un porteur à soi-même."
_CONCERNED = "Vous faites partie de ce porteur : un autre responsable s'en charge."
_ADMINISTRATOR = (
    "Ce porteur n'a rien déposé auprès de votre Caf, ou il s'adresse aussi à une autre : demandez à un administrateur "
    "de le remettre à qui de droit."
)
_OF_ITS_CAF = "Ce porteur ne s'adresse qu'à une Caf, où il a déposé : son responsable de service le remet."


@command
def hand_over(context: Context, porteur_id: UUID, email: str, name: str, reason: str) -> Mapping[str, Any]:
    """Ask somebody to take a porteur over, by mail: once they accept, they are the only one of its people. Commits.

    Whoever belongs to it now is told at once, with the reason, and so is its own address. Raises what `may_hand_over`
    does, `InvalidInput` for oneself, `TooManyAttempts`.
    """
    context.open("accounts.manage", writing=True)
    say = may_hand_over(context, porteur_id)
    if email == context.who.email:
        raise InvalidInput([Problem(("email",), _ONESELF)])
    invitation, new = write_invitation(context, say, email, name, handover_reason=reason)
    if new:
        mail_handing_over(context, people_of(context, porteur_id), say.porteur, email, reason)
    context.session.commit()
    return invited_person(invitation)


def touched_by(context: Context, say: Say) -> tuple[Sequence[Account], Sequence[str]]:
    """Return whoever belongs to a porteur, and can be written to, and the addresses that are asked to join it."""
    waiting = context.session.scalars(waiting_of(context, say.porteur.id).order_by(PorteurInvitation.email))
    return people_of(context, say.porteur.id), [each.email for each in waiting]


def _known_to(context: Context, porteur_id: UUID) -> tuple[set[str], set[str]]:
    """Return the departments whose Caf sees a porteur, and those where it has deposited."""
    joined = select(PorteurDepartment.department, literal(False)).where(PorteurDepartment.porteur_id == porteur_id)
    deposited = select(DossierRow.department, literal(True)).where(
        DossierRow.porteur_id == porteur_id, DossierRow.versions > 0
    )
    found = context.session.execute(joined.union(deposited)).all()
    return {each for each, done in found if not done}, {each for each, done in found if done}


def may_hand_over(context: Context, porteur_id: UUID) -> Say:
    """Return the say by which whoever asks hands a porteur over.

    That is the head of the one Caf that it applies to, where it has deposited; anywhere else an administrator. Raises
    `NotFound`, `Forbidden` for whoever manages no accounts, `Refused`.
    """
    context.open("accounts.manage")
    porteur = context.session.get(PorteurRow, porteur_id)
    heads = departments_of(context.who, "accounts.manage")
    joined, with_it = _known_to(context, porteur_id)
    everywhere = is_everywhere(context.who, "accounts.manage")
    if porteur is None or not (everywhere or joined & heads):
        raise NotFound("Ce porteur")
    if porteur_id in porteurs_of(context.who, "people.manage"):
        raise Refused(_CONCERNED)
    of_one_caf = len(joined) == 1 and with_it == joined
    if not everywhere and not (of_one_caf and joined <= heads):
        raise Refused(_ADMINISTRATOR)
    if everywhere and of_one_caf:
        raise Refused(_OF_ITS_CAF)
    return Say(porteur, None if everywhere else min(joined))
