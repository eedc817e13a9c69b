"""Whoever asks: a person with roles, a program with scopes, or nobody in particular."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

RoleKind = Literal["applicant", "porteur", "agent", "head", "committee", "funder", "national", "admin", "service"]
ROLES: dict[str, str] = {
    "applicant": "compte sans rôle",
    "porteur": "porteur de projet",
    "agent": "agent de la Caf",
    "head": "responsable de service",
    "committee": "membre du comité",
    "funder": "financeur d'une aide",
    "national": "équipe nationale",
    "admin": "administrateur",
    "service": "programme",
}
"""The roles, with how they are written."""

SCOPES: dict[str, str] = {
    "dossiers:read": "lire les dossiers déposés",
    "porteurs:read": "lire les porteurs",
    "audit:read": "lire la trace",
}
"""What the token of a program may be given, in its one department."""


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is, and where: `department` for a Caf's people, `porteur` for those of an organisation.

    `institution` is whom a member of the committee sits for, or the funder whose aid somebody follows. An ``applicant``
    has an account and no other role yet: they may describe the organisation that they apply for.
    """

    kind: RoleKind
    department: str | None = None
    porteur: UUID | None = None
    institution: str | None = None

    @property
    def label(self) -> str:
        """How it is written."""
        return ROLES[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Whoever asks. `id` is what the trace keeps: ``account:…``, ``token:…``, ``system`` or ``anonymous``."""

    id: str
    name: str
    account: UUID | None = None
    email: str | None = None
    roles: tuple[Role, ...] = ()
    scopes: frozenset[str] = frozenset()

    @property
    def signed_in(self) -> bool:
        return self.id != "anonymous"

    def kinds(self) -> frozenset[str]:
        """The kinds of roles that they have, wherever."""
        return frozenset(role.kind for role in self.roles)


ANONYMOUS = Principal(id="anonymous", name="")
SYSTEM = Principal(id="system", name="installation")
"""The commands of the installation."""
