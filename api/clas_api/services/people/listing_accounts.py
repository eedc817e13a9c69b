"""Listing accounts, page by page: all of them for an administrator, those of its department for a head of service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select

from clas_api.context import Context
from clas_api.services.people.accounts import name_within, shown_under, within
from clas_api.store.models import Account, RoleRow
from clas_core.errors import InvalidInput, Problem

ACCOUNT_SORTS = {"email": Account.email, "name": Account.name, "created_at": Account.created_at}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSearch:
    """What a list of accounts is asked for: those that have such a role there, whose address contains `email`, whose
    address or name contains `text`, or that are closed, or open.

    `sort` is one of `ACCOUNT_SORTS`, ``-`` before it for the greatest first; `after` is the last one of another page.
    """

    role: str | None = None
    department: str | None = None
    email: str | None = None
    text: str | None = None
    closed: bool | None = None
    sort: str = "email"
    after: UUID | None = None
    limit: int | None = None


def list_accounts(context: Context, search: AccountSearch) -> Sequence[Mapping[str, Any]]:
    """Return a page of accounts, with the roles that may be shown; one more than the limit when more follow.

    Raises `InvalidInput` when the page before ended with an account that is not for whoever asks to see.
    """
    scope = context.open("accounts.manage")
    seen = select(Account).where(within(scope))
    query = seen.add_columns(name_within(scope))
    if search.role is not None or search.department is not None:
        held = [RoleRow.account_id == Account.id]
        if not scope.everything:
            held.append(RoleRow.department.in_(scope.departments))
        if search.role is not None:
            held.append(RoleRow.kind == search.role)
        if search.department is not None:
            held.append(RoleRow.department == search.department)
        query = query.where(exists().where(*held))
    if search.email:
        query = query.where(Account.email.contains(search.email.lower(), autoescape=True))
    if search.text:
        words = search.text.lower()
        named = func.lower(name_within(scope).element).contains(words, autoescape=True)
        query = query.where(or_(Account.email.contains(words, autoescape=True), named))
    if search.closed is not None:
        query = query.where(Account.disabled_at.is_not(None) if search.closed else Account.disabled_at.is_(None))
    column, greatest_first = ACCOUNT_SORTS[search.sort.removeprefix("-")], search.sort.startswith("-")
    if search.after is not None:
        last = context.session.scalar(seen.where(Account.id == search.after))
        if last is None:
            raise InvalidInput([Problem(("after",), "Ce compte n'est pas de votre liste : reprenez-la du début.")])
        value = getattr(last, column.key)
        beyond = (column < value, Account.id < last.id) if greatest_first else (column > value, Account.id > last.id)
        query = query.where(or_(beyond[0], and_(column == value, beyond[1])))
    query = query.order_by(*((column.desc(), Account.id.desc()) if greatest_first else (column, Account.id)))
    if search.limit is not None:
        query = query.limit(search.limit + 1)
    return [shown_under(name, account, scope) for account, name in context.session.execute(query)]
