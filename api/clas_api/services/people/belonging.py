"""The people of a porteur: whoever may act for it. There is always one left, and each is told of every change."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.people.governing import check_remove, people_of, roles_of, say_on
from clas_api.services.people.joining import invited_person, lapse, waiting_of, withdraw
from clas_api.services.people.links import mail_notice
from clas_api.services.trace import record
from clas_api.store.models import RoleRow
from clas_core.errors import NotFound, Refused
from clas_core.plain_text import sort_key

_REMOVED = (
    "{who} a retiré {name} ({email}) des personnes de « {porteur} » sur la plateforme Clas. Si vous ne vous y "
    "attendiez pas, écrivez à votre Caf."
)


def list_people(context: Context, porteur_id: UUID) -> Sequence[Mapping[str, Any]]:
    """Return the people of a porteur, by name, then whoever is asked to join and has not answered yet.

    Raises `NotFound` for one that is not whoever asks' to see, `Forbidden` for a Caf that has no say on its people.
    """
    context.open("people.manage")
    say_on(context, porteur_id)
    people = [_person(each) for each in context.session.scalars(roles_of(porteur_id))]
    invited = [invited_person(each) for each in context.session.scalars(waiting_of(context, porteur_id))]
    return [each for group in (people, invited) for each in sorted(group, key=_by_name)]


@command
def remove_person(context: Context, porteur_id: UUID, person: UUID) -> None:
    """Remove somebody from a porteur, or take back an invitation; what they did for it stays. Commits.

    They and those who remain are told. Raises `NotFound`, `Forbidden`, or `Refused` for the last one.
    """
    context.open("people.manage", writing=True)
    say = say_on(context, porteur_id)
    roles = context.session.scalars(roles_of(porteur_id).order_by(RoleRow.id).with_for_update()).all()
    role = next((each for each in roles if each.account_id == person), None)
    if role is None:
        if not withdraw(context, porteur_id, person):
            raise NotFound("Cette personne")
        context.session.commit()
        return
    check_remove(context, say)
    if len(roles) == 1:
        raise Refused("C'est la dernière personne de ce porteur : ajoutez d'abord quelqu'un d'autre.")
    gone = role.account
    text = _REMOVED.format(who=context.who.name, name=gone.name, email=gone.email, porteur=say.porteur.name)
    for each in people_of(context, porteur_id):
        mail_notice(context, each, "Les personnes de votre porteur de projet", text)
    lapse(context, porteur_id, gone.id)
    context.session.delete(role)
    record(context, "role.take_away", person, before={"kind": "porteur", "porteur": str(porteur_id)})
    context.session.commit()


def _person(role: RoleRow) -> dict[str, Any]:
    account = role.account
    return {
        "id": str(account.id),
        "name": account.name,
        "email": account.email,
        "since": role.granted_at.isoformat(),
        "invited_until": None,
    }


def _by_name(person: Mapping[str, Any]) -> tuple[str, str]:
    return sort_key(person["name"]), person["email"]
