"""Who has a say on the people of a porteur: its own people, and, within bounds, a Caf that it deposited with."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import lazyload
from sqlalchemy.sql import Select

from clas_api.context import Context
from clas_api.refusals import Forbidden
from clas_api.security.permissions import departments_of, porteurs_of
from clas_api.store.models import Account, DossierRow, PorteurDepartment, PorteurRow, RoleRow
from clas_core.errors import NotFound, Refused

_NOT_DEPOSITED = (
    "Ce porteur n'a rien déposé auprès de votre Caf : ses personnes se choisissent entre elles. Adressez-vous à l'une "
    "d'elles."
)
_BETWEEN_THEMSELVES = "Les personnes de ce porteur se choisissent entre elles : adressez-vous à l'une d'elles."


@dataclass(frozen=True, slots=True)
class Say:
    """The say that somebody has on a porteur's people: as one of them, or as the Caf of `department`."""

    porteur: PorteurRow
    department: str | None = None


def say_on(context: Context, porteur_id: UUID) -> Say:
    """Return the say of whoever asks on the people of a porteur.

    A Caf has one where the porteur has deposited with it, and where it described itself an organisation that nobody
    belongs to yet. A draft, or more time that was granted, gives none. Raises `NotFound`, or `Forbidden` for a Caf that
    may see the porteur alone.
    """
    porteur = context.session.get(PorteurRow, porteur_id)
    if porteur is None:
        raise NotFound("Ce porteur")
    if porteur_id in porteurs_of(context.who, "people.manage"):
        return Say(porteur)
    seen = joined_by(context, porteur_id) & departments_of(context.who, "people.manage")
    if not seen:
        raise NotFound("Ce porteur")
    deposited = select(DossierRow.department).where(
        DossierRow.porteur_id == porteur_id, DossierRow.department.in_(seen), DossierRow.versions > 0
    )
    department = context.session.scalar(deposited.limit(1)) or (
        min(seen) if _is_of_nobody(context, porteur_id) else None
    )
    if department is None:
        raise Forbidden(_NOT_DEPOSITED)
    return Say(porteur, department)


def check_add(context: Context, say: Say) -> None:
    """Refuse a Caf that would put somebody among people who can be asked, where they apply elsewhere too.

    Whoever joined would see what was deposited there. Raises `Refused`.
    """
    porteur = say.porteur.id
    if say.department and joined_by(context, porteur) != {say.department} and people_of(context, porteur):
        raise Refused(_BETWEEN_THEMSELVES)


def check_remove(context: Context, say: Say) -> None:
    """Refuse a Caf that would remove somebody of a porteur that applies elsewhere too. Raises `Refused`."""
    if say.department and joined_by(context, say.porteur.id) != {say.department}:
        raise Refused(_BETWEEN_THEMSELVES)


def roles_of(porteur_id: UUID) -> Select[RoleRow]:
    """The query of what makes people those of a porteur."""
    return select(RoleRow).where(RoleRow.porteur_id == porteur_id)


def people_of(context: Context, porteur_id: UUID) -> Sequence[Account]:
    """Return whoever of a porteur can be written to: those whose account is open."""
    query = select(Account).join(RoleRow).where(RoleRow.porteur_id == porteur_id, Account.disabled_at.is_(None))
    return context.session.scalars(query.order_by(Account.email).options(lazyload(Account.roles))).all()


def joined_by(context: Context, porteur_id: UUID) -> set[str]:
    """Return the departments whose Caf sees a porteur."""
    query = select(PorteurDepartment.department).where(PorteurDepartment.porteur_id == porteur_id)
    return set(context.session.scalars(query))


def _is_of_nobody(context: Context, porteur_id: UUID) -> bool:
    alone = len(joined_by(context, porteur_id)) == 1
    return alone and context.session.scalar(roles_of(porteur_id).limit(1)) is None
