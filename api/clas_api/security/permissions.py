"""Who may do what: one table. A role acts within its department or its porteur, and nowhere else.

Routes and services ask this module; none of them names a role.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from clas_api.refusals import Forbidden, NotSignedIn
from clas_api.security.principal import Principal
from clas_api.store.database import Scope

Ability = Literal[
    "dossiers.read",
    "drafts.read",
    "dossiers.write",
    "porteurs.read",
    "porteurs.write",
    "porteurs.create",
    "people.manage",
    "dossiers.study",
    "messages.write",
    "notes.write",
    "sessions.manage",
    "sessions.read",
    "seats.take",
    "decisions.read",
    "decisions.correct",
    "payments.read",
    "payments.manage",
    "bilans.read",
    "bilans.write",
    "settlements.make",
    "statistics.read",
    "aids.read",
    "exports.take",
    "extensions.read",
    "extensions.grant",
    "campaigns.amend",
    "texts.manage",
    "consultations.comment",
    "consultations.answer",
    "imports.manage",
    "audit.read",
    "accounts.manage",
    "tokens.manage",
    "webhooks.manage",
    "publications.publish",
    "rehearsals.lead",
    "nation.read",
    "years.lead",
    "upkeep.read",
    "upkeep.manage",
]

_CAF = frozenset({"agent", "head"})
_APPLICANTS = frozenset({"applicant", "porteur"})
"""A person of a porteur, or somebody with an account and no role yet, who may describe one."""

_ALLOWED: Mapping[Ability, frozenset[str]] = MappingProxyType(
    {
        "dossiers.read": frozenset({*_APPLICANTS, *_CAF, "committee", "service"}),
        "drafts.read": frozenset({*_APPLICANTS, *_CAF}),
        "dossiers.write": _APPLICANTS,
        "porteurs.read": frozenset({*_APPLICANTS, *_CAF, "committee", "service"}),
        "porteurs.write": _APPLICANTS,
        "porteurs.create": frozenset({*_APPLICANTS, *_CAF}),
        "people.manage": frozenset({"porteur", *_CAF}),
        "dossiers.study": _CAF,
        "messages.write": frozenset({*_APPLICANTS, *_CAF}),
        "notes.write": _CAF,
        "sessions.manage": _CAF,
        "sessions.read": frozenset({*_CAF, "committee"}),
        "seats.take": frozenset({*_CAF, "committee"}),
        "decisions.read": frozenset({*_APPLICANTS, *_CAF, "committee", "service"}),
        "decisions.correct": frozenset({"head"}),
        "payments.read": frozenset({*_APPLICANTS, *_CAF, "service"}),
        "payments.manage": _CAF,
        "bilans.read": frozenset({*_APPLICANTS, *_CAF, "committee", "service"}),
        "bilans.write": _APPLICANTS,
        "settlements.make": _CAF,
        "statistics.read": frozenset({*_CAF, "committee", "national", "service"}),
        "aids.read": frozenset({*_CAF, "funder"}),
        "exports.take": frozenset({*_CAF, "service"}),
        "extensions.read": frozenset({"porteur", *_CAF}),
        "extensions.grant": _CAF,
        "campaigns.amend": frozenset({"head"}),
        "texts.manage": frozenset({"head"}),
        "consultations.comment": _CAF,
        "consultations.answer": frozenset({"national"}),
        "imports.manage": _CAF,
        "audit.read": frozenset({"head", "admin", "service"}),
        "accounts.manage": frozenset({"head", "admin"}),
        "tokens.manage": frozenset({"head", "admin"}),
        "webhooks.manage": frozenset({"head", "admin"}),
        "publications.publish": frozenset({"head"}),
        "rehearsals.lead": frozenset({*_CAF, "admin"}),
        "nation.read": frozenset({"national"}),
        "years.lead": frozenset({"national"}),
        "upkeep.read": frozenset({"admin"}),
        "upkeep.manage": frozenset({"admin"}),
    }
)
"""Each ability, with the roles that have it."""

_SCOPE_OF: Mapping[str, str] = MappingProxyType(
    {
        "dossiers.read": "dossiers:read",
        "decisions.read": "dossiers:read",
        "payments.read": "dossiers:read",
        "bilans.read": "dossiers:read",
        "exports.take": "dossiers:read",
        "statistics.read": "dossiers:read",
        "porteurs.read": "porteurs:read",
        "audit.read": "audit:read",
    }
)
"""The scope that a program's token needs for an ability."""

EVERYWHERE = frozenset({"admin"})
"""Roles that are not of one department."""


NATIONWIDE = frozenset({"national"})
"""Roles that see counts of every department, and no dossier of any."""


def sees_the_nation(who: Principal) -> bool:
    """Tell whether `who` may be told counts of every department."""
    return bool(who.kinds() & NATIONWIDE) or who.id == "system"


def is_of_caf_alone(ability: Ability) -> bool:
    """Tell whether an ability is the Caf's and no porteur's."""
    return _ALLOWED[ability] <= _CAF


def departments_of(who: Principal, ability: Ability) -> frozenset[str]:
    """Return the departments in which `who` has `ability` by a role of that department."""
    allowed = _ALLOWED[ability]
    return frozenset(
        role.department
        for role in who.roles
        if role.department is not None
        and role.kind in allowed
        and (role.kind != "service" or _SCOPE_OF.get(ability, "") in who.scopes)
    )


def porteurs_of(who: Principal, ability: Ability) -> frozenset[UUID]:
    """Return the porteurs for which `who` has `ability` by being one of their people."""
    if "porteur" not in _ALLOWED[ability]:
        return frozenset()
    return frozenset(role.porteur for role in who.roles if role.porteur is not None)


def is_everywhere(who: Principal, ability: Ability) -> bool:
    """Tell whether `who` has `ability` in the whole installation."""
    return bool(who.kinds() & EVERYWHERE & _ALLOWED[ability]) or who.id == "system"


def scope_of(who: Principal, ability: Ability) -> Scope:
    """Return what a transaction of `who` for `ability` may see.

    Raises `NotSignedIn` when nobody asks, `Forbidden` when no role of theirs has the ability.
    """
    if who.id == "system":
        return Scope(everything=True)
    if not who.signed_in:
        raise NotSignedIn
    if not holds(who, ability):
        raise Forbidden
    return Scope(
        departments=departments_of(who, ability),
        porteurs=porteurs_of(who, ability),
        everything=is_everywhere(who, ability),
    )


def holds(who: Principal, ability: Ability) -> bool:
    """Tell whether some role of `who` has `ability`, wherever it is."""
    kinds = who.kinds() & _ALLOWED[ability]
    if kinds == {"service"}:
        return _SCOPE_OF.get(ability, "") in who.scopes
    return bool(kinds)


WITH_SECOND_FACTOR = frozenset({*_CAF, "national", "admin"})
"""Roles of which an installation may demand a second factor: what they open is not one organisation's alone."""

OF_A_DEPARTMENT = frozenset({*_CAF, "committee", "funder"})
"""Roles that are of one department."""

WITH_A_SEAT = frozenset({"committee"})
"""Roles that sit for an institution."""

OF_A_FUNDER = frozenset({"funder"})
"""Roles that follow the aid of a funder: they read the dossiers that ask for it, and no other."""


def follows_aid(who: Principal, department: str, funder: str) -> bool:
    """Tell whether `who` may read the dossiers that ask for the aid of a funder: its own people, and the Caf."""
    return any(
        role.department == department
        and (role.kind in _CAF or (role.kind in OF_A_FUNDER and role.institution == funder))
        for role in who.roles
    )


def may_grant(who: Principal, kind: str, department: str | None) -> bool:
    """Tell whether `who` may give or take away a role: the head of a service, those of its own department alone.

    What makes somebody one of a porteur's people belongs to that porteur, and is nobody else's to give.
    """
    if kind == "porteur":
        return False
    return is_everywhere(who, "accounts.manage") or (
        kind in OF_A_DEPARTMENT and department in departments_of(who, "accounts.manage")
    )
