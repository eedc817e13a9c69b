"""The people of a porteur: whoever may act for it. There is always one left."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.security.permissions import departments_of, porteurs_of
from clas_api.security.principal import Role
from clas_api.services.desk import Desk
from clas_api.services.people.accounts import account_for, trace_new
from clas_api.services.people.links import mail_invitation, mail_notice
from clas_api.services.people.roles import add_role
from clas_api.services.trace import record
from clas_api.store.models import PorteurDepartment, PorteurRow, RoleRow
from clas_core.errors import Duplicate, NotFound, Refused

_INVITED = "{who} vous invite à déposer et à suivre les dossiers de « {porteur} » sur la plateforme Clas."
_ADDED = "{who} vous a ajouté aux personnes de « {porteur} » sur la plateforme Clas. Connectez-vous comme d'habitude."


def list_people(desk: Desk, porteur_id: UUID) -> Sequence[Mapping[str, Any]]:
    """Return the people of a porteur, by name. Raises `NotFound` for one that is not whoever asks' to see."""
    desk.open("people.manage")
    _seen_porteur(desk, porteur_id)
    people = [_person(each) for each in desk.session.scalars(_roles_of(porteur_id))]
    return sorted(people, key=lambda person: (person["name"].casefold(), person["email"]))


def add_person(desk: Desk, porteur_id: UUID, email: str, name: str) -> Mapping[str, Any]:
    """Add somebody to a porteur by their address; they get an account if they have none, and a mail. Commits.

    Raises `NotFound`, or `Duplicate` when they are one of its people already.
    """
    desk.open("people.manage", writing=True)
    porteur = _seen_porteur(desk, porteur_id)
    account, made = account_for(desk, email, name)
    if not add_role(desk, account, Role("porteur", porteur=porteur_id)):
        raise Duplicate("Cette personne est déjà de celles de ce porteur.", "email")
    if made:
        trace_new(desk, account, "added to a porteur")
    if made or (account.password_hash is None and account.issuer is None):
        mail_invitation(desk, account, _INVITED.format(who=desk.who.name, porteur=porteur.name))
    else:
        text = _ADDED.format(who=desk.who.name, porteur=porteur.name)
        mail_notice(desk, account, f"{porteur.name} : vous êtes ajouté", text)
    desk.session.flush()
    answer = _person(next(each for each in account.roles if each.porteur_id == porteur_id))
    desk.session.commit()
    return answer


def remove_person(desk: Desk, porteur_id: UUID, account_id: UUID) -> None:
    """Remove somebody from a porteur; what they did for it stays. Commits. Raises `Refused` for the last one."""
    desk.open("people.manage", writing=True)
    _seen_porteur(desk, porteur_id)
    roles = desk.session.scalars(_roles_of(porteur_id).order_by(RoleRow.id).with_for_update()).all()
    role = next((each for each in roles if each.account_id == account_id), None)
    if role is None:
        raise NotFound("Cette personne")
    if len(roles) == 1:
        raise Refused("C'est la dernière personne de ce porteur : ajoutez d'abord quelqu'un d'autre.")
    desk.session.delete(role)
    record(desk, "role.take_away", account_id, before={"kind": "porteur", "porteur": str(porteur_id)})
    desk.session.commit()


def _seen_porteur(desk: Desk, porteur_id: UUID) -> PorteurRow:
    """Return a porteur whose people are whoever asks' to manage: their own, or one that applied in their department."""
    porteur = desk.session.get(PorteurRow, porteur_id)
    if porteur is None or not (porteur_id in porteurs_of(desk.who, "people.manage") or _applied(desk, porteur_id)):
        raise NotFound("Ce porteur")
    return porteur


def _applied(desk: Desk, porteur_id: UUID) -> bool:
    departments = departments_of(desk.who, "people.manage")
    applied = select(PorteurDepartment.department).where(
        PorteurDepartment.porteur_id == porteur_id, PorteurDepartment.department.in_(departments)
    )
    return bool(departments) and desk.session.scalar(applied.limit(1)) is not None


def _roles_of(porteur_id: UUID) -> Any:
    return select(RoleRow).where(RoleRow.porteur_id == porteur_id)


def _person(role: RoleRow) -> dict[str, Any]:
    account = role.account
    return {
        "id": str(account.id),
        "name": account.name,
        "email": account.email,
        "since": role.granted_at.isoformat(),
    }
