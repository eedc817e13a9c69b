"""Accounts: finding, making and closing them, and what of each may be shown to whom.

Accounts belong to no department. The head of a service sees those that have a role in its own, with those roles alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.exc import IntegrityError

from clas_api.context import Context, command
from clas_api.refusals import Forbidden
from clas_api.security.permissions import EVERYWHERE
from clas_api.security.principal import ROLES
from clas_api.services.revisions import match_revision
from clas_api.services.trace import record
from clas_api.store.database import Scope
from clas_api.store.models import Account, AgendaAddress, RoleRow, Token
from clas_api.store.told_names import came_by, told_name
from clas_core.errors import NotFound, Refused

CLOSED = "Ce compte est fermé. Adressez-vous à votre Caf."
_ACCOUNT = "Ce compte"
_TAKE_AWAY = "retirez-lui les rôles qu'elle a chez vous, ou demandez à un administrateur de fermer son compte."


def account_at(context: Context, email: str) -> Account | None:
    """Return the account of an address, which is in lower case."""
    return context.session.scalar(select(Account).where(Account.email == email))


def account_for(context: Context, email: str, name: str) -> tuple[Account, bool]:
    """Return the account of an address, made now if there is none, and whether it was: then the caller traces it.

    The caller commits.
    """
    if account := _held_account_at(context, email):
        return account, False
    account = Account(email=email, name=name, created_at=context.now)
    try:
        with context.session.begin_nested():
            context.session.add(account)
    except IntegrityError:  # another request made it just now
        found = _held_account_at(context, email)
        assert found is not None
        return found, False
    return account, True


def has_a_way_in(account: Account) -> bool:
    """Tell whether somebody can enter already, by a password or through the identity provider."""
    return account.password_hash is not None or account.issuer is not None


def trace_new(context: Context, account: Account, why: str) -> None:
    """Trace an account that was just made; last, for the national chain is held after those of departments."""
    record(context, "account.create", account.id, after={"why": why})


def seen_account(context: Context, scope: Scope, account_id: UUID, *, held: bool = False) -> Account:
    """Return an account within `scope`; `held` until the commit, for a change. Raises `NotFound`."""
    query = select(Account).where(Account.id == account_id, within(scope))
    account = context.session.scalar(query.with_for_update() if held else query)
    if account is None:
        raise NotFound(_ACCOUNT)
    return account


def find_account(context: Context, email: str) -> tuple[UUID, int]:
    """Return the key of the account of an address, and its revision. Raises `NotFound` when whoever asks sees none."""
    scope = context.open("accounts.manage")
    query = select(Account.id, Account.revision).where(Account.email == email, within(scope))
    found = context.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(_ACCOUNT)
    return found[0], found[1]


def shown(context: Context, account: Account, scope: Scope) -> dict[str, Any]:
    """Return what of an account may be shown within `scope`, as JSON values."""
    context.session.flush()
    query = select(name_within(scope)).where(Account.id == account.id)
    return shown_under(context.session.scalar(query) or account.email, account, scope)


def name_within(scope: Scope) -> ColumnElement[str]:
    """Return the name of an account as it is told within `scope`."""
    return (Account.name if scope.everything else told_name(scope.departments)).label("told_name")


def shown_under(name: str, account: Account, scope: Scope) -> dict[str, Any]:
    """Return what of an account may be shown within `scope`, under the name that is told there."""
    return {
        "id": str(account.id),
        "email": account.email,
        "name": name,
        "disabled": account.disabled_at is not None,
        "revision": account.revision,
        "created_at": account.created_at.isoformat(),
        "roles": [
            shown_role(each) for each in account.roles if scope.everything or each.department in scope.departments
        ],
    }


def shown_role(role: RoleRow) -> dict[str, Any]:
    """Return a role as JSON values."""
    return {
        "id": str(role.id),
        "kind": role.kind,
        "label": ROLES[role.kind],
        "department": role.department,
        "institution": role.institution,
        "porteur": None if role.porteur_id is None else str(role.porteur_id),
    }


@command
def disable_account(context: Context, account_id: UUID, *, revision: int | None) -> Mapping[str, Any]:
    """Close an account: its sessions, its keys and the address of its agenda end at once. Commits.

    Raises `NotFound`, `Forbidden`, `Stale`, or `Refused` for one's own and for the last administrator's.
    """
    scope = context.open("accounts.manage", writing=True)
    account = _governed(context, scope, account_id)
    match_revision(context, account, revision)
    if account.id == context.who.account:
        raise Refused("Vous ne pouvez pas fermer votre propre compte : demandez-le à un autre administrateur.")
    if account.disabled_at is None:
        keep_an_administrator(context, without=account.id)
        account.disabled_at = context.now
        account.revision += 1
        end_sessions(context, account)
        if (agenda := context.session.get(AgendaAddress, account.id)) is not None:
            context.session.delete(agenda)  # it is not there again when the account is opened again
        record(context, "account.disable", account.id)
        context.session.commit()
    return shown(context, account, scope)


@command
def enable_account(context: Context, account_id: UUID, *, revision: int | None) -> Mapping[str, Any]:
    """Open a closed account again. Commits. Raises `NotFound`, `Forbidden` or `Stale`."""
    scope = context.open("accounts.manage", writing=True)
    account = _governed(context, scope, account_id)
    match_revision(context, account, revision)
    if account.disabled_at is not None:
        account.disabled_at = None
        account.revision += 1
        record(context, "account.enable", account.id)
        context.session.commit()
    return shown(context, account, scope)


def end_sessions(context: Context, account: Account) -> None:
    """End every session of an account, those of pages and those of the JSON service. The caller commits."""
    account.epoch += 1
    for token in _open_tokens(context, account.id):
        token.revoked_at = context.now


def keep_an_administrator(context: Context, *, without: UUID) -> None:
    """Refuse a change after which nobody could manage the installation any more."""
    held = (
        select(RoleRow.account_id)
        .join(Account)
        .where(RoleRow.kind.in_(EVERYWHERE), Account.disabled_at.is_(None))
        .order_by(RoleRow.id)
        .with_for_update(of=RoleRow)
    )
    administrators = set(context.session.scalars(held))
    if administrators == {without}:
        raise Refused("C'est le dernier administrateur : donnez d'abord ce rôle à quelqu'un d'autre.")


def _held_account_at(context: Context, email: str) -> Account | None:
    """Return the account of an address, held until the commit: the same role is not added to it twice at once."""
    return context.session.scalar(select(Account).where(Account.email == email).with_for_update())


def _open_tokens(context: Context, account_id: UUID) -> Iterable[Token]:
    return context.session.scalars(select(Token).where(Token.account_id == account_id, Token.revoked_at.is_(None)))


def within(scope: Scope) -> ColumnElement[bool]:
    """Keep the accounts that have a role in a department of `scope`."""
    if scope.everything:
        return true()
    return exists().where(RoleRow.account_id == Account.id, RoleRow.department.in_(scope.departments))


def _governed(context: Context, scope: Scope, account_id: UUID) -> Account:
    """Return an account that `scope` has made, and that has no role out of it: only then may it be closed or opened by
    whoever asks. To be given a role by a head takes nobody's account away."""
    account = seen_account(context, scope, account_id, held=True)
    if scope.everything:
        return account
    if any(each.department not in scope.departments for each in account.roles):
        raise Forbidden(f"Cette personne a aussi un rôle hors de votre département : {_TAKE_AWAY}")
    made_here = select(came_by(scope.departments)).where(Account.id == account.id)
    if not context.session.scalar(made_here):
        raise Forbidden(f"Cette personne avait un compte avant d'avoir un rôle dans votre département : {_TAKE_AWAY}")
    return account
