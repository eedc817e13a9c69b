"""The name of an account as the people of a department are told it."""

from typing import Any

from sqlalchemy import ColumnElement, case, exists, or_
from sqlalchemy.orm import aliased

from clas_api.store.models import Account, RoleRow, Token


def came_by(department: Any) -> ColumnElement[bool]:
    """Tell whether an account was made by an invitation of a department: it had a role there from its first moment.

    `department` is one, by a value or a name of a value, or several.
    """
    return _role(department, lambda role: role.granted_at <= Account.created_at)


def told_name(department: Any) -> ColumnElement[str]:
    """Return the name of an account, or its address while its person has nothing to do with a department.

    A head may give a role to any address, and is not to learn by it whose that is: the name is told where the
    department's own invitation gave it, and once the person has signed in since they were given a role there.
    """
    signed_in = exists().where(Token.account_id == Account.id).correlate(Account)
    came = _role(department, lambda role: signed_in.where(Token.created_at >= role.granted_at).correlate(Account, role))
    return case((or_(came_by(department), came), Account.name), else_=Account.email)


def _role(department: Any, further: Any) -> ColumnElement[bool]:
    role = aliased(RoleRow)
    there = role.department.in_(department) if isinstance(department, frozenset) else role.department == department
    return exists().where(role.account_id == Account.id, there, further(role)).correlate(Account)
