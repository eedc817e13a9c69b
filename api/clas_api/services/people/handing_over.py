"""Handing a porteur over to whom it belongs: whoever described its SIRET first was perhaps not entitled to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.security.permissions import departments_of, is_everywhere, porteurs_of
from clas_api.services.people.governing import Say, joined_by, people_of
from clas_api.services.people.joining import invited_person, write_invitation
from clas_api.services.people.membership_mails import mail_handing_over
from clas_api.store.models import DossierRow, PorteurRow
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

    The head of the one Caf that it applies to, where it has deposited; anywhere else an administrator. Whoever belongs
    to it now is told at once, with the reason. Raises `NotFound`, `Forbidden`, `Refused`, `InvalidInput` for oneself,
    `TooManyAttempts`.
    """
    context.open("accounts.manage", writing=True)
    porteur = context.session.get(PorteurRow, porteur_id)
    heads, joined = departments_of(context.who, "accounts.manage"), joined_by(context, porteur_id)
    everywhere = is_everywhere(context.who, "accounts.manage")
    if porteur is None or not (everywhere or joined & heads):
        raise NotFound("Ce porteur")
    if porteur_id in porteurs_of(context.who, "people.manage"):
        raise Refused(_CONCERNED)
    if email == context.who.email:
        raise InvalidInput([Problem(("email",), _ONESELF)])
    deposited = select(DossierRow.department).where(DossierRow.porteur_id == porteur_id, DossierRow.versions > 0)
    with_it = set(context.session.scalars(deposited))
    of_one_caf = len(joined) == 1 and with_it == joined
    if not everywhere and not (of_one_caf and joined <= heads):
        raise Refused(_ADMINISTRATOR)
    if everywhere and of_one_caf:
        raise Refused(_OF_ITS_CAF)
    say = Say(porteur, None if everywhere else min(joined))
    invitation, new = write_invitation(context, say, email, name, handover_reason=reason)
    if new:
        for account in people_of(context, porteur_id):
            mail_handing_over(context, account, porteur, email, reason)
    context.session.commit()
    return invited_person(invitation)
