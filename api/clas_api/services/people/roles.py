"""Roles of accounts: what may be given, by whom; the head of a service gives those of its own department."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from clas_api.context import Context, command
from clas_api.refusals import Forbidden
from clas_api.security.permissions import EVERYWHERE, OF_A_DEPARTMENT, OF_A_FUNDER, WITH_A_SEAT, may_grant
from clas_api.security.principal import ROLES, Role, RoleKind
from clas_api.services.people.accounts import has_a_way_in, keep_an_administrator, seen_account, shown
from clas_api.services.people.links import mail_notice, use_links
from clas_api.services.trace import record
from clas_api.store.models import NATIONAL, Account, RoleRow
from clas_core.departments import DepartmentPlugin
from clas_core.errors import REQUIRED, InvalidInput, NotFound, Problem, did_you_mean
from clas_core.errors import Path as Place

_TAKEN_AWAY = "{who} vous a retiré un rôle sur la plateforme des appels à projets Clas : {what}."
_WITHDRAWN = (
    "{who} a retiré l'invitation que vous aviez reçue sur la plateforme des appels à projets Clas, comme {what}."
)


def check_roles(context: Context, roles: Sequence[Role], *place: str) -> None:
    """Refuse roles that cannot be, each problem at its place below `place`, or that are not whoever asks' to give.

    Raises `InvalidInput` or `Forbidden`.
    """
    within: Place = place
    if problems := [each for index, role in enumerate(roles) for each in _problems(context, role, (*within, index))]:
        raise InvalidInput(problems)
    _refuse_others(context, roles)


@command
def grant_role(context: Context, account_id: UUID, role: Role) -> Mapping[str, Any]:
    """Give a role to an account; what it has already is left as it is. Commits.

    Raises `NotFound` for an account that whoever asks does not see: somebody new to a department is invited.
    """
    scope = context.open("accounts.manage", writing=True)
    account = seen_account(context, scope, account_id, held=True)
    if problems := _problems(context, role, ()):
        raise InvalidInput(problems)
    _refuse_others(context, [role])
    add_role(context, account, role)
    answer = shown(context, account, scope)
    context.session.commit()
    return answer


@command
def take_role_away(context: Context, account_id: UUID, role_id: UUID) -> None:
    """Take a role away from an account, and tell its person by mail; an invitation that nobody has followed opens
    nothing any more. Commits. Raises `NotFound`, `Forbidden`, or `Refused` for the last admin."""
    scope = context.open("accounts.manage", writing=True)
    account = seen_account(context, scope, account_id, held=True)
    role = next((each for each in account.roles if each.id == role_id), None)
    if role is None or not (scope.everything or role.department in scope.departments):
        raise NotFound("Ce rôle")
    if not may_grant(context.who, role.kind, role.department):
        raise Forbidden("Ce rôle vient d'un porteur de projet : retirez la personne de celles du porteur.")
    if role.kind in EVERYWHERE:
        keep_an_administrator(context, without=account.id)
    account.roles.remove(role)
    record(context, "role.take_away", account.id, chain=_chain(role.department), before=_traced(role))
    if account.id != context.who.account:
        _tell_taken_away(context, account, role)
    context.session.commit()


def _tell_taken_away(context: Context, account: Account, role: RoleRow) -> None:
    """Tell somebody that they have a role no more, or that their invitation is withdrawn."""
    values = {"who": context.who.name, "what": ROLES[cast("RoleKind", role.kind)]}
    if has_a_way_in(account):
        mail_notice(context, account, "Votre rôle sur Clas", _TAKEN_AWAY.format(**values))
        return
    if not account.roles:
        use_links(context, account.id)
        record(context, "link.withdrawn", account.id)
    mail_notice(context, account, "Votre invitation sur Clas", _WITHDRAWN.format(**values))


def add_roles(context: Context, account: Account, roles: Sequence[Role]) -> bool:
    """Add roles to an account; tell whether any was new. The caller commits.

    Chains of the trace are always held in one order, departments by name and then the national one, so that no two
    requests wait for each other.
    """
    ordered = sorted(roles, key=lambda role: (role.department is None, role.department or ""))
    added = [add_role(context, account, each) for each in ordered]
    return any(added)


def add_role(context: Context, account: Account, role: Role, *, because: str | None = None) -> bool:
    """Add a role to an account unless it has it; tell whether it was added. The caller commits."""
    wanted = (role.kind, role.department, role.institution, role.porteur)
    if any((each.kind, each.department, each.institution, each.porteur_id) == wanted for each in account.roles):
        return False
    row = RoleRow(
        kind=role.kind,
        department=role.department,
        institution=role.institution,
        porteur_id=role.porteur,
        granted_at=context.now,
    )
    account.roles.append(row)
    after = _traced(row) if because is None else {**_traced(row), "because": because}
    record(context, "role.grant", account.id, chain=_chain(role.department), after=after)
    return True


def _refuse_others(context: Context, roles: Sequence[Role]) -> None:
    if not all(may_grant(context.who, each.kind, each.department) for each in roles):
        raise Forbidden("Ce rôle n'est pas de ceux que vous pouvez donner. Adressez-vous à un administrateur.")


def _problems(context: Context, role: Role, place: Place) -> list[Problem]:
    """Return what keeps a role from being: a department where none is meant, a seat that the committee lacks."""
    problems = []
    if role.kind in OF_A_DEPARTMENT:
        problems += _problems_of_department(context, role, place)
    elif role.department is not None:
        problems.append(Problem((*place, "department"), "Ce rôle n'est pas d'un département : retirez ce champ."))
    if role.kind not in WITH_A_SEAT | OF_A_FUNDER and role.institution is not None:
        problems.append(Problem((*place, "institution"), "Ce rôle ne siège pour personne : retirez ce champ."))
    return problems


def _problems_of_department(context: Context, role: Role, place: Place) -> list[Problem]:
    at, seat = (*place, "department"), (*place, "institution")
    plugins = {plugin.slug: plugin for plugin in context.installation.registry}
    if role.department is None:
        return [Problem(at, REQUIRED)]
    if role.department not in plugins:
        known = ", ".join(plugins)
        hint = did_you_mean(role.department, plugins)
        return [Problem(at, f"Ce département n'est pas servi ici.{hint} Départements servis : {known}.")]
    if role.kind in WITH_A_SEAT:
        known_seats = _institutions(plugins[role.department])
        if role.institution is None:
            return [Problem(seat, f"{REQUIRED} Institutions de ce département : {', '.join(known_seats)}.")]
        if role.institution not in known_seats:
            hint = did_you_mean(role.institution, known_seats)
            return [Problem(seat, f"Inconnue dans ce département.{hint} Institutions : {', '.join(known_seats)}.")]
    if role.kind in OF_A_FUNDER:
        funders = _funders(plugins[role.department])
        if role.institution is None:
            return [Problem(seat, f"{REQUIRED} Financeurs de ce département : {', '.join(funders) or 'aucun'}.")]
        if role.institution not in funders:
            hint = did_you_mean(role.institution, funders)
            known = ", ".join(funders) or "aucun"
            return [Problem(seat, f"Ce financeur n'est pas dans ce département.{hint} Financeurs : {known}.")]
    return []


def _funders(plugin: DepartmentPlugin) -> list[str]:
    return sorted({each.id for campaign in plugin.department.campaigns.values() for each in campaign.funders})


def _institutions(plugin: DepartmentPlugin) -> list[str]:
    return sorted({name for campaign in plugin.department.campaigns.values() for name in campaign.institutions})


def _chain(department: str | None) -> str:
    return department or NATIONAL


def _traced(role: RoleRow) -> dict[str, Any]:
    named = {"kind": role.kind, "department": role.department, "institution": role.institution}
    return {**named, "porteur": str(role.porteur_id)} if role.porteur_id else named
